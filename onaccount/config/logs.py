"""How a line of the log is written: readable, one event per line, and without what must not be read."""

import logging
import re
from datetime import UTC, datetime
from typing import Any

# A piece of a path long enough to be a token (128 bits or more in base64): a link in a letter lets its reader in.
TOKEN_IN_PATH = re.compile(r"(?<=/)[A-Za-z0-9_.~-]{22,}")
BEARER = re.compile(r"(?i)\b(bearer|basic)\s+\S+")
LINE_BREAKS = {ord("\r"): r"\r", ord("\n"): r"\n", 0x85: r"\x85", 0x2028: r"\u2028", 0x2029: r"\u2029", 0x1B: r"\x1b"}


def one_line(text: str) -> str:
    """The text on one line: a value with a line break in it must not look like an event of its own."""
    return text.translate(LINE_BREAKS)


def without_secrets(text: str) -> str:
    return TOKEN_IN_PATH.sub("...", BEARER.sub(r"\1 ...", text))


class OneLine(logging.Formatter):
    """`2026-11-22T09:30:00Z WARNING django.request: Not Found: /office/x/`, and a traceback below it as it is."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        record.message = without_secrets(one_line(record.message))
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        return without_secrets(super().formatException(ei))


class BriefLine(OneLine):
    """A warning on its one line: for what strangers cause, of which a traceback tells nothing."""

    def format(self, record: logging.LogRecord) -> str:
        told = {"exc_info": None, "exc_text": None, "stack_info": None, "levelname": "WARNING"}
        return super().format(logging.makeLogRecord({**record.__dict__, **told}))
