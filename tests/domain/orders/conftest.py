"""A customer with an account, people who share its login, and what it orders."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest

from onaccount.domain.accounts.actions import open_account
from onaccount.domain.accounts.queries import standing_of
from onaccount.domain.accounts.rules import Door
from onaccount.domain.catalogue.actions import add_product
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.history.rules import Actor
from onaccount.domain.orders.actions.place import Placed, place_order
from onaccount.domain.orders.rules.orders import Basket, Wanted
from onaccount.domain.people.queries import actor_of
from onaccount.foundation.money import Money
from tests.stage import AT, COMMAND, let_in


@dataclass
class Stall:
    """One product at 10.00 without tax, and a customer who may owe `limit`."""

    number: int
    product: int
    login: Actor
    keys: list[str] = field(default_factory=list)

    def order(self, count: int = 1, *, by: Actor | None = None, key: str = "", **more: Any) -> Placed:
        given = {"customer": self.number, "key": key or str(uuid4()), "by": by or self.login, "at": AT}
        return place_order(basket=self.basket(count, **more.pop("basket", {})), **{**given, **more})

    def basket(self, count: int = 1, **more: Any) -> Basket:
        return Basket(lines=(Wanted(self.product, count * 1000),), **more)

    @property
    def reserved(self) -> int:
        found = standing_of(self.number, door=Door.APP, at=AT)
        assert found
        return found.standing.holds

    @property
    def owed(self) -> int:
        found = standing_of(self.number, door=Door.APP, at=AT)
        assert found
        return found.standing.owed


def stall_with(limit: int = 50_00, **values: Any) -> Stall:
    number = let_in(**values)
    open_account(customer=number, currency="GBP", limit=Money(limit, "GBP"), by=COMMAND, at=AT)
    product = add_product(values={"sku": "B-1", "name": "Brie", "price": "10.00"}, by=COMMAND, at=AT)
    (place,) = locations_of(number)
    assert place.principal
    return Stall(number, product, actor_of(place.principal))


@pytest.fixture
def stall(db) -> Stall:
    return stall_with()
