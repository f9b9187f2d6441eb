"""A limit is raised for a time (B-09), and comes back by itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from onaccount.domain.accounts.actions.four_eyes import ask_second, is_above
from onaccount.domain.accounts.actions.held import held
from onaccount.domain.accounts.models import CustomerAccount, LimitAsk, Rise
from onaccount.domain.accounts.rules import Door
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.ledger.actions import Asked, check_same
from onaccount.domain.ledger.rules import check_key
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.money import Money
from onaccount.foundation.refusals import Refused


class RiseImpossible(Refused):
    code = "rise_impossible"
    sentence = "A rise ends in the future, and after it starts."
    cure = "Choose a later end."
    field = "ends_at"


class RiseOfNothing(Refused):
    code = "rise_of_nothing"
    sentence = "This account is unlimited, or the rise is of nothing."
    cure = "Give an amount, for an account with a limit."
    field = "amount"


class RiseInOtherCurrency(Refused):
    code = "rise_in_other_currency"
    sentence = "The account is kept in {kept}, and this rise is in {given}."
    cure = "Give it in {kept}."
    field = "amount"


class RiseNotRunning(Refused):
    code = "rise_not_running"
    sentence = "This rise is over already, or there is none."
    cure = "Look at the account again."
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Raised:
    """A rise; or, where it `waits`, what a second person is asked for."""

    id: UUID
    waits: bool = False


@action
def raise_limit(
    *,
    customer: int,
    amount: Money,
    starts_at: datetime,
    ends_at: datetime,
    why: str,
    key: str,
    by: Actor,
    at: datetime,
) -> Raised:
    """Add to the limit from one moment to another, once per key. Who approved it is whoever does this; where that takes
    two people, it waits for the second.
    """
    require(by, Right.SET_LIMITS)
    check_key(key)
    asked = Asked.of(key, "rise", amount=str(amount), currency=amount.currency, ends_at=ends_at, why=why)
    family = held(customer, door=Door.OFFICE, at=at)
    known = Rise.objects.filter(account__ledger_account__in=family.accounts, key=key).first()
    if known is not None:
        check_same(asked, known.digest)
        return Raised(known.pk)
    waits = LimitAsk.objects.filter(account__ledger_account__in=family.accounts, key=key).first()
    if waits is not None:
        check_same(asked, waits.digest)
        return Raised(waits.pk, waits=True)
    if ends_at <= max(starts_at, at):
        raise RiseImpossible
    if amount.currency != family.standing.currency:
        raise RiseInOtherCurrency(kept=family.standing.currency, given=amount.currency)
    if amount.minor <= 0 or family.standing.limit is None:
        raise RiseOfNothing
    limit = Money(family.standing.limit, amount.currency)
    if is_above(family.number, amount.currency, was=limit, to=limit + amount, at=at):
        account = CustomerAccount.objects.get(pk=family.number)
        more: dict[str, Any] = {"starts_at": starts_at, "ends_at": ends_at, "why": why, "asked": asked}
        return Raised(ask_second(account, amount, survivor=family.survivor, by=by, at=at, **more), waits=True)
    rise = Rise.objects.create(
        account_id=family.number, key=key, digest=asked.digest, amount_minor=amount.minor, starts_at=starts_at,
        ends_at=ends_at, why=why,
        by_kind=by.kind, by_key=by.key, at=at,
    )  # fmt: skip
    changes = {"rise": (None, f"{amount} {amount.currency}"), "until": (None, ends_at.isoformat())}
    record("account.limit_raised", Subject("account", str(family.survivor)), by=by, at=at, changes=changes, why=why)
    return Raised(rise.pk)


@action
def end_rise(*, customer: int, rise: UUID, by: Actor, at: datetime) -> None:
    """End a rise before its time."""
    require(by, Right.SET_LIMITS)
    family = held(customer, door=Door.OFFICE, at=at)
    running = Rise.objects.filter(pk=rise, account__ledger_account__in=family.accounts, ended_at=None, ends_at__gt=at)
    if not running.update(ended_at=at):
        raise RiseNotRunning
    record("account.rise_ended", Subject("account", str(family.survivor)), by=by, at=at)
