"""`onaccount create-staff`: the first person of the office, and any further one."""

import sys
from typing import TextIO

import click
from django.core.exceptions import ValidationError
from django.utils import timezone

from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.actions import add_staff
from onaccount.domain.people.rules import Role

COMMAND_LINE = Actor("command", "command", "The command line")


@click.command("create-staff")
@click.option("--email", prompt="E-mail", help="What the person logs in with.")
@click.option("--name", prompt="Name", help="What others read.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default=Role.ADMINISTRATOR.value, show_default=True
)
@click.option("--group", default="", help="The name of a group, in place of a role.")
@click.option("--password", help="Asked for if not given; others on this computer can see it while this runs.")
@click.option("--password-stdin", is_flag=True, help="Read the password from one line of standard input.")
def command(email: str, name: str, role: str, group: str, password: str | None, password_stdin: bool) -> None:
    """Let a member of staff in."""
    if password_stdin and password:
        raise click.UsageError("Give the password by --password or by --password-stdin, not by both.")
    if password_stdin:
        password = one_line(sys.stdin)
    if password is None:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        add_staff(
            name=name.strip(),
            email=FIELDS["email"].clean(email),
            password=password,
            role=Role(role),
            group=group,
            by=COMMAND_LINE,
            at=timezone.now(),
        )
    except ValidationError as weak:
        raise click.ClickException(" ".join(weak.messages)) from None
    click.echo(f"{name.strip()} can log in now at /office/ with {email}.")


def one_line(stream: TextIO) -> str:
    """The first line, without its end: a blank may belong to the password."""
    return stream.readline().removesuffix("\n").removesuffix("\r")
