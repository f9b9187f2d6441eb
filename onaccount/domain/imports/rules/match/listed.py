"""A list as it is compared: each row's id and the fields that tell who it is."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from onaccount.domain.imports.rules.blanks import is_nothing
from onaccount.domain.imports.rules.contents import Column, look_at
from onaccount.domain.imports.rules.match.dates import in_order
from onaccount.domain.imports.rules.match.evidence import Evidence, column_named, guess_evidence, is_column, words_of
from onaccount.domain.imports.rules.table import Record, Table, open_table
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy

SAMPLED = 2_000  # rows from all over the file, to see what is in the columns
CHUNK = 5_000
LINES = ("line1", "line2", "line3")
PERSON = ("given_name", "family_name")
Id = str | int
Told = Callable[[int, int], None]


class NotAnId(Refused):
    code = "not_an_id"
    sentence = 'The column "{column}" does not tell the rows of {file} apart: {why}.'
    cure = "Name another with --id-column, or leave that out."


@dataclass(frozen=True)
class Listed:
    """`ids` are the values of the id column, or the numbers of the rows where there is none (`id_column` is "").

    `records` are the fields of each row by their names in the field table, `date_of_birth` and `national_id` too.
    `truth` is what the rows of one party have in common, where a column was named that says so.
    """

    name: str
    evidence: Evidence
    id_column: str
    ids: list[Id]
    records: list[Mapping[str, str]] = field(repr=False)
    truth: list[str] | None = field(default=None, repr=False)
    left_out: list[int] = field(default_factory=list)  # rows whose cells cannot be told apart


def read_list(
    path: Path | str,
    *,
    id_column: str = "",
    must_have_id: bool = True,
    truth: Callable[[Sequence[str]], tuple[int, Callable[[str], str]]] | None = None,
    given: Mapping[str, str] | None = None,
    tell: Told = lambda _done, _total: None,
) -> Listed:
    """Read a list whole. `truth` takes the header and answers where the truth stands, and what a cell of it means.

    Raises Unreadable, UnknownColumn, NotAnId.
    """
    with open_table(path) as table:
        records, left_out = rows_of(table, tell)
        header, name = table.header, Path(path).name
    sample = [record.cells for record in records[:: max(1, len(records) // SAMPLED)]]
    place, read_truth = truth(header) if truth else (None, None)
    id_place = find_id(header, records, sample, name, id_column, must_have_id=must_have_id)
    hidden = {index for index in (place, id_place) if index is not None}
    own = {heading: meant for heading, meant in (given or {}).items() if is_column(header, heading)}
    evidence = guess_evidence(header, sample, given=own, but_not=hidden)
    arrange = Arranged(evidence)
    return Listed(
        name=name,
        evidence=evidence,
        id_column=header[id_place] if id_place is not None else "",
        ids=[tidy(each.cells[id_place]) if id_place is not None else each.row for each in records],
        records=[arrange.of(each.cells) for each in records],
        truth=[read_truth(each.cells[place]) for each in records] if read_truth and place is not None else None,
        left_out=left_out,
    )


def rows_of(table: Table, tell: Told) -> tuple[list[Record], list[int]]:
    """The whole rows, and the numbers of those that have more cells than headings."""
    records: list[Record] = []
    left_out: list[int] = []
    size = table.path.stat().st_size
    for chunk in table.chunks(CHUNK):
        records += [record for record in chunk if record.refusal is None]
        left_out += [record.row for record in chunk if record.refusal is not None]
        if len(records) == CHUNK:  # a guess of how many there are, good enough for a bar
            size //= max(1, sum(len(cell) + 1 for record in records for cell in record.cells) // CHUNK)
        tell(len(records), size)
    return records, left_out


def find_id(
    header: Sequence[str],
    records: Sequence[Record],
    sample: Sequence[Sequence[str]],
    file: str,
    wanted: str,
    *,
    must_have_id: bool,
) -> int | None:
    """Where the id stands: in the column that was named, else in the first that is headed as one and tells all rows
    apart."""
    if wanted and (must_have_id or is_column(header, wanted)):
        index = column_named(header, wanted)
        if why := why_no_id(records, index):
            raise NotAnId(column=header[index], file=file, why=why)
        return index
    found = [column.index for column in look_at(header, sample) if is_headed_as_id(column)]
    return next((index for index in found if not why_no_id(records, index)), None)


def is_headed_as_id(column: Column) -> bool:
    if column.distinct < 1 or not column.filled:
        return False
    if {"external_id", "number"} & {meaning.field for meaning in column.meanings[:1]}:
        return True
    return any(word in ("id", "ids", "key", "uuid", "guid", "nr", "no") for word in words_of(column.heading))


def why_no_id(records: Sequence[Record], index: int) -> str:
    seen = Counter(tidy(record.cells[index]) for record in records)
    if blank := seen.pop("", 0):
        return f"{blank:,} of them have nothing there"
    value, count = seen.most_common(1)[0] if seen else ("", 0)
    return f'{count:,} rows have "{value}"' if count > 1 else ""


class Arranged:
    """Puts the cells of a row in order: fields with what they hold, and nothing else."""

    def __init__(self, evidence: Evidence) -> None:
        self.columns = list(evidence.columns.items())
        self.header = evidence.header
        self.order = evidence.order

    def of(self, cells: Sequence[str]) -> Mapping[str, str]:
        row = {}
        for name, index in self.columns:
            if (text := tidy_cell(cells[index], name)) and not is_nothing(text, name, self.header[index]):
                row[name] = text
        settle_names(row)
        settle_streets(row)
        for own, other in (("email", "other_email"), ("phone", "other_phone"), ("mobile", "other_phone")):
            if other in row and own not in row:
                row[own] = row.pop(other)
        if "date_of_birth" in row:
            row["date_of_birth"] = in_order(row["date_of_birth"], self.order)
        for name in ("other_email", "other_phone"):
            row.pop(name, None)
        return row


def tidy_cell(text: str, name: str) -> str:
    return text.strip() if name == "street" else tidy(text)


def settle_names(row: dict[str, str]) -> None:
    """As the field table has it: a person's whole name is the name too."""
    if middle := row.pop("middle_name", ""):
        row["given_name"] = " ".join(filter(None, (row.get("given_name", ""), middle)))
    person = " ".join(row[name] for name in PERSON if name in row)
    full = row.pop("full_name", "")
    if whole := row.get("name") or full or person:
        row["name"] = whole
    if person or full:
        row.setdefault("kind", "individual")


def settle_streets(row: dict[str, str]) -> None:
    """The lines of an address on our three, a number before the first."""
    if street := row.pop("street", ""):
        lines = [line for part in street.splitlines() if (line := tidy(part))]
        lines += [row.pop(name) for name in LINES if name in row]
        if len(lines) > len(LINES):
            lines[2:] = [", ".join(lines[2:])]
        row |= dict(zip(LINES, lines, strict=False))
    for name, other in (("line1", "house_number"), ("line3", "line4")):
        if more := row.pop(other, ""):
            row[name] = " ".join(filter(None, (more, row.get(name, "")) if name == "line1" else (row.get(name), more)))
