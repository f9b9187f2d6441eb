"""What a backup says of itself: which version, which tables with how many rows, which files, each with its SHA-256.

The whole format is described in docs/backup-format.md.
"""

import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from onaccount.domain.backups.rules.values import MEANINGS

FORMAT = 1
MANIFEST = "manifest.json"
FIRST = "READ-ME.txt"
KEY = "secret_key"

# The first bytes of the file, past ZIP's own, and its last: what it is, and what all of it must come to.
MARK = "A backup of OnAccount.\n"
README = MARK + (
    "\nmanifest.json says what is in it, docs/backup-format.md of OnAccount says how to read it.\n"
    "It holds personal data and the hashes of passwords. Restore it with: onaccount restore FILE\n"
)
SEAL = b"SHA-256 of all bytes before these 64: "
SEAL_LENGTH = 64

PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
NAME = re.compile(r"[a-z0-9_]+")
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class TablePart:
    """A table's rows, in tables/NAME.jsonl: `columns` are pairs of name and kind, `last_number` the last that its
    counter gave out, where it has one."""

    name: str
    columns: list[list[str]]
    rows: int
    sha256: str
    last_number: int | None = None


@dataclass(frozen=True)
class FilePart:
    """A stored file, in files/PATH; `size` in bytes."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class LostFile:
    """A file that a row names and that was not there, or not as the row says, when the backup was made."""

    path: str
    why: str


@dataclass(frozen=True)
class Manifest:
    onaccount: str  # the version that made it
    engine: str
    made_at: str
    migrations: dict[str, list[str]]  # of each app, what its tables had been through
    tables: list[TablePart]
    files: list[FilePart]
    lost_files: list[LostFile] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    has_key: bool = False
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def as_json(self) -> str:
        return (
            json.dumps({"format": self.format, **asdict(self), "kinds": MEANINGS}, indent=1, ensure_ascii=False) + "\n"
        )


def format_of(text: str) -> int:
    """Which format a manifest is in. Raises ValueError."""
    return int(_object(text).get("format") or 0)


def version_of(text: str) -> str:
    return str(_object(text).get("onaccount", "?"))


def _object(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if isinstance(found, dict):
        return found
    raise ValueError("it is no JSON object")


def manifest_of(text: str) -> Manifest:
    """Read a manifest of our format. Raises ValueError with what is wrong."""
    found = _object(text)
    found.pop("kinds", None)
    try:
        parts: dict[str, Any] = {
            "tables": [TablePart(**each) for each in found.pop("tables")],
            "files": [FilePart(**each) for each in found.pop("files")],
            "lost_files": [LostFile(**each) for each in found.pop("lost_files")],
        }
        manifest = Manifest(**parts, **found)
    except (KeyError, TypeError, AttributeError):
        raise ValueError("it lacks something") from None
    if not all(NAME.fullmatch(table.name) and SHA256.fullmatch(table.sha256) for table in manifest.tables):
        raise ValueError("it names a table that cannot be")
    if not all(PATH.fullmatch(file.path) and SHA256.fullmatch(file.sha256) for file in manifest.files):
        raise ValueError("it names a file that cannot be")
    return manifest


def rows_entry(table: str) -> str:
    return f"tables/{table}.jsonl"


def file_entry(path: str) -> str:
    return f"files/{path}"
