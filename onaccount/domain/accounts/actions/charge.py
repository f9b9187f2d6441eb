"""A customer pays with the account, and is given back what was charged."""

from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.actions.held import (
    Posted,
    booked,
    done_already,
    head_on,
    held,
    led_to,
    posting_of_family,
)
from onaccount.domain.accounts.actions.told import refused_by, remember, tell
from onaccount.domain.accounts.queries.standing import FamilyStanding
from onaccount.domain.accounts.rules import Door, OverLimit, Verdict, verdict
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.ledger.actions import Asked, post, write_note
from onaccount.domain.ledger.queries import is_reversed, lines_of, refunded_of
from onaccount.domain.ledger.rules import House, Reason, check_refund, house_id
from onaccount.domain.people.actions import allow
from onaccount.domain.people.permissions import FrontRight, Need
from onaccount.domain.people.queries import front_need, require_front
from onaccount.domain.people.rules.codes import Deed
from onaccount.foundation.money import Money, check_moves


@action
def take_charge(
    *,
    customer: int,
    amount: Money,
    key: str,
    by: Actor,
    at: datetime,
    door: Door = Door.OFFICE,
    approval: UUID | None = None,
    to_exceed: UUID | None = None,
    house: str = House.SALES.value,
    note: str = "",
    source: str = "",
    occurred_at: datetime | None = None,
    about: Deed | None = None,
) -> Posted:
    """Put a sale on a customer's account. Sending the same key twice charges once.

    `approval` is the manager's code for the right to charge, `to_exceed` the one to go over the limit. `house` is the
    account of the house that the sale is booked to; `about` what the codes were given for, where that is more than the
    customer. Raises the verdict's refusal, which is kept.
    """
    need = require_front(by, FrontRight.PAY_WITH_ACCOUNT)
    check_moves(amount)
    about = about or Deed(Subject("customer", str(customer)))
    asked = Asked.of(key, "charge", amount=str(amount), currency=amount.currency, note=note, source=source)
    family = held(customer, door=door, at=at, key=key, by=by)
    if done := done_already(family, asked):
        return done
    approver = allow(need, by, FrontRight.PAY_WITH_ACCOUNT, about=about, at=at, approval=approval)
    found, over = judged(family, amount, customer=customer, by=by, at=at, to_exceed=to_exceed, about=about)
    if found.refusal:
        raise refused_by(found, customer=family.survivor, verb="charge", by=by, at=at)
    posting = post(
        head=family.head,
        lines={family.head.account: amount.minor, house_id(house, amount.currency): -amount.minor},
        reason=Reason.CHARGE,
        asked=asked,
        by=by,
        at=at,
        approved_by=over or approver,
        occurred_at=occurred_at,
        booked_on=booked(family, occurred_at=occurred_at or at, at=at),
        source=source,
        verdict={"answer": found.answer.value, "code": found.code, **found.inputs, **led_to(family, amount)},
    )
    posting = write_note(posting, note)
    remember(posting, family, customer)
    tell("account.charged", family, by=by, at=at)
    return Posted(posting, is_replay=False, before=family)


def judged(
    family: FamilyStanding,
    amount: Money,
    *,
    customer: int,
    by: Actor,
    at: datetime,
    to_exceed: UUID | None,
    about: Deed | None = None,
) -> tuple[Verdict, Actor | None]:
    """The verdict for whoever acts, and whose code lets them go over the limit where one does."""
    found = verdict(family.standing, amount, customer=customer, over_limit=family.over_limit)
    if not isinstance(found.refusal, OverLimit):
        return found, None
    need, approver = front_need(by, FrontRight.EXCEED_LIMIT), None
    if need is Need.CODE and to_exceed is not None:
        about = about or Deed(Subject("customer", str(customer)))
        approver = allow(need, by, FrontRight.EXCEED_LIMIT, about=about, at=at, approval=to_exceed)
        need = Need.FREE
    found = verdict(family.standing, amount, customer=customer, over_limit=family.over_limit, exceed=need)
    return found, approver


@action
def refund_charge(
    *,
    customer: int,
    charge: UUID,
    amount: Money,
    key: str,
    by: Actor,
    at: datetime,
    approval: UUID | None = None,
    note: str = "",
    source: str = "",
    about: Deed | None = None,
) -> Posted:
    """Give back a charge, or a part of it; never more than was charged, however often. Whatever the customer's status.

    It goes to the account that was charged, which may be one that was merged since.
    """
    need = require_front(by, FrontRight.REFUND)
    check_moves(amount)
    asked = Asked.of(key, "refund", charge=charge, amount=str(amount), currency=amount.currency, note=note)
    family = held(customer, door=Door.OFFICE, at=at, key=key)
    if done := done_already(family, asked):
        return done
    about = about or Deed(Subject("customer", str(customer)))
    approver = allow(need, by, FrontRight.REFUND, about=about, at=at, approval=approval)
    of = posting_of_family(family, charge)
    check_refund(of.reason, charged=of.amount, refunded=refunded_of(of), amount=amount, is_reversed=is_reversed(of))
    (against,) = set(lines_of(of.id)) - {of.owner}
    posting = post(
        head=head_on(family, of.owner),
        lines={of.owner: -amount.minor, against: amount.minor},
        reason=Reason.REFUND,
        asked=asked,
        by=by,
        at=at,
        approved_by=approver,
        booked_on=booked(family, occurred_at=at, at=at),
        refunds=of.id,
        source=source,
        verdict=led_to(family, -amount),
    )
    posting = write_note(posting, note)
    tell("account.refunded", family, by=by, at=at)
    return Posted(posting, is_replay=False, before=family)
