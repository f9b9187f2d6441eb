"""Small books with one of everything in them, and ways to tamper with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from onaccount.domain.accounts.actions import (
    hold_amount,
    open_account,
    pay_in,
    pay_out,
    post_hold,
    refund_charge,
    release_hold,
    reverse_posting,
    take_charge,
)
from onaccount.domain.accounts.queries import family_accounts
from onaccount.domain.ledger.actions import lifted_guards
from onaccount.foundation.money import Money
from tests.stage import AT, CAFE, COMMAND, let_in

SOON = AT + timedelta(minutes=5)


def pounds(amount: int) -> Money:
    return Money(amount * 100, "GBP")


def open_one(*who: str, currency: str = "GBP") -> int:
    number = let_in(*who, login=f"{len(who)}@widgets.example")
    open_account(customer=number, currency=currency, limit=Money(500_00, currency), by=COMMAND, at=AT)
    return number


def fill_books() -> UUID:
    """Nine postings on one account, and one on another. Answers the first account."""
    number, other = open_one(), open_one(CAFE, currency="EUR")
    more: dict[str, Any] = {"by": COMMAND, "at": AT}
    pay_in(customer=number, amount=pounds(100), key="1", **more)
    pay_out(customer=number, amount=pounds(40), key="2", **more)
    charge = take_charge(customer=number, amount=pounds(50), key="3", note="for two", source="sale:3", **more).posting
    refund_charge(customer=number, charge=charge.id, amount=pounds(20), key="4", **more)
    refund = refund_charge(customer=number, charge=charge.id, amount=pounds(30), key="5", **more).posting
    reverse_posting(posting=refund.id, key="6", **more)
    wrong = take_charge(customer=number, amount=pounds(7), key="7", **more).posting
    reverse_posting(posting=wrong.id, key="8", **more)
    holds = [hold_amount(customer=number, amount=pounds(n), key=f"h{n}", expires_at=SOON, **more) for n in (60, 70, 80)]
    post_hold(customer=number, hold=holds[0], amount=pounds(55), key="9", **more)
    release_hold(customer=number, hold=holds[1], **more)
    pay_in(customer=other, amount=Money(1, "EUR"), key="1", **more)
    (account,) = family_accounts(number)
    return account


@contextmanager
def tampering() -> Iterator[None]:
    """As the owner of the database may: without the triggers, which stand again afterwards."""
    with transaction.atomic():
        settle()
        with lifted_guards():
            yield


def settle() -> None:
    """PostgreSQL changes no triggers while foreign keys wait to be looked at."""
    if connection.vendor == "postgresql":
        raw("SET CONSTRAINTS ALL IMMEDIATE")
        raw("SET CONSTRAINTS ALL DEFERRED")


def raw(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """SQL by hand. Ids are given as UUIDs."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(statement, [each.hex if is_sqlite and isinstance(each, UUID) else each for each in values])
        return list(cursor.fetchall()) if cursor.description else []
