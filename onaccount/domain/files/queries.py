"""Where stored files lie."""

from pathlib import Path

from django.conf import settings

from onaccount.domain.files.models import StoredFile


def path_of(stored: StoredFile) -> Path:
    return path_of_stored(stored.path)


def path_of_stored(path: str) -> Path:
    """Where a file lies, by the `path` of its row."""
    return Path(settings.DATA) / "files" / path
