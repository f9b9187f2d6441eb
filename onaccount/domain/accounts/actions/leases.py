"""Headroom is lent to a till, which spends it without network: the lease's hold ends by settling or by the till's own
word, and never by time (I22). What lends, and how much, is the matter of the rooms above.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.actions.held import Posted, booked, done_already, head_on, held, led_to
from onaccount.domain.accounts.actions.holds import open_on
from onaccount.domain.accounts.actions.told import remember, tell
from onaccount.domain.accounts.models import CustomerAccount
from onaccount.domain.accounts.rules import Door, Standing, verdict
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.ledger.actions import Asked, end_hold, place_hold, post
from onaccount.domain.ledger.actions.holds import check_hold_covers
from onaccount.domain.ledger.rules import HoldKind, HoldState, NoSuchHold, Reason, house_id
from onaccount.domain.people.permissions import FrontRight
from onaccount.domain.people.queries import require_front
from onaccount.foundation.money import Money


@dataclass(frozen=True, slots=True)
class Lent:
    """A part of a customer's headroom that is held for somebody now."""

    customer: int  # under which number the family is read
    hold: UUID
    amount: Money


@dataclass(frozen=True, slots=True)
class Settled:
    """A sale that was made on a lease, and what is still held of it: None where that is nothing."""

    posted: Posted
    hold: UUID | None


@action
def lend(*, customer: int, how_much: Callable[[Standing], int], key: str, by: Actor, at: datetime) -> Lent | None:
    """Hold a part of what a customer may still spend at a till: `how_much` of it, in minor units, once the account is
    held. None where the customer may not trade there, or there is nothing to lend.
    """
    require_front(by, FrontRight.PAY_WITH_ACCOUNT)
    family = held(customer, door=Door.TILL, at=at, key=key)
    amount = Money(how_much(family.standing), family.standing.currency)
    if amount.minor <= 0 or verdict(family.standing, amount, customer=customer).refusal:
        return None
    asked = Asked.of(key, "lease", amount=str(amount), currency=amount.currency)
    account = family.head.account
    hold = place_hold(
        account=account, amount=amount, kind=HoldKind.LEASE, asked=asked, by=by, at=at, expires_at=None, source=key
    )
    return Lent(family.survivor, hold, amount)


@action
def settle_lease(
    *,
    customer: int,
    hold: UUID,
    amount: Money,
    key: str,
    next_key: str,
    till: Actor,
    by: Actor,
    at: datetime,
    house: str,
    source: str,
    occurred_at: datetime,
) -> Settled:
    """Charge what was sold on a lease, and hold what is left of it under `next_key`. No limit is asked: it was when the
    headroom was lent, and whatever was changed since, the goods are gone.
    """
    require_front(till, FrontRight.PAY_WITH_ACCOUNT)
    asked = Asked.of(key, "charge on lease", amount=str(amount), currency=amount.currency, source=source)
    family = held(_holder(hold), door=Door.TILL, at=at, key=key)
    if done := done_already(family, asked):
        return Settled(done, hold)
    found = open_on(family, hold)
    head = head_on(family, found.account_id)
    check_hold_covers(found, amount, currency=head.currency, at=at)
    posting = post(
        head=head,
        lines={found.account_id: amount.minor, house_id(house, amount.currency): -amount.minor},
        reason=Reason.CHARGE,
        asked=asked,
        by=by,
        at=at,
        occurred_at=occurred_at,
        booked_on=booked(family, occurred_at=occurred_at, at=at),
        source=source,
        verdict=led_to(family, amount, leases=amount.minor),
    )
    end_hold(found, to=HoldState.POSTED, at=at, posting=posting.id)
    left = Money(found.amount_minor - amount.minor, amount.currency)
    rest = None
    if left.minor:
        of_rest = Asked.of(next_key, "lease", amount=str(left), currency=left.currency)
        rest = place_hold(
            account=found.account_id, amount=left, kind=HoldKind.LEASE, asked=of_rest, by=till, at=at, expires_at=None,
            source=found.source,
        )  # fmt: skip
    remember(posting, family, customer)
    tell("account.charged", family, by=by, at=at)
    return Settled(Posted(posting, is_replay=False, before=family), rest)


@action
def end_lease(*, hold: UUID, by: Actor, at: datetime) -> None:
    """Free what is held for a lease."""
    require_front(by, FrontRight.PAY_WITH_ACCOUNT)
    family = held(_holder(hold), door=Door.TILL, at=at)
    end_hold(open_on(family, hold), to=HoldState.RELEASED, at=at)


def _holder(hold: UUID) -> int:
    """Whose account a lease's hold is on. It stays there whoever is merged or taken apart meanwhile, so the number that
    the till knows the customer by may lead to another family by now.
    """
    owner = CustomerAccount.objects.filter(ledger_account__holds=hold).values_list("customer_id", flat=True).first()
    if owner is None:
        raise NoSuchHold
    return owner
