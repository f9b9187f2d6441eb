"""`onaccount import`: a list of customers from a file, rehearsed and then written, all of it or nothing.

Exit codes: 0 every row is in (or would be), or was left out by --only; 2 some were rejected; 1 the file could not be
used.
"""

import json
import os
import shutil
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from onaccount.delivery.commands.imports.answer import as_object, report_failure
from onaccount.delivery.commands.imports.summary import summarise
from onaccount.delivery.commands.progress_bar import bar
from onaccount.delivery.commands.undoing import take_back
from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.actions import apply_import, invite_imported, rehearse_import, start_import
from onaccount.domain.imports.queries import (
    ImportCard,
    import_card,
    rejects_of,
    template_csv,
)
from onaccount.domain.imports.rules.options import IMPORT_STATUSES, AsKind, Invite, ListOf, Only, Options, UpdateBy
from onaccount.domain.imports.rules.states import ImportState, Stopped
from onaccount.foundation.refusals import Refused
from onaccount.foundation.space import as_refusal

COMMAND_LINE = Actor("command", "command", "Command line")
DONE, UNUSABLE, SOME_REJECTED = 0, 1, 2
PIECE = 1024 * 1024  # bytes


class Unusable(Refused):
    code = "unusable_arguments"
    sentence = "{what}"


class BadArguments(click.UsageError):
    exit_code = UNUSABLE


class ImportCommand(click.Command):
    """A mistake in the arguments is exit code 1: 2 says that rows were rejected."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as mistake:
            raise BadArguments(mistake.format_message(), ctx=mistake.ctx) from None


@click.command("import", cls=ImportCommand)
@click.argument("file", required=False)
@click.option("--of", "of", type=click.Choice([each.value for each in ListOf]), help="What the list holds: customers.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--partial", is_flag=True, help="Take in the good rows even where others are rejected.")
@click.option(
    "--only", type=click.Choice([Only.NEW.value, Only.UPDATES.value]), help="Leave the other rows out, as rejected."
)
@click.option("--update-by", type=click.Choice([key.value for key in UpdateBy]), help="Find customers by this.")
@click.option(
    "--as", "as_kind", type=click.Choice([k.value for k in AsKind]), default="auto", help="What the rows are."
)
@click.option(
    "--status", type=click.Choice([each.value for each in IMPORT_STATUSES]), default="new", help="Of new customers."
)
@click.option("--category", metavar="X", help="Customer type of every row whose own cell is blank.")
@click.option("--tag", "tags", metavar="T", multiple=True, help="Of every customer of the list; may be given again.")
@click.option("--invite", type=click.Choice([each.value for each in Invite]), help="When new customers are let in.")
@click.option("--wave", metavar="NAME", help="Invite them with this wave; it is made if there is none.")
@click.option("--map", "map_file", metavar="FILE", help='JSON: {"heading": "field" or null}.')
@click.option("--encoding", metavar="E", help="Such as utf-8 or cp1252; found if not given.")
@click.option("--delimiter", metavar="D", help="Such as ; or tab; found if not given.")
@click.option("--sheet", metavar="N", help="Of a workbook: its name, or its number from 1.")
@click.option("--no-match", is_flag=True, help="Do not look for rows that look like another, or like a customer.")
@click.option("--rejects", metavar="OUT.csv", help="Write the rejected rows there, to be mended and imported again.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--undo", metavar="ID", help="Take a whole import back, where nothing newer was written.")
@click.option("--template", metavar="OUT.csv", help="Write an empty list to fill in, and do nothing else.")
def command(file: str | None, **given: Any) -> None:
    """Read a list of customers from a spreadsheet: CSV, TSV, XLSX, XLSM, XLSB, XLS or ODS.

    Nothing is written unless every row can be taken in, or --partial is given. The same file twice changes nothing.
    """
    if given["template"]:
        write_file(given["template"], template_csv())
        click.echo(_("The template is in {file}.").format(file=given["template"]))
        return
    if given["undo"] is not None:  # a script's empty variable is no wish to import the file
        if file:
            raise BadArguments(_("Say either which file to import, or which import to take back."))
        sys.exit(take_back(given["undo"], as_json=given["as_json"], by=COMMAND_LINE))
    started = time.monotonic()
    key: list[uuid.UUID] = []
    try:
        card = take_in(file, given, keep=key.append)
    except Exception as error:
        refusal = as_refusal(error)
        if refusal is None:
            raise
        if given["as_json"]:
            report_failure(key[0] if key else None, refusal, seconds=time.monotonic() - started)
        raise click.ClickException(str(refusal)) from None
    rejects_file = keep_rejects(card, given["rejects"])
    if given["as_json"]:
        click.echo(json.dumps(as_object(card, rejects_file, seconds=time.monotonic() - started)))
    else:
        summarise(card, rejects_file, given)
    sys.exit(SOME_REJECTED if card.figures and card.figures.at_fault else DONE)


def take_in(file: str | None, given: Mapping[str, Any], *, keep: Callable[[uuid.UUID], None]) -> ImportCard:
    """Rehearse the file and, if it is wanted and possible, write it."""
    if not file:
        raise Unusable(what=_("Say which file to import."))
    if given["rejects"]:
        check_writable(Path(given["rejects"]))
    options = options_of(given)
    key = start_import(
        name=Path(file).name,
        chunks=pieces_of(Path(file)),
        options=options,
        by=COMMAND_LINE,
        at=timezone.now(),
        here=True,
    )
    keep(key)
    with bar() as tell:
        rehearse_import(key=key, by=COMMAND_LINE, at=timezone.now(), tell=tell, is_trial=given["dry_run"])
    card = import_card(key)
    if card.figures and (given["partial"] or not card.figures.at_fault) and not given["dry_run"]:
        try:
            with bar() as tell:
                apply_import(key=key, by=COMMAND_LINE, at=timezone.now(), tell=tell)
        except KeyboardInterrupt:
            raise Stopped from None
    card = import_card(key)
    if card.state is ImportState.CANCELLED:
        raise Stopped
    invite_imported(key=key, at=timezone.now())  # as the worker does for pages; whoever is second finds it done
    return card


def options_of(given: Mapping[str, Any]) -> Options:
    names = ("of", "partial", "only", "update_by", "as_kind", "status", "encoding", "delimiter", "sheet")
    mapping = mapping_in(given["map_file"]) if given["map_file"] else None
    of_all = ("category", "tags", "invite", "wave")
    return Options.of_json(
        {name: given[name] for name in (*names, *of_all)} | {"mapping": mapping, "matches": not given["no_match"]}
    )


def mapping_in(path: str) -> dict[str, str | None]:
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Unusable(what=_("{file} cannot be read: {why}.").format(file=path, why=error.strerror)) from None
    except (ValueError, RecursionError):
        raise Unusable(what=_("{file} is not JSON.").format(file=path)) from None
    if not isinstance(found, dict) or not all(isinstance(value, str | None) for value in found.values()):
        raise Unusable(what=_('{file} must hold {{"heading": "field" or null}}.').format(file=path))
    return found


def pieces_of(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    except OSError as error:
        raise Unusable(what=_("{file} cannot be read: {why}.").format(file=path, why=error.strerror)) from None


def check_writable(path: Path) -> None:
    """Before anything is written to the books: afterwards a refusal would say that nothing was."""
    if path.is_dir() or not path.parent.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        why = _("no file can be written there")
        raise Unusable(what=_("{file} cannot be written: {why}.").format(file=path, why=why))


def keep_rejects(card: ImportCard, wanted: str | None) -> str | None:
    """Put the rejected rows where they are wanted; answers where they are."""
    found = rejects_of(card.key)
    if not wanted or found is None:
        return None
    try:
        shutil.copyfile(found, wanted)
    except OSError as error:  # a full disk: what was written to the books stands, and is said
        why = _("{file} cannot be written: {why}.").format(file=wanted, why=error.strerror)
        click.echo(f"{why} " + _("The rejected rows are in {file}.").format(file=found), err=True)
        return str(found)
    return wanted


def write_file(path: str, content: bytes) -> None:
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        why = _("{file} cannot be written: {why}.").format(file=path, why=error.strerror)
        raise click.ClickException(why) from None
