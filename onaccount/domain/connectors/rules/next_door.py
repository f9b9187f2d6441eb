"""What this house asks of a system next door about contacts, and what it may hear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

XERO = "xero"
SYSTEM_NAMES = {XERO: "Xero"}
ACTIVE, ARCHIVED = "ACTIVE", "ARCHIVED"


@dataclass(frozen=True, slots=True)
class Theirs:
    """A contact of theirs; `values` by the names of the field table."""

    contact_id: str
    name: str
    contact_number: str = ""
    email: str = ""
    status: str = ACTIVE
    merged_to: str = ""
    changed_at: datetime | None = None  # theirs
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_active(self) -> bool:
        return self.status == ACTIVE and not self.merged_to


class Heard(Enum):
    """What became of something that was to be written there."""

    DONE = "done"
    REFUSED = "refused"  # with words; repeating it changes nothing
    NAME_TAKEN = "name_taken"
    UNKNOWN = "unknown"  # it left, and no answer came that says what became of it
    NOT_SENT = "not_sent"  # nothing of it can have been done


@dataclass(frozen=True, slots=True)
class Answer:
    """`contact` where it was DONE; `words` theirs, or ours of why nothing was heard; `until` if they asked to wait."""

    heard: Heard
    contact: Theirs | None = None
    words: str = ""
    until: datetime | None = None


class NotAnswered(Exception):  # noqa: N818 - not an error: nothing was learnt, so it is asked again
    """A question that only reads had no answer. `until` is when they want to be asked again, if they said so."""

    def __init__(self, words: str, until: datetime | None = None) -> None:
        super().__init__(words)
        self.words, self.until = words, until


class NotTaken(Exception):  # noqa: N818 - not an error of ours
    """A question that only reads was refused, in words: asking it again changes nothing."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class NextDoor(Protocol):
    """The contacts of a system next door. Reading raises NotAnswered, NotTaken; writing answers, whatever happens."""

    def by_id(self, contact_id: str, /) -> Theirs | None: ...

    def by_number(self, number: str, /) -> Theirs | None: ...

    def by_name(self, name: str, /) -> Sequence[Theirs]: ...

    def by_email(self, email: str, /) -> Sequence[Theirs]: ...

    def create(self, body: Mapping[str, Any], /, *, key: str) -> Answer: ...

    def update(self, contact_id: str, body: Mapping[str, Any], /, *, key: str) -> Answer: ...
