"""What a till says of itself at each contact, signed. Pure.

The bytes that were signed are JSON: {"till", "pairing", "seq", "at", "acknowledged", "waiting", "leases": [{"id",
"spent_minor", "is_returned"}]}. `seq` rises by one with each report and is kept on the device before the report is
sent. A lease that is not named, though it was granted in answer to an earlier report, never arrived or is done with.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from onaccount.domain.tills.rules.leases import ReportNotGood

MOST_LEASES = 10_000


@dataclass(frozen=True, slots=True)
class Reported:
    """A lease as the device has it: what it sold on it, and whether it will sell no more."""

    id: UUID
    spent_minor: int
    is_returned: bool


@dataclass(frozen=True, slots=True)
class Report:
    till: int
    pairing: int
    seq: int
    at: datetime  # by the device's clock
    acknowledged: int | None
    waiting: int
    leases: tuple[Reported, ...]

    @property
    def by_id(self) -> dict[UUID, Reported]:
        return {lease.id: lease for lease in self.leases}


def read_report(body: bytes) -> Report:
    """Raises ReportNotGood for what is no report."""
    try:
        raw = json.loads(body)
        leases = raw["leases"]
        if len(leases) > MOST_LEASES:
            raise ReportNotGood
        return Report(
            till=_number(raw["till"]),
            pairing=_number(raw["pairing"]),
            seq=_number(raw["seq"]),
            at=_moment(raw["at"]),
            acknowledged=None if raw["acknowledged"] is None else _number(raw["acknowledged"]),
            waiting=_number(raw["waiting"]),
            leases=tuple(
                Reported(UUID(each["id"]), _number(each["spent_minor"]), bool(each["is_returned"])) for each in leases
            ),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ReportNotGood from None


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**53:
        raise ValueError(value)
    return value


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
