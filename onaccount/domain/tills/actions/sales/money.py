"""Money comes onto a customer's account at a till, and is paid out of it, with a receipt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from onaccount.domain.accounts.actions import pay_in, pay_out
from onaccount.domain.accounts.actions.held import Posted
from onaccount.domain.business.queries import current_business
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.permissions import FrontRight
from onaccount.domain.people.queries import require_front
from onaccount.domain.tills.actions.sales.asked import SaleAsked
from onaccount.domain.tills.actions.sales.book import (
    Booked,
    finish,
    house_of,
    known_sale,
    methods_of,
    write_sale,
)
from onaccount.domain.tills.actions.shifts import require_shift
from onaccount.domain.tills.queries.tills import locked_till
from onaccount.domain.tills.rules.methods import MethodType
from onaccount.domain.tills.rules.publications import MethodNotInMenu
from onaccount.domain.tills.rules.sales import PaymentAsked, SaleKind
from onaccount.foundation.money import Money

BY = frozenset({MethodType.CASH, MethodType.CARD})  # what money can come in and go out by


@dataclass(frozen=True, slots=True)
class MoneyAsked:
    """A deposit or a withdrawal as a till sends it."""

    id: UUID
    seq: int
    made_at: datetime
    version: int
    shift: UUID
    customer: int
    method: int
    type: MethodType
    amount_minor: int
    body: bytes

    def as_sale(self, kind: SaleKind) -> SaleAsked:
        """The same as what receipts are written of: one payment and no line."""
        return SaleAsked(
            id=self.id, seq=self.seq, made_at=self.made_at, version=self.version, shift=self.shift, lines=(),
            payments=(PaymentAsked(self.method, self.type, self.amount_minor),), body=self.body,
            customer=self.customer, money=kind,
        )  # fmt: skip

    @property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()


Move = Callable[..., Posted]  # pay_in or pay_out


@action
def take_deposit(*, till: int, asked: MoneyAsked, by: Actor, at: datetime, approval: UUID | None = None) -> UUID:
    """Money of the customer's comes in. Sending it twice takes it once."""
    more = {"approval": approval, "occurred_at": asked.made_at}
    return _move(pay_in, SaleKind.DEPOSIT, till=till, asked=asked, by=by, at=at, more=more)


@action
def take_withdrawal(*, till: int, asked: MoneyAsked, by: Actor, at: datetime, approval: UUID | None = None) -> UUID:
    """The customer's own money is paid out, never credit (D-07)."""
    return _move(pay_out, SaleKind.WITHDRAWAL, till=till, asked=asked, by=by, at=at, more={"approval": approval})


def _move(
    move: Move, kind: SaleKind, *, till: int, asked: MoneyAsked, by: Actor, at: datetime, more: Mapping[str, Any]
) -> UUID:
    sale_asked = asked.as_sale(kind)
    found = locked_till(till)
    if known := known_sale(found, sale_asked):
        return known
    require_front(by, FrontRight.DEPOSIT_WITHDRAW)
    shift = require_shift(till=till, shift=asked.shift, by=by)
    methods = methods_of(found, sale_asked)
    if asked.type not in BY:
        raise MethodNotInMenu(method=methods[asked.method].name)
    currency = current_business().currency
    sale = write_sale(found, shift, sale_asked, total=asked.amount_minor, tax=0, currency=currency, at=at)
    posted = move(
        customer=asked.customer,
        amount=Money(asked.amount_minor, currency),
        key=f"sale:{asked.id}:0",
        by=by,
        at=at,
        house=house_of(found, asked.type),
        source=f"sale:{asked.id}",
        about=sale_asked.deed(till),
        **more,
    )
    finish(found, sale, sale_asked, methods, [Booked(posted)], by=by, at=at)
    return sale.pk
