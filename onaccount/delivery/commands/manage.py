"""`onaccount manage ...`: Django's own commands, for developing."""

import click
from django.core.management import execute_from_command_line


@click.command("manage", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Django's own commands."""
    execute_from_command_line(["onaccount manage", *arguments])
