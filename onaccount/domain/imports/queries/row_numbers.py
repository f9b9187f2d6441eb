"""In which row of its file a new customer stood, also when the rows themselves have been forgotten."""

import json
import uuid
from bisect import bisect_right
from collections.abc import Sequence

from onaccount.domain.imports.queries.places import row_numbers_path
from onaccount.domain.imports.queries.rows import reading

# New customers are counted in the file's order, so the rows between which nothing was left out have one distance.
RUNS = "SELECT MIN(seq), row - seq FROM made GROUP BY row - seq ORDER BY 1"
Runs = list[tuple[int, int]]  # from which new customer on the row stands how far after it


def runs_of(key: uuid.UUID) -> Runs:
    """Empty where nothing is left of the import's rows."""
    with reading(key) as stage:
        if stage is not None:
            return [(seq, distance) for seq, distance in stage.execute(RUNS)]
    try:
        return [(seq, distance) for seq, distance in json.loads(row_numbers_path(key).read_text())]
    except FileNotFoundError:
        return []


def rows_of_new(key: uuid.UUID, numbers: Sequence[int], first: int) -> dict[int, int]:
    """The rows of these customers, of whom the import's first one has the number `first`."""
    runs = runs_of(key) if numbers else []
    starts = [start for start, _ in runs]
    seqs = {number: number - first + 1 for number in numbers if runs}
    return {number: seq + runs[bisect_right(starts, seq) - 1][1] for number, seq in seqs.items()}
