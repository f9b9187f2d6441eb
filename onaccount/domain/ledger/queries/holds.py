"""What is spoken for on an account."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, Sum

from onaccount.domain.history.rules import Actor
from onaccount.domain.ledger.models import Hold
from onaccount.domain.ledger.rules import HoldState


def running(at: datetime) -> Q:
    """Holds that hold something now."""
    return Q(state=HoldState.OPEN.value) & (Q(expires_at__isnull=True) | Q(expires_at__gt=at))


def hold_of(hold: UUID) -> Hold | None:
    return Hold.objects.select_related("account").filter(pk=hold).first()


def held_by(by: Actor, *, accounts: Collection[UUID], since: datetime) -> int:
    """What somebody had held on these accounts since a moment and was not given back, in minor units."""
    theirs = Hold.objects.filter(account__in=accounts, by_kind=by.kind, by_key=by.key, placed_at__gte=since)
    kept = theirs.exclude(state=HoldState.RELEASED.value)
    return int(kept.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
