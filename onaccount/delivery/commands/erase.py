"""`onaccount erase`: take a customer out of everything but the books.

Exit codes: 0 nothing is left that may not stay (also when there was nothing left to erase), 3 something is left that
nothing explains (its columns are named: tell us), 1 it was refused and nothing was erased.
"""

import json
import sys
from dataclasses import asdict
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from onaccount.delivery.commands.backup import COMMAND_LINE
from onaccount.domain.privacy.actions.erase import erase_person
from onaccount.domain.privacy.queries.preview import Preview, preview_of
from onaccount.domain.privacy.rules.hits import Erasure

LEFT = 3


@click.command("erase")
@click.argument("number", type=int)
@click.option("--yes", is_flag=True, help="Erase. Without it, only what would be erased is shown.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(number: int, yes: bool, as_json: bool) -> None:
    """Erase customer NUMBER with all that is known of them, under all the numbers that were merged with it.

    What was posted stays, without a name; what else is kept is named with the reason. It cannot be taken back.
    """
    if not yes:
        _show(preview_of(number, by=COMMAND_LINE, at=timezone.now()), as_json)
        return
    done = erase_person(number=number, by=COMMAND_LINE, at=timezone.now())
    click.echo(json.dumps(as_object(done)) if as_json else _summary(done))
    sys.exit(LEFT if done.hits_after else 0)


def as_object(done: Erasure) -> dict[str, Any]:
    kept = [{"where": each.where, "count": each.count, "reason": each.reason} for each in done.kept]
    return {**asdict(done), "kept": kept}


def _show(preview: Preview, as_json: bool) -> None:
    if as_json:
        said = {"kept": list(map(str, preview.kept)), "warnings": list(map(str, preview.warnings))}
        click.echo(json.dumps({**asdict(preview), **said, "erased": False}))
        return
    click.echo(_("No. {number}, {name}. This would be erased:").format(number=preview.number, name=preview.name))
    for heading, count in preview.found.items():
        click.echo(f"  {count:>7,}  {heading}")
    for sentence in preview.kept:
        click.echo(_("Kept: {sentence}").format(sentence=sentence))
    for sentence in preview.warnings:
        click.echo(_("Mind: {sentence}").format(sentence=sentence), err=True)
    click.echo(_("Nothing is erased yet. Erase with: onaccount erase {number} --yes").format(number=preview.number))


def _summary(done: Erasure) -> str:
    lines = [
        _("No. {number} is erased. Found before: {before}. Left without a reason: {after}.").format(
            number=done.number, before=done.hits_before, after=done.hits_after
        )
    ]
    lines += [f"  {kept.where}: {kept.count}. {kept.reason}" for kept in done.kept]
    lines += [_("  left: {where}").format(where=where) for where in done.left]
    return "\n".join(lines)
