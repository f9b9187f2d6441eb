"""A customer is given a card; a lost one is replaced or ended."""

from collections.abc import Sequence
from datetime import datetime

from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.tills.models import CustomerCard
from onaccount.domain.tills.rules.cards import MOST_AT_ONCE, NoCard, TooManyCards, new_code


@action
def give_card(*, customer: int, by: Actor, at: datetime) -> str:
    """The code of the card that holds, made where there is none. Printing it again makes no other."""
    require(by, Right.EDIT_CUSTOMERS)
    return _card_of(locked_customer(customer).number, by=by, at=at)


@action
def give_cards(*, customers: Sequence[int], by: Actor, at: datetime) -> dict[int, str]:
    """The same for several: {number: code}, in their order. Who was merged has the survivor's card."""
    require(by, Right.EDIT_CUSTOMERS)
    if len(customers) > MOST_AT_ONCE:
        raise TooManyCards(count=len(customers), most=MOST_AT_ONCE)
    numbers = dict.fromkeys(locked_customer(number).number for number in sorted(customers))
    return {number: _card_of(number, by=by, at=at) for number in numbers}


@action
def replace_card(*, customer: int, by: Actor, at: datetime) -> str:
    """A card with another code; the one before finds nobody any more."""
    require(by, Right.EDIT_CUSTOMERS)
    number = locked_customer(customer).number
    _end(number, at)
    code = _make(number, at)
    record("customer.card_replaced", Subject("customer", str(number)), by=by, at=at)
    return code


@action
def end_card(*, customer: int, by: Actor, at: datetime) -> None:
    """Raises NoCard where none holds."""
    require(by, Right.EDIT_CUSTOMERS)
    number = locked_customer(customer).number
    if not _end(number, at):
        raise NoCard
    record("customer.card_ended", Subject("customer", str(number)), by=by, at=at)


def _card_of(number: int, *, by: Actor, at: datetime) -> str:
    holds = CustomerCard.objects.filter(customer=number, ended_at=None).values_list("code", flat=True).first()
    if holds is not None:
        return holds
    record("customer.card_given", Subject("customer", str(number)), by=by, at=at)
    return _make(number, at)


def _make(number: int, at: datetime) -> str:
    return CustomerCard.objects.create(customer_id=number, code=new_code(), made_at=at).code


def _end(number: int, at: datetime) -> int:
    return CustomerCard.objects.filter(customer=number, ended_at=None).update(ended_at=at)
