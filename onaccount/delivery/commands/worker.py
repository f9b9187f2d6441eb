"""`onaccount worker`: the work behind the pages, in this process, until it is told to stop."""

import click
from django.utils.module_loading import import_string

from onaccount.delivery.commands.lifeline import end_with_the_supervisor

# By name, as addresses are given in config/urls.py: doors do not know each other.
RUN = "onaccount.delivery.jobs.worker.run"


@click.command("worker")
@click.option("--supervised", is_flag=True, hidden=True)
def command(supervised: bool) -> None:
    """Send letters and do what else follows from what happened, until told to stop."""
    if supervised:
        end_with_the_supervisor()
    import_string(RUN)()
