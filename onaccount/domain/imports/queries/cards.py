"""Imports as pages show them: the list, one import with its figures, and how its file was understood."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from onaccount.domain.files.queries import path_of
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.queries.names import BY_NAME, actor_of
from onaccount.domain.imports.queries.opening import opened, remembered_mapping, settled_kind, settled_mapping
from onaccount.domain.imports.queries.paging import PAGE_SIZE, newest_first
from onaccount.domain.imports.queries.places import progress_path, rejects_path
from onaccount.domain.imports.rules.about import ColumnReport
from onaccount.domain.imports.rules.numbers import lost_digits
from onaccount.domain.imports.rules.options import AsKind, ListOf, Options
from onaccount.domain.imports.rules.progress import Progress, Work
from onaccount.domain.imports.rules.recognised import recognised_as
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.states import ImportState, NoSuchImport
from onaccount.domain.people.queries import names_of

SAMPLES = 3
ASKS_WORKER = frozenset({"import.started", "import.approved"})  # the last fact of an import that waits for it


@dataclass(frozen=True, slots=True)
class Figures:
    """How many rows come to what; `read` is the sum of the five. Of the rejected, `left_out` are so on purpose."""

    read: int
    create: int
    update: int
    unchanged: int
    repeated: int
    reject: int
    left_out: int
    warnings: int
    alike: int  # of the new ones: rows that look like another, or like a customer

    @property
    def at_fault(self) -> int:
        """Rows that are rejected although somebody wanted them."""
        return self.reject - self.left_out


@dataclass(frozen=True, slots=True)
class ImportCard:
    """One import. `figures` are there once it has been rehearsed."""

    key: uuid.UUID
    file_name: str
    file_size: int
    state: ImportState
    by_name: str
    created_at: datetime
    rehearsed_at: datetime | None
    applied_at: datetime | None
    seconds: float
    figures: Figures | None
    options: Options
    format: str
    recognised: str  # Xero contacts; "" for a list of nobody's making
    encoding: str
    delimiter: str
    sheet: str
    sheets: list[str]
    header: list[str]
    header_row: int
    mapping: dict[str, str | None]
    waiting: int  # corrections that no rehearsal has read yet
    columns: list[ColumnReport]  # empty before the first rehearsal
    remarks: list[Said]
    error: str
    cure: str
    first_number: int | None
    last_number: int | None
    removed: int
    restored: int
    undone_at: datetime | None

    @property
    def to_write(self) -> int:
        """Rows that would be written."""
        return self.figures.create + self.figures.update if self.figures else 0

    @property
    def can_apply(self) -> bool:
        return self.state is ImportState.REHEARSED and not self.waiting

    @property
    def can_mend(self) -> bool:
        return self.state is ImportState.REHEARSED

    @property
    def can_change(self) -> bool:
        """Whether it may be read another way: nothing has been written, and nobody is at work on it."""
        return self.state in (ImportState.REHEARSED, ImportState.FAILED)

    @property
    def is_working(self) -> bool:
        return self.state in (
            ImportState.UPLOADED,
            ImportState.READING,
            ImportState.APPROVED,
            ImportState.APPLYING,
            ImportState.STOPPING,
            ImportState.UNDOING,
        )


@dataclass(frozen=True, slots=True)
class ImportsPage:
    """Imports, newest first; `after` and `before` are the keys to go on from, None at the ends."""

    rows: list[ImportCard]
    after: uuid.UUID | None
    before: uuid.UUID | None


def imports_page(
    *, after: uuid.UUID | None = None, before: uuid.UUID | None = None, limit: int = PAGE_SIZE
) -> ImportsPage:
    """A page of imports. Their keys rise with time, so they are the keyset."""
    found = Import.objects.select_related("file")
    rows, further, nearer = newest_first(found, after=after, before=before, limit=limit)
    names = names_of(item.by_key for item in rows)
    return ImportsPage(
        rows=[_card(item, names) for item in rows],
        after=further,
        before=nearer,
    )


def import_card(key: uuid.UUID) -> ImportCard:
    """One import. Raises NoSuchImport."""
    item = Import.objects.select_related("file").filter(pk=key).first()
    if item is None:
        raise NoSuchImport
    return _card(item, names_of([item.by_key]))


def _card(item: Import, names: dict[str, str]) -> ImportCard:
    return ImportCard(
        key=item.pk,
        file_name=item.file.name,
        file_size=item.file.size,
        state=ImportState(item.state),
        by_name=BY_NAME.get(item.by_kind) or names.get(item.by_key, item.by_key),
        created_at=item.created_at,
        rehearsed_at=item.rehearsed_at,
        applied_at=item.applied_at,
        seconds=item.seconds,
        figures=_figures(item),
        options=Options.of_json(item.options),
        format=item.format,
        recognised=item.recognised,
        encoding=item.encoding,
        delimiter=item.delimiter,
        sheet=item.sheet,
        sheets=item.sheets,
        header=item.header,
        header_row=item.header_row,
        mapping=item.mapping,
        waiting=item.corrections - item.corrections_rehearsed,
        columns=[ColumnReport(**each) for each in item.columns],
        remarks=[Said(*parts) for parts in item.remarks],
        error=item.error,
        cure=item.cure,
        first_number=item.first_number,
        last_number=item.last_number,
        removed=item.removed,
        restored=item.restored,
        undone_at=item.undone_at,
    )


def _figures(item: Import) -> Figures | None:
    if item.rehearsed_at is None or item.state in (ImportState.UPLOADED.value, ImportState.READING.value):
        return None
    return Figures(
        read=item.read,
        create=item.created,
        update=item.updated,
        unchanged=item.unchanged,
        repeated=item.repeated,
        reject=item.rejected,
        left_out=item.left_out,
        warnings=item.warnings,
        alike=item.alike,
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """An import that waits to be read or written by the worker."""

    key: uuid.UUID
    state: ImportState


def waiting_for_worker() -> list[Waiting]:
    """What pages asked for and nobody has begun, oldest first. A command does its own work, so it waits for none.

    What is to be taken back is gone on with, whoever began it.
    """
    states = [ImportState.UPLOADED.value, ImportState.APPROVED.value, ImportState.UNDOING.value]
    found = Import.objects.filter(state__in=states).order_by("pk").values_list("pk", "state")
    waiting = [Waiting(key, ImportState(state)) for key, state in found]
    return [each for each in waiting if each.state is ImportState.UNDOING or _is_worker_asked(each.key)]


def _is_worker_asked(key: uuid.UUID) -> bool:
    facts = facts_of(Subject("import", str(key)), limit=1)
    return bool(facts) and facts[0].name in ASKS_WORKER


def started_by(key: uuid.UUID) -> Actor:
    """Who brought the file: the worker's child reads it on their behalf, with their rights as they are now."""
    item = Import.objects.filter(pk=key).first()
    if item is None:
        raise NoSuchImport
    return actor_of(item.by_kind, item.by_key)


def approved_by(key: uuid.UUID) -> Actor:
    """Who approved the import, or brought it where nobody else did."""
    item = Import.objects.filter(pk=key).first()
    if item is None:
        raise NoSuchImport
    return actor_of(item.approved_by_kind or item.by_kind, item.approved_by_key or item.by_key)


def import_progress(key: uuid.UUID) -> Progress | None:
    """How far the process is that works at an import; None when it has said nothing yet."""
    try:
        work, done, total, seconds = json.loads(progress_path(key).read_text())
        return Progress(Work(work), done, total, seconds)
    except (FileNotFoundError, ValueError):
        return None


def rejects_of(key: uuid.UUID) -> Path | None:
    """The file of rejected rows, ready to be mended; None when there are none."""
    path = rejects_path(key)
    return path if path.exists() else None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its heading, cells from its first rows, and the field that it is read as."""

    index: int
    heading: str
    samples: list[str]
    field: str | None


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a file is read: shown beside its first rows, so that wrong letters or columns are seen at once."""

    format: str
    recognised: str
    encoding: str
    encoding_why: str
    delimiter: str
    sheet: str
    sheets: list[str]
    header_row: int
    columns: list[Column]
    rows: list[list[str]]
    remarks: list[Said]
    never_stored: list[str]  # headings of passwords and the like
    is_remembered: bool
    as_kind: AsKind  # what the rows are taken for


def understanding(key: uuid.UUID, options: Options | None = None) -> Understanding:
    """Open the file of an import and say how it would be read; nothing is kept. Raises Unreadable.

    A workbook is opened by a child process and may take some seconds; text takes none.
    """
    item = Import.objects.select_related("file").filter(pk=key).first()
    if item is None:
        raise NoSuchImport
    options = options or Options.of_json(item.options)
    with opened(path_of(item.file), options) as table:
        sample = table.sample()
        mapping = settled_mapping(table.header, sample, options)
        lost = lost_digits(table, mapping) if options.of is ListOf.CUSTOMERS else []
        return Understanding(
            format=table.format,
            recognised=recognised_as(table.header) if options.of is ListOf.CUSTOMERS else "",
            encoding=table.encoding,
            encoding_why=table.encoding_why,
            delimiter=table.delimiter,
            sheet=table.sheet,
            sheets=table.sheets,
            header_row=table.header_row,
            columns=_columns(table.header, sample, mapping.to_json()),
            rows=sample[:20],
            remarks=[Said.of_remark("", remark) for remark in (*table.remarks, *lost)],
            never_stored=mapping.never_stored,
            as_kind=settled_kind(table.header, options).as_kind,
            is_remembered=options.mapping is None and remembered_mapping(table.header, options.of) is not None,
        )


def _columns(header: list[str], sample: list[list[str]], mapping: dict[str, Any]) -> list[Column]:
    return [
        Column(
            index=index,
            heading=heading,
            samples=[row[index] for row in sample if index < len(row) and row[index].strip()][:SAMPLES],
            field=mapping.get(heading),
        )
        for index, heading in enumerate(header)
    ]
