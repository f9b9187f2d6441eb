"""Scans, as pages and workers see them."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from onaccount.domain.matching.models import Scan
from onaccount.domain.matching.queries.pairs import said_by
from onaccount.domain.matching.rules.scans import ACTIVE, is_alive, pace, seconds_left
from onaccount.domain.matching.rules.states import ScanState


@dataclass(frozen=True, slots=True)
class ScanCard:
    """A scan: `looked` of `total` customers, `found` pairs that were not known before.

    `since` is set where only customers changed from then on are looked at.
    """

    key: uuid.UUID
    state: ScanState
    since: datetime | None
    total: int
    looked: int
    compared: int
    found: int
    seconds: float
    by_name: str
    asked_at: datetime
    beat_at: datetime | None
    ended_at: datetime | None

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def pace(self) -> float | None:
        """Customers a second."""
        return pace(self.looked, self.seconds)

    @property
    def seconds_left(self) -> float | None:
        return seconds_left(self.total, self.looked, self.seconds)

    def is_at_work(self, at: datetime) -> bool:
        return self.state is ScanState.RUNNING and is_alive(self.beat_at, at)


def scan_card(key: uuid.UUID) -> ScanCard | None:
    return _card(Scan.objects.filter(pk=key).first())


def active_scan() -> ScanCard | None:
    """The scan that is being done, or else the one that waits."""
    active = list(Scan.objects.filter(state__in=[state.value for state in ACTIVE]))
    return _card(min(active, key=lambda scan: scan.state, default=None))  # running before waiting, as the words stand


def last_scan() -> ScanCard | None:
    """The last look at everybody that came to its end."""
    return _card(Scan.objects.filter(state=ScanState.DONE.value, since=None).order_by("-ended_at", "-pk").first())


def latest_scan() -> ScanCard | None:
    """The scan that was asked for last, however it went."""
    return _card(Scan.objects.order_by("-asked_at", "-pk").first())


def _card(scan: Scan | None) -> ScanCard | None:
    if scan is None:
        return None
    return ScanCard(
        key=scan.pk,
        state=ScanState(scan.state),
        since=scan.since,
        total=scan.total,
        looked=scan.looked,
        compared=scan.compared,
        found=scan.found,
        seconds=scan.seconds,
        by_name=said_by(scan.by_kind, scan.by_key),
        asked_at=scan.asked_at,
        beat_at=scan.beat_at,
        ended_at=scan.ended_at,
    )
