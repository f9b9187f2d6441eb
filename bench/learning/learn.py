"""`./dev learn-weights [--check]`: what each level of likeness weighs, learnt by splink on parties of our own making.

Writes onaccount/domain/matching/rules/weights.csv: for each comparison and level m and u, how often it is seen of
records of one party and of two. splink asks our own comparison for the levels, so that what is learnt is what is used.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

from bench.learning.parties import Listed, companies, persons
from onaccount.domain.matching.rules.scoring.columns import Columns
from onaccount.domain.matching.rules.scoring.compare import LEVELS, MISSING, Comparison
from onaccount.domain.matching.rules.scoring.weights import TABLE

SEED, PARTIES, PAIRS = 2026, 3_000, 400_000
FEWEST = 2e-6  # what never happened among these pairs may happen yet
SELDOM = 0.002  # and of one party, for slips are of more kinds than ours
OF_PERSONS = frozenset("given family order generation born_on national_id".split())
OF_COMPANIES = frozenset("name name_number form website tax_id registration_number".split())
SAID = {"external_id": ((0.2, 0.8), (0.999999, 0.000001)), "number": ((0.001, 0.999), (0.999999, 0.000001))}
Table = dict[tuple[str, str], tuple[float, float]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev learn-weights", description="Learn the weights of the matching anew.")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--parties", type=int, default=PARTIES, help="persons, and as many companies")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the shipped table is another")
    asked = parser.parse_args()
    text = table_text(learnt(asked.parties, asked.seed), asked.parties, asked.seed)
    if asked.check:
        return int(TABLE.read_text(encoding="utf-8") != text)
    Path(TABLE).write_text(text, encoding="utf-8")
    return 0


def learnt(parties: int, seed: int) -> Table:
    """{(comparison, level): (m, u)}; comparisons that both kinds have are learnt of both, and their mean is kept."""
    of_persons = _learnt(persons(parties, seed), seed, OF_COMPANIES)
    of_companies = _learnt(companies(parties, seed + 1), seed, OF_PERSONS)
    found: Table = {}
    for name, levels in LEVELS.items():
        for place, level in enumerate(levels):
            if name in SAID:
                found[name, level] = (SAID[name][0][place], SAID[name][1][place])
                continue
            seen = [table[name, level] for table in (of_persons, of_companies) if (name, level) in table]
            m, u = (float(np.mean([each[side] for each in seen])) for side in (0, 1))
            found[name, level] = (m, u)
    return found


def table_text(table: Table, parties: int, seed: int) -> str:
    made = f"./dev learn-weights --parties {parties} --seed {seed}"
    head = f"# Learnt by splink: {made}. Do not edit.\ncomparison,level,m,u\n"
    return head + "".join(f"{name},{level},{m:.3g},{u:.3g}\n" for (name, level), (m, u) in table.items())


def _learnt(listed: list[Listed], seed: int, but: frozenset[str]) -> Table:
    import duckdb
    import pyarrow
    from splink import DuckDBAPI, Linker, SettingsCreator

    names = [name for name in LEVELS if name not in but and name not in SAID]
    connection: Any = duckdb.connect()
    connection.execute("SET threads = 1")  # so that the same pairs are drawn on every machine
    levels = Levels(listed)
    connection.create_function("level_of", levels, ["INTEGER", "INTEGER", "INTEGER"], "INTEGER", type="arrow")
    records = pyarrow.table(
        {
            "unique_id": list(range(len(listed))),
            "place": pyarrow.array(range(len(listed)), pyarrow.int32()),
            "party": [each.party for each in listed],
        }
    )
    api = DuckDBAPI(connection)
    settings = SettingsCreator(
        link_type="dedupe_only", comparisons=[_comparison(name) for name in names],
        blocking_rules_to_generate_predictions=[],
    )  # fmt: skip
    linker = Linker(api.register(records), settings, log_level=40)
    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS, seed=seed, min_count_per_level=None, num_chunks=1)
    linker.training.estimate_m_from_label_column("party")
    return _read(linker.misc.save_model_to_json(out_path=None), names, _share_of_matches(listed))


def _share_of_matches(listed: list[Listed]) -> float:
    """Of all pairs, how many are of one party: splink's random pairs hold as many."""
    counts = np.bincount([each.party for each in listed])
    return float((counts * (counts - 1)).sum() / (len(listed) * (len(listed) - 1)))


def _comparison(name: str) -> dict[str, object]:
    asked = f'level_of({list(LEVELS).index(name)}, "place_l", "place_r")'
    levels: list[dict[str, object]] = [
        {"sql_condition": f"{asked} = {MISSING}", "label_for_charts": "missing", "is_null_level": True}
    ]
    levels += [
        {"sql_condition": f"{asked} = {place}", "label_for_charts": LEVELS[name][place]}
        for place in range(len(LEVELS[name]) - 1, 0, -1)
    ]
    levels.append({"sql_condition": "ELSE", "label_for_charts": LEVELS[name][0]})
    return {"output_column_name": name, "comparison_levels": levels}


class Levels:
    """Our levels of pairs, for splink: asked for one comparison at a time, all are made at once and kept."""

    def __init__(self, listed: list[Listed]):
        self.columns = Columns([each.record for each in listed])
        self.size = len(listed)
        self.rows = np.zeros(self.size * self.size, dtype=np.int32)  # of a pair, 0 for none yet
        self.kept = np.full((1, len(LEVELS)), MISSING, dtype=np.int8)
        self.used = 1

    def __call__(self, which, one, other):
        import pyarrow

        a, b = (np.asarray(each.to_numpy(zero_copy_only=False)).astype(np.int64) for each in (one, other))
        pairs = a * self.size + b
        new = np.unique(pairs[self.rows[pairs] == 0])
        if len(new):
            self._add(new)
        return pyarrow.array(self.kept[self.rows[pairs], which[0].as_py()].astype(np.int32))

    def _add(self, pairs: np.ndarray) -> None:
        compared = Comparison(self.columns, pairs // self.size, pairs % self.size).compared()
        while self.used + len(pairs) > len(self.kept):
            self.kept = np.concatenate([self.kept, np.full_like(self.kept, MISSING)])
        rows = np.arange(self.used, self.used + len(pairs))
        for place, name in enumerate(LEVELS):
            if name in compared:
                self.kept[rows, place] = compared[name].level
        self.rows[pairs] = rows
        self.used += len(pairs)


def _read(model: Any, names: list[str], matches: float) -> Table:
    found: Table = {}
    for comparison in model["comparisons"]:
        name = comparison["output_column_name"]
        told = {level["label_for_charts"]: level for level in comparison["comparison_levels"]}
        m, u = (
            np.array([float(told[level].get(f"{side}_probability") or 0) for level in LEVELS[name]])
            for side in ("m", "u")
        )
        u = np.maximum(FEWEST, u - matches * m)  # without the pairs of one party that were among the random ones
        m = np.maximum(SELDOM, m)
        for place, level in enumerate(LEVELS[name]):
            found[name, level] = (float(m[place] / m.sum()), float(u[place] / u.sum()))
    assert {name for name, _ in found} == set(names)
    return found


if __name__ == "__main__":
    sys.exit(main())
