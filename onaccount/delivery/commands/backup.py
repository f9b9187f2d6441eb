"""`onaccount backup`: everything in one file, while OnAccount runs.

Exit codes: 0 all is in it, 2 it is made but a stored file was missing or not as it was, 1 there is no backup.
"""

import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

import click
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onaccount.delivery.commands.bar import bar
from onaccount.domain.backups.actions import Made, make_backup
from onaccount.domain.backups.rules.refused import CannotWrite, FileThere
from onaccount.domain.history.rules import Actor

COMMAND_LINE = Actor("command", "command", "Command line")
PIPE = "-"
SOME_LOST = 2


@click.command("backup")
@click.argument("file")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("--with-key", is_flag=True, help="Put the secret key in too: keep such a file as you keep the key.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(file: str, force: bool, with_key: bool, as_json: bool) -> None:
    """Write all that OnAccount keeps into one FILE, while it runs; - is standard output.

    It is restored, into SQLite or PostgreSQL, by: onaccount restore FILE
    """
    started = time.monotonic()
    end_on(signal.SIGTERM)
    with target(file, force=force) as out, bar(_("Reading")) as tell:
        made = make_backup(
            out=out, version=version("onaccount"), with_key=with_key, by=COMMAND_LINE, at=timezone.now(), tell=tell
        )
    say = partial(click.echo, err=file == PIPE)
    if as_json:
        say(json.dumps(as_object(made, file, seconds=time.monotonic() - started)))
    else:
        say(summary(made, file))
    for lost in made.manifest.lost_files:
        click.echo(_("Not in it: files/{path}: {why}.").format(path=lost.path, why=lost.why), err=True)
    sys.exit(SOME_LOST if made.manifest.lost_files else 0)


def end_on(number: signal.Signals) -> None:
    """Ended by a signal, it still takes its unfinished file away."""
    signal.signal(number, lambda _number, _frame: sys.exit(128 + number))


@contextmanager
def target(file: str, *, force: bool) -> Iterator[BinaryIO]:
    """Where the backup is written. Under its own name a file appears whole or not at all."""
    try:
        if file == PIPE:
            # A file of our own: Python's would try once more, at its very end, to write what could not be written.
            with open(sys.stdout.fileno(), "wb", closefd=False) as out:
                yield out
        else:
            with draft_of(Path(file), force=force) as out:
                yield out
    except OSError as error:
        where = _("Standard output") if file == PIPE else file
        raise CannotWrite(file=where, why=error.strerror) from None


@contextmanager
def draft_of(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """FILE.part, for its owner alone; it becomes FILE when all of it is on the disk, and goes when something fails."""
    check_free(path, force=force)
    draft = path.with_name(f"{path.name}.part")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
        try:
            fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotWrite(file=path, why=_("another backup is being written there")) from None
        try:
            out.truncate()  # what a killed one left
            os.fchmod(out.fileno(), 0o600)
            yield out
            out.flush()
            os.fsync(out.fileno())
            check_free(path, force=force)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    keep_name(path.parent)


def check_free(path: Path, *, force: bool) -> None:
    if path.is_dir():
        raise CannotWrite(file=path, why=_("it is a folder"))
    if path.exists() and not force:
        raise FileThere(file=path)


def keep_name(folder: Path) -> None:
    """A power cut may otherwise forget the name of what is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def as_object(made: Made, file: str, *, seconds: float) -> dict[str, Any]:
    manifest = made.manifest
    return {
        "file": file,
        "bytes": made.size,
        "sha256": made.sha256,
        "onaccount": manifest.onaccount,
        "engine": manifest.engine,
        "rows": manifest.rows,
        "tables": {table.name: {"rows": table.rows, "sha256": table.sha256} for table in manifest.tables},
        "files": len(manifest.files),
        "lost_files": [{"path": lost.path, "why": lost.why} for lost in manifest.lost_files],
        "has_key": manifest.has_key,
        "seconds": round(seconds, 3),
    }


def summary(made: Made, file: str) -> str:
    manifest = made.manifest
    rows = ngettext("{n} row", "{n} rows", manifest.rows).format(n=f"{manifest.rows:,}")
    files = ngettext("{n} file", "{n} files", len(manifest.files)).format(n=f"{len(manifest.files):,}")
    size = f"{made.size / 1_000_000:,.1f} MB"
    return _("{rows} and {files} are in {where}, {size}.").format(
        rows=rows, files=files, where=_("the pipe") if file == PIPE else file, size=size
    )
