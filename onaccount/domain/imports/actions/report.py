"""What there is to say about each column of a file: how much stands in it, what it changes, what looks wrong."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from onaccount.domain.imports.actions.stage import Stage
from onaccount.domain.imports.rules.about import FIELD_OF_CHANGE, READ_FROM, ColumnReport, column_about
from onaccount.domain.imports.rules.blanks import NEVER_WORDS, WORDS, WORDS_OF_PROGRAMS, is_nothing
from onaccount.domain.imports.rules.corrections import Corrections
from onaccount.domain.imports.rules.mapping import Mapping
from onaccount.domain.imports.rules.table import Record
from onaccount.foundation.text import shorten, tidy

LONGEST_EXAMPLE = 80  # characters
# Cells of these texts are blank as far as their field takes them so. A list, not a pattern: it is asked of every cell.
NOTHINGS = [
    *(" " * width for width in range(6)), "\t", "\u00a0", "\u3000",
    *(form(word) for word in (*NEVER_WORDS, *WORDS, *WORDS_OF_PROGRAMS) for form in (str, str.lower, str.upper)),
]  # fmt: skip
IsBlank = Callable[[str], bool]
# Each set of fields that updates change, with how many do.
CHANGES = f"""
    SELECT fields, COUNT(*) FROM (
        SELECT (SELECT group_concat({FIELD_OF_CHANGE}, ' ') FROM json_each(changes)) AS fields FROM stage_updates)
    GROUP BY fields
"""
WRONG = """
    INSERT OR IGNORE INTO wrong SELECT c.position, s.row FROM
        (SELECT row, said FROM records WHERE outcome = 'reject' UNION ALL SELECT row, said FROM warnings) s,
        json_each(s.said) j JOIN temp.columns c ON c.field = json_extract(j.value, '$[0]')
"""
FIRST_WRONG = """
    SELECT w.position, w.number, w.row, k.cells, r.vals
    FROM (SELECT position, COUNT(*) AS number, MIN(row) AS row FROM wrong GROUP BY position) w
    JOIN whole r ON r.row = w.row LEFT JOIN cells k ON k.row = w.row
"""


class Counts:
    """How many cells of each column hold nothing, counted by columns while the file's chunks pass."""

    def __init__(self, mapping: Mapping) -> None:
        self.rows = 0
        self.blank = [0] * len(mapping.header)
        fields = zip(mapping.header, mapping.fields, strict=True)
        self.are_blank: list[IsBlank] = [nothings(field or "", heading).__contains__ for heading, field in fields]

    def add(self, records: Sequence[Record]) -> None:
        """Rows as wide as the header; those with more cells stand under no heading, and are not counted."""
        cells = [record.cells for record in records if record.refusal is None]
        self.rows += len(cells)
        for position, column in enumerate(zip(*cells, strict=True)):
            self.blank[position] += sum(map(self.are_blank[position], column))


def nothings(field: str, heading: str) -> frozenset[str]:
    return frozenset(text for text in NOTHINGS if not text.strip() or (field and is_nothing(text, field, heading)))


def report_columns(mapping: Mapping, counts: Counts, corrections: Corrections, stage: Stage) -> list[dict[str, Any]]:
    """The report as it is kept. Called when every row is decided; fills the stage's table of what is wrong where."""
    columns = [
        ColumnReport(heading, field, filled=counts.rows - blank, blank=blank)
        for heading, field, blank in zip(mapping.header, mapping.fields, counts.blank, strict=True)
    ]
    note_wrong(mapping, columns, corrections, stage)
    for fields, number in stage.db.execute(CHANGES):
        for position in {column_about(field, mapping.columns) for field in fields.split(" ")}:
            if position is not None:
                columns[position].changed += number
    return [asdict(column) for column in columns]


def note_wrong(mapping: Mapping, columns: Sequence[ColumnReport], corrections: Corrections, stage: Stage) -> None:
    stage.db.execute("CREATE TEMPORARY TABLE columns (field TEXT PRIMARY KEY, position INTEGER NOT NULL)")
    about = {
        field: column_about(field, mapping.columns) for field in (*stage.packing.kept, *READ_FROM, *mapping.columns)
    } | mapping.further
    stage.add("temp.columns", [(field, position) for field, position in about.items() if position is not None])
    stage.db.execute(WRONG)
    for position, number, row, cells, values in stage.db.execute(FIRST_WRONG):
        column = columns[position]
        text = corrections.mends.get(row, {}).get(position)
        if text is None:
            text = json.loads(cells)[position] if cells else stage.packing.unpacked(values).get(column.field or "", "")
        column.wrong, column.row, column.example = number, row, shorten(tidy(text), LONGEST_EXAMPLE)
