"""`onaccount apply-import ID`: a child of the worker, so that a long import does not keep letters waiting."""

import uuid

import click
from django.utils import timezone

from onaccount.domain.imports.actions import apply_import
from onaccount.domain.imports.queries import approved_by


@click.command("apply-import")
@click.argument("key", type=click.UUID)
def command(key: uuid.UUID) -> None:
    """Write an import that was approved."""
    apply_import(key=key, by=approved_by(key), at=timezone.now())
