"""`onaccount restore`: a backup into an empty database of either engine; with --check into one that is thrown away.

A check is the whole restore, into an SQLite database in a folder of its own: what it says is what would happen.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.conf import settings

from onaccount.delivery.commands import set_up_django

if TYPE_CHECKING:
    from onaccount.domain.backups.actions import Restored

PIPE = "-"


@click.command("restore")
@click.argument("file")
@click.option(
    "--check", is_flag=True, help="Restore it into a database that is thrown away, and say whether it can be."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(file: str, check: bool, as_json: bool) -> None:
    """Bring the backup FILE into an empty database, all of it or nothing; - is standard input.

    The database is the one that DATABASE_URL names, or a new one in ONACCOUNT_DATA, of either engine.
    """
    started = time.monotonic()
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # what it wrote aside goes with it
    with ExitStack() as stack:
        path = stack.enter_context(kept_input()) if file == PIPE else Path(file)
        stack.enter_context(thrown_away() if check else nullcontext())
        set_up_django()
        done = restored(path, name=file)
    seconds = time.monotonic() - started
    if as_json:
        click.echo(json.dumps(as_object(done, checked=check, seconds=seconds)))
    else:
        summarise(done, checked=check)


def restored(path: Path, *, name: str) -> "Restored":
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from onaccount.delivery.commands.bar import bar
    from onaccount.delivery.commands.migrate import make_cache_table
    from onaccount.domain.backups.actions import restore_backup
    from onaccount.domain.backups.queries import opened
    from onaccount.domain.history.rules import Actor

    ours = version("onaccount")
    by = Actor("command", "command", "Command line")
    with opened(path, name=name, ours=ours) as backup:
        with bar(_("Restoring")) as tell:
            done = restore_backup(backup=backup, version=ours, by=by, at=timezone.now(), tell=tell)
        make_cache_table()
        return done


@contextmanager
def kept_input() -> Iterator[Path]:
    """Standard input as a file: a backup is looked at from end to end before any of it is believed."""
    try:
        with tempfile.NamedTemporaryFile(prefix="onaccount-restore-") as file:
            shutil.copyfileobj(sys.stdin.buffer, file, 1024 * 1024)
            file.flush()
            yield Path(file.name)
    except OSError as error:
        raise click.ClickException(
            f"What came in cannot be kept: {error.strerror}. TMPDIR names the folder for it."
        ) from None


@contextmanager
def thrown_away() -> Iterator[None]:
    """Settings of a new SQLite database in a folder that goes at the end."""
    assert not settings.configured, "settings that are read already would name somebody's database"
    with tempfile.TemporaryDirectory(prefix="onaccount-check-") as folder:
        os.environ |= {"ONACCOUNT_DATA": folder, "DATABASE_URL": ""}
        try:
            yield
        finally:
            close()


def close() -> None:
    from django.db import connections

    if settings.configured:
        connections.close_all()


def as_object(done: "Restored", *, checked: bool, seconds: float) -> dict[str, Any]:
    from django.db import connection

    manifest = done.manifest
    return {
        "checked": checked,
        "engine": connection.vendor,
        "from_engine": manifest.engine,
        "onaccount": manifest.onaccount,
        "made_at": manifest.made_at,
        "steps": done.steps,
        "rows": manifest.rows,
        "tables": {table.name: {"rows": table.rows, "sha256": table.sha256} for table in manifest.tables},
        "files": len(manifest.files),
        "lost_files": [{"path": lost.path, "why": lost.why} for lost in manifest.lost_files],
        "key_restored": done.key.restored,
        "xero_parted": done.parted,
        "seconds": round(seconds, 3),
    }


def summarise(done: "Restored", *, checked: bool) -> None:
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    manifest = done.manifest
    for table in manifest.tables:
        if table.rows:
            click.echo(_("{rows:>12,}  {name:<32} as in the backup: SHA-256 {sha256}").format(**vars(table)))
    click.echo(
        _("Made on {made_at} by OnAccount {onaccount} on {engine}: {rows} rows, {files} files.").format(
            made_at=manifest.made_at,
            onaccount=manifest.onaccount,
            engine=manifest.engine,
            rows=f"{manifest.rows:,}",
            files=f"{len(manifest.files):,}",
        )
    )
    for lost in manifest.lost_files:
        click.echo(_("It was made without files/{path}: {why}.").format(path=lost.path, why=lost.why), err=True)
    if checked:
        click.echo(_("It can be restored. Nothing was written here."))
        return
    if done.steps:
        click.echo(
            ngettext("Brought up to date: {n} step.", "Brought up to date: {n} steps.", done.steps).format(n=done.steps)
        )
    if not done.key.restored:
        click.echo(_("The secret key was not restored: {why}.").format(why=done.key.why_not))
    if done.parted:
        click.echo(_("Xero is not asked from here until somebody presses Connect again in the settings."))
    click.echo(_("Restored. Everybody logs in again."))
