"""A row opened to be mended, cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from onaccount.delivery.office.imported.words import in_words, label_of
from onaccount.domain.imports.queries import (
    Cell,
    OpenRow,
)
from onaccount.domain.imports.rules.states import Outcome
from onaccount.domain.imports.rules.synonyms import key_of
from onaccount.foundation.text import shorten

LINE = 60  # characters of a cell that are shown on one line
LONGEST_SHOWN = 300  # characters of a cell that is only looked at


@dataclass(frozen=True, slots=True)
class ShownCell:
    position: int
    heading: str
    goes_to: str
    seen: str  # what the page showed when it was opened
    text: str  # what stands in the form
    is_long: bool  # needs more than a line
    is_too_long: bool  # to be mended on a page
    wrong: list[str]
    mended: str  # by whom, and what the file says; blank where nobody mended it
    is_first_wrong: bool = False

    @classmethod
    def of(cls, cell: Cell, typed: Mapping[str, str], *, is_first_wrong: bool) -> "ShownCell":
        text = typed.get(f"cell-{cell.position}", cell.text)
        label = label_of(cell.field) if cell.field else ""
        return cls(
            position=cell.position,
            heading=cell.heading or _("Under no heading"),
            goes_to="" if key_of(label) == key_of(cell.heading) else label,
            seen=cell.text,
            text=text[:LONGEST_SHOWN] if cell.is_too_long else text,
            is_long="\n" in text or len(text) > LINE,
            is_too_long=cell.is_too_long,
            wrong=[" ".join(filter(None, in_words(said))) for said in cell.said],
            mended=_mended_text(cell),
            is_first_wrong=is_first_wrong,
        )


def _mended_text(cell: Cell) -> str:
    if cell.mended_at is None:
        return ""
    told = shorten(cell.told, LINE) or _("nothing")
    return _("Mended by %(name)s. The file says: %(told)s") % {"name": cell.mended_by, "told": told}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row opened to be mended."""

    row: int
    name: str
    cells: list[ShownCell]
    others: list[tuple[str, str]]
    said: list[str]
    is_mended: bool
    is_left_out: bool
    can_leave_out: bool
    may_mend: bool

    @classmethod
    def of(cls, opened: OpenRow, typed: Mapping[str, str], *, may_mend: bool) -> "ShownRow":
        first = next((cell.position for cell in opened.cells if cell.said), None)
        is_rejected = opened.line is not None and opened.line.outcome is Outcome.REJECT
        return cls(
            row=opened.row,
            name=opened.line.name if opened.line else "",
            cells=[ShownCell.of(cell, typed, is_first_wrong=cell.position == first) for cell in opened.cells],
            others=[(cell.heading, shorten(cell.text, LONGEST_SHOWN)) for cell in opened.others],
            said=[" ".join(filter(None, in_words(said))) for said in opened.said],
            is_mended=opened.is_mended,
            is_left_out=opened.is_left_out,
            can_leave_out=not opened.is_left_out and not is_rejected,
            may_mend=may_mend,
        )
