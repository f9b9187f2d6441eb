"""Take a file in."""

import hashlib
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from onaccount.domain.files.models import StoredFile, file_id
from onaccount.domain.files.rules import MAX_BYTES, TooLarge, shown_name
from onaccount.domain.history.rules import Actor


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
