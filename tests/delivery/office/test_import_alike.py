"""The page of a list, where rows look like others or like customers: what it says, and what may be said to it."""

import re
from html import unescape

import pytest

from onaccount.domain.customers.models import Customer
from onaccount.domain.imports.actions import rehearse_import
from onaccount.domain.imports.queries import import_card, open_alike
from onaccount.domain.matching.rules import Answer
from tests.domain.imports.importing import AT, BY, as_csv, figures, rehearse, take_in

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = ("External id", "Company", "Phone", "Postcode")
HERE = ("A-1", "Graham's Widgets Ltd", "+441632960177", "EX39 1QX")
ALIKE = ("B-9", *HERE[1:])
ANOTHER = ("B-10", "Weir & Co", "+441134960000", "LS1 1AA")


@pytest.fixture
def card():
    take_in(as_csv(HEADER, HERE))
    return rehearse(as_csv(HEADER, ALIKE, ANOTHER))


def page_of(browser, card, query: str = "") -> str:
    return unescape(browser.get(f"/office/imports/{card.key}/{query}").content.decode())


def say(browser, card, do: str, row: int = 2, **more: object) -> None:
    answer = browser.post(f"/office/imports/{card.key}/rows/{row}/", {"do": do, **more})
    assert answer.status_code == 302
    if import_card(card.key).state.value == "uploaded":
        rehearse_import(key=card.key, by=BY, at=AT)


def test_the_page_says_whom_a_row_looks_like_and_why(nadia, card):
    number = Customer.objects.get().number
    page = page_of(nadia, card, "?rows=alike")
    assert re.search(rf'Looks like <a href="/office/customers/{number}/">No. {number}</a>, Graham\'s Widgets Ltd', page)
    assert "same phone" in page
    assert "1 looks like another" in page
    assert f"Update No. {number}" in page
    assert 'id="row-2"' in page
    assert 'id="row-3"' not in page


def test_a_row_is_taken_in_as_new_by_a_press_and_open_again_by_another(nadia, card):
    say(nadia, card, "take_new")
    assert open_alike(card.key) == {}
    page = page_of(nadia, card)
    assert "Taken in as new" in page
    assert "Import 2 rows" in page
    say(nadia, card, "unsay")
    assert sum(open_alike(card.key).values()) == 1


def test_a_row_updates_the_customer_instead_by_a_press(nadia, card):
    say(nadia, card, "update", number=Customer.objects.get().number)
    assert figures(import_card(card.key)) == {"create": 1, "update": 1}
    assert "Said to be this customer" in page_of(nadia, card)


@pytest.mark.parametrize("number", ["", "x", "999999"])
def test_a_row_updates_nobody_whom_it_does_not_look_like(nadia, card, number):
    answer = nadia.post(f"/office/imports/{card.key}/rows/2/", {"do": "update", "number": number})
    assert answer.status_code == 409
    assert figures(import_card(card.key)) == {"create": 2}


@pytest.mark.parametrize(
    ("do", "expected"),
    [("new", {"create": 2}), ("update", {"create": 1, "update": 1}), ("leave_out", {"create": 1, "reject": 1})],
)
def test_all_of_a_kind_are_decided_by_one_press(nadia, do, expected):
    header = (*HEADER, "Registration number")
    take_in(as_csv(header, (*HERE, "04417723")))
    card = rehearse(as_csv(header, ("", *HERE[1:3], "EX39 1QY", "04417723"), (*ANOTHER, "")))
    ((answer, _),) = open_alike(card.key).items()
    assert f'name="answer" value="{answer.value}"' in page_of(nadia, card, "?rows=alike")
    done = nadia.post(f"/office/imports/{card.key}/alike/", {"do": do, "answer": answer.value}, follow=True)
    assert "1 row" in done.content.decode()
    if do != "new":
        rehearse_import(key=card.key, by=BY, at=AT)
    assert figures(import_card(card.key)) == expected
    assert open_alike(card.key) == {}


def test_what_is_not_surely_the_same_is_joined_row_by_row(nadia, card):
    ((answer, _),) = open_alike(card.key).items()
    assert answer is Answer.LIKELY
    page = page_of(nadia, card, "?rows=alike")
    assert "Take all in as new" in page
    assert "Update the customers instead" not in page
    done = nadia.post(f"/office/imports/{card.key}/alike/", {"do": "update", "answer": answer.value}, follow=True)
    assert "not joined with it all at once" in done.content.decode()
    assert figures(import_card(card.key)) == {"create": 2}


def test_nonsense_is_a_404_and_what_is_over_is_said(nadia, card):
    address = f"/office/imports/{card.key}/alike/"
    assert nadia.post(address, {"do": "merge", "answer": "same"}).status_code == 404
    assert nadia.post(address, {"do": "new", "answer": "equal"}).status_code == 404
    said = nadia.post(address, {"do": "new", "answer": "maybe"}, follow=True).content.decode()
    assert "No row is left of which that could be said." in said


def test_once_written_nothing_is_offered_any_more(nadia):
    take_in(as_csv(HEADER, HERE))
    written = take_in(as_csv(HEADER, ALIKE))
    page = page_of(nadia, written)
    assert "Looks like" in page
    assert "Take in as new" not in page
