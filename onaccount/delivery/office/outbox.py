"""Letters that went to the outbox folder instead of a mail server.

Django names a file by the second and by where its sender stood in memory, so that two letters of one second may come to
stand in one file: each is read, and its id is the file's name and its place in it.
"""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"([A-Za-z0-9_-]+\.log)(?:\.([1-9][0-9]{0,4}))?")  # a file, and which of its letters but the first
SEPARATOR = b"-" * 79 + b"\n"
NEWEST = 200


@dataclass(frozen=True, slots=True)
class OutboxLetter:
    id: str
    to: str
    subject: str
    at: datetime
    text: str


def letters_in_outbox() -> list[OutboxLetter]:
    """The newest letters, newest first."""
    files = sorted(_folder().glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return [letter for file in files[:NEWEST] for letter in reversed(_letters_in(file))][:NEWEST]


def letter_named(name: str) -> OutboxLetter | None:
    found = NAME.fullmatch(name)
    file = _folder() / found[1] if found else None
    letters = _letters_in(file) if file and file.is_file() else []
    return next((letter for letter in letters if letter.id == name), None)


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _letters_in(file: Path) -> list[OutboxLetter]:
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    *letters, _rest = file.read_bytes().split(SEPARATOR)
    return [_read(raw, f"{file.name}.{n}" if n else file.name, at) for n, raw in enumerate(letters)]


def _read(raw: bytes, name: str, at: datetime) -> OutboxLetter:
    message = email.message_from_bytes(raw, EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain",))
    return OutboxLetter(
        id=name,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=at,
        text=str(body.get_content()) if body else "",
    )
