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
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onaccount.delivery.commands.progress_bar import bar
from onaccount.delivery.commands.undoing import take_back
from onaccount.delivery.ui.likeness import reason_in_words
from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.actions import apply_import, invite_imported, rehearse_import, start_import
from onaccount.domain.imports.queries import (
    ImportCard,
    Problem,
    RowLine,
    first_alike,
    first_differences,
    first_problems,
    first_warnings,
    import_card,
    rejects_of,
    template_csv,
)
from onaccount.domain.imports.rules.about import ColumnReport
from onaccount.domain.imports.rules.alike import Alike
from onaccount.domain.imports.rules.options import IMPORT_STATUSES, AsKind, Invite, Only, Options, UpdateBy
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.states import ImportState, Stopped
from onaccount.foundation.refusals import Refused
from onaccount.foundation.space import as_refusal

COMMAND_LINE = Actor("command", "command", "Command line")
DONE, UNUSABLE, SOME_REJECTED = 0, 1, 2
SHOWN = 10  # rejected rows, and updates, in the summary for people; --json has the first 100 of each
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
    names = ("partial", "only", "update_by", "as_kind", "status", "encoding", "delimiter", "sheet")
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


def as_object(card: ImportCard, rejects_file: str | None, *, seconds: float) -> dict[str, Any]:
    figures = card.figures
    assert figures is not None, "an import that was rehearsed has figures"
    return {
        "import_id": str(card.key),
        "applied": card.state is ImportState.APPLIED,
        "read": figures.read,
        "created": figures.create,
        "updated": figures.update,
        "unchanged": figures.unchanged,
        "repeated": figures.repeated,
        "rejected": figures.reject,
        "left_out": figures.left_out,
        "warnings": figures.warnings,
        "alike": figures.alike,
        "seconds": round(seconds, 3),
        "rejects_file": rejects_file,
        "encoding": card.encoding,
        "delimiter": card.delimiter,
        "recognised": card.recognised or None,
        "mapping": card.mapping,
        "errors": [problem_object(each) for each in first_problems(card.key)],
        "warning_list": [*map(remark_object, card.remarks), *map(problem_object, first_warnings(card.key))][:100],
        "columns": [column_object(each) for each in card.columns],
        "differences": [difference_object(each) for each in first_differences(card.key)],
        "alike_list": [alike_object(line, each) for line in first_alike(card.key) for each in line.alike[:1]],
    }


def column_object(column: ColumnReport) -> dict[str, Any]:
    return {
        "heading": column.heading,
        "field": column.field,
        "filled": column.filled,
        "blank": column.blank,
        "changed": column.changed,
        "wrong": column.wrong,
        "example": {"row": column.row, "value": column.example} if column.wrong else None,
    }


def difference_object(line: RowLine) -> dict[str, Any]:
    return {"row": line.row, "customer": line.number, "name": line.name, "changes": line.changes}


def alike_object(line: RowLine, alike: Alike) -> dict[str, Any]:
    """A row that looks like somebody: like `customer`, or like `other_row` of the file."""
    return {
        "row": line.row,
        "name": line.name,
        "customer": alike.number,
        "other_row": alike.other_row,
        "answer": alike.likeness.answer.value,
        "score": alike.likeness.score,
        "reasons": [reason_in_words(reason) for reason in alike.likeness.reasons],
    }


def problem_object(problem: Problem) -> dict[str, Any]:
    return {"row": problem.row, "line": problem.line, "column": problem.column, "message": said(problem)}


def remark_object(remark: Said) -> dict[str, Any]:
    """What there is to say about the file as a whole."""
    return {"row": None, "line": None, "column": "", "message": in_words([remark])}


def said(problem: Problem) -> str:
    return in_words(problem.said)


def in_words(said: Iterable[Said]) -> str:
    """The sentences in the reader's language: the templates are translated, then filled."""
    return " ".join(_(part).format(**each.values) for each in said for part in (each.sentence, each.cure) if part)


def report_failure(key: uuid.UUID | None, refusal: Refused, *, seconds: float) -> None:
    """The same object for a file that could not be used, with the reason."""
    nothing = dict.fromkeys(
        ("read", "created", "updated", "unchanged", "repeated", "rejected", "left_out", "warnings", "alike"), 0
    )
    card = import_card(key) if key else None
    report: dict[str, Any] = {
        "import_id": str(key) if key else None,
        "applied": False,
        **nothing,
        "seconds": round(seconds, 3),
        "rejects_file": None,
        "encoding": card.encoding if card else "",
        "delimiter": card.delimiter if card else "",
        "recognised": card.recognised or None if card else None,
        "mapping": card.mapping if card else {},
        "errors": [],
        "warning_list": [],
        "columns": [],
        "differences": [],
        "alike_list": [],
        "error": str(refusal),
        "code": refusal.code,
    }
    click.echo(json.dumps(report))


def summarise(card: ImportCard, rejects_file: str | None, given: Mapping[str, Any]) -> None:
    figures = card.figures
    assert figures is not None, "an import that was rehearsed has figures"
    click.echo(
        _(
            "Read {read} rows: {create} new, {update} updated, {unchanged} unchanged, "
            "{repeated} repeated, {reject} rejected."
        ).format(
            read=f"{figures.read:,}",
            create=f"{figures.create:,}",
            update=f"{figures.update:,}",
            unchanged=f"{figures.unchanged:,}",
            repeated=f"{figures.repeated:,}",
            reject=f"{figures.reject:,}",
        )
    )
    if figures.left_out:
        click.echo(
            ngettext(
                "{n} of the rejected is left out on purpose.",
                "{n} of the rejected are left out on purpose.",
                figures.left_out,
            ).format(n=f"{figures.left_out:,}")
        )
    if card.recognised:
        click.echo(_("Recognised: {export}.").format(export=card.recognised))
    if figures.warnings:
        click.echo(ngettext("{n} warning.", "{n} warnings.", figures.warnings).format(n=f"{figures.warnings:,}"))
    for remark in card.remarks:
        click.echo("  " + in_words([remark]))
    for problem in first_problems(card.key, limit=SHOWN):
        where = f", {problem.column}" if problem.column else ""
        click.echo("  " + _("Row {row}{where}: {said}").format(row=problem.row, where=where, said=said(problem)))
    if figures.reject > SHOWN:
        click.echo("  " + _("... and {n} more.").format(n=f"{figures.reject - SHOWN:,}"))
    tell_differences(card)
    tell_alike(card, figures.alike)
    if wrong := [f"{each.heading} ({each.wrong:,})" for each in card.columns if each.wrong]:
        click.echo(_("Columns with something wrong: {columns}.").format(columns=", ".join(wrong)))
    click.echo(ending(card, given))
    if rejects_file:
        click.echo(_("The rejected rows are in {file}: mend them and import that file.").format(file=rejects_file))


def tell_differences(card: ImportCard) -> None:
    for line in first_differences(card.key, limit=SHOWN):
        changes = "; ".join(f'{label}: "{old}" -> "{new}"' for label, (old, new) in line.changes.items())
        row = _("Row {row} changes No. {number}: {changes}").format(row=line.row, number=line.number, changes=changes)
        click.echo("  " + row)
    if card.figures and card.figures.update > SHOWN:
        click.echo("  " + _("... and {n} more.").format(n=f"{card.figures.update - SHOWN:,}"))


def tell_alike(card: ImportCard, count: int) -> None:
    if not count:
        return
    sentence = ngettext(
        "{n} new row looks like a customer who is there, or like another row.",
        "{n} new rows look like customers who are there, or like other rows.",
        count,
    )
    click.echo(sentence.format(n=f"{count:,}"))
    for line in first_alike(card.key, limit=SHOWN):
        for alike in line.alike[:1]:
            like = _("No. {number}").format(number=alike.number) if alike.number else ""
            like = like or _("row {row}").format(row=alike.other_row)
            reasons = ", ".join(map(reason_in_words, alike.likeness.reasons))
            values = {"row": line.row, "like": like, "name": alike.name, "reasons": reasons}
            click.echo("  " + _("Row {row} looks like {like}, {name}: {reasons}.").format(**values))
    if count > SHOWN:
        click.echo("  " + _("... and {n} more.").format(n=f"{count - SHOWN:,}"))


def ending(card: ImportCard, given: Mapping[str, Any]) -> str:
    if card.state is ImportState.APPLIED:
        return _("Done in {seconds} s.").format(seconds=f"{card.seconds:.1f}")
    if given["dry_run"]:
        return _("Nothing is written: this was a rehearsal.")
    return _("Nothing is written. Mend the rejected rows, or take in the others with --partial.")
