"""What is spoken for on an account."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, Sum

from onaccount.domain.ledger.models import Hold
from onaccount.domain.ledger.rules import HoldKind, HoldState


@dataclass(frozen=True, slots=True)
class OpenHolds:
    """Minor units that are spoken for."""

    reservations: int = 0
    leases: int = 0

    @property
    def all(self) -> int:
        return self.reservations + self.leases


def running(at: datetime) -> Q:
    """Holds that hold something now."""
    return Q(state=HoldState.OPEN.value) & (Q(expires_at__isnull=True) | Q(expires_at__gt=at))


def held_on(accounts: Collection[UUID], *, at: datetime) -> OpenHolds:
    rows = Hold.objects.filter(running(at), account__in=accounts).values_list("kind").annotate(sum=Sum("amount_minor"))
    sums = dict(rows.values_list("kind", "sum"))
    return OpenHolds(sums.get(HoldKind.RESERVATION.value, 0), sums.get(HoldKind.LEASE.value, 0))


def hold_of(hold: UUID) -> Hold | None:
    return Hold.objects.select_related("account").filter(pk=hold).first()
