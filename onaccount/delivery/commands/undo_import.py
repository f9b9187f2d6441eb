"""`onaccount undo-import ID`: a child of the worker, so that a long taking back does not keep letters waiting."""

import uuid

import click
from django.utils import timezone

from onaccount.domain.imports.actions import undo_import
from onaccount.domain.imports.queries import actor_of_undo


@click.command("undo-import")
@click.argument("key", type=click.UUID)
def command(key: uuid.UUID) -> None:
    """Take an import back that somebody wants taken back."""
    undo_import(key=key, by=actor_of_undo(key), at=timezone.now())
