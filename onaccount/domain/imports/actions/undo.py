"""Take a whole import back: its new customers go, the others get their old values, unless something newer was written.

Each slice is complete in itself and leaves nothing that it would do twice, so an undo that is cut off goes on where it
was. On PostgreSQL all of it is one transaction; on SQLite each slice is one, so that no till waits long.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import repeat

from django.db import connection, transaction
from django.db.models import F

from onaccount.domain.customers.actions import restore
from onaccount.domain.customers.actions.restore import TakenBack
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions.at_work import applying_alone, at_work, hold_postgresql
from onaccount.domain.imports.actions.move import import_of, move_import
from onaccount.domain.imports.actions.progress import Tell, forget_progress, kept_progress
from onaccount.domain.imports.models import Import, KeptRow
from onaccount.domain.imports.queries.kept import actor_of_undo
from onaccount.domain.imports.queries.row_numbers import rows_of_new
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.progress import Work
from onaccount.domain.imports.rules.said import Said, pack
from onaccount.domain.imports.rules.states import ImportState, NotWritten, TakenBackAlready, UndoInterrupted
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.vetting.actions import leave_waves
from onaccount.foundation.refusals import Refused
from onaccount.foundation.slices import SLICE_SECONDS, sizes

FIRST_SLICE, LARGEST_SLICE = 200, 5_000  # customers; each slice asks for them by their numbers
RESTORING = 0.09  # seconds of a slice: much of it is reckoning, which takes longer on a busy machine than writing does


@action
def ask_undo(*, key: uuid.UUID, by: Actor, at: datetime) -> None:
    """Have an import taken back by the worker."""
    require(by, Right.IMPORT_CUSTOMERS)
    _move_to_undoing(key, by)
    record("import.undo_asked", Subject("import", str(key)), by=by, at=at)


def undo_import(*, key: uuid.UUID, by: Actor, at: datetime, tell: Tell | None = None) -> Import:
    """Take an import back. What is kept, because something newer was written, is told by `kept_rows`.

    Raises NotWritten, TakenBackAlready, AnotherImportApplies. One that was cut off is gone on with.
    """
    require(by, Right.IMPORT_CUSTOMERS)
    import_of(key)
    with at_work(key), applying_alone():
        if ImportState(import_of(key).state) is not ImportState.UNDOING:
            _move_to_undoing(key, by)
        _undo(key, at=at, tell=tell or kept_progress(key))
    return import_of(key)


def go_on_undoing(*, at: datetime) -> None:
    """Finish what somebody wanted taken back and no process is at work on. Called when work begins."""
    for key in Import.objects.filter(state=ImportState.UNDOING.value).values_list("pk", flat=True):
        try:
            with at_work(key), applying_alone():
                if ImportState(import_of(key).state) is ImportState.UNDOING:
                    _undo(key, at=at, tell=kept_progress(key))
        except Refused:
            continue  # somebody is at work on it, or on another; what was in the way of this one stands on its page


def _move_to_undoing(key: uuid.UUID, by: Actor) -> None:
    state = ImportState(import_of(key).state)
    if state in (ImportState.UNDOING, ImportState.UNDONE):
        raise TakenBackAlready
    if state is not ImportState.APPLIED:
        raise NotWritten(now=state.value)
    move_import(key, ImportState.UNDOING, undone_by_kind=by.kind, undone_by_key=by.key, error="", cure="")


def _undo(key: uuid.UUID, *, at: datetime, tell: Tell) -> None:
    try:
        with _at_once_on_postgresql():
            by = actor_of_undo(key)
            _remove_all(key, tell=tell, by=by, at=at)
            restore_all(key, tell=tell, by=by, at=at)
            _finish(key, by=by, at=at)
    except BaseException as reason:
        refusal = reason if isinstance(reason, Refused) else UndoInterrupted()
        move_import(key, ImportState.APPLIED, error=str(refusal.sentence), cure=str(refusal.cure))
        raise
    finally:
        forget_progress(key)


@contextmanager
def _at_once_on_postgresql() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        hold_postgresql()
        yield


def _sizes(seconds: float = SLICE_SECONDS) -> Iterator[int]:
    """On PostgreSQL nobody waits for us, and all of it is one transaction anyway."""
    on_postgresql = connection.vendor == "postgresql"
    return repeat(LARGEST_SLICE) if on_postgresql else sizes(FIRST_SLICE, LARGEST_SLICE, seconds)


def _finish(key: uuid.UUID, *, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        item = move_import(key, ImportState.UNDONE, undone_at=at)
        changes = {"removed": (0, item.removed), "restored": (0, item.restored), "kept": (0, item.kept.count())}
        record("import.undone", Subject("import", str(key)), by=by, at=at, changes=changes)


def _remove_all(key: uuid.UUID, *, tell: Tell, by: Actor, at: datetime) -> None:
    """The new customers, in the file's order."""
    item = import_of(key)
    if item.first_number is None or item.last_number is None:
        return
    status = Options.of_json(item.options).status.value
    high, total = item.first_number - 1, item.last_number - item.first_number + 1
    for size in _sizes():
        tell(Work.TAKING_BACK, high + 1 - item.first_number, total + item.updated)
        if high == item.last_number:
            break
        low, high = high + 1, min(high + size, item.last_number)
        with transaction.atomic():
            leave_waves(batch=key, low=low, high=high)
            gone = restore.remove_added(key, status=status, low=low, high=high, by=by, at=at)
            _keep_account(key, gone, rows_of_new(key, [kept.number for kept in gone.kept], item.first_number))
            Import.objects.filter(pk=key).update(removed=F("removed") + gone.done)


def restore_all(key: uuid.UUID, *, tell: Tell, by: Actor, at: datetime) -> None:
    """Give the updated customers their old values back; also where their import was cut off before its end."""
    item = import_of(key)
    last = done = 0
    for size in _sizes(RESTORING):
        with transaction.atomic():
            slice_ = restore.restore_updated(key, after=last, most=size, by=by, at=at)
            _keep_account(key, slice_, {})
            if item.state == ImportState.UNDOING.value:
                Import.objects.filter(pk=key).update(restored=F("restored") + slice_.done)
        if slice_.last is None:
            break
        last, done = slice_.last, done + slice_.done + len(slice_.kept)
        tell(Work.TAKING_BACK, item.new_customers + done, item.new_customers + item.updated)


def _keep_account(key: uuid.UUID, taken: TakenBack, rows: dict[int, int]) -> None:
    KeptRow.objects.bulk_create(
        [
            KeptRow(
                item_id=key,
                customer=kept.number,
                row=kept.row if kept.row is not None else rows.get(kept.number),
                said=pack([Said("", kept.why, "", dict(kept.values))]),
            )
            for kept in taken.kept
        ],
        ignore_conflicts=True,
    )
