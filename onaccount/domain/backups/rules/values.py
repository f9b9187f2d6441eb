"""Values as a backup holds them, the same whichever engine they came from, and each engine's way to and from there.

A row is one JSON array. Text, whole numbers and floats are JSON's own; the rest is said by the table below. What each
engine can say itself it says in SQL, for a million rows; what it cannot is done here, value by value.
"""

import base64
import json
from collections.abc import Callable
from typing import Any

Change = Callable[[Any], Any]

# Django's kinds of columns -> ours. A kind that is not here fails a test, not somebody's backup.
KINDS = {
    **dict.fromkeys(("CharField", "TextField", "SlugField", "FileField"), "text"),
    **dict.fromkeys(
        (
            "AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField",
            "PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField",
        ),
        "integer",
    ),
    "BooleanField": "boolean",
    "FloatField": "float",
    "DateField": "date",
    "DateTimeField": "time",
    "UUIDField": "uuid",
    "JSONField": "json",
    "BinaryField": "binary",
}  # fmt: skip

# What a value of each kind looks like; for the manifest's reader, and drawn from nowhere else.
MEANINGS = {
    "text": "a string",
    "integer": "a whole number of up to 64 bits",
    "boolean": "true or false",
    "float": "a number",
    "date": 'a string, "2026-11-22"',
    "time": 'a string in UTC, "2026-11-22T09:30:00.000000Z"',
    "uuid": "a string of 36 characters",
    "json": "a string that holds JSON, its keys sorted and without blanks",
    "binary": "a string of base64",
}

_POSTGRESQL = {
    "time": """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    "date": "{}::text",
    "uuid": "{}::text",
    "json": "{}::text",
}
_SQLITE = {
    "date": "CAST({} AS text)",  # as it stands there: the driver would make a date of it
    "time": "substr({0}, 1, 10) || 'T' || substr({0}, 12, 8) || '.' || "
    "substr(substr({0}, 21) || '000000', 1, 6) || 'Z'",
    "uuid": "substr({0}, 1, 8) || '-' || substr({0}, 9, 4) || '-' || substr({0}, 13, 4) || '-' || substr({0}, 17, 4) "
    "|| '-' || substr({0}, 21)",
}
_SAID = {"postgresql": _POSTGRESQL, "sqlite": _SQLITE}


def expression(engine: str, kind: str, column: str) -> str:
    """The column, quoted already, as this engine says it in a SELECT."""
    return _SAID[engine].get(kind, "{}").format(column)


def number(text: str) -> float | int:
    """A JSON number that is not written as a whole one. PostgreSQL keeps no exponent and no minus before zero."""
    value = float(text)
    return int(value) if value.is_integer() and abs(value) >= 1e16 else value + 0.0


def canonical(text: str) -> str:
    """JSON in the one form that both engines' answers come to: PostgreSQL keeps neither blanks nor the keys' order."""
    if text in ("{}", "[]"):
        return text
    found = json.loads(text, parse_float=number)
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _as_base64(value: Any) -> str:
    return base64.b64encode(bytes(value)).decode("ascii")


def out_of(engine: str, kind: str) -> Change | None:
    """What is still to be done with a value that the SELECT gave, or nothing."""
    if kind == "boolean" and engine == "sqlite":
        return bool
    return {"json": canonical, "binary": _as_base64}.get(kind)


def _as_sqlite_time(text: str) -> str:
    """As Django writes it there, where times are compared as text: without a fraction that is nothing."""
    fraction = "" if text[20:26] == "000000" else text[19:26]
    return f"{text[:10]} {text[11:19]}{fraction}"


def _without_hyphens(text: str) -> str:
    return text.replace("-", "")


def into(engine: str, kind: str) -> Change | None:
    """What a value of a backup is turned into before this engine is given it, or nothing."""
    if kind == "binary":
        return base64.b64decode
    return {"time": _as_sqlite_time, "uuid": _without_hyphens}.get(kind) if engine == "sqlite" else None
