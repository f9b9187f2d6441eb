"""What somebody logs in with beside the password."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from onaccount.domain.people.rules.second_factor import Factor


@dataclass(frozen=True, slots=True)
class FactorRow:
    key: int
    factor: Factor
    name: str
    created_at: datetime
    last_used_at: datetime | None
    left: int = 0  # recovery codes that are not used


def factor_rows(principal: int) -> list[FactorRow]:
    """The app first, then passkeys, then recovery codes. Raises FactorUnreadable under another secret key."""
    rows = [_row(each) for each in Authenticator.objects.filter(user_id=principal).order_by("pk")]
    return sorted(rows, key=lambda row: list(Factor).index(row.factor))


def _row(found: Authenticator) -> FactorRow:
    factor = Factor(found.type)
    left = len(found.wrap().get_unused_codes()) if factor is Factor.RECOVERY else 0
    name = found.data.get("name", "") if factor is Factor.PASSKEY else ""
    return FactorRow(found.pk, factor, name, found.created_at, found.last_used_at, left)


def has_passkey(principal: int) -> bool:
    return bool(Authenticator.objects.filter(user_id=principal, type=Factor.PASSKEY.value).exists())
