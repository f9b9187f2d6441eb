"""Money comes in and is paid out."""

from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.actions.held import Posted, booked, done_already, held, led_to
from onaccount.domain.accounts.actions.told import kept_if_refused, remember, tell
from onaccount.domain.accounts.rules import Door, check_deposit, check_withdrawal
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.ledger.actions import Asked, post, write_note
from onaccount.domain.ledger.rules import House, Reason, house_id
from onaccount.domain.people.actions import allow
from onaccount.domain.people.permissions import FrontRight
from onaccount.domain.people.queries import require_front
from onaccount.domain.people.rules.codes import Deed
from onaccount.foundation.money import Money, check_moves


@action
def pay_in(
    *,
    customer: int,
    amount: Money,
    key: str,
    by: Actor,
    at: datetime,
    approval: UUID | None = None,
    house: str = House.CASH.value,
    note: str = "",
    source: str = "",
    occurred_at: datetime | None = None,
    about: Deed | None = None,
) -> Posted:
    """Money of the customer comes in: it owes less, or has something to spend. Taken whatever its status, and whether
    the account may be used or not: a debt can always be paid.
    """
    need = require_front(by, FrontRight.DEPOSIT_WITHDRAW)
    check_moves(amount)
    asked = Asked.of(key, "deposit", amount=str(amount), currency=amount.currency, note=note, source=source)
    family = held(customer, door=Door.OFFICE, at=at, key=key)
    if done := done_already(family, asked):
        return done
    about = about or Deed(Subject("customer", str(customer)))
    approver = allow(need, by, FrontRight.DEPOSIT_WITHDRAW, about=about, at=at, approval=approval)
    with kept_if_refused(family, verb="deposit", by=by, at=at):
        check_deposit(family.standing, amount, customer=customer)
    posting = post(
        head=family.head,
        lines={family.head.account: -amount.minor, house_id(house, amount.currency): amount.minor},
        reason=Reason.DEPOSIT,
        asked=asked,
        by=by,
        at=at,
        approved_by=approver,
        occurred_at=occurred_at,
        booked_on=booked(family, occurred_at=occurred_at or at, at=at),
        source=source,
        verdict=led_to(family, -amount),
    )
    posting = write_note(posting, note)
    remember(posting, family, customer)
    tell("account.deposited", family, by=by, at=at)
    return Posted(posting, is_replay=False, before=family)


@action
def pay_out(
    *,
    customer: int,
    amount: Money,
    key: str,
    by: Actor,
    at: datetime,
    approval: UUID | None = None,
    house: str = House.CASH.value,
    note: str = "",
    source: str = "",
    about: Deed | None = None,
) -> Posted:
    """Pay out the customer's own money, never credit (D-07)."""
    need = require_front(by, FrontRight.DEPOSIT_WITHDRAW)
    check_moves(amount)
    asked = Asked.of(key, "withdrawal", amount=str(amount), currency=amount.currency, note=note, source=source)
    family = held(customer, door=Door.OFFICE, at=at, key=key)
    if done := done_already(family, asked):
        return done
    about = about or Deed(Subject("customer", str(customer)))
    approver = allow(need, by, FrontRight.DEPOSIT_WITHDRAW, about=about, at=at, approval=approval)
    with kept_if_refused(family, verb="withdrawal", by=by, at=at):
        check_withdrawal(family.standing, amount, customer=customer)
    posting = post(
        head=family.head,
        lines={family.head.account: amount.minor, house_id(house, amount.currency): -amount.minor},
        reason=Reason.WITHDRAWAL,
        asked=asked,
        by=by,
        at=at,
        approved_by=approver,
        booked_on=booked(family, occurred_at=at, at=at),
        source=source,
        verdict=led_to(family, amount),
    )
    posting = write_note(posting, note)
    remember(posting, family, customer)
    tell("account.withdrawn", family, by=by, at=at)
    return Posted(posting, is_replay=False, before=family)
