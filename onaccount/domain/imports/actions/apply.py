"""Write what a rehearsal said, all of it or nothing."""

import time
import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from onaccount.domain.customers.actions import sets
from onaccount.domain.customers.actions.sets import Batch, Source, TakenMeanwhile
from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions.at_work import applying_alone, at_work
from onaccount.domain.imports.actions.bring import attached_stage, copied_stage
from onaccount.domain.imports.actions.move import check_may_be_written, fail_import, move_import, refusal_of
from onaccount.domain.imports.actions.progress import Tell, forget_progress, kept_progress
from onaccount.domain.imports.actions.start import require_for
from onaccount.domain.imports.actions.take_back import take_back_batch, take_back_unfinished
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.progress import Work
from onaccount.domain.imports.rules.states import (
    AnotherImportApplies,
    ChangedSinceRehearsal,
    ImportState,
)
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

AT_ONCE = 20_000  # customers in one transaction on SQLite, where the books have one writer
SLICE_SECONDS = 0.18  # of writer time; a slice that takes longer makes the next one smaller, so that none takes 0.25
FIRST_SLICE = 1_000
PAUSE = 0.02  # seconds between slices: a waiting writer looks again every few milliseconds
MakeBatch = Callable[[Source, int], Batch]
ADVISORY = 0x0ACC_1390  # on PostgreSQL: whoever applies an import holds this lock


def apply_import(*, key: uuid.UUID, by: Actor, at: datetime, tell: Tell | None = None) -> Import:
    """Write the rows of a rehearsal. No letter leaves because of it.

    Raises ChangedSinceRehearsal when any outcome would differ from what was approved; then nothing is written.
    """
    require(by, Right.IMPORT_CUSTOMERS)
    take_back_unfinished(by=by, at=at)
    with at_work(key), applying_alone():
        item = _begin(key, by)
        started = time.monotonic()
        try:
            _write(item, by=by, at=at, tell=tell or kept_progress(key), started=started)
        except BaseException as reason:
            _give_up(item, reason, by=by, at=at)
            raise
        finally:
            forget_progress(key)
    item.refresh_from_db()
    return item


def _begin(key: uuid.UUID, by: Actor) -> Import:
    with transaction.atomic():
        item = move_import(key, ImportState.APPLYING, error="", cure="")
        options = Options.of_json(item.options)
        require_for(options, by)
        check_may_be_written(item, partial=options.partial)
    return item


def _give_up(item: Import, reason: BaseException, *, by: Actor, at: datetime) -> None:
    item.refresh_from_db()
    if item.state != ImportState.APPLYING.value:
        return  # it was stopped after its last commit
    take_back_batch(item.pk)
    fail_import(item.pk, refusal_of(reason, work="Writing"), by=by, at=at)


def _write(item: Import, *, by: Actor, at: datetime, tell: Tell, started: float) -> None:
    status = Options.of_json(item.options).status

    def batch(source: Source, before: int) -> Batch:
        return Batch(source, item.pk, before, status, by, at)

    def finish() -> None:
        seconds = item.seconds + time.monotonic() - started
        move_import(item.pk, ImportState.APPLIED, applied_at=at, seconds=seconds)
        changes = {"created": (0, item.created), "updated": (0, item.updated)}
        record("import.applied", Subject("import", str(item.pk)), by=by, at=at, changes=changes)

    new = item.new_customers
    try:
        if connection.vendor == "postgresql":
            _write_by_copy(item, new, batch, finish)
        else:
            with attached_stage(item.pk) as source:
                if new <= AT_ONCE:
                    _write_at_once(item, new, source, batch, finish)
                else:
                    _write_in_slices(item, new, source, batch, finish, tell)
    except TakenMeanwhile as taken:
        raise ChangedSinceRehearsal(difference=str(taken)) from None


def _take_block(item: Import, new: int) -> int:
    """Numbers for the new customers, one after the other in the file's order. Kept, so that a kill can be undone."""
    before = sets.take_numbers(new) if new else 0
    first, last = (before + 1, before + new) if new else (None, None)
    Import.objects.filter(pk=item.pk).update(first_number=first, last_number=last)
    return before


def _write_by_copy(item: Import, new: int, batch: MakeBatch, finish: Callable[[], None]) -> None:
    """PostgreSQL: one transaction, with the numbers taken before it so that nobody waits for them."""
    with transaction.atomic():
        before = _take_block(item, new)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY])
            if not cursor.fetchone()[0]:
                raise AnotherImportApplies
        with copied_stage(item.pk) as source:
            _write_all(batch(source, before), new)
        finish()


def _write_at_once(item: Import, new: int, source: Source, batch: MakeBatch, finish: Callable[[], None]) -> None:
    with transaction.atomic():
        _write_all(batch(source, _take_block(item, new)), new)
        finish()


def _write_all(batch: Batch, new: int) -> None:
    sets.check_set()
    sets.name_tags(batch.source)
    if new:
        sets.add_set(batch, low=1, high=new)
    sets.update_set(batch)


def _write_in_slices(
    item: Import, new: int, source: Source, make: MakeBatch, finish: Callable[[], None], tell: Tell
) -> None:
    """SQLite, many rows: hidden slices, so that no till waits for longer than one; the last step shows them all."""
    with transaction.atomic():
        sets.check_set()
        sets.name_tags(source)
        batch = make(source, _take_block(item, new))
        sets.hide_batch(item.pk)
    tell(Work.WRITING, 0, new)
    high, size = 0, FIRST_SLICE
    while high < new:
        low, high = high + 1, min(high + size, new)
        began = time.monotonic()
        with transaction.atomic():
            sets.add_set(batch, low=low, high=high)
        size = _next_size(size, time.monotonic() - began)
        tell(Work.WRITING, high, new)
        time.sleep(PAUSE)
    with transaction.atomic():
        sets.update_set(batch)
        sets.publish_batch(item.pk)
        finish()


def _next_size(size: int, seconds: float) -> int:
    """As many rows as fit into a slice at the speed of the last one; growing no faster than twofold."""
    return max(100, min(size * 2, int(size * SLICE_SECONDS / max(seconds, 0.001))))
