"""`onaccount create-token`: a way in for a machine."""

import click
from django.utils import timezone

from onaccount.domain.business.queries import current_business
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.actions import make_token
from onaccount.domain.people.permissions import Area, read_levels
from onaccount.domain.people.rules import expiry_of

COMMAND_LINE = Actor("command", "command", "The command line")
AREAS = ", ".join(area.value for area in Area)


@click.command("create-token")
@click.argument("name")
@click.option(
    "--rights",
    required=True,
    metavar="all|AREA[:read],...",
    help=f"What it may: all, or areas with commas between; :read where it may only look. Areas: {AREAS}.",
)
@click.option("--expires", default="", metavar="30d|DATE", help="When it ends: after days or hours, or with a day.")
def command(name: str, rights: str, expires: str) -> None:
    """Make a token for the API. The token stands alone on the last line; nobody can see it again."""
    at = timezone.now()
    expires_at = expiry_of(expires, zone=str(current_business().time_zone), at=at)
    principal, secret = make_token(name=name, levels=read_levels(rights), expires_at=expires_at, by=COMMAND_LINE, at=at)
    click.echo(f"Token No. {principal.pk}, {principal.name}. Keep it now: only its hash stays here.", err=True)
    click.echo(secret)
