"""`./dev matching-report`: how well the five known lists of ../shared/data/linkage are matched, beside the goals.

Each by `onaccount match` with default settings.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT.parent / "shared" / "data" / "linkage"
COLUMNS = {
    "list": 16, "records": 8, "true": 7, "found": 7, "precision": 10, "recall": 8, "F1": 8, "goal": 6,
    "wrongly same": 13, "seconds": 8,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A list of which the truth is known: what the command is asked, with paths below FOLDER, and the F1 to reach."""

    name: str
    goal: float
    arguments: tuple[str, ...]
    paths: frozenset[str] = frozenset({"--link", "--truth-pairs"})

    def asked(self, folder: Path) -> list[str]:
        before = ("", *self.arguments)
        return [
            str(folder / each) if not last or last in self.paths else each
            for last, each in zip(before, self.arguments, strict=False)
        ]


KNOWN = (
    Known("febrl1", 0.995, ("febrl1.csv", "--truth", r"rec_id~rec-(\d+)")),
    Known("febrl3", 0.99, ("febrl3.csv", "--truth", r"rec_id~rec-(\d+)")),
    Known("splink_fake_1000", 0.92, ("splink_fake_1000/fake_1000.csv", "--truth", "cluster")),
    Known(
        "restaurants",
        0.98,
        (
            "restaurants/fodors.csv",
            "--link",
            "restaurants/zagats.csv",
            "--truth-pairs",
            "restaurants/matches_fodors_zagats.csv",
        ),
    ),
    Known(
        "chicago", 0.88, ("chicago_early_childhood/csv_example_input_with_true_ids.csv", "--truth", "True Id")
    ),
)  # fmt: skip


def main() -> int:
    """Print the table; 1 where a goal is missed or a pair is called the same that is not."""
    parser = argparse.ArgumentParser(prog="./dev matching-report", description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("name", nargs="*", help=f"which lists: {', '.join(each.name for each in KNOWN)}")
    names = parser.parse_args().name
    if not FOLDER.is_dir():
        print(f"There is nothing to compare: {FOLDER} is not here. The lists are not part of this repository.")
        return 1
    print(line(list(COLUMNS)))
    missed = False
    for known, found in reports(names):
        missed = missed or found["f1"] < known.goal or found["wrongly_same"] > 0
        print(line(row_of(known, found)), flush=True)
    return int(missed)


def reports(names: Sequence[str] = ()) -> Iterator[tuple[Known, dict[str, Any]]]:
    for known in KNOWN:
        if not names or known.name in names:
            yield known, report_of(known)


def report_of(known: Known) -> dict[str, Any]:
    """What the command says of this list, in a place without a database."""
    with tempfile.TemporaryDirectory(prefix="onaccount-matching-") as folder:
        out = Path(folder) / "report.json"
        command = [sys.executable, "-m", "onaccount", "match", *known.asked(FOLDER), "--json", str(out)]
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        done = subprocess.run(
            command, env=environment | {"ONACCOUNT_DATA": folder}, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        report: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return report


def row_of(known: Known, found: dict[str, Any]) -> list[str]:
    called = sum(pair["answer"] in ("same", "likely") for pair in found["pairs"])
    return [
        known.name,
        f"{found['records']:,}",
        f"{found['true_pairs']:,}",
        f"{called:,}",
        f"{found['precision']:.4f}",
        f"{found['recall']:.4f}",
        f"{found['f1']:.4f}",
        f"{known.goal:g}",
        f"{found['wrongly_same']:,}",
        f"{found['seconds']:.1f}",
    ]


def line(cells: Sequence[str]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, COLUMNS.values(), strict=True)).rstrip()


if __name__ == "__main__":
    sys.exit(main())
