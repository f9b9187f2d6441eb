"""Holds are placed, posted and released. The caller holds the account's row and has asked the verdict."""

from datetime import datetime
from uuid import UUID

from onaccount.domain.history.rules import Actor
from onaccount.domain.ledger.actions.post import Asked
from onaccount.domain.ledger.models import Hold
from onaccount.domain.ledger.rules import HoldKind, HoldNotOpen, HoldState, NoSuchHold, check_key
from onaccount.domain.ledger.rules.holds import HoldRanOut, PastTheHold
from onaccount.foundation.money import Money, OtherCurrency, plain


def place_hold(
    *,
    account: UUID,
    amount: Money,
    kind: HoldKind,
    asked: Asked,
    by: Actor,
    at: datetime,
    expires_at: datetime | None,
    source: str = "",
) -> UUID:
    """Speak for a part of an account's headroom."""
    check_key(asked.key)
    hold = Hold.objects.create(
        account_id=account,
        kind=kind.value,
        key=asked.key,
        digest=asked.digest,
        amount_minor=amount.minor,
        by_kind=by.kind,
        by_key=by.key,
        placed_at=at,
        expires_at=expires_at,
        source=source,
    )
    return hold.pk


def open_hold(hold: UUID, *, account: UUID) -> Hold:
    """A hold of this account that has not ended. Raises NoSuchHold, HoldNotOpen."""
    found = Hold.objects.filter(pk=hold, account=account).first()
    if found is None:
        raise NoSuchHold
    if found.state != HoldState.OPEN.value:
        raise HoldNotOpen(state=found.state)
    return found


def check_hold_covers(hold: Hold, amount: Money, *, currency: str, at: datetime) -> None:
    """Refuse to spend more than is held, in another currency, or of what holds nothing any more."""
    if amount.currency != currency:
        raise OtherCurrency(given=amount.currency, kept=currency)
    if hold.expires_at and hold.expires_at <= at:
        raise HoldRanOut(expires_at=hold.expires_at)
    if amount.minor > hold.amount_minor:
        held = plain(hold.amount_minor, amount.currency)
        raise PastTheHold(amount=str(amount), held=held, currency=amount.currency)


def end_hold(hold: Hold, *, to: HoldState, at: datetime, posting: UUID | None = None) -> None:
    """It holds nothing any more. One UPDATE decides between two who end it at once."""
    ended = Hold.objects.filter(pk=hold.pk, state=HoldState.OPEN.value).update(
        state=to.value, ended_at=at, posting=posting
    )
    if not ended:
        raise HoldNotOpen(state=Hold.objects.get(pk=hold.pk).state)
