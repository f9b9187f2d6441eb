"""Write what a rehearsal said, all of it or nothing."""

import time
import uuid
from datetime import datetime

from django.db import transaction

from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions.at_work import applying_alone, at_work
from onaccount.domain.imports.actions.intakes import intake_of
from onaccount.domain.imports.actions.move import (
    check_may_be_written,
    end_cancelled,
    fail_import,
    move_import,
    refusal_of,
)
from onaccount.domain.imports.actions.progress import Tell, forget_progress, kept_progress
from onaccount.domain.imports.actions.start import require_for
from onaccount.domain.imports.actions.take_back import take_back_unfinished
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.progress import Work
from onaccount.domain.imports.rules.states import Cancelled, ImportState
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


def apply_import(*, key: uuid.UUID, by: Actor, at: datetime, tell: Tell | None = None) -> Import:
    """Write the rows of a rehearsal. No letter leaves because of it. Cancelled meanwhile, nothing is left of it.

    Raises ChangedSinceRehearsal when any outcome would differ from what was approved; then nothing is written.
    """
    require(by, Right.IMPORT_CUSTOMERS)
    take_back_unfinished(by=by, at=at)
    with at_work(key), applying_alone():
        item = _begin(key, by)
        started = time.monotonic()
        try:
            _write(item, by=by, at=at, tell=stopped_when_cancelled(key, tell or kept_progress(key)), started=started)
        except BaseException as reason:
            if _give_up(item, reason, by=by, at=at) is not ImportState.CANCELLED or not isinstance(reason, Exception):
                raise
        finally:
            forget_progress(key)
        item.refresh_from_db()
        if item.state == ImportState.APPLIED.value:
            intake_of(item).go_on(
                item, at=at
            )  # not with the rows: the tills would wait; killed here, the worker does it
    return item


def _begin(key: uuid.UUID, by: Actor) -> Import:
    with transaction.atomic():
        item = move_import(key, ImportState.APPLYING, error="", cure="")
        options = Options.of_json(item.options)
        require_for(options, by)
        check_may_be_written(item, partial=options.partial)
    return item


def stopped_when_cancelled(key: uuid.UUID, tell: Tell) -> Tell:
    def told(work: Work, done: int, total: int) -> None:
        tell(work, done, total)
        if not Import.objects.filter(pk=key, state=ImportState.APPLYING.value).exists():
            raise Cancelled

    return told


def _give_up(item: Import, reason: BaseException, *, by: Actor, at: datetime) -> ImportState:
    """Take back what was written; answer what the import is now. Somebody who presses Ctrl-C cancels it."""
    item.refresh_from_db()
    if item.state == ImportState.APPLYING.value and isinstance(reason, KeyboardInterrupt):
        item = move_import(item.pk, ImportState.STOPPING)
    if item.state == ImportState.STOPPING.value:
        intake_of(item).take_back(item.pk, by=by, at=at)
        end_cancelled(item.pk, by=by, at=at)
        return ImportState.CANCELLED
    if item.state == ImportState.APPLYING.value:
        intake_of(item).take_back(item.pk, by=by, at=at)
        fail_import(item.pk, refusal_of(reason, work="Writing"), by=by, at=at)
        return ImportState.FAILED
    return ImportState(item.state)  # it was stopped after its last commit


def _write(item: Import, *, by: Actor, at: datetime, tell: Tell, started: float) -> None:
    def finish() -> None:
        seconds = item.seconds + time.monotonic() - started
        move_import(item.pk, ImportState.APPLIED, applied_at=at, seconds=seconds)
        changes = {"created": (0, item.created), "updated": (0, item.updated)}
        record("import.applied", Subject("import", str(item.pk)), by=by, at=at, changes=changes)

    intake_of(item).write(item, by=by, at=at, tell=tell, finish=finish)
