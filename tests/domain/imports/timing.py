"""Timed imports for tests: set up by the real actions, run in this process."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from onaccount.domain.imports.actions import add_schedule, claim_due_runs, run_schedule, start_run
from onaccount.domain.imports.actions.fetch import Limits
from onaccount.domain.imports.queries import RunCard, run_at, runs_page, waiting_runs
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.plans import Plan
from onaccount.domain.imports.rules.schedules import SourceKind
from tests.domain.imports.importing import BY, as_csv

MONDAY = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
QUICK = Limits(settle=0.01, settle_tries=3)
HEADER = ("Customer ID", "Company", "City")
BY_ID = Options.of_json({"update_by": "external_id"})


def plan_for(folder: Path, **more: Any) -> Plan:
    """Every morning at six, London's time, whatever CSV lies in the folder."""
    plan = Plan("Till system", SourceKind.FOLDER, f"{folder}/*.csv", "0 6 * * *", "Europe/London", options=BY_ID)
    return replace(plan, **more)


def planned(folder: Path, **more: Any) -> int:
    return add_schedule(plan=plan_for(folder, **more), by=BY, at=MONDAY)


def put(folder: Path, rows: int, *, city: str = "Exeter", name: str = "list.csv", header: Any = HEADER) -> Path:
    """A list of so many companies in that folder."""
    path = folder / name
    path.write_bytes(as_csv(header, *((f"K-{n:03}", f"Kestrel {n} Ltd", city) for n in range(rows))))
    return path


def change(path: Path, *, rows: int, city: str) -> None:
    """The first rows say another city."""
    lines = path.read_text().splitlines(keepends=True)
    for n in range(1, rows + 1):
        lines[n] = lines[n].replace("Exeter", city)
    path.write_text("".join(lines))


def add_line(path: Path, line: str) -> None:
    path.write_text(path.read_text() + line + "\r\n")


def ring(at: datetime) -> list[RunCard]:
    """The clock is looked at, and what is due is done. Answers the runs that were begun."""
    claim_due_runs(by=BY, at=at)
    return [do(key, at) for key in waiting_runs()]


def do(key: uuid.UUID, at: datetime) -> RunCard:
    run_schedule(key=key, by=BY, at=at, limits=QUICK)
    card = run_at(key)
    assert card is not None
    return card


def try_now(number: int, at: datetime = MONDAY, *, is_trial: bool = True) -> RunCard:
    return do(start_run(number=number, is_trial=is_trial, by=BY, at=at, here=True), at)


def history(number: int) -> list[RunCard]:
    return runs_page(number).rows


def words(card: RunCard) -> str:
    return " ".join(map(str, card.said))


def brought(card: RunCard) -> uuid.UUID:
    """The import of a run that brought one."""
    assert card.import_key is not None, words(card)
    return card.import_key
