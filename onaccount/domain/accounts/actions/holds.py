"""Headroom is spoken for, and spent or freed again."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.actions.charge import judged
from onaccount.domain.accounts.actions.held import Posted, booked, done_already, head_on, held, led_to
from onaccount.domain.accounts.actions.told import refused_by, remember, tell
from onaccount.domain.accounts.queries.standing import FamilyStanding
from onaccount.domain.accounts.rules import Door, Exposure, OverLimit, OverLimitPolicy, verdict
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.ledger.actions import Asked, check_same, end_hold, place_hold, post, write_note
from onaccount.domain.ledger.actions.holds import check_hold_covers, open_hold
from onaccount.domain.ledger.models import Hold
from onaccount.domain.ledger.rules import HoldKind, HoldState, House, KeyOfAnother, NoSuchHold, Reason, house_id
from onaccount.domain.people.actions import allow
from onaccount.domain.people.permissions import FrontRight, Need
from onaccount.domain.people.queries import require_front
from onaccount.foundation.money import Money, check_moves


@action
def hold_amount(
    *,
    customer: int,
    amount: Money,
    key: str,
    by: Actor,
    at: datetime,
    expires_at: datetime | None,
    door: Door = Door.OFFICE,
    kind: HoldKind = HoldKind.RESERVATION,
    approval: UUID | None = None,
    to_exceed: UUID | None = None,
    source: str = "",
) -> UUID:
    """Reserve a part of what is left for a purchase that is to come. The verdict is that of a charge."""
    need = require_front(by, FrontRight.PAY_WITH_ACCOUNT)
    check_moves(amount)
    about = Subject("customer", str(customer))
    asked = Asked.of(key, "hold", amount=str(amount), currency=amount.currency, kind=kind.value, source=source)
    family = held(customer, door=door, at=at, key=key, by=by)
    if family.done:
        raise KeyOfAnother
    if (known := Hold.objects.filter(account__in=family.accounts, key=key).first()) is not None:
        check_same(asked, known.digest)
        return known.pk
    allow(need, by, FrontRight.PAY_WITH_ACCOUNT, about=about, at=at, approval=approval)
    found, _ = judged(family, amount, customer=customer, by=by, at=at, to_exceed=to_exceed)
    if found.refusal:
        raise refused_by(found, customer=family.survivor, verb="hold", by=by, at=at)
    hold = place_hold(
        account=family.head.account, amount=amount, kind=kind, asked=asked, by=by, at=at, expires_at=expires_at,
        source=source,
    )  # fmt: skip
    tell("account.held", family, by=by, at=at)
    return hold


@action
def post_hold(
    *,
    customer: int,
    hold: UUID,
    amount: Money | None,
    key: str,
    by: Actor,
    at: datetime,
    house: str = House.SALES.value,
    note: str = "",
    source: str = "",
) -> Posted:
    """Charge what was held (`amount` None), or less of it; the rest is free again. The headroom is there already, so
    no limit is asked again, and a customer who was made Inactive meanwhile is still charged for what was promised.
    """
    require_front(by, FrontRight.PAY_WITH_ACCOUNT)
    return spend(
        customer=customer, hold=hold, amount=amount, key=key, by=by, at=at, house=house, note=note, source=source
    )


def spend(
    *,
    customer: int,
    hold: UUID,
    amount: Money | None,
    key: str,
    by: Actor,
    at: datetime,
    house: str = House.SALES.value,
    note: str = "",
    source: str = "",
) -> Posted:
    """What `post_hold` does, for rooms above that have asked for a right of their own."""
    if amount is not None:
        check_moves(amount)
    of = {"amount": str(amount), "currency": amount.currency} if amount is not None else {}
    asked = Asked.of(key, "posting of hold", hold=hold, note=note, **of)
    family = held(customer, door=Door.OFFICE, at=at, key=key)
    if done := done_already(family, asked):
        return done
    found = _reservation_on(family, hold)
    head = head_on(family, found.account_id)
    amount = Money(found.amount_minor, head.currency) if amount is None else amount
    moment = not_before(family, at=at)
    check_hold_covers(found, amount, currency=head.currency, at=moment)
    if Exposure.HOLDS not in family.standing.counts:  # nothing was kept free for it
        check_left(family, amount, by=by, at=at)
    posting = post(
        head=head,
        lines={found.account_id: amount.minor, house_id(house, amount.currency): -amount.minor},
        reason=Reason.CHARGE,
        asked=asked,
        by=by,
        at=at,
        booked_on=booked(family, occurred_at=at, at=at),
        source=source or f"hold:{hold}",
        verdict=led_to(family, amount, holds=found.amount_minor),
    )
    end_hold(found, to=HoldState.POSTED, at=moment, posting=posting.id)
    posting = write_note(posting, note)
    remember(posting, family, customer)
    tell("account.charged", family, by=by, at=at)
    return Posted(posting, is_replay=False, before=family)


def not_before(family: FamilyStanding, *, at: datetime) -> datetime:
    """The moment for who waited for the account: no earlier than what was decided on it meanwhile.

    Somebody else was told that a hold had run out, and was given its headroom: it is not spent a second time by a
    request that was made before and came in after.
    """
    placed = Hold.objects.filter(account__in=family.accounts).order_by("-placed_at").values_list("placed_at", flat=True)
    return max(moment for moment in (at, family.head.posted_at, placed.first()) if moment is not None)


def check_left(family: FamilyStanding, amount: Money, *, by: Actor, at: datetime) -> None:
    """Refuse what is over the limit, and nothing else: who was promised it may be Inactive by now."""
    standing = replace(family.standing, status=Status.ACTIVE, is_allowed=True, is_suspended=False)
    over = OverLimitPolicy.NO
    found = verdict(standing, amount, customer=family.survivor, exceed=Need.NONE, over_limit=over)
    if isinstance(found.refusal, OverLimit):
        raise refused_by(found, customer=family.survivor, verb="hold", by=by, at=at)


@action
def release_hold(*, customer: int, hold: UUID, by: Actor, at: datetime) -> None:
    """Free what was held. One that was released already stays so: freeing it again does nothing."""
    require_front(by, FrontRight.PAY_WITH_ACCOUNT)
    family = held(customer, door=Door.OFFICE, at=at)
    known = Hold.objects.filter(pk=hold, account__in=family.accounts, kind=HoldKind.RESERVATION.value).first()
    if known and known.state == HoldState.RELEASED.value:
        return
    end_hold(_reservation_on(family, hold), to=HoldState.RELEASED, at=at)
    tell("account.hold_released", family, by=by, at=at)


def _reservation_on(family: FamilyStanding, hold: UUID) -> Hold:
    """One that ends here. A lease ends by its till's word alone (I22), and is as absent as a stranger's hold."""
    found = open_on(family, hold)
    if found.kind != HoldKind.RESERVATION.value:
        raise NoSuchHold
    return found


def open_on(family: FamilyStanding, hold: UUID) -> Hold:
    """A hold of one of the family's accounts that has not ended. Raises NoSuchHold, HoldNotOpen."""
    known = Hold.objects.filter(pk=hold).first()
    if known is None or known.account_id not in family.accounts:
        raise NoSuchHold
    return open_hold(hold, account=known.account_id)
