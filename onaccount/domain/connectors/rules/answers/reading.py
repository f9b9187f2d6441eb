"""A member of an answer, wherever it lies: of another kind than it should be, it is not there."""

from typing import Any

LONGEST = 300


class Unreadable(Exception):  # noqa: N818 - said of an answer
    """What came does not say what was asked."""


def member(said: Any, *path: str | int) -> Any:
    for step in path:
        if isinstance(said, dict) and isinstance(step, str):
            said = said.get(step)
        elif isinstance(said, list) and isinstance(step, int) and step < len(said):
            said = said[step]
        else:
            return None
    return said


def text(said: Any, *path: str | int) -> str:
    """The text there on one line, without what cannot be seen; numbers are no texts."""
    found = member(said, *path)
    if not isinstance(found, str):
        return ""
    shown = "".join(letter if letter.isprintable() else " " for letter in found)
    return " ".join(shown.split())[:LONGEST]


def whole(said: Any, *path: str | int) -> int | None:
    """A whole number from nothing to a million, written as a number or as digits."""
    found = member(said, *path)
    if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 8:
        found = int(found)
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    return found if type(found) is int and 0 <= found <= 1_000_000 else None
