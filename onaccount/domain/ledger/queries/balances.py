"""What an account comes to, at any moment."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum

from onaccount.domain.ledger.models import Line, Posting


def balance_at(account: UUID, moment: datetime) -> int:
    """A customer account's balance in minor units, as it was at this moment: that of its last posting until then."""
    until = Posting.objects.filter(owner=account, posted_at__lte=moment).order_by("-posted_at", "-seq")
    return until.values_list("balance_minor", flat=True).first() or 0


def house_balance(account: UUID, *, through: date | None = None) -> int:
    """What an account of the house comes to, in minor units: the sum of its lines, up to the end of a day."""
    lines = Line.objects.filter(account=account)
    if through is not None:
        lines = lines.filter(booked_on__lte=through)
    return lines.aggregate(sum=Sum("amount_minor"))["sum"] or 0
