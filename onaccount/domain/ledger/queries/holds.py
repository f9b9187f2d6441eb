"""What is spoken for on an account."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from onaccount.domain.ledger.models import Hold
from onaccount.domain.ledger.rules import HoldState


def running(at: datetime) -> Q:
    """Holds that hold something now."""
    return Q(state=HoldState.OPEN.value) & (Q(expires_at__isnull=True) | Q(expires_at__gt=at))


def hold_of(hold: UUID) -> Hold | None:
    return Hold.objects.select_related("account").filter(pk=hold).first()
