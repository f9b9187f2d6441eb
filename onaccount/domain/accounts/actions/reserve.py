"""A part of what is left is reserved for an order, and given back or spent. Who may is asked by the rooms above."""

from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.actions.held import held
from onaccount.domain.accounts.actions.holds import open_on
from onaccount.domain.accounts.actions.told import keep_verdict, refused_by, tell
from onaccount.domain.accounts.models import CustomerAccount
from onaccount.domain.accounts.queries.standing import FamilyStanding
from onaccount.domain.accounts.rules import Answer, Door, OverLimitPolicy, Verdict, verdict
from onaccount.domain.history.rules import Actor
from onaccount.domain.ledger.actions import Asked, end_hold, place_hold
from onaccount.domain.ledger.rules import HoldKind, HoldState
from onaccount.domain.people.permissions import Need
from onaccount.foundation.money import Money, check_moves


def reserve(
    family: FamilyStanding,
    amount: Money,
    *,
    customer: int,
    key: str,
    source: str,
    by: Actor,
    author: Actor,
    at: datetime,
    waits: bool,
    exceeds: bool = False,
) -> tuple[UUID | None, Verdict]:
    """Hold an amount on a family's account, which the caller holds; `author` is whose spending it is.

    With `exceeds` it may go over the limit, and over nothing else. Over it otherwise, nothing is held and no refusal
    raised if it `waits` for a person. Raises the verdict's refusal, which is kept, as is a verdict that waits.
    """
    check_moves(amount)
    found = verdict(
        family.standing,
        amount,
        customer=customer,
        exceed=Need.FREE if exceeds else Need.NONE,
        over_limit=OverLimitPolicy.REFER if waits else OverLimitPolicy.NO,
    )
    if found.answer is Answer.REFER:
        keep_verdict(found, customer=family.survivor, verb="order", by=by, at=at)
        return None, found
    if found.refusal:
        raise refused_by(found, customer=family.survivor, verb="order", by=by, at=at)
    asked = Asked.of(key, "order", amount=str(amount), currency=amount.currency)
    hold = place_hold(
        account=family.head.account, amount=amount, kind=HoldKind.RESERVATION, asked=asked, by=author, at=at,
        expires_at=None, source=source,
    )  # fmt: skip
    tell("account.held", family, by=by, at=at)
    return hold, found


def give_back(hold: UUID, *, customer: int, by: Actor, at: datetime) -> None:
    """Free what was reserved, once: whoever comes second finds it ended. Raises HoldNotOpen."""
    family = held(holder_of(hold, customer), door=Door.OFFICE, at=at)
    end_hold(open_on(family, hold), to=HoldState.RELEASED, at=at)
    tell("account.hold_released", family, by=by, at=at)


def holder_of(hold: UUID, customer: int) -> int:
    """Whose account a hold is on: it stays there, also when who ordered was taken out of that family since."""
    owner = CustomerAccount.objects.filter(ledger_account__holds=hold).values_list("customer_id", flat=True).first()
    return customer if owner is None else owner
