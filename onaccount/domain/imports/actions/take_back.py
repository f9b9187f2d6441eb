"""An import whose process died leaves nothing behind."""

import json
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.actions.at_work import held, is_at_work
from onaccount.domain.imports.actions.intakes import INTAKES
from onaccount.domain.imports.actions.move import end_cancelled, fail_import, import_of
from onaccount.domain.imports.actions.undo import go_on_undoing
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.queries.places import imports_folder, rejects_path, row_numbers_path, stage_path
from onaccount.domain.imports.queries.row_numbers import runs_of
from onaccount.domain.imports.rules.states import RUNNING, ImportState, Interrupted
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

STAGES_LAST = timedelta(days=30)  # a million rows are 800 MB
WAITING = {ImportState.UPLOADED: "Reading", ImportState.APPROVED: "Writing"}
WORK = {ImportState.READING: "Reading", ImportState.APPLYING: "Writing"}


def take_back_unfinished(*, by: Actor, at: datetime, undos: bool = True) -> int:
    """Take back every import whose process is gone; return how many. Called when work begins and by each import.

    An undo that was cut off is finished too, if `undos`.
    """
    require(by, Right.IMPORT_CUSTOMERS)
    for intake in INTAKES.values():
        for batch in intake.unfinished():
            with held(batch.hex) as mine:
                if mine:
                    intake.take_back(batch, by=by, at=at)
    running = Import.objects.filter(state__in=[state.value for state in RUNNING])
    dead = sum(not is_at_work(item.pk) and end_dead(item, by=by, at=at) for item in running)
    if undos:
        go_on_undoing(at=at)
    return dead


def end_dead(item: Import, *, by: Actor, at: datetime) -> bool:
    """Whether it was dead: one that has left its state since it was looked up came to its end, and let its lock go."""
    with transaction.atomic():
        if not Import.objects.select_for_update().filter(pk=item.pk, state=item.state).exists():
            return False
        if item.state == ImportState.STOPPING.value:
            end_cancelled(item.pk, by=by, at=at)
        else:
            fail_import(item.pk, Interrupted(work=WORK[ImportState(item.state)]), by=by, at=at)
    return True


def forget_stages(*, by: Actor, at: datetime) -> int:
    """Remove the rows of imports that nobody looks at any more; return how many. What they did stays in the books."""
    require(by, Right.IMPORT_CUSTOMERS)
    cancelled = Q(state=ImportState.CANCELLED.value)
    old = Import.objects.filter(cancelled | Q(created_at__lt=at - STAGES_LAST)).values_list("pk", flat=True)
    kept = {path.stem: path for path in imports_folder().glob("*.sqlite3")}
    gone = [key for key in old if key.hex in kept and not is_at_work(key)]
    for key in gone:
        _keep_row_numbers(key)
        stage_path(key).unlink(missing_ok=True)
        rejects_path(key).unlink(missing_ok=True)
    return len(gone)


def _keep_row_numbers(key: uuid.UUID) -> None:
    """What is needed when the import is taken back one day. Where it is written half, the stage is still there."""
    if Import.objects.filter(pk=key, applied_at__isnull=False).exists():
        row_numbers_path(key).write_text(json.dumps(runs_of(key)))


def give_up_import(*, key: uuid.UUID, by: Actor, at: datetime) -> None:
    """Say of an import that its process ended before it had begun; one that has come further is left as it is."""
    require(by, Right.IMPORT_CUSTOMERS)
    item = import_of(key)
    if ImportState(item.state) in WAITING and not is_at_work(key):
        with transaction.atomic():
            fail_import(key, Interrupted(work=WAITING[ImportState(item.state)]), by=by, at=at)
