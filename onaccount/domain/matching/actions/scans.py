"""A scan: everybody is compared with everybody who shares something telling, in slices, in the background.

All that is known of it stands in the books. The position is written together with the pairs that were found up to
there, by whoever still holds the scan: a worker that is killed loses one slice of work, and a second one finds nothing
to do. What is read and compared is read outside of the transaction, so nobody waits for it.
"""

import time
import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from onaccount.domain.customers.queries import (
    added_among,
    family_numbers,
    how_many_to_look_at,
    numbers_to_look_at,
)
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import SYSTEM, Actor, Subject
from onaccount.domain.matching.actions.finding import Finding, find_among, note_pairs
from onaccount.domain.matching.models import Scan
from onaccount.domain.matching.rules.scans import ACTIVE, ALIVE, NoSuchScan, ScanUnderWay, check_scan_move
from onaccount.domain.matching.rules.states import ScanState
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

SLICE = 250  # customers: a second of work, and a few hundredths of one in which nobody else may write


@action
def start_scan(*, by: Actor, at: datetime) -> uuid.UUID:
    """Have all customers compared. One that waits or runs is enough: ScanUnderWay."""
    require(by, Right.MERGE_CUSTOMERS)
    if Scan.objects.filter(state__in=[state.value for state in ACTIVE], since=None).exists():
        raise ScanUnderWay
    Scan.objects.filter(state=ScanState.WAITING.value).delete()  # a look at some, which this is more than
    return _asked(since=None, by=by, at=at).pk


def _asked(*, since: datetime | None, by: Actor, at: datetime) -> Scan:
    try:
        with transaction.atomic():
            scan = Scan.objects.create(since=since, by_kind=by.kind, by_key=by.key, asked_at=at)
    except IntegrityError:
        raise ScanUnderWay from None
    record("scan.asked", Subject("scan", str(scan.pk)), by=by, at=at)
    return scan


@action
def look_at_changed(*, since: datetime, by: Actor, at: datetime) -> None:
    """Have the customers compared who were changed from a time on, as after a list was imported.

    Where nobody has ever looked at everybody, all are: who comes first finds the base as it was brought.
    """
    require(by, Right.MERGE_CUSTOMERS)
    waiting = Scan.objects.select_for_update().filter(state=ScanState.WAITING.value).first()
    if waiting is not None:
        if waiting.since is not None:
            Scan.objects.filter(pk=waiting.pk).update(since=min(waiting.since, since))
        return
    is_first = not Scan.objects.filter(since=None).exists()
    _asked(since=None if is_first else since, by=by, at=at)


@action
def stop_scan(*, scan: uuid.UUID, by: Actor, at: datetime) -> None:
    """Leave it where it is. What was found stays."""
    require(by, Right.MERGE_CUSTOMERS)
    _move(scan, ScanState.STOPPED, at=at)
    record("scan.stopped", Subject("scan", str(scan)), by=by, at=at)


@action
def give_up_scan(*, scan: uuid.UUID, by: Actor, at: datetime) -> None:
    """Its work failed for a reason that another try does not mend."""
    require(by, Right.MERGE_CUSTOMERS)
    _move(scan, ScanState.FAILED, at=at)
    record("scan.failed", Subject("scan", str(scan)), by=by, at=at)


def _move(key: uuid.UUID, to: ScanState, *, at: datetime) -> None:
    held = Scan.objects.select_for_update().filter(pk=key).first()
    if held is None:
        raise NoSuchScan
    check_scan_move(ScanState(held.state), to)
    Scan.objects.filter(pk=key).update(state=to.value, ended_at=at)


def turn_to_scan(*, worker: str, at: datetime) -> uuid.UUID | None:
    """Do the next slice of the scan that runs, or begin the one that waits. The scan, None where there is none to do.

    `worker` names who does it; while one says at each slice that it lives, another leaves the scan to it.
    """
    began = time.monotonic()
    scan = _taken(worker, at=at)
    if scan is None:
        return None
    numbers = numbers_to_look_at(after=scan.after, until=scan.until, since=scan.since, limit=SLICE)
    finding = find_among(numbers, below=numbers if scan.since is None else added_among(numbers, scan.since))
    if not numbers:
        _end(scan, worker, at=at)
    else:
        _write_slice(scan, worker, finding, up_to=numbers[-1], seconds=time.monotonic() - began, at=at)
    return scan.pk


def _taken(worker: str, *, at: datetime) -> Scan | None:
    """The scan that this worker may go on with: its own, one whose worker has fallen silent, or the one that waits."""
    active = {scan.state: scan for scan in Scan.objects.filter(state__in=[state.value for state in ACTIVE])}
    if (running := active.get(ScanState.RUNNING.value)) is not None:
        mine = Q(worker=worker) | Q(beat_at__lte=at - ALIVE)
        held = Scan.objects.filter(mine, pk=running.pk, state=ScanState.RUNNING.value)
        return running if held.update(worker=worker, beat_at=at) else None
    if (waiting := active.get(ScanState.WAITING.value)) is not None:
        total, until = how_many_to_look_at(waiting.since)
        return _begin(waiting, worker, total=total, until=until, at=at)
    return None


@transaction.atomic
def _begin(waiting: Scan, worker: str, *, total: int, until: int, at: datetime) -> Scan | None:
    begun = Scan.objects.filter(pk=waiting.pk, state=ScanState.WAITING.value).update(
        state=ScanState.RUNNING.value, total=total, until=until, worker=worker, started_at=at, beat_at=at
    )
    return Scan.objects.get(pk=waiting.pk) if begun else None


@transaction.atomic
def _write_slice(scan: Scan, worker: str, finding: Finding, *, up_to: int, seconds: float, at: datetime) -> None:
    """The pairs and the position, or neither: it was stopped, or somebody else went on with it."""
    if _go_on(scan, worker, after=up_to, looked=F("looked") + len(finding.numbers)):
        new = note_pairs(finding, at=at)
        Scan.objects.filter(pk=scan.pk).update(
            found=F("found") + new, compared=F("compared") + finding.compared, seconds=F("seconds") + seconds
        )


def _go_on(scan: Scan, worker: str, **columns: object) -> int:
    here = Scan.objects.filter(pk=scan.pk, state=ScanState.RUNNING.value, after=scan.after, worker=worker)
    return here.update(**columns)


@transaction.atomic
def _end(scan: Scan, worker: str, *, at: datetime) -> None:
    if _go_on(scan, worker, state=ScanState.DONE.value, ended_at=at):
        record("scan.done", Subject("scan", str(scan.pk)), by=SYSTEM, at=at)


def look_at(number: int, *, at: datetime) -> int:
    """Compare one customer, who is new or was changed, and who was merged into it, with everybody.

    Answers how many pairs nobody knew of.
    """
    here = numbers_to_look_at(after=number - 1, until=number, since=None, limit=1)
    return _noted(find_among([each for one in here for each in family_numbers(one)]), at=at)


@transaction.atomic
def _noted(finding: Finding, *, at: datetime) -> int:
    return note_pairs(finding, at=at)
