"""Who acts, and on what, as plain values: history stands on the ground floor and records rooms that it cannot know."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it. `key` names a principal (or the command line, or the clock); `name` is what people read."""

    kind: str
    key: str
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Subject:
    """What it was done to: the noun and its key in its own room, for example ("customer", "17")."""

    kind: str
    key: str


SYSTEM = Actor("system", "system", "OnAccount")
DEMO = Actor("demo", "demo", "The demo")


def retry_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 10 s, doubling, at most six hours."""
    return min(timedelta(seconds=10 * 2 ** min(attempts - 1, 20)), timedelta(hours=6))
