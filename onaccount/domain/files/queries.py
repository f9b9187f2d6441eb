"""Where stored files lie."""

from pathlib import Path

from django.conf import settings

from onaccount.domain.business.queries import current_business
from onaccount.domain.files.models import StoredFile


def path_of(stored: StoredFile) -> Path:
    return path_of_stored(stored.path)


def path_of_stored(path: str) -> Path:
    """Where a file lies, by the `path` of its row."""
    return Path(settings.DATA) / "files" / path


def logo_named(key: str) -> bytes | None:
    """The picture of the business, if this is its key: no other file is given out by it."""
    if not key or current_business().logo != key:
        return None
    try:
        return path_of_stored(key).read_bytes()
    except OSError:  # lost with its disk: pages do without
        return None
