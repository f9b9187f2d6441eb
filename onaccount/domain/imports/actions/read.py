"""Read a file into its stage: every row cleaned by columns, with its key, or with the reason why it is rejected."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from onaccount.domain.customers.rules.fields import Cleaned
from onaccount.domain.imports.actions.progress import Tell
from onaccount.domain.imports.actions.report import Counts
from onaccount.domain.imports.actions.stage import Stage
from onaccount.domain.imports.rules.corrections import LEFT_OUT, NONE, Corrections
from onaccount.domain.imports.rules.mapping import Mapping
from onaccount.domain.imports.rules.packing import Packing
from onaccount.domain.imports.rules.progress import Work
from onaccount.domain.imports.rules.rejects import as_uploaded, is_rejects_file
from onaccount.domain.imports.rules.said import Said, pack
from onaccount.domain.imports.rules.states import Outcome
from onaccount.domain.imports.rules.table import Record, Table, without_cells
from onaccount.domain.imports.rules.unreadable import NoRows
from onaccount.foundation.text import shorten, tidy

CHUNK = 5_000  # rows
MOST_KEPT = 20_000  # rows of which something is said, kept as they came; of others the file itself is asked


class Reader:
    """Puts chunks of a file into a stage. What the rows are of says how they are cleaned and known."""

    packing: Packing

    def __init__(self, mapping: Mapping, corrections: Corrections = NONE) -> None:
        self.mapping = mapping
        self.corrections = corrections
        self.counts = Counts(mapping)
        self.kept = 0

    def cleaned(self, records: Sequence[Record]) -> Sequence[Cleaned]:
        """Each of these whole rows."""
        raise NotImplementedError

    def stage_whole(self, records: Sequence[Record], stage: Stage) -> set[int]:
        """Put rows as wide as the header into the stage; return those of which there is something to say."""
        raise NotImplementedError

    def read(self, as_they_came: Sequence[Record], stage: Stage) -> None:
        self.counts.add(self.corrected(as_they_came))  # how many passwords there are may be said, not which
        if secrets := self.mapping.secrets:
            as_they_came = [record._replace(cells=without_cells(record.cells, secrets)) for record in as_they_came]
        records = self.corrected(as_they_came)
        records = self.without_left_out(records, stage)
        spoken_of = self.stage_whole([record for record in records if record.refusal is None], stage)
        self.keep_cells([record for record in as_they_came if record.row in spoken_of], stage)
        ragged = [record for record in records if record.refusal is not None]
        stage.add("records", [self.rejected(r, [Said.of_refusal("", r.refusal)]) for r in ragged if r.refusal])

    def corrected(self, records: Sequence[Record]) -> Sequence[Record]:
        if not self.corrections.mends:
            return records
        width = len(self.mapping.header)
        return [self.corrections.of(record, width) for record in records]

    def without_left_out(self, records: Sequence[Record], stage: Stage) -> Sequence[Record]:
        """Put the rows that somebody left out aside; nothing else is said of them."""
        names = self.corrections.left_out
        left_out = [record for record in records if record.row in names] if names else []
        if not left_out:
            return records
        whole = [record for record in left_out if record.refusal is None]
        values = {record.row: each.values for record, each in zip(whole, self.cleaned(whole), strict=True)}
        said = {record.row: [Said("", LEFT_OUT, "", {"name": names[record.row]})] for record in left_out}
        stage.add("records", [self.rejected(each, said[each.row], values.get(each.row)) for each in left_out])
        stage.add("left_out", [(record.row,) for record in left_out])
        return [record for record in records if record.row not in names]

    def keep_cells(self, records: Sequence[Record], stage: Stage) -> None:
        """The first rows of which something is said, as they stand in the file, without passwords."""
        kept = records[: MOST_KEPT - self.kept]
        self.kept += len(kept)
        stage.add("cells", [(record.row, json.dumps(record.cells)) for record in kept])

    def rejected(self, record: Record, said: Iterable[Said], values: dict[str, str] | None = None) -> tuple[Any, ...]:
        values = dict(values or {})
        values["name"] = values.get("name") or shorten(", ".join(filter(None, map(tidy, record.cells))))
        about = record.row, record.line, Outcome.REJECT.value, 0, None, None, "", ""
        return *about, *self.packing.spread(values), "", pack(said)


def read_rows(table: Table, reader: Reader, stage: Stage, tell: Tell) -> Counts:
    """Put every row of the file into the stage; return what was counted."""
    ours = is_rejects_file(table.header)
    done, total = 0, expected_rows(table)
    tell(Work.READING, 0, total)
    for chunk in table.chunks(CHUNK):
        records = [record._replace(cells=as_uploaded(record.cells)) for record in chunk] if ours else chunk
        reader.read(records, stage)
        done += len(chunk)
        tell(Work.READING, done, total)
    if not stage.number("SELECT EXISTS (SELECT 1 FROM records)"):
        raise NoRows(row=table.header_row)
    return reader.counts


def expected_rows(table: Table) -> int:
    """A guess from the size of the file and of its first rows; good enough for a bar."""
    sample = table.sample(200)
    characters = sum(len(cell) + 1 for cells in sample for cell in cells)
    return int(table.path.stat().st_size * len(sample) / characters) if len(sample) == 200 else len(sample)
