"""The parts of a customer as its page shows them: so many of each, and the one that is being written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext_lazy

from onaccount.delivery.office.history_shown import actor_name
from onaccount.delivery.office.part_forms import PartForm
from onaccount.domain.customers.queries import MOST, NoteCard, Some

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one section: all of it from somewhere on, or a form in it, or a question.

    `key` is of the part that the form is about, None for a new one; `name` is what that part is called.
    """

    section: str = ""
    start: int | None = None
    form: PartForm | None = None
    key: Any = None
    name: str = ""
    asks: bool = False  # whether it is to be removed for good
    kind: str = ""  # of the timeline, what is wanted of it
    before: Any = None  # of the timeline, from which fact on


@dataclass(frozen=True, slots=True)
class ShownPart(Generic[T]):
    """A section: its rows, how many there are in all, and what is asked of it."""

    rows: Sequence[T]
    count: int
    asked: Asked | None = None
    is_whole: bool = False
    next: int | None = None
    previous: int | None = None

    @property
    def is_written(self) -> bool:
        return self.asked is not None and (self.asked.form is not None or self.asked.asks)

    @property
    def is_apart(self) -> bool:
        """Whether what is written is about none of the rows that are shown: its form stands above them."""
        if not self.is_written or self.asked is None:
            return False
        return self.asked.key is None or all(getattr(row, "key", None) != self.asked.key for row in self.rows)


def shown_part(some: Some[Any], rows: Sequence[T], asked: Asked | None) -> ShownPart[T]:
    is_whole = asked is not None and asked.start is not None
    return ShownPart(
        rows,
        some.count,
        asked,
        is_whole=is_whole,
        next=some.next,
        previous=max(0, some.start - MOST) if some.start else None,
    )


@dataclass(frozen=True, slots=True)
class ShownNote:
    key: Any
    text: str
    author: str
    at: datetime
    may_remove: bool
    customer: int = 0

    @classmethod
    def of(cls, note: NoteCard, names: Mapping[str, str], *, me: str, may_edit: bool) -> "ShownNote":
        return cls(
            note.key,
            note.text,
            actor_name(note.by_kind, note.by_key, names),
            note.at,
            may_edit or note.by_key == me,
            note.customer,
        )


@dataclass(frozen=True, slots=True)
class ShownTimeline:
    """What happened, newest first: `older` goes on from there, `tabs` are the kinds that it can be narrowed to."""

    rows: Sequence[Any]
    older: Any
    kind: str
    tabs: list[dict[str, Any]]
    is_newest: bool


KIND_LABELS = {
    "": gettext_lazy("All"),
    "access": gettext_lazy("Access"),
    "credit": gettext_lazy("Credit"),
    "details": gettext_lazy("Details"),
    "notes": gettext_lazy("Notes"),
}


def timeline_tabs(kind: str) -> list[dict[str, Any]]:
    return [{"kind": key, "label": str(label), "current": key == kind} for key, label in KIND_LABELS.items()]
