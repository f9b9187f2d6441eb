"""P-4: the same parties in two lists, beside splink with the same four fields, in processes of their own.

The lists are companies of our own making (bench/learning), half of the second list taken from the first and written
down anew, as other people would: their names, postcodes, phones and tax ids. splink learns its weights from the lists
themselves; it is given the names as we normalise them, and its usual blocks. What is compared is processor time and
memory above what the lists take: the machine may do other work meanwhile.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

FIELDS = ("name", "postcode", "phone", "tax_id")
SEED = 2026
SURE = 0.9
Records = list[dict[str, str]]
Pairs = set[tuple[int, int]]


def measure(size: int, engine: str) -> list[dict[str, Any]]:
    if engine != "sqlite":  # no database is asked
        return []
    ours, limit = alone("ours", size), alone("splinks", size)
    within = alone("ours_within", size)
    ratio = round(ours["cpu"] / limit["cpu"], 2)
    return [
        {
            "id": f"P-4 two lists, right {ours['precision']:.2%} of {ours['recall']:.2%}", "engine": "-", "size": size,
            "ours": ours["cpu"], "limit": limit["cpu"], "ratio": ratio, "goal": "<= 0.33",
            "peak_mb": ours["peak_mb"],
        },
        {
            "id": f"P-4 splink, right {limit['precision']:.2%} of {limit['recall']:.2%}", "engine": "-", "size": size,
            "ours": limit["cpu"], "peak_mb": limit["peak_mb"],
        },
        {
            "id": f"P-4 in one list, right {within['precision']:.2%} of {within['recall']:.2%}", "engine": "-",
            "size": 2 * size, "ours": within["cpu"], "peak_mb": within["peak_mb"],
        },
    ]  # fmt: skip


def alone(work: str, size: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.matching", work, str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def two_lists(size: int) -> tuple[Records, Records, Pairs]:
    """Half of the second list's records are of parties of the first."""
    import random

    from bench.learning.mistakes import CARE, written_down
    from bench.learning.parties import companies

    rng = random.Random(SEED)
    parties = list({each.party: each.record for each in companies(size + size // 2, SEED)}.values())
    first, rest = parties[:size], parties[size : size + size // 2]
    taken = rng.sample(range(len(first)), min(size // 2, len(first)))

    def other(field: str) -> str:
        return rng.choice(parties).get(field, "")

    second = [written_down(rng, first[place], CARE["office"], other) for place in taken] + rest
    shuffled = rng.sample(range(len(second)), len(second))
    at = {place: new for new, place in enumerate(shuffled)}
    true = {(place, at[new]) for new, place in enumerate(taken)}
    return [four(each) for each in first], [four(second[place]) for place in shuffled], true


def four(record: dict[str, str]) -> dict[str, str]:
    return {name: record[name] for name in FIELDS if record.get(name)}


def ours(one: Records, other: Records) -> Pairs:
    from onaccount.domain.matching.rules import pairs_between
    from onaccount.domain.matching.rules.answers import PREDICTED

    return {(each.a, each.b) for each in pairs_between(one, other) if each.likeness.answer in PREDICTED}


def ours_within(one: Records, other: Records) -> Pairs:
    from onaccount.domain.matching.rules import pairs_within
    from onaccount.domain.matching.rules.answers import PREDICTED

    found = pairs_within([*one, *other])
    border = len(one)
    return {(each.a, each.b - border) for each in found if each.likeness.answer in PREDICTED}


def splinks(one: Records, other: Records) -> Pairs:
    import pyarrow
    import splink.comparison_library as comparisons
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    from onaccount.domain.customers.rules.normal import name_words, phone_key, postcode_key

    def table(records: Records) -> Any:
        return pyarrow.table(
            {
                "unique_id": list(range(len(records))),
                "name": [" ".join(name_words(each.get("name", ""))) or None for each in records],
                "postcode": [postcode_key(each.get("postcode", "")) or None for each in records],
                "phone": [phone_key(each.get("phone", "")) or None for each in records],
                "tax_id": [each.get("tax_id") or None for each in records],
            }
        )

    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            block_on("substr(name, 1, 4)"),
            *map(block_on, ("postcode", "phone", "tax_id")),
        ],
        comparisons=[
            comparisons.JaroWinklerAtThresholds("name", [0.95, 0.88]),
            *map(comparisons.ExactMatch, ("postcode", "phone", "tax_id")),
        ],
        retain_matching_columns=False,
    )
    api = DuckDBAPI()
    linker = Linker([api.register(table(each)) for each in (one, other)], settings)
    exact: list[Any] = [block_on("tax_id"), block_on("name", "postcode")]
    linker.training.estimate_probability_two_random_records_match(exact, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for field in ("postcode", "phone"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(field))
    found = linker.inference.predict(threshold_match_probability=SURE).as_duckdbpyrelation()
    return set(found.project("unique_id_l, unique_id_r").fetchall())


WORKS: dict[str, Callable[[Records, Records], Pairs]] = {
    "ours": ours,
    "ours_within": ours_within,
    "splinks": splinks,
}


def main() -> None:
    work, size = sys.argv[1], int(sys.argv[2])
    one, other, true = two_lists(size)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    found = WORKS[work](one, other)
    taken = time.process_time() - began
    right = len(found & true)
    answer = {
        "cpu": round(taken, 1),
        "peak_mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024,
        "recall": right / len(true),
        "precision": right / max(1, len(found)),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
