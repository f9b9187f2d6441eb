"""The page of a list on its way in, as staff see it and click through it."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urljoin

import pytest

from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.history.models import Pending
from onaccount.domain.imports.actions import approve_import, change_import, mend, rehearse_import, undo_import
from onaccount.domain.imports.actions.move import move_import
from onaccount.domain.imports.queries import import_card
from onaccount.domain.imports.rules.options import Only
from onaccount.domain.imports.rules.states import ImportState
from tests.domain.imports.importing import AT, BY, apply, as_csv, figures, rehearse, take_in

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = ("Customer ID", "Company", "Email", "Shoe size")
RIGHT = as_csv(HEADER, ("K-1", "Hollin Dairy", "a@hollin.example", ""))
WRONG = as_csv(HEADER, ("K-1", "Hollin & Sons", "a@hollin.example", "9"), ("K-2", "Weir", "nobody", ""))
MAP = {"Email": "email"}


def page_of(browser, card, query: str = "") -> str:
    return browser.get(f"/office/imports/{card.key}/{query}").content.decode()


def test_the_columns_are_reported_with_links_to_the_rows_they_are_about(nadia):
    take_in(RIGHT)
    card = rehearse(WRONG, mapping=MAP)
    page = page_of(nadia, card)
    assert "4 columns, 1 left out, something looks wrong in 1" in page
    assert "<code>nobody</code>" in page
    assert f'href="/office/imports/{card.key}/?wrong=2#rows"' in page
    assert f'href="/office/imports/{card.key}/?changed=1#rows"' in page
    wrong = page_of(nadia, card, "?wrong=2")
    assert "Email looks wrong" in wrong
    assert "Hollin &amp; Sons</" not in wrong
    changed = page_of(nadia, card, "?changed=1")
    assert "Company would change" in changed
    assert "nobody&quot; is not" not in changed
    assert "<del" in changed


@pytest.mark.parametrize("query", ["?wrong=99", "?changed=x", "?wrong=-1", "?rows=nonsense"])
def test_a_filter_that_means_nothing_shows_every_row(nadia, query):
    page = page_of(nadia, rehearse(RIGHT), query)
    assert "Hollin Dairy" in page


def test_an_export_that_is_recognised_says_so_and_shows_its_further_persons(nadia):
    xero = ("*ContactName", "AccountNumber", "EmailAddress", "Person1Email")
    card = rehearse(as_csv(xero, ("Hollin Dairy Ltd", "17", "a@hollin.example", "ana@hollin.example")))
    assert "Xero contacts" in page_of(nadia, card)
    columns = nadia.get(f"/office/imports/{card.key}/columns/").content.decode()
    assert "This is an export of Xero contacts, whose columns are known." in columns
    assert '<option value="contact2_email" selected>' in columns
    assert "Xero contacts" not in page_of(nadia, rehearse(RIGHT))


# --- taking back, and stopping ---


def test_a_page_of_its_own_says_what_taking_back_would_do_and_a_press_asks_the_worker(nadia):
    take_in(RIGHT)
    card = take_in(
        as_csv(HEADER, ("K-1", "Hollin & Sons", "a@hollin.example", "9"), ("K-2", "Weir", "b@w.example", ""))
    )
    assert f'href="/office/imports/{card.key}/undo/"' in page_of(nadia, card)
    asked = nadia.get(f"/office/imports/{card.key}/undo/").content.decode()
    assert asked.count('<span class="figure__value">1</span>') == 2
    assert asked.count('<span class="figure__value">0</span>') == 1
    answer = nadia.post(f"/office/imports/{card.key}/undo/")
    assert (answer.status_code, answer["Location"]) == (302, f"/office/imports/{card.key}/")
    assert import_card(card.key).state is ImportState.UNDOING
    assert Pending.objects.filter(event__name="import.undo_asked", event__subject_key=str(card.key)).exists()
    page = page_of(nadia, card)
    assert "Taking back" in page
    assert "/cancel/" not in page


def test_what_was_kept_is_listed_with_its_row_and_the_reason(nadia):
    card = take_in(as_csv(HEADER, ("K-1", "Hollin", "a@hollin.example", "9"), ("K-2", "Weir", "b@w.example", "")))
    number = Customer.objects.get(external_id="K-2").pk
    correct_customer(number=number, values={"phone": "0113 496 0000"}, by=BY, at=AT.replace(hour=11))
    undo_import(key=card.key, by=BY, at=AT.replace(hour=12))
    page = page_of(nadia, card)
    assert "Taken back: 1 removed, 0 as they were before." in page
    assert f'href="/office/customers/{number}/">No. {number}</a>' in page
    assert "Changed by the command line on 2026-11-02, after the import." in page
    assert "/undo/" not in page


def test_what_is_not_written_cannot_be_taken_back_by_page(nadia):
    card = rehearse(RIGHT)
    assert nadia.get(f"/office/imports/{card.key}/undo/").status_code == 302
    refused = nadia.post(f"/office/imports/{card.key}/undo/")
    assert refused.status_code == 409
    assert "nothing of it is in the books" in refused.content.decode()


def test_stopping_an_import_that_is_being_written_is_seen_on_its_page(nadia):
    card = rehearse(RIGHT)
    move_import(card.key, ImportState.APPLYING)
    answer = nadia.post(f"/office/imports/{card.key}/cancel/")
    assert (answer.status_code, answer["Location"]) == (302, f"/office/imports/{card.key}/")
    assert import_card(card.key).state is ImportState.STOPPING
    page = page_of(nadia, card)
    assert "Stopping" in page
    assert 'id="stop"' not in page


def test_every_link_of_a_refused_page_leads_to_a_page_that_can_be_looked_at(nadia, monkeypatch):
    monkeypatch.setattr(mend, "REHEARSED_AT_ONCE", 0)
    take_in(RIGHT)
    card = wrong_list()
    nadia.post(f"/office/imports/{card.key}/rows/3/", {"seen-2": "nobody", "cell-2": "n@weir.example"})
    refused = nadia.post(f"/office/imports/{card.key}/apply/")
    assert refused.status_code == 409
    page = refused.content.decode()
    links = {unescape(link) for link in re.findall(r'href="([^"#]*)', page) if not link.startswith("/static/")} - {""}
    assert f"/office/imports/{card.key}/rows/3/" in links
    for link in links:
        whole = urljoin(f"/office/imports/{card.key}/apply/", link)
        answer = nadia.get(whole, follow=True)  # settings lead to the questions of the first start
        answer.close()  # the rejected rows are a file
        assert answer.status_code == 200, link


def test_a_list_that_waits_loads_itself_again_at_its_own_address_after_a_refusal(nadia):
    card = rehearse(RIGHT)
    move_import(card.key, ImportState.APPLYING)
    refused = nadia.post(f"/office/imports/{card.key}/apply/")
    assert refused.status_code == 409
    assert f'http-equiv="refresh" content="3; url=/office/imports/{card.key}/"' in refused.content.decode()


def test_a_rehearsal_that_nobody_has_seen_is_not_approved_by_a_page_that_stood_open(nadia):
    card = rehearse(RIGHT)
    stood_open = re.search(r'name="rehearsal" value="([^"]+)"', page_of(nadia, card))
    assert stood_open
    change_import(key=card.key, options=card.options, by=BY, at=AT, here=True)
    rehearse_import(key=card.key, by=BY, at=AT + timedelta(seconds=1))
    refused = nadia.post(f"/office/imports/{card.key}/apply/", {"rehearsal": stood_open[1]})
    assert refused.status_code == 409
    assert "rehearsed again after you opened its page" in refused.content.decode()
    assert import_card(card.key).state is ImportState.REHEARSED
    seen_now = re.search(r'name="rehearsal" value="([^"]+)"', refused.content.decode())
    assert seen_now
    assert nadia.post(f"/office/imports/{card.key}/apply/", {"rehearsal": seen_now[1]}).status_code == 302
    assert import_card(card.key).state is ImportState.APPROVED


# --- nothing is said to be done before it is ---

MIXED = as_csv(HEADER, ("K-1", "Hollin & Sons", "a@hollin.example", ""), ("K-2", "Weir", "b@w.example", ""))


def list_row(browser, card) -> str:
    """What the list of imports says of this one, as text."""
    page = browser.get("/office/imports/").content.decode()
    found = re.search(rf'<tr data-number="{card.key}">(.*?)</tr>', page, re.DOTALL)
    assert found
    return unescape(re.sub(r"<[^>]+>", " ", found[1]))


def test_the_list_of_imports_says_what_would_be_done_what_was_and_what_was_taken_back(nadia):
    take_in(RIGHT)
    card = rehearse(MIXED)
    assert "would create 1" in list_row(nadia, card)
    assert "would update 1" in list_row(nadia, card)
    apply_import_of(card)
    applied = list_row(nadia, card)
    assert "would" not in applied
    assert re.search(r"Imported\s+1\s+1\s+0\s", applied)
    undo_import(key=card.key, by=BY, at=AT + timedelta(hours=1))
    assert re.search(r"Taken back\s+1 removed\s+1 put back\s+0\s", list_row(nadia, card))


def test_a_rehearsal_that_was_cancelled_has_no_figures_in_the_list(nadia):
    card = rehearse(RIGHT)
    nadia.post(f"/office/imports/{card.key}/cancel/")
    assert re.search(r"Cancelled\s+-\s+-\s+-\s", list_row(nadia, card))


def test_what_an_import_would_do_is_said_as_done_once_it_is(nadia):
    take_in(RIGHT)
    card = rehearse(MIXED)
    before = page_of(nadia, card, "?changed=1")
    for words in (">Create<", ">Update<", ">Would change<", "Company would change", "Nothing is written yet"):
        assert words in before
    assert ">Created<" not in before
    apply_import_of(card)
    after = page_of(nadia, card, "?changed=1")
    for words in (">Created<", ">Updated<", ">Changed<", "Company changed", "Updated</span>"):
        assert words in after
    for words in ("Would change", "would change", "would happen", ">Create<", "Nothing is written yet"):
        assert words not in after


REFUSED = ("K-9", "", "nobody", "")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("K-1", "Hollin Dairy", "a@hollin.example", "")], "Nothing would change: every row is here already."),
        ([REFUSED], "None of the rows can be taken in."),
        (
            [("K-1", "Hollin Dairy", "a@hollin.example", ""), REFUSED],
            "Nothing would change: 1 row cannot be taken in, and every other row is here already.",
        ),
    ],
    ids=["the same again", "all rejected", "some of each"],
)
def test_a_list_with_nothing_to_write_says_why_and_promises_nobody_a_letter(nadia, rows, words):
    take_in(RIGHT)
    card = rehearse(as_csv(HEADER, *rows), mapping=MAP)
    page = page_of(nadia, card)
    assert words in page
    assert f"/office/imports/{card.key}/apply/" not in page
    assert "The new customers" not in page
    assert words not in page_of(nadia, rehearse(MIXED))
    assert "The new customers wait" in page_of(nadia, rehearse(MIXED))


def test_a_list_whose_rows_are_all_left_out_says_so(nadia):
    card = rehearse(RIGHT)
    nadia.post(f"/office/imports/{card.key}/rows/2/", {"do": "leave_out"})
    assert "Nothing would change: every row is left out." in page_of(nadia, again(card))


# --- a row is mended ---


def again(card):
    rehearse_import(key=card.key, by=BY, at=AT)
    return import_card(card.key)


def wrong_list():
    return rehearse(WRONG, mapping=MAP)


def test_a_rejected_row_opens_with_its_cells_in_place_and_as_a_page(nadia):
    card = wrong_list()
    page = page_of(nadia, card, "?rows=reject")
    assert (
        f'href="/office/imports/{card.key}/rows/3/?rows=reject" hx-get="/office/imports/{card.key}/rows/3/?rows=reject"'
        in page
    )
    whole = page_of(nadia, card, "rows/3/?rows=reject")
    assert "<html" in whole
    in_place = nadia.get(f"/office/imports/{card.key}/rows/3/", headers={"HX-Target": "row-3"}).content.decode()
    assert in_place.strip().startswith('<tr class="import__open" id="row-3">')
    for answer in (whole, in_place):
        assert 'name="cell-2" value="nobody"' in answer
        assert 'aria-invalid="true"' in answer
        assert "is not a whole e-mail address" in answer


def test_a_mend_is_saved_and_undone_with_one_key(nadia):
    card = wrong_list()
    sent = {"do": "save", "seen-1": "Weir", "cell-1": "Weir", "seen-2": "nobody", "cell-2": "n@weir.example"}
    answer = nadia.post(f"/office/imports/{card.key}/rows/3/?rows=reject", sent)
    assert (answer.status_code, answer["Location"]) == (302, f"/office/imports/{card.key}/?rows=reject#row-3")
    card = again(card)
    assert figures(card) == {"create": 2}
    page = page_of(nadia, card, "?rows=mended")
    assert "Row 3 is mended." in page
    undo = f"/office/imports/{card.key}/rows/3/?rows=reject&amp;do=put_back"
    assert f'action="{undo}"' in page
    assert "Weir" in page
    nadia.post(undo.replace("&amp;", "&"))
    assert figures(again(card)) == {"create": 1, "reject": 1}


def test_a_mended_cell_says_who_mended_it_and_what_the_file_says(nadia):
    card = wrong_list()
    nadia.post(f"/office/imports/{card.key}/rows/3/", {"seen-2": "nobody", "cell-2": "n@weir.example"})
    page = page_of(nadia, again(card), "rows/3/")
    assert "Mended by Nadia Okafor. The file says: nobody" in page
    assert 'value="put_back"' in page


def test_reading_the_file_another_way_says_what_it_drops(nadia):
    card = wrong_list()
    nadia.post(f"/office/imports/{card.key}/rows/3/", {"seen-2": "nobody", "cell-2": "n@weir.example"})
    card = again(card)
    asked = f"/office/imports/{card.key}/columns/"
    assert "1 row is mended in place." in nadia.get(asked).content.decode()
    sent = {"do": "rehearse", "encoding": "cp1252", "delimiter": ",", "header_row": "1", "column-1": "name"}
    nadia.post(asked, sent)
    page = page_of(nadia, again(card))
    assert "1 correction was dropped: the file is read another way." in page
    assert "?rows=mended" not in page


def test_a_row_is_left_out_and_taken_in_again(nadia):
    card = wrong_list()
    nadia.post(f"/office/imports/{card.key}/rows/2/", {"do": "leave_out"})
    page = page_of(nadia, again(card))
    assert "Left out by Nadia Okafor." in page
    assert "1 left out on purpose" in page
    assert 'aria-label="Take in row 2 again"' in page
    nadia.post(f"/office/imports/{card.key}/rows/2/", {"do": "take_in"})
    assert figures(again(card)) == {"create": 1, "reject": 1}


def test_a_long_list_says_how_many_corrections_wait_and_is_not_written_before(nadia, monkeypatch):
    monkeypatch.setattr(mend, "REHEARSED_AT_ONCE", 0)
    card = wrong_list()
    nadia.post(f"/office/imports/{card.key}/rows/3/", {"seen-2": "nobody", "cell-2": "n@weir.example"})
    page = page_of(nadia, card)
    assert "1 correction is not rehearsed yet." in page
    assert "Rehearse again" in page
    assert f"/office/imports/{card.key}/apply/" not in page
    refused = nadia.post(f"/office/imports/{card.key}/apply/")
    assert refused.status_code == 409
    assert "Rehearse it again, then approve what it says." in refused.content.decode()
    nadia.post(f"/office/imports/{card.key}/rehearsal/")
    assert figures(again(card)) == {"create": 2}


@pytest.mark.parametrize(("only", "button"), [("new", "the new one"), ("updates", "the update")])
def test_a_part_of_a_list_is_taken_in(nadia, only, button):
    take_in(RIGHT)
    card = rehearse(WRONG.replace(b"nobody", b"n@weir.example"))
    page = page_of(nadia, card)
    assert f'value="{only}">{button}</button>' in page
    nadia.post(f"/office/imports/{card.key}/rehearsal/", {"only": only})
    card = again(card)
    assert figures(card) == {"create" if only == "new" else "update": 1, "reject": 1}
    page = page_of(nadia, card)
    assert "left out: 1 row." in page
    nadia.post(f"/office/imports/{card.key}/rehearsal/", {"only": "all"})
    assert figures(again(card)) == {"create": 1, "update": 1}


def test_another_choice_of_columns_keeps_the_part_that_was_chosen(nadia):
    take_in(RIGHT)
    card = rehearse(WRONG.replace(b"nobody", b"n@weir.example"), only="new")
    columns = {"column-0": "external_id", "column-1": "name", "column-2": "email", "do": "rehearse"}
    nadia.post(f"/office/imports/{card.key}/columns/", {**columns, "kind": "companies"})
    assert import_card(card.key).options.only is Only.NEW


@pytest.mark.parametrize(("row", "do"), [(99, "save"), (99, "put_back"), (10**17, "leave_out"), (3, "burn")])
def test_what_is_not_there_is_a_404(nadia, row, do):
    card = wrong_list()
    sent = {"do": do, "seen-2": "a", "cell-2": "b"}
    assert nadia.post(f"/office/imports/{card.key}/rows/{row}/", sent).status_code == 404
    assert nadia.get(f"/office/imports/{card.key}/rows/99/").status_code == 404


def test_an_import_that_is_over_opens_its_rows_and_changes_none(nadia):
    card = wrong_list()
    apply_import_of(card)
    page = page_of(nadia, card, "rows/3/")
    assert 'value="save"' not in page
    answer = nadia.post(f"/office/imports/{card.key}/rows/3/", {"seen-2": "nobody", "cell-2": "n@weir.example"})
    assert answer.status_code == 409
    assert "none of its rows can be changed any more" in answer.content.decode()


def test_what_the_file_says_is_shown_as_text(nadia):
    card = rehearse(as_csv(HEADER, ("K-1", "<b>Weir</b>", '"><script>', "<i>9</i>")), mapping=MAP)
    page = page_of(nadia, card, "rows/2/")
    assert "<script>" not in page.split("<main")[1].split("</main>")[0]
    assert "&lt;b&gt;Weir&lt;/b&gt;" in page


def apply_import_of(card) -> None:
    approve_import(key=card.key, partial=True, by=BY, at=AT)
    apply(card.key)
