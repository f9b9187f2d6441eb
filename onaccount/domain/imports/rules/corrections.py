"""What people corrected in a list since it came: cells that are read as something else, rows that are left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from onaccount.domain.imports.rules.table import Record
from onaccount.foundation.refusals import Refused

REHEARSED_AT_ONCE = 20_000  # rows of a list that is rehearsed again at each correction; a longer one when asked
LONGEST = 20_000  # characters of a cell that is mended on a page
LEFT_OUT = "Left out by {name}."
ONLY_NEW = "Left out: only new ones are taken in."
ONLY_UPDATES = "Left out: only updates are taken in."


class NotMendable(Refused):
    code = "import_not_mendable"
    sentence = "This import is {now}, so none of its rows can be changed any more."
    cure = "Reload the page to see how it stands."
    status = 409


class NoSuchRow(Refused):
    code = "no_such_row"
    sentence = "The file has no such row."
    status = 404


class CellTooLongToMend(Refused):
    code = "cell_too_long"
    sentence = 'The cell under "{heading}" has more than {allowed} characters.'
    cure = "Shorten it, or mend it in the file."


class RehearsedAnew(Refused):
    code = "rehearsed_anew"
    sentence = "This list was rehearsed again after you opened its page."
    cure = "See what would happen now, then import it."
    status = 409


class CorrectionsNotRehearsed(Refused):
    code = "corrections_not_rehearsed"
    sentence = "Something was corrected after this list was rehearsed, so what it says is no longer what would happen."
    cure = "Rehearse it again, then approve what it says."
    status = 409


@dataclass(frozen=True, slots=True)
class Corrections:
    """By rows as a spreadsheet counts; columns count from 0. The file itself is never changed."""

    mends: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    left_out: Mapping[int, str] = field(default_factory=dict)  # the name of whoever left the row out
    targets: Mapping[int, int] = field(default_factory=dict)  # the customer that somebody says the row is about

    def of(self, record: Record, width: int) -> Record:
        """The record as it is to be read: one with cells too many is whole once those are blank."""
        mends = self.mends.get(record.row)
        if mends is None:
            return record
        cells = [mends.get(position, cell) for position, cell in enumerate(record.cells)]
        if record.refusal is not None and not "".join(cells[width:]).strip():
            return Record(record.row, record.line, cells[:width])
        return record._replace(cells=cells)


NONE = Corrections()


def check_is_rehearsed(corrections: int, rehearsed: int) -> None:
    """Refuse to write what nobody has seen."""
    if corrections != rehearsed:
        raise CorrectionsNotRehearsed


def as_typed(cell: str) -> str:
    """As a form sends it: line ends are one character, and nothing that no database keeps."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
