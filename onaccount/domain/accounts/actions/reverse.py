"""A posting that was a mistake is taken back by its opposite (D-08)."""

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
from onaccount.domain.accounts.actions.told import tell
from onaccount.domain.accounts.models import CustomerAccount
from onaccount.domain.accounts.rules import Door
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.ledger.actions import Asked, post, write_note
from onaccount.domain.ledger.queries import is_reversed, lines_of, posting_of, refunded_of
from onaccount.domain.ledger.rules import NoSuchPosting, Reason, check_reversal
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def reverse_posting(
    *, posting: UUID, key: str, by: Actor, at: datetime, note: str = "", customer: int | None = None
) -> Posted:
    """Take back a posting of a customer's account, all of it, at most once. Needs nobody's leave but the right: what
    was posted wrongly is put right whatever has become of the customer, also where that leaves it over its limit.
    With `customer` it must be on the account of that customer's family.
    """
    require(by, Right.KEEP_ACCOUNTS)
    asked = Asked.of(key, "reversal", posting=posting, note=note)
    family = held(_customer_of(posting) if customer is None else customer, door=Door.OFFICE, at=at, key=key)
    if done := done_already(family, asked):
        return done
    of = posting_of_family(family, posting)
    check_reversal(of.reason, is_reversed=is_reversed(of), refunded=refunded_of(of))
    reversal = post(
        head=head_on(family, of.owner),
        lines={account: -amount for account, amount in lines_of(of.id).items()},
        reason=Reason.REVERSAL,
        asked=asked,
        by=by,
        at=at,
        booked_on=booked(family, occurred_at=at, at=at),
        reverses=of.id,
        verdict=led_to(family, -of.amount),
    )
    reversal = write_note(reversal, note)
    tell("account.reversed", family, by=by, at=at)
    return Posted(reversal, is_replay=False, before=family)


def _customer_of(posting: UUID) -> int:
    """Whose account a posting is on. Raises NoSuchPosting."""
    found = posting_of(posting)
    account = CustomerAccount.objects.filter(ledger_account=found.owner).first() if found else None
    if account is None:
        raise NoSuchPosting
    return account.customer_id
