"""A file comes in, is mapped anew, is approved or is let go: the steps that a person takes."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from onaccount.domain.files.actions import store_file
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions.move import check_may_be_written, import_of, move_import
from onaccount.domain.imports.models import AlikeSaid, Import, LeftOut, Mend
from onaccount.domain.imports.rules.corrections import RehearsedAnew
from onaccount.domain.imports.rules.options import ListOf, Options
from onaccount.domain.imports.rules.states import ImportState
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.refusals import Refused


def require_for(options: Options, by: Actor) -> None:
    """To import is one right; to let the new customers in by it is another, and so is to keep the catalogue."""
    require(by, Right.IMPORT_CUSTOMERS)
    if options.of is ListOf.PRODUCTS:
        require(by, Right.KEEP_CATALOGUE)
    if options.invites:
        require(by, Right.APPROVE_CUSTOMERS)


@action
def start_import(
    *, name: str, chunks: Iterable[bytes], options: Options, by: Actor, at: datetime, here: bool = False
) -> uuid.UUID:
    """Keep a file and have it rehearsed: by the worker, or `here`, by the process that calls."""
    require_for(options, by)
    stored = store_file(name=name, chunks=chunks, by=by, at=at)
    item = Import.objects.create(file=stored, options=options.as_json(), by_kind=by.kind, by_key=by.key, created_at=at)
    record("import.uploaded" if here else "import.started", Subject("import", str(item.pk)), by=by, at=at)
    return item.pk


@action
def change_import(*, key: uuid.UUID, options: Options, by: Actor, at: datetime, here: bool = False) -> int:
    """Read the file another way, by other columns, or once more: it is rehearsed again, nothing has been written.

    Read with other letters, columns or headings, its rows are others: what was corrected in them is dropped.
    Returns how many corrections that are.
    """
    require_for(options, by)
    before = Options.of_json(import_of(key).options)
    options = replace(options, of=before.of)  # a list of products stays one
    item = move_import(key, ImportState.UPLOADED, options=options.as_json(), error="", cure="")
    dropped = _drop_corrections(item) if is_read_otherwise(item, before, options) else 0
    if not here:
        record("import.started", Subject("import", str(key)), by=by, at=at)
    return dropped


def is_read_otherwise(item: Import, before: Options, options: Options) -> bool:
    """Whether rows and cells may be others than those that the last reading found."""
    for name in ("encoding", "delimiter", "sheet", "header_row"):
        was, wanted = getattr(before, name), getattr(options, name)
        if wanted != was and wanted != getattr(item, name):
            return True
    return False


def _drop_corrections(item: Import) -> int:
    return sum(table.objects.filter(of=item).delete()[0] for table in (Mend, LeftOut, AlikeSaid))


@action
def approve_import(
    *, key: uuid.UUID, partial: bool, by: Actor, at: datetime, rehearsed_at: datetime | None = None
) -> None:
    """Have what was rehearsed written, by the worker. With rejected rows only when it is said: `partial`.

    `rehearsed_at` says which rehearsal was looked at: another one since then is not approved by that.
    """
    require(by, Right.IMPORT_CUSTOMERS)
    item = move_import(key, ImportState.APPROVED, approved_by_kind=by.kind, approved_by_key=by.key)
    require_for(Options.of_json(item.options), by)
    if rehearsed_at not in (None, item.rehearsed_at):
        raise RehearsedAnew
    check_may_be_written(item, partial=partial)  # whoever corrects a cell now waits, and is refused
    Import.objects.filter(pk=key).update(options={**item.options, "partial": partial})
    record("import.approved", Subject("import", str(key)), by=by, at=at)


@action
def approve_as_asked(*, key: uuid.UUID, by: Actor, at: datetime) -> bool:
    """Have a rehearsal written without another look, where whoever brought the file asked for that. Whether it is.

    Asked once: what is mended or read another way afterwards is looked at. Rejected rows that nobody wanted left out,
    or a right that was taken away meanwhile, leave it as it is, rehearsed.
    """
    require(by, Right.IMPORT_CUSTOMERS)
    item = import_of(key)
    options = Options.of_json(item.options)
    if not options.apply:
        return False
    Import.objects.filter(pk=key).update(options={**item.options, "apply": False})
    try:
        approve_import(key=key, partial=options.partial, by=by, at=at, rehearsed_at=item.rehearsed_at)
    except Refused:
        return False
    return True


@action
def cancel_import(*, key: uuid.UUID, by: Actor, at: datetime) -> None:
    """Let an import go. A process that reads it stops at its next chunk; one that writes takes back what it wrote."""
    require(by, Right.IMPORT_CUSTOMERS)
    if ImportState(import_of(key).state) is ImportState.APPLYING:
        move_import(key, ImportState.STOPPING)
        record("import.stopped", Subject("import", str(key)), by=by, at=at)
    else:
        move_import(key, ImportState.CANCELLED)
        record("import.cancelled", Subject("import", str(key)), by=by, at=at)
