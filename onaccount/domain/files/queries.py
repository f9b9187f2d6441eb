"""Where stored files lie."""

from pathlib import Path

from django.conf import settings

from onaccount.domain.files.models import StoredFile


def path_of(stored: StoredFile) -> Path:
    return Path(settings.DATA) / "files" / stored.path
