"""Lists that other programs export, known by headings that no other list has together, with the field of each column.

The headings are facts of those formats. An export is known whatever the order and case of its columns, with further
ones or with some left out, for people choose what they export.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onaccount.domain.imports.rules.programs import EXPORTS as FACTS
from onaccount.domain.imports.rules.programs import Fact
from onaccount.domain.imports.rules.synonyms import key_of


@dataclass(frozen=True, slots=True)
class Export:
    """What a program calls its columns. Of the fields of one, the first that no earlier column has is meant."""

    name: str  # Xero contacts
    tells: frozenset[str]  # headings in small letters: enough of them, and it is this export
    enough: int
    must: frozenset[str]
    columns: dict[str, tuple[str, ...]]  # by the heading's key, in the order of preference
    is_whole: bool  # it is known only where there is no other heading: its own say little

    @classmethod
    def of(cls, fact: Fact) -> "Export":
        pairs = (pair.split("=") for pair in fact.columns.split())
        return cls(
            name=f"{fact.program} {fact.lists}",
            tells=frozenset(headings_in(fact.tells)),
            enough=fact.enough,
            must=frozenset(headings_in(fact.must)),
            columns={key: tuple(fields.split("|")) if fields else () for key, fields in pairs},
            is_whole=fact.is_whole,
        )

    def told_by(self, headings: Iterable[str]) -> int:
        """How many of its headings are there; 0 where they are too few, or one that must be there is not."""
        given = set(headings)
        told = len(self.tells & given)
        if told < self.enough or not self.must <= given:
            return 0
        return told if not self.is_whole or all(key_of(heading) in self.columns for heading in given) else 0


def headings_in(text: str) -> list[str]:
    return [heading.strip() for heading in text.split(",") if heading.strip()]


EXPORTS = tuple(map(Export.of, FACTS))


def recognise(header: Sequence[str]) -> Export | None:
    """The export that most of its own headings tell; None for any other list."""
    headings = [plain(heading) for heading in header]
    told = [(export.told_by(headings), -index) for index, export in enumerate(EXPORTS)]
    most, index = max(told)
    return EXPORTS[-index] if most else None


def recognised_as(header: Sequence[str]) -> str:
    """Whose export it is, and of what: "Xero contacts". "" for any other list."""
    export = recognise(header)
    return export.name if export else ""


def plain(heading: str) -> str:
    """A heading as `tells` spells it: small letters, single blanks, without marks that say it is required."""
    return " ".join(heading.casefold().split()).strip("*'\" ")


def recognised_fields(header: Sequence[str], export: Export) -> list[str | None]:
    """The field of each column that the export is known to have, "" where it is nothing of ours, None for others."""
    fields: list[str | None] = [None] * len(header)
    places: dict[str, int] = {}
    for index, heading in enumerate(header):
        places.setdefault(key_of(heading), index)
    taken: set[str] = set()
    for key, choices in export.columns.items():
        if key in places:
            field = next((choice for choice in choices if choice not in taken), "")
            fields[places[key]] = field
            taken.add(field)
    return fields
