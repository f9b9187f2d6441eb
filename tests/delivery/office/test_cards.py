"""Cards are printed from a customer's page and from a selection, and a scanner's typing finds the customer."""

import re

import pytest

from onaccount.domain.tills.actions.cards import give_card
from onaccount.domain.tills.queries.cards import card_made_at, holder_of_card
from tests.stage import AT, COMMAND, sign_up

pytestmark = pytest.mark.django_db


def test_a_card_is_printed_replaced_and_ended_from_the_customers_page(nadia):
    number = sign_up()
    page = f"/office/customers/{number}/card/"
    assert "There is no card yet" in nadia.get(page).content.decode()
    printed = nadia.post(page, {"do": "print"})
    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    assert printed.content.startswith(b"%PDF")
    assert card_made_at(number) is not None
    code = give_card(customer=number, by=COMMAND, at=AT)
    nadia.post(page, {"do": "replace"})
    assert holder_of_card(code) is None
    assert nadia.post(page, {"do": "end"}).status_code == 302
    assert nadia.post(page, {"do": "end"}).status_code == 409
    assert "ended the card" in nadia.get(f"/office/customers/{number}/").content.decode()


def test_cards_of_those_who_are_ticked_stand_on_sheets(nadia):
    numbers = [sign_up() for _ in range(12)]
    sheet = nadia.post("/office/customers/cards/", {"number": [*map(str, numbers), "x"]})
    assert sheet["Content-Type"] == "application/pdf"
    assert len(re.findall(rb"/Type\s*/Page\b", sheet.content)) in (0, 2), "ten on a page; 0 where pages are compressed"
    assert all(card_made_at(number) for number in numbers)
    assert nadia.post("/office/customers/cards/").status_code == 302
