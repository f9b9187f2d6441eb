"""`onaccount wave`: look at the waves, open one, or set the time at which it opens."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onaccount.domain.business.queries import current_business
from onaccount.domain.history.rules import Actor
from onaccount.domain.vetting.actions import open_wave, plan_wave
from onaccount.domain.vetting.queries import WaveCard, letters_to_leave, wave_card, wave_named, waves_page
from onaccount.foundation.dates import moment_of

COMMAND_LINE = Actor("command", "command", "Command line")

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("wave")
def command() -> None:
    """Waves: customers who are invited together."""


@command.command("list")
@as_json_option
def list_(as_json: bool) -> None:
    """Say how each wave stands, newest first."""
    cards, after = [], None
    while (page := waves_page(after=after)).rows:
        cards += page.rows
        after = page.after
        if after is None:
            break
    if as_json:
        click.echo(json.dumps([as_object(card) for card in cards]))
        return
    if not cards:
        click.echo(_("There is no wave yet."))
    for card in cards:
        click.echo(line_of(card))


@command.command("open")
@click.argument("name")
@as_json_option
def open_(name: str, as_json: bool) -> None:
    """Let the members of a wave in: the worker does it, as fast as letters may leave."""
    card = wave_named(name)
    letters = letters_to_leave(card.key)
    open_wave(wave=card.key, by=COMMAND_LINE, at=timezone.now())
    if as_json:
        click.echo(json.dumps(as_object(wave_card(card.key)) | {"letters": letters}))
        return
    leave = ngettext("{n} letter leaves.", "{n} letters leave.", letters).format(n=f"{letters:,}")
    click.echo(_("The wave {name} opens.").format(name=card.name) + " " + leave)


@command.command("plan")
@click.argument("name")
@click.option("--at", "text", metavar="TIME", help='Such as "2027-03-28 09:00", in the time zone of the business.')
@click.option("--clear", is_flag=True, help="It opens when somebody opens it.")
@as_json_option
def plan(name: str, text: str | None, clear: bool, as_json: bool) -> None:
    """Set or clear the time at which a wave opens."""
    if bool(text) is clear:
        raise click.UsageError("Give --at TIME or --clear.")
    card = wave_named(name)
    opens_at = moment_of(text, current_business().time_zone) if text else None
    plan_wave(wave=card.key, opens_at=opens_at, by=COMMAND_LINE, at=timezone.now())
    card = wave_card(card.key)
    click.echo(json.dumps(as_object(card)) if as_json else line_of(card))


def as_object(card: WaveCard) -> dict[str, Any]:
    return {
        "name": card.name,
        "state": card.state.value,
        "opens_at": _iso(card.opens_at),
        "opening_at": _iso(card.opening_at),
        "opened_at": _iso(card.opened_at),
        "members": card.members,
        "invited": card.invited,
        "waiting": card.waiting,
        "without_login": card.without_login,
        "why": card.why,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def line_of(card: WaveCard) -> str:
    figures = _("{members} customers, {invited} invited, {waiting} waiting, {without} without a login").format(
        members=f"{card.members:,}",
        invited=f"{card.invited:,}",
        waiting=f"{card.waiting:,}",
        without=f"{card.without_login:,}",
    )
    zone = ZoneInfo(current_business().time_zone)
    when = f" {card.opens_at.astimezone(zone):%Y-%m-%d %H:%M %Z}" if card.opens_at else ""
    why = f" {card.why}" if card.why else ""
    return f"{card.name} ({card.state.value}{when}): {figures}.{why}"
