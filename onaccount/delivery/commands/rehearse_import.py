"""`onaccount rehearse-import ID`: a child of the worker, so that the reading of a file can be killed by itself."""

import uuid

import click
from django.utils import timezone

from onaccount.domain.imports.actions import approve_as_asked, rehearse_import
from onaccount.domain.imports.queries import started_by


@click.command("rehearse-import")
@click.argument("key", type=click.UUID)
def command(key: uuid.UUID) -> None:
    """Read an uploaded file and say of each row what would become of it."""
    by = started_by(key)
    rehearse_import(key=key, by=by, at=timezone.now())
    approve_as_asked(key=key, by=by, at=timezone.now())
