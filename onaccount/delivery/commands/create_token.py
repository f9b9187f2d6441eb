"""`onaccount create-token`: a way in for a machine."""

import click
from django.utils import timezone

from onaccount.domain.business.queries import current_business
from onaccount.domain.history.rules import Actor
from onaccount.domain.partners.actions import make_partner_token
from onaccount.domain.partners.queries import partner_with_code
from onaccount.domain.partners.rules import NoSuchPartner, PortalRight
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
    help=f"What it may: all, or areas with commas between; :read where it may only look. Areas: {AREAS}. "
    "Of a partner's token: submit, or see where it may only look.",
)
@click.option("--partner", default="", metavar="CODE", help="Whose token it is: it sees that partner's own alone.")
@click.option("--expires", default="", metavar="30d|DATE", help="When it ends: after days or hours, or with a day.")
def command(name: str, rights: str, partner: str, expires: str) -> None:
    """Make a token for the API. The token stands alone on the last line; nobody can see it again."""
    at = timezone.now()
    expires_at = expiry_of(expires, zone=str(current_business().time_zone), at=at)
    if partner:
        made = make_partner_token(
            partner=_partner(partner), name=name, right=_right(rights), expires_at=expires_at, by=COMMAND_LINE, at=at
        )
    else:
        made = make_token(name=name, levels=read_levels(rights), expires_at=expires_at, by=COMMAND_LINE, at=at)
    principal, secret = made
    click.echo(f"Token No. {principal.pk}, {principal.name}. Keep it now: only its hash stays here.", err=True)
    click.echo(secret)


def _partner(code: str) -> int:
    found = partner_with_code(code.strip().upper())
    if found is None:
        raise NoSuchPartner
    return found.pk


def _right(text: str) -> PortalRight:
    try:
        return PortalRight(text)
    except ValueError:
        raise click.BadParameter("Of a partner's token: submit or see.", param_hint="--rights") from None
