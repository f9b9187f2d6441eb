"""`onaccount run-schedule ID`: a child of the worker, so that a slow server or a hostile file holds up nobody else."""

import uuid

import click
from django.utils import timezone

from onaccount.domain.history.rules import SYSTEM
from onaccount.domain.imports.actions import run_schedule


@click.command("run-schedule")
@click.argument("key", type=click.UUID)
def command(key: uuid.UUID) -> None:
    """Fetch the file of a timed import and take it in, as its plan says."""
    run_schedule(key=key, by=SYSTEM, at=timezone.now())
