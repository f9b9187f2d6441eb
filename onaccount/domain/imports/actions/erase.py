"""Lists that name a person are forgotten once they have been dealt with: the file, its samples, its cells (I25)."""

import json
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from onaccount.domain.files.actions import empty_file
from onaccount.domain.files.queries import path_of
from onaccount.domain.imports.models import Import, KeptRow, ScheduleRun
from onaccount.domain.imports.queries.places import rejects_path, stage_path
from onaccount.domain.imports.rules.states import ENDED
from onaccount.foundation.needles import Needles

BLANK: dict[str, object] = {"sheet": "", "sheets": [], "samples": [], "remarks": [], "columns": [], "error": ""}


@dataclass(frozen=True, slots=True)
class ErasedImports:
    """`waiting` are the imports that name the person and are not at their end: they stay, and are named."""

    keys: list[uuid.UUID]
    waiting: list[uuid.UUID]
    changed: int


def erase_from_imports(needles: Needles, *, naming: frozenset[Path]) -> ErasedImports:
    """Take out of the ended imports whatever names this person, their files as a whole. The caller has asked.

    `naming` are files that name them: they were read before, for a list may be long and a till waits for this.

    Their figures stay, and who was made by them can still be taken back: that stands in the books.
    """
    ended = [state.value for state in ENDED]
    touched: list[uuid.UUID] = []
    waiting: list[uuid.UUID] = []
    changed = 0
    for item in Import.objects.select_related("file").order_by("pk"):
        found = not naming.isdisjoint(_files(item))
        names = needles.in_text(_told(item)) or needles.in_text(item.file.name)
        if not found and not names:
            continue
        if item.state not in ended:
            waiting.append(item.pk)
            continue
        touched.append(item.pk)
        changed += Import.objects.filter(pk=item.pk).update(**BLANK)
        changed += item.mends.exclude(text="").update(text="")
        empty_file(item.file)
        transaction.on_commit(_gone(*_beside(item)))
    changed += _erase_said(needles)
    return ErasedImports(touched, waiting, changed)


def _files(item: Import) -> list[Path]:
    return [path_of(item.file), *_beside(item)]


def _beside(item: Import) -> list[Path]:
    return [stage_path(item.pk), rejects_path(item.pk)]


def _gone(*paths: Path):  # type: ignore[no-untyped-def]
    def remove() -> None:
        for path in paths:
            path.unlink(missing_ok=True)

    return remove


def _told(item: Import) -> str:
    mends = list(item.mends.values_list("text", flat=True))
    return json.dumps([getattr(item, name) for name in BLANK] + mends, ensure_ascii=False)


def _erase_said(needles: Needles) -> int:
    """What was said of rows that were kept, and of runs of timed imports."""
    changed = 0
    for key, said in KeptRow.objects.exclude(said="[]").values_list("pk", "said"):
        if needles.in_text(said):
            changed += KeptRow.objects.filter(pk=key).update(said="[]")
    for run in ScheduleRun.objects.all():
        if needles.in_text(json.dumps([run.said, run.file_name], ensure_ascii=False)):
            changed += ScheduleRun.objects.filter(pk=run.pk).update(said=[], file_name="")
    return changed
