"""Where the files of an import lie, outside the books: stage, rejected rows, progress, and the lock of its process."""

import uuid
from pathlib import Path

from django.conf import settings


def imports_folder() -> Path:
    folder = Path(settings.DATA) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def stage_path(key: uuid.UUID) -> Path:
    return imports_folder() / f"{key.hex}.sqlite3"


def rejects_path(key: uuid.UUID) -> Path:
    return imports_folder() / f"{key.hex}-rejected.csv"


def row_numbers_path(key: uuid.UUID) -> Path:
    """What is left of a stage that is gone: in which row of the file each new customer stood."""
    return imports_folder() / f"{key.hex}-rows.json"


def progress_path(key: uuid.UUID) -> Path:
    return imports_folder() / f"{key.hex}.progress"


def lock_path(name: str) -> Path:
    """Held, as an operating system's lock, by the process that works at an import: it goes when the process does."""
    return imports_folder() / f"{name}.lock"


def fetched_path(key: uuid.UUID) -> Path:
    """Where a run of a timed import puts the file that it fetches, until it is taken in."""
    return imports_folder() / f"{key.hex}.fetched"


def import_folders() -> list[Path]:
    """The folders from which the operator lets timed imports take files."""
    return list(settings.IMPORT_FOLDERS)
