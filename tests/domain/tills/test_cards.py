"""A card finds its customer at the counter until it is replaced or ended."""

from typing import Any

import pytest

from onaccount.domain.people.rules.principals import NotAllowed
from onaccount.domain.tills.actions.cards import end_card, give_card, give_cards, replace_card
from onaccount.domain.tills.queries.cards import holder_of_card
from onaccount.domain.tills.queries.find import customers_found
from onaccount.domain.tills.rules.cards import CARD, NoCard, TooManyCards, card_in
from tests.stage import AT, COMMAND, INES, hire, sign_up

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": COMMAND, "at": AT}


def test_a_card_is_made_once_and_printed_as_often_as_wanted():
    number = sign_up()
    code = give_card(customer=number, **BY)
    assert CARD.fullmatch(code)
    assert give_card(customer=number, **BY) == code
    assert customers_found(code, limit=5) == [number]
    assert customers_found(f" {code[:4]} {code[4:].lower()} ", limit=5) == [number]


def test_a_lost_card_finds_nobody_once_it_is_replaced():
    number = sign_up()
    lost = give_card(customer=number, **BY)
    found = replace_card(customer=number, **BY)
    assert lost != found
    assert customers_found(lost, limit=5) == []
    assert holder_of_card(found) == number


def test_an_ended_card_finds_nobody_and_is_ended_once():
    number = sign_up()
    code = give_card(customer=number, **BY)
    end_card(customer=number, **BY)
    assert holder_of_card(code) is None
    with pytest.raises(NoCard):
        end_card(customer=number, **BY)


def test_cards_of_several_are_made_where_there_is_none():
    one, other = sign_up(), sign_up()
    first = give_card(customer=one, **BY)
    assert give_cards(customers=[other, one, one], **BY)[one] == first
    with pytest.raises(TooManyCards):
        give_cards(customers=[one] * 501, **BY)


def test_who_may_not_edit_customers_makes_no_card():
    number, ines = sign_up(), hire(INES)
    for verb in (give_card, replace_card, end_card):
        with pytest.raises(NotAllowed):
            verb(customer=number, by=ines, at=AT)


@pytest.mark.parametrize("text", ["", "C", "17", "Cheese Company", "C" + "0" * 15, "+44 20 7946 0000"])
def test_other_words_are_no_card(text):
    assert card_in(text) is None
