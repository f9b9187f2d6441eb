"""The page of a list on its way in, as staff see it and click through it."""

import pytest

from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.history.models import Pending
from onaccount.domain.imports.actions import undo_import
from onaccount.domain.imports.actions.move import move_import
from onaccount.domain.imports.queries import import_card
from onaccount.domain.imports.rules.states import ImportState
from tests.domain.imports.importing import AT, BY, as_csv, rehearse, take_in

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
    assert 'href="?wrong=2#rows"' in page
    assert 'href="?changed=1#rows"' in page
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
