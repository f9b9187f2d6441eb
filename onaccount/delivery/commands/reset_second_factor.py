"""`onaccount reset-second-factor`: for a member of staff who lost the telephone, where no administrator can help."""

import click
from django.utils import timezone

from onaccount.delivery.commands.create_staff import COMMAND_LINE
from onaccount.domain.people.queries import principal_with_email
from onaccount.domain.people.rules import Kind
from onaccount.domain.people.rules.staff import NoSuchStaff
from onaccount.domain.vetting.actions.colleagues import reset_second_factor


@click.command("reset-second-factor")
@click.argument("email")
def command(email: str) -> None:
    """Take out what EMAIL logs in with beside the password. They are logged out, and told by letter."""
    found = principal_with_email(email.strip(), kind=Kind.STAFF)
    if found is None:
        raise NoSuchStaff
    reset_second_factor(staff=found.pk, by=COMMAND_LINE, at=timezone.now())
    click.echo(f"{found.name} logs in with the password once, and then sets up another second factor.")
