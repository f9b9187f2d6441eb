"""`onaccount schedule`: the timed imports from a command line: what there is, one run now, and how the runs went.

Exit codes: 0 all is well, 2 a run stopped or failed, 1 it could not be asked for.
"""

import json
import sys
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.actions import run_schedule, start_run
from onaccount.domain.imports.queries import (
    RunCard,
    ScheduleCard,
    run_at,
    runs_page,
    schedule_cards,
    schedule_named,
)
from onaccount.domain.imports.rules.schedules import TROUBLE

COMMAND_LINE = Actor("command", "command", "Command line")
STOPPED_OR_FAILED = 2
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("schedule")
def command() -> None:
    """Timed imports: list them, run one now, or see how its runs went."""


@command.command("list")
@as_json_option
def list_(as_json: bool) -> None:
    """Every timed import, when it is due, and how it went last."""
    cards = schedule_cards()
    if as_json:
        click.echo(json.dumps([schedule_object(card) for card in cards]))
        return
    if not cards:
        click.echo(_("There are no timed imports. Set one up on the page Imports."))
    for card in cards:
        due = f"{card.next_at:%Y-%m-%d %H:%M} UTC" if card.next_at else _("paused")
        last = f"; {said_of(card.last)}" if card.last else ""
        click.echo(f"{card.number}  {card.plan.name}: {due} ({card.plan.cron}, {card.plan.time_zone}){last}")


@command.command("run")
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Fetch and rehearse, and write nothing.")
@as_json_option
def run(name: str, dry_run: bool, as_json: bool) -> None:
    """Run the timed import NAME (or its number) now, as its time would."""
    number = schedule_named(name)
    key = start_run(number=number, is_trial=dry_run, by=COMMAND_LINE, at=timezone.now(), here=True)
    run_schedule(key=key, by=COMMAND_LINE, at=timezone.now())
    card = run_at(key)
    assert card is not None, "it was run just now"
    click.echo(json.dumps(run_object(card)) if as_json else said_of(card))
    if card.state in TROUBLE:
        sys.exit(STOPPED_OR_FAILED)


@command.command("history")
@click.argument("name")
@as_json_option
def history(name: str, as_json: bool) -> None:
    """The latest runs of the timed import NAME, newest first."""
    cards = runs_page(schedule_named(name)).rows
    if as_json:
        click.echo(json.dumps([run_object(card) for card in cards]))
        return
    for card in cards:
        click.echo(f"{card.slot_at:%Y-%m-%d %H:%M} UTC  {said_of(card)}")


def said_of(card: RunCard) -> str:
    """A run in one line."""
    figures = ""
    if card.read:
        template = _("{read} rows: {created} new, {updated} changed, {rejected} rejected.")
        figures = template.format(
            read=f"{card.read:,}",
            created=f"{card.created:,}",
            updated=f"{card.updated:,}",
            rejected=f"{card.rejected:,}",
        )
    return " ".join(filter(None, [f"{card.state.value.replace('_', ' ')}.", figures, *words_of(card)]))


def words_of(card: RunCard) -> list[str]:
    return [_(part).format(**said.values) for said in card.said for part in (said.sentence, said.cure) if part]


def schedule_object(card: ScheduleCard) -> dict[str, Any]:
    return {
        "number": card.number,
        "name": card.plan.name,
        "source": card.plan.source.value,
        "place": card.plan.place,
        "cron": card.plan.cron,
        "time_zone": card.plan.time_zone,
        "active": card.is_active,
        "next_at": card.next_at.isoformat() if card.next_at else None,
        "last": run_object(card.last) if card.last else None,
    }


def run_object(card: RunCard) -> dict[str, Any]:
    return {
        "run_id": str(card.key),
        "slot_at": card.slot_at.isoformat(),
        "state": card.state.value,
        "trial": card.is_trial,
        "missed": card.missed,
        "file": card.file_name or None,
        "import_id": str(card.import_key) if card.import_key else None,
        "read": card.read,
        "created": card.created,
        "updated": card.updated,
        "rejected": card.rejected,
        "said": words_of(card),
    }
