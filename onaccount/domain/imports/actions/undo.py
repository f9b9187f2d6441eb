"""Take a whole import back: what is new of it goes, the rest gets its old values, unless something is newer.

Each slice is complete in itself and leaves nothing that it would do twice, so an undo that is cut off goes on where it
was. On PostgreSQL all of it is one transaction; on SQLite each slice is one, so that no till waits long.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions.at_work import applying_alone, at_work, hold_postgresql
from onaccount.domain.imports.actions.intakes import intake_of
from onaccount.domain.imports.actions.move import import_of, move_import
from onaccount.domain.imports.actions.progress import Tell, forget_progress, kept_progress
from onaccount.domain.imports.actions.start import require_for
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.queries.kept import actor_of_undo
from onaccount.domain.imports.rules.options import Invite, Options
from onaccount.domain.imports.rules.states import ImportState, NotWritten, TakenBackAlready, UndoInterrupted
from onaccount.foundation.refusals import Refused


@action
def ask_undo(*, key: uuid.UUID, by: Actor, at: datetime) -> None:
    """Have an import taken back by the worker."""
    require_to_undo(key, by)
    _move_to_undoing(key, by)
    record("import.undo_asked", Subject("import", str(key)), by=by, at=at)


def require_to_undo(key: uuid.UUID, by: Actor) -> None:
    """Who takes a list back lets nobody in by it."""
    require_for(replace(Options.of_json(import_of(key).options), invite=Invite.LATER, wave=""), by)


def undo_import(*, key: uuid.UUID, by: Actor, at: datetime, tell: Tell | None = None) -> Import:
    """Take an import back. What is kept, because something newer was written, is told by `kept_rows`.

    Raises NotWritten, TakenBackAlready, AnotherImportApplies. One that was cut off is gone on with.
    """
    require_to_undo(key, by)
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
            intake_of(import_of(key)).undo(key, tell=tell, by=by, at=at)
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


def _finish(key: uuid.UUID, *, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        item = move_import(key, ImportState.UNDONE, undone_at=at)
        changes = {"removed": (0, item.removed), "restored": (0, item.restored), "kept": (0, item.kept.count())}
        record("import.undone", Subject("import", str(key)), by=by, at=at, changes=changes)
