"""`onaccount import --undo ID`: a whole import is taken back.

Exit codes: 0 all of it is, 2 some customers are kept, 1 it cannot be.
"""

import json
import uuid
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onaccount.delivery.commands.progress_bar import bar
from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.actions import undo_import
from onaccount.domain.imports.queries import ImportCard, Kept, import_card, kept_rows
from onaccount.domain.imports.rules.states import NoSuchImport, UndoInterrupted
from onaccount.foundation.space import as_refusal

DONE, SOME_KEPT = 0, 2
SHOWN = 20  # kept customers in the words for people; --json has them all


def take_back(text: str, *, as_json: bool, by: Actor) -> int:
    """Take back the import of this id, and say what was kept; returns the exit code."""
    try:
        card = taken_back(text, by=by)
    except Exception as error:
        refusal = as_refusal(error)
        if refusal is None:
            raise
        if as_json:
            click.echo(json.dumps({"error": str(refusal), "code": refusal.code}))
        raise click.ClickException(str(refusal)) from None
    kept = kept_rows(card.key)
    if as_json:
        undone = card.removed + card.restored
        click.echo(json.dumps({"undone": undone, "kept": [kept_object(each) for each in kept]}))
    else:
        say(card, kept)
    return SOME_KEPT if kept else DONE


def taken_back(text: str, *, by: Actor) -> ImportCard:
    try:
        key = uuid.UUID(text)
    except ValueError:
        raise NoSuchImport from None
    try:
        with bar() as tell:
            undo_import(key=key, by=by, at=timezone.now(), tell=tell)
    except KeyboardInterrupt:
        raise UndoInterrupted from None
    return import_card(key)


def kept_object(kept: Kept) -> dict[str, Any]:
    return {"row": kept.row, "customer": kept.customer, "why": in_words(kept)}


def in_words(kept: Kept) -> str:
    return " ".join(_(said.sentence).format(**said.values) for said in kept.said)


def say(card: ImportCard, kept: list[Kept]) -> None:
    click.echo(
        _("Taken back: {removed} removed, {restored} as they were before.").format(
            removed=f"{card.removed:,}", restored=f"{card.restored:,}"
        )
    )
    if kept:
        count = f"{len(kept):,}"
        click.echo(ngettext("{n} customer is kept:", "{n} customers are kept:", len(kept)).format(n=count))
    for each in kept[:SHOWN]:
        row = _("Row {row}, ").format(row=each.row) if each.row is not None else ""
        click.echo("  " + row + _("No. {number}: {why}").format(number=each.customer, why=in_words(each)))
    if len(kept) > SHOWN:
        click.echo("  " + _("... and {n} more.").format(n=f"{len(kept) - SHOWN:,}"))
