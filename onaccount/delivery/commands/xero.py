"""`onaccount xero`: how the connection stands, and a look at its contacts from the shell."""

import json
from datetime import datetime
from typing import Any

import click
from django.utils import timezone

from onaccount.domain.business.queries import current_business
from onaccount.domain.connectors.actions import link_everybody
from onaccount.domain.connectors.actions.wire import Wire
from onaccount.domain.connectors.actions.xero.connect import ask_for_mirror, settle_connection
from onaccount.domain.connectors.actions.xero.mirror import Run, mirror_contacts
from onaccount.domain.connectors.queries.connection import ConnectionCard, connection_card
from onaccount.domain.history.rules import Actor
from onaccount.foundation.refusals import Refused

COMMAND_LINE = Actor("command", "command", "The command line")


@click.group("xero")
def command() -> None:
    """The connection to Xero: how it stands, looking at the contacts now, and linking everybody."""


@command.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for machines.")
def status(as_json: bool) -> None:
    """How the connection stands; the exit code is 1 where it is not connected."""
    timezone.activate(current_business().time_zone)
    card = connection_card(at=timezone.now())
    _say(told(card), as_json)
    if card.state.value != "connected":
        raise SystemExit(1)


@command.command("mirror")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for machines.")
def mirror(as_json: bool) -> None:
    """Look at Xero's contacts now, in this process; the exit code is 1 where the end was not reached."""
    timezone.activate(current_business().time_zone)
    with Wire() as wire:
        settle_connection(wire, clock=timezone.now)
        ask_for_mirror(by=COMMAND_LINE, at=timezone.now())
        run = mirror_contacts(wire, clock=timezone.now)
    if run is None:
        raise click.ClickException(
            "Another process is looking at them, or Xero asked us to wait. See: onaccount xero status"
        )
    _say(came_to(run), as_json)
    if not run.is_whole:
        raise SystemExit(1)


@command.command("link-everybody")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for machines.")
def everybody(as_json: bool) -> None:
    """Have all who trade and are nobody in Xero yet put there, by the worker, a few at a time."""
    at = timezone.now()
    try:
        link_everybody(by=COMMAND_LINE, at=at)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    card = connection_card(at=at)
    _say({"linked": card.linked, "waiting": card.waiting}, as_json)


def told(card: ConnectionCard) -> dict[str, Any]:
    return {
        "state": card.state.value if card.is_set_up else "not set up",
        "organisation": card.organisation,
        "contacts": card.contacts,
        "active": card.active,
        "linked": card.linked,
        "waiting": card.waiting,
        "mirrored_at": _when(card.mirrored_at),
        "left_minute": card.left_minute,
        "left_day": card.left_day,
        "quiet_until": _when(card.quiet_until),
        "trouble": card.refused_why or card.trouble,
    }


def came_to(run: Run) -> dict[str, Any]:
    """What a run came to, as plain values."""
    return {
        "pages": run.pages,
        "seen": run.seen,
        "new": run.new,
        "changed": run.changed,
        "is_whole": run.is_whole,
        "words": run.words,
        "until": _when(run.until),
    }


def _say(values: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(values))
        return
    for name, value in values.items():
        if value not in (None, ""):
            click.echo(f"{name.replace('_', ' ')}: {value}")


def _when(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None
