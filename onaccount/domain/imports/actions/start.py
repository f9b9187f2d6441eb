"""A file comes in, is mapped anew, is approved or is let go: the steps that a person takes."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from onaccount.domain.files.actions import store_file
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions.move import import_of, move_import
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.states import ImportState, RowsRejected
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


def require_for(options: Options, by: Actor) -> None:
    """To import is one right; to let the new customers in by it is another."""
    require(by, Right.IMPORT_CUSTOMERS)
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
def change_import(*, key: uuid.UUID, options: Options, by: Actor, at: datetime, here: bool = False) -> None:
    """Read the file another way, by other columns, or once more: it is rehearsed again, nothing has been written."""
    require_for(options, by)
    move_import(key, ImportState.UPLOADED, options=options.as_json(), error="", cure="")
    if not here:
        record("import.started", Subject("import", str(key)), by=by, at=at)


@action
def approve_import(*, key: uuid.UUID, partial: bool, by: Actor, at: datetime) -> None:
    """Have what was rehearsed written, by the worker. With rejected rows only when it is said: `partial`."""
    require(by, Right.IMPORT_CUSTOMERS)
    item = import_of(key)
    require_for(Options.of_json(item.options), by)
    if item.rejected and not partial:
        raise RowsRejected(rejected=item.rejected, read=item.read)
    options = {**item.options, "partial": partial}
    move_import(key, ImportState.APPROVED, options=options, approved_by_kind=by.kind, approved_by_key=by.key)
    record("import.approved", Subject("import", str(key)), by=by, at=at)


@action
def cancel_import(*, key: uuid.UUID, by: Actor, at: datetime) -> None:
    """Let an import go before anything is written. A process that is reading it stops at its next chunk."""
    require(by, Right.IMPORT_CUSTOMERS)
    move_import(key, ImportState.CANCELLED)
    record("import.cancelled", Subject("import", str(key)), by=by, at=at)
