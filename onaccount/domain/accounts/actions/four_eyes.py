"""A limit above what one person may set waits for a second one, who approves or declines it; history has both."""

from datetime import datetime
from typing import Any
from uuid import UUID

from onaccount.domain.accounts.actions.held import held
from onaccount.domain.accounts.models import CustomerAccount, LimitAsk, Rise
from onaccount.domain.accounts.queries.policy import account_policy
from onaccount.domain.accounts.queries.rises import rises_of
from onaccount.domain.accounts.queries.standing import FamilyStanding
from onaccount.domain.accounts.rules import Door
from onaccount.domain.accounts.rules.four_eyes import (
    AskEnded,
    AskState,
    Limit,
    LimitWaiting,
    NotAPerson,
    SamePerson,
    takes_two,
)
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.ledger.actions import Asked
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.people.rules import Kind
from onaccount.foundation.money import Money, plain


def is_above(number: int, currency: str, *, was: Limit, to: Limit, at: datetime) -> bool:
    """Whether raising an account's limit takes a second person."""
    rises = sum((each.amount for each in rises_of(number, at=at)), Money(0, currency))
    return takes_two(was=was, to=to, rises=rises, above=account_policy().four_eyes)


def ask_second(
    account: CustomerAccount, to: Limit, *, survivor: int, by: Actor, at: datetime, asked: Asked | None = None,
    starts_at: datetime | None = None, ends_at: datetime | None = None, why: str = "",
) -> UUID:  # fmt: skip
    """Keep what is wanted until a colleague looks at it. The caller holds the account. Raises LimitWaiting."""
    if LimitAsk.objects.filter(account=account, state=AskState.OPEN.value).exists():
        raise LimitWaiting
    ask = LimitAsk.objects.create(
        account=account,
        key=asked.key if asked else "",
        digest=asked.digest if asked else "",
        amount_minor=None if to is None else to.minor,
        starts_at=starts_at,
        ends_at=ends_at,
        why=why,
        by_kind=by.kind,
        by_key=by.key,
        at=at,
    )
    changes = _words(ask, account.ledger_account.currency)
    record("account.limit_asked", Subject("account", str(survivor)), by=by, at=at, changes=changes, why=why)
    return ask.pk


@action
def approve_limit(*, customer: int, ask: UUID, by: Actor, at: datetime) -> None:
    """What a colleague asked for is so from now on. Raises SamePerson, NotAPerson, AskEnded."""
    require(by, Right.SET_LIMITS)
    family = held(customer, door=Door.OFFICE, at=at)
    found = _open(family, ask)
    if (found.by_kind, found.by_key) == (by.kind, by.key):
        raise SamePerson
    if by.kind != Kind.STAFF.value:
        raise NotAPerson(kind=by.kind)
    if found.ends_at is not None and found.ends_at <= at:
        raise AskEnded(state="over")
    account = CustomerAccount.objects.select_for_update(no_key=True).get(pk=found.account_id)
    changes = _words(found, account.ledger_account.currency, was=account)
    changes["asked_by"] = (None, f"{found.by_kind}:{found.by_key}")
    _end(found, AskState.APPROVED, by=by, at=at)
    about = Subject("account", str(family.survivor))
    if found.ends_at is None:
        account.is_unlimited, account.limit_minor = found.amount_minor is None, found.amount_minor or 0
        account.version += 1
        account.save(update_fields=["is_unlimited", "limit_minor", "version"])
        record("account.changed", about, by=by, at=at, changes=changes)
        return
    assert found.amount_minor is not None, "a rise is of some amount"
    Rise.objects.create(
        account=account, key=found.key, digest=found.digest, amount_minor=found.amount_minor,
        starts_at=max(at, found.starts_at or at), ends_at=found.ends_at, why=found.why, by_kind=by.kind, by_key=by.key,
        at=at,
    )  # fmt: skip
    record("account.limit_raised", about, by=by, at=at, changes=changes, why=found.why)


@action
def decline_limit(*, customer: int, ask: UUID, by: Actor, at: datetime) -> None:
    """The limit stays as it is: by a colleague, or by whoever asked."""
    require(by, Right.SET_LIMITS)
    family = held(customer, door=Door.OFFICE, at=at)
    found = _open(family, ask)
    _end(found, AskState.DECLINED, by=by, at=at)
    changes = _words(found, found.account.ledger_account.currency)
    record("account.limit_declined", Subject("account", str(family.survivor)), by=by, at=at, changes=changes)


def _open(family: FamilyStanding, ask: UUID) -> LimitAsk:
    found = LimitAsk.objects.filter(pk=ask, account__ledger_account__in=family.accounts).first()
    if found is None or found.state != AskState.OPEN.value:
        raise AskEnded(state=found.state if found else "ended")
    return found


def _end(ask: LimitAsk, to: AskState, *, by: Actor, at: datetime) -> None:
    ask.state, ask.ended_kind, ask.ended_key, ask.ended_at = to.value, by.kind, by.key, at
    ask.save(update_fields=["state", "ended_kind", "ended_key", "ended_at"])


def _words(ask: LimitAsk, currency: str, *, was: CustomerAccount | None = None) -> dict[str, tuple[Any, Any]]:
    wanted = "unlimited" if ask.amount_minor is None else f"{plain(ask.amount_minor, currency)} {currency}"
    if ask.ends_at is not None:
        return {"rise": (None, wanted), "until": (None, ask.ends_at.isoformat())}
    before = None if was is None or was.is_unlimited else f"{plain(was.limit_minor, currency)} {currency}"
    return {"limit": (before, wanted)}
