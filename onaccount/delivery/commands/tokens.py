"""`onaccount tokens`: which machines have a way in, and how one is ended."""

from datetime import datetime

import click
from django.utils import timezone

from onaccount.domain.business.queries import current_business
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.actions import end_token
from onaccount.domain.people.queries import TokenCard, tokens

COMMAND_LINE = Actor("command", "command", "The command line")


@click.group("tokens")
def command() -> None:
    """The tokens of the API: which there are, and ending one."""


@command.command("list")
def list_() -> None:
    """All tokens, the newest first."""
    timezone.activate(current_business().time_zone)
    found = tokens(at=timezone.now())
    if not found:
        click.echo("There is no token. Make one: onaccount create-token NAME --rights all")
    for token in found:
        click.echo(_line(token))


def _line(token: TokenCard) -> str:
    rights = ",".join(area if level == "write" else f"{area}:{level}" for area, level in token.levels.items())
    ends = f"until {_when(token.expires_at)}" if token.expires_at else "without end"
    used = f"last used {_when(token.last_used_at)}" if token.last_used_at else "never used"
    return f"{token.number}  {token.state.value}  {token.name}  {rights}  {ends}  {used}"


def _when(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


@command.command("end")
@click.argument("number", type=int)
def end(number: int) -> None:
    """End a token at once, by its number in the list."""
    name = end_token(number=number, by=COMMAND_LINE, at=timezone.now())
    click.echo(f"{name} lets nobody in any more.")
