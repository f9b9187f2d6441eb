"""Fifty order at one moment near their limits: what is reserved adds up to the cent."""

from functools import partial

import pytest

from onaccount.domain.accounts.actions import open_account
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.ledger.models import Hold
from onaccount.domain.orders.actions.move import cancel_order
from onaccount.domain.orders.models import Order
from onaccount.domain.orders.rules.orders import OrderState
from onaccount.domain.people.queries import actor_of
from onaccount.foundation.money import Money
from tests.domain.orders.conftest import Stall, stall_with
from tests.stage import AT, COMMAND, let_in, race

pytestmark = pytest.mark.django_db(transaction=True)
CUSTOMERS = 50


def _others(first: Stall, count: int) -> list[Stall]:
    stalls = [first]
    for n in range(count):
        number = let_in(login=f"trader{n}@widgets.example")
        open_account(customer=number, currency="GBP", limit=Money(50_00, "GBP"), by=COMMAND, at=AT)
        principal = locations_of(number)[0].principal
        assert principal
        stalls.append(Stall(number, first.product, actor_of(principal)))
    return stalls


def test_of_fifty_customers_who_order_twice_at_once_each_reserves_to_its_limit():
    """Each sends 30.00 and 40.00: one of the two fits into 50.00, whichever comes first; and both send it twice."""
    stalls = _others(stall_with(), CUSTOMERS - 1)
    asked = [partial(stall.order, 3 + n % 2, key=f"tap-{n % 2}") for stall in stalls for n in range(4)]
    answers = [answer for at in range(0, len(asked), 50) for answer in race(*asked[at : at + 50])]
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Order.objects.count() == 2 * CUSTOMERS
    for stall in stalls:
        orders = list(Order.objects.filter(customer=stall.number))
        placed = [order for order in orders if order.state == OrderState.PLACED.value]
        held = list(Hold.objects.filter(pk__in=[order.hold for order in placed]).values_list("amount_minor", flat=True))
        assert len(placed) == 1
        assert stall.reserved == sum(held) == placed[0].total_minor <= 50_00


def test_two_who_cancel_at_once_give_back_once():
    stall = stall_with()
    number = stall.order(3).number
    answers = race(*[lambda: cancel_order(order=number, by=COMMAND, at=AT)] * 4)
    assert sorted(answer.is_replay for answer in answers) == [False, True, True, True]
    assert stall.reserved == 0
