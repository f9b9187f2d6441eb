"""What the billing desk posts: an invoice, a credit note, a credit.

No verdict is asked: what was delivered under an agreement is invoiced whatever the limit says, or the books would not
know of it. The limit then stops what is new.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.actions.held import Posted, booked, done_already, held, led_to
from onaccount.domain.accounts.actions.told import remember, tell
from onaccount.domain.accounts.queries.standing import FamilyStanding
from onaccount.domain.accounts.rules import Door
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.ledger.actions import Asked, ensure_house, post, write_note
from onaccount.domain.ledger.rules import House, Reason, house_id
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.money import Money, OtherCurrency, check_moves


@action
def bill(*, customer: int, net: Money, tax: Money, key: str, by: Actor, at: datetime, note: str, source: str) -> Posted:
    """The customer owes an invoice: sales and tax are the house's."""
    return _billed(customer, net, tax, Reason.INVOICE, key=key, by=by, at=at, note=note, source=source)


@action
def credit_back(
    *, customer: int, net: Money, tax: Money, key: str, by: Actor, at: datetime, note: str, source: str
) -> Posted:
    """The customer owes a credit note less."""
    return _billed(customer, net, tax, Reason.CREDIT_NOTE, key=key, by=by, at=at, note=note, source=source)


@action
def give_credit(*, customer: int, amount: Money, key: str, by: Actor, at: datetime, note: str) -> Posted:
    """The customer owes less, or has something to spend, for nothing that came in."""
    require(by, Right.KEEP_BILLING)
    check_moves(amount)
    lines = {House.ADJUSTMENTS: amount.minor}
    return _posted(customer, -amount, lines, Reason.ADJUSTMENT, key=key, by=by, at=at, note=note, source="credit")


def _billed(
    customer: int, net: Money, tax: Money, reason: Reason, *, key: str, by: Actor, at: datetime, note: str, source: str
) -> Posted:
    require(by, Right.KEEP_BILLING)
    total = net + tax
    check_moves(total)
    sign = 1 if reason is Reason.INVOICE else -1
    lines = {House.SALES: -sign * net.minor, House.TAX: -sign * tax.minor}
    amount = total if sign > 0 else -total
    return _posted(customer, amount, lines, reason, key=key, by=by, at=at, note=note, source=source)


def _posted(
    customer: int,
    amount: Money,
    against: Mapping[House, int],
    reason: Reason,
    *,
    key: str,
    by: Actor,
    at: datetime,
    note: str,
    source: str,
) -> Posted:
    """`against` is what goes to the accounts of the house; what is nothing makes no line."""
    asked = Asked.of(key, reason.value, amount=str(amount), currency=amount.currency, source=source)
    family = held(customer, door=Door.OFFICE, at=at, key=key)
    if done := done_already(family, asked):
        return done
    _check_currency(family, amount)
    ensure_house([house.value for house in against], currency=amount.currency, at=at)
    lines: dict[UUID, int] = {family.head.account: amount.minor}
    lines |= {house_id(house.value, amount.currency): minor for house, minor in against.items() if minor}
    posting = post(
        head=family.head,
        lines=lines,
        reason=reason,
        asked=asked,
        by=by,
        at=at,
        booked_on=booked(family, occurred_at=at, at=at),
        source=source,
        verdict=led_to(family, amount),
    )
    posting = write_note(posting, note)
    remember(posting, family, customer)
    tell(f"account.{'credited' if amount.minor < 0 else 'billed'}", family, by=by, at=at)
    return Posted(posting, is_replay=False, before=family)


def _check_currency(family: FamilyStanding, amount: Money) -> None:
    if amount.currency != family.standing.currency:
        raise OtherCurrency(given=amount.currency, kept=family.standing.currency)
