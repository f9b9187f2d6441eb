"""What `onaccount import` tells people."""

from collections.abc import Mapping
from typing import Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onaccount.delivery.commands.imports.answer import in_words, said
from onaccount.delivery.ui.likeness import reason_in_words
from onaccount.domain.imports.queries import (
    ImportCard,
    first_alike,
    first_differences,
    first_problems,
)
from onaccount.domain.imports.rules.options import ListOf
from onaccount.domain.imports.rules.states import ImportState

SHOWN = 10  # rejected rows, and updates, in the summary for people; --json has the first 100 of each


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
    is_of_customers = card.options.of is ListOf.CUSTOMERS
    for line in first_differences(card.key, limit=SHOWN):
        changes = "; ".join(f'{label}: "{old}" -> "{new}"' for label, (old, new) in line.changes.items())
        about = _("No. {number}").format(number=line.number) if is_of_customers else line.name
        row = _("Row {row} changes {about}: {changes}").format(row=line.row, about=about, changes=changes)
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
