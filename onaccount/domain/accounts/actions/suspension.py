"""An account is suspended for what is overdue, and let go on again. Whatever was promised is still kept."""

from datetime import datetime

from onaccount.domain.accounts.actions.held import held
from onaccount.domain.accounts.models import CustomerAccount
from onaccount.domain.accounts.rules import Door
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def suspend_account(*, customer: int, why: str, by: Actor, at: datetime) -> None:
    """Nothing more is charged until it is lifted; money still comes in. `why` is a code. Twice is once."""
    require(by, Right.SET_LIMITS)
    _suspend(customer, why, since=at, event="account.suspended", by=by, at=at)


@action
def lift_suspension(*, customer: int, by: Actor, at: datetime) -> None:
    """The account may be used again as far as its limit goes."""
    require(by, Right.SET_LIMITS)
    _suspend(customer, "", since=None, event="account.suspension_lifted", by=by, at=at)


def _suspend(customer: int, why: str, *, since: datetime | None, event: str, by: Actor, at: datetime) -> None:
    family = held(customer, door=Door.OFFICE, at=at)
    of_family = CustomerAccount.objects.filter(ledger_account__in=family.accounts)
    changed = of_family.filter(suspended_at__isnull=since is not None).update(suspended_at=since, suspended_why=why)
    if changed:
        changes = {"why": (None, why)} if why else None
        record(event, Subject("account", str(family.survivor)), by=by, at=at, changes=changes)
