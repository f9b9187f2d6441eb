"""Letters that went to the outbox folder instead of a mail server."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"[A-Za-z0-9_-]+\.log")  # as Django's file-based mail backend names them
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
    return [_read(file) for file in files[:NEWEST]]


def letter_named(name: str) -> OutboxLetter | None:
    file = _folder() / name
    return _read(file) if NAME.fullmatch(name) and file.is_file() else None


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _read(file: Path) -> OutboxLetter:
    raw = file.read_bytes().partition(SEPARATOR)[0]
    message = email.message_from_bytes(raw, EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain",))
    return OutboxLetter(
        id=file.name,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=datetime.fromtimestamp(file.stat().st_mtime, UTC),
        text=str(body.get_content()) if body else "",
    )
