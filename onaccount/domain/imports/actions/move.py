"""An import moves along its table of states, by a conditional UPDATE: of two processes one gets through."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.queries.places import stage_path
from onaccount.domain.imports.rules.corrections import check_is_rehearsed
from onaccount.domain.imports.rules.states import (
    IMPORT_MOVES,
    ImportState,
    Interrupted,
    NoSuchImport,
    RowsGone,
    RowsRejected,
    check_import_move,
)
from onaccount.foundation.refusals import Refused
from onaccount.foundation.space import as_refusal


def move_import(key: uuid.UUID, to: ImportState, **fields: Any) -> Import:
    before = [state.value for state, moves in IMPORT_MOVES.items() if to in moves]
    moved = Import.objects.filter(pk=key, state__in=before).update(state=to.value, **fields)
    item = import_of(key)
    if not moved:
        check_import_move(ImportState(item.state), to)
    return item


def import_of(key: uuid.UUID) -> Import:
    item = Import.objects.select_related("file").filter(pk=key).first()
    if item is None:
        raise NoSuchImport
    return item


def check_may_be_written(item: Import, *, partial: bool) -> None:
    """Refuse what is gone or was corrected since, and rejected rows; what was left out on purpose is nobody's fault."""
    if not stage_path(item.pk).exists():
        raise RowsGone
    check_is_rehearsed(item.corrections, item.corrections_rehearsed)
    if item.rejected > item.left_out and not partial:
        raise RowsRejected(rejected=item.rejected - item.left_out, read=item.read)


def fail_import(key: uuid.UUID, refusal: Refused, *, by: Actor, at: datetime) -> None:
    """Say on the import why it came to nothing."""
    values = shown(refusal.values)
    error, cure = refusal.sentence.format(**values)[:1000], refusal.cure.format(**values)[:500]
    move_import(key, ImportState.FAILED, error=error, cure=cure)
    record("import.failed", Subject("import", str(key)), by=by, at=at, why=error[:500])


def refusal_of(reason: BaseException, *, work: str) -> Refused:
    """What is said of whatever ended the work."""
    return as_refusal(reason) or Interrupted(work=work)


def end_cancelled(key: uuid.UUID, *, by: Actor, at: datetime) -> None:
    """Nothing is left any more of what an import had written before it was cancelled."""
    with transaction.atomic():
        move_import(key, ImportState.CANCELLED)
        record("import.cancelled", Subject("import", str(key)), by=by, at=at)


def shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values for a sentence without what no database keeps: NUL and lone halves of surrogate pairs."""
    return {
        name: value.encode("utf-8", "replace").decode().replace("\0", " ") if isinstance(value, str) else value
        for name, value in values.items()
    }
