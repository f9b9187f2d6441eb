"""Work out what a file would do, in a stage of its own: the books are only read."""

import csv
import gc
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from onaccount.domain.files.queries import path_of
from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.actions.at_work import at_work
from onaccount.domain.imports.actions.intakes import INTAKES
from onaccount.domain.imports.actions.move import fail_import, import_of, move_import, refusal_of
from onaccount.domain.imports.actions.progress import Tell, forget_progress, kept_progress
from onaccount.domain.imports.actions.remember import remember_mapping
from onaccount.domain.imports.actions.report import report_columns
from onaccount.domain.imports.actions.stage import Stage
from onaccount.domain.imports.actions.take_back import take_back_unfinished
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.queries.cells import corrections_of
from onaccount.domain.imports.queries.opening import opened, settled_kind, settled_mapping
from onaccount.domain.imports.queries.places import rejects_path, stage_path
from onaccount.domain.imports.rules import rejects
from onaccount.domain.imports.rules.corrections import Corrections
from onaccount.domain.imports.rules.mapping import Mapping as Columns
from onaccount.domain.imports.rules.options import ListOf, Options, list_of
from onaccount.domain.imports.rules.progress import Work
from onaccount.domain.imports.rules.recognised import recognised_as
from onaccount.domain.imports.rules.said import Said, as_json, unpack
from onaccount.domain.imports.rules.states import Cancelled, ImportState, Outcome
from onaccount.domain.imports.rules.table import Table, without_cells
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

GUESSED = "The file does not say how its letters are written; they were read as {encoding}."
GUESSED_CURE = "Look whether names with accents are right; if not, choose another encoding."
COLUMN_OF = {
    Outcome.CREATE: "created",
    Outcome.UPDATE: "updated",
    Outcome.UNCHANGED: "unchanged",
    Outcome.REPEATED: "repeated",
    Outcome.REJECT: "rejected",
}


def rehearse_import(
    *, key: uuid.UUID, by: Actor, at: datetime, tell: Tell | None = None, is_trial: bool = False
) -> Import:
    """Read a file and say of each row what would become of it. Raises Refused when the file cannot be used at all.

    The columns that somebody chose are remembered for the next file with these headings, unless it `is_trial`.
    """
    require(by, Right.IMPORT_CUSTOMERS)
    take_back_unfinished(by=by, at=at)
    with at_work(key), calm_collector():
        move_import(key, ImportState.READING, error="", cure="")
        try:
            _rehearse(import_of(key), at=at, tell=stopped_when_cancelled(key, tell or kept_progress(key)))
            if not is_trial:
                _remember(import_of(key), by=by, at=at)
        except Cancelled:
            stage_path(key).unlink(missing_ok=True)
        except BaseException as reason:
            stage_path(key).unlink(missing_ok=True)  # on a full disk, the room to say so
            refusal = refusal_of(reason, work="Reading")
            with transaction.atomic():
                fail_import(key, refusal, by=by, at=at)
            raise
        finally:
            forget_progress(key)
    return import_of(key)


@contextmanager
def calm_collector() -> Iterator[None]:
    """Look for circles of garbage more rarely: rows make none, and the looking costs a tenth of the time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def stopped_when_cancelled(key: uuid.UUID, tell: Tell) -> Tell:
    def told(work: Work, done: int, total: int) -> None:
        tell(work, done, total)
        if not Import.objects.filter(pk=key, state=ImportState.READING.value).exists():
            raise Cancelled

    return told


def _remember(item: Import, *, by: Actor, at: datetime) -> None:
    """A choice by which not a single row could be taken in is no habit to begin the next file with."""
    options = Options.of_json(item.options)
    if options.mapping is not None and item.rejected < item.read:
        kind = options.as_kind.value
        remember_mapping(header=item.header, mapping=item.mapping, as_kind=kind, of=options.of, by=by, at=at)


def _rehearse(item: Import, *, at: datetime, tell: Tell) -> None:
    started = time.monotonic()
    options = Options.of_json(item.options)
    corrections = corrections_of(item)  # at least those that the item counts: what comes later waits for the next time
    intake = INTAKES[options.of]
    with opened(path_of(item.file), options) as table:
        options = settled_kind(table.header, options)
        sample = table.sample()
        mapping = settled_mapping(table.header, sample, options)
        remarks = [*remarks_on(table), *intake.remarks_on(table, mapping)]
        _keep_understanding(item, table, mapping, sample, remarks)
        intake.check_mapping(mapping, options)
        with Stage(item.pk, intake.packing, intake.tables, made=intake.made) as stage:
            worked = intake.work_out(table, mapping, options, corrections, stage, tell)
            columns = report_columns(mapping, worked.counts, corrections, stage)
            figures = _figures(stage) | {"new_customers": worked.new, "alike": worked.alike}
            remarks += worked.remarks
            figures["warnings"] += len(remarks)
            stage.commit()
            _write_rejects(item.pk, table, mapping.secrets, stage, corrections, figures["rejected"])
    seconds = time.monotonic() - started
    seen = {"columns": columns, "corrections_rehearsed": item.corrections, "remarks": as_json(remarks)}
    move_import(item.pk, ImportState.REHEARSED, rehearsed_at=at, seconds=seconds, **seen, **figures)


def _keep_understanding(
    item: Import, table: Table, mapping: Columns, sample: list[list[str]], remarks: Sequence[Said]
) -> None:
    """How the file was understood stands on the import even where the next step fails: then it can be corrected."""
    Import.objects.filter(pk=item.pk).update(
        format=table.format,
        recognised=recognised_as(table.header) if list_of(item.options) is ListOf.CUSTOMERS else "",
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet[:255],
        sheets=table.sheets,
        header=table.header,
        header_row=table.header_row,
        mapping=mapping.to_json(),
        samples=[
            [cell[:200].replace("\0", " ") for cell in without_cells(cells, mapping.secrets)] for cells in sample[:20]
        ],
        remarks=as_json(remarks),
    )


def remarks_on(table: Table) -> list[Said]:
    """What there is to say about the file as a whole: how sure its letters are, and what its reader remarked."""
    guessed = [] if table.encoding_is_certain else [Said("", GUESSED, GUESSED_CURE, {"encoding": table.encoding})]
    return guessed + [Said.of_remark("", remark) for remark in table.remarks]


def _figures(stage: Stage) -> dict[str, int]:
    found = dict(stage.db.execute("SELECT outcome, COUNT(*) FROM records GROUP BY outcome"))
    figures = {column: found.get(outcome.value, 0) for outcome, column in COLUMN_OF.items()}
    return figures | {
        "read": sum(figures.values()),
        "left_out": stage.number("SELECT COUNT(*) FROM left_out"),
        "warnings": stage.number("SELECT COUNT(*) FROM warnings"),
    }


def _write_rejects(
    key: uuid.UUID, table: Table, secrets: Sequence[int], stage: Stage, corrections: Corrections, rejected: int
) -> None:
    """The rejected rows, read once more from the file so that they go back as they came, or as they were mended.

    What stood in columns of passwords does not go back.
    """
    path = rejects_path(key)
    path.unlink(missing_ok=True)
    if not rejected:
        return
    reasons = stage.db.execute("SELECT row, said FROM records WHERE outcome = 'reject' ORDER BY row")
    row, said = reasons.fetchone()
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rejects.header_of(table.header))
        ours = rejects.is_rejects_file(table.header)
        for record in table.rows():
            if record.row == row:
                came = record._replace(cells=rejects.as_uploaded(record.cells)) if ours else record
                cells = without_cells(corrections.of(came, len(table.header)).cells, secrets)
                reason = " ".join(map(str, unpack(said)))
                writer.writerow(rejects.cells_of(cells, table.header, row=row, reason=reason))
                row, said = reasons.fetchone() or (0, "")
