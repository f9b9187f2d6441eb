"""Take a file in."""

import hashlib
import os
import subprocess  # nosec B404 - the scan that the operator names
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from onaccount.domain.business.actions import keep_choices
from onaccount.domain.business.queries import locked_business
from onaccount.domain.files.models import StoredFile, file_id
from onaccount.domain.files.queries import path_of
from onaccount.domain.files.rules import (
    MAX_BYTES,
    PaperNotScanned,
    PaperUnclean,
    TooLarge,
    clean_logo,
    paper_kind,
    shown_name,
)
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


def store_file(*, name: str, chunks: Iterable[bytes], by: Actor, at: datetime) -> StoredFile:
    """Keep a file under a name of ours, readable by this system alone. Nothing stays behind when it is too large."""
    key = file_id()
    folder = Path(settings.DATA) / "files"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / key.hex
    digest, size = hashlib.sha256(), 0
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > MAX_BYTES:
                    raise TooLarge(limit=MAX_BYTES // 1024**2)
                digest.update(chunk)
                out.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return StoredFile.objects.create(
        id=key,
        name=shown_name(name),
        path=key.hex,
        size=size,
        sha256=digest.hexdigest(),
        by_kind=by.kind,
        by_key=by.key,
        at=at,
    )


SCAN_LASTS = 60  # seconds


def store_paper(*, name: str, content: bytes, by: Actor, at: datetime) -> tuple[StoredFile, str]:
    """Keep a proof whose type its bytes tell, after the operator's scan where there is one.

    Raises NotAPaper, PaperTooLarge, PaperUnclean; PaperNotScanned where the scan itself cannot be done.
    """
    kind = paper_kind(content)
    stored = store_file(name=name, chunks=[content], by=by, at=at)
    try:
        _scan(path_of(stored))
    except BaseException:
        path_of(stored).unlink(missing_ok=True)  # the row goes with the transaction
        raise
    return stored, kind


def _scan(path: Path) -> None:
    """By the command of the settings, with the file's path after it: 0 is clean, 1 is not, all else is no answer."""
    if not settings.SCAN_COMMAND:
        return
    try:
        answer = subprocess.run(  # nosec B603 - the operator's own words, and a path of ours
            [*settings.SCAN_COMMAND, str(path)], capture_output=True, timeout=SCAN_LASTS, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        raise PaperNotScanned from None
    if answer == 1:
        raise PaperUnclean
    if answer:
        raise PaperNotScanned


def forget_file(stored: StoredFile) -> None:
    """Take a file away: its row now, its bytes once the books say so."""
    path = path_of(stored)
    stored.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


ERASED_NAME = "erased"


def empty_file(stored: StoredFile) -> bool:
    """Forget what a file held and was called, where something still refers to its row; False where that is done."""
    if stored.size == 0 and stored.name == ERASED_NAME:
        return False
    path = path_of(stored)
    stored.name, stored.size, stored.sha256 = ERASED_NAME, 0, hashlib.sha256(b"").hexdigest()
    stored.save(update_fields=["name", "size", "sha256"])
    transaction.on_commit(lambda: path.write_bytes(b"") and None)
    return True


@action
def set_logo(*, content: bytes, by: Actor, at: datetime) -> None:
    """Show this picture as the business's own, drawn anew. Raises NotAPicture or LogoTooLarge."""
    require(by, Right.EDIT_BUSINESS)
    picture = clean_logo(content)
    before = locked_business().logo
    stored = store_file(name="logo.png", chunks=[picture], by=by, at=at)
    keep_choices(logo=stored.id.hex, by=by, at=at)
    _forget(before)


@action
def remove_logo(*, by: Actor, at: datetime) -> None:
    """Show our own mark again."""
    require(by, Right.EDIT_BUSINESS)
    before = locked_business().logo
    keep_choices(logo="", by=by, at=at)
    _forget(before)


def _forget(key: str) -> None:
    """Take a logo away that is shown no more: its file goes once the books say so."""
    stored = StoredFile.objects.filter(path=key).first() if key else None
    if stored is not None:
        forget_file(stored)
