"""`./dev torture [--rounds N] [--engine E] [--what web,worker,database,races] [--minutes M] [--json]`: what held.

The first three are killed with -9 while 32 tills charge.
`races` kills nobody: 64 tills charge one account 200 times each, and its limit fits 300 of the charges.

Exit code 0: nothing acknowledged was lost, doubled or altered, the books held after every round, and the negative
controls did lose, so that the count is worth something.
"""

import argparse
import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.places import Place
from tests.reliability.books import migrate, teller_at
from tests.reliability.cluster import Cluster, cluster, complaint
from tests.reliability.processes import web_processes, worker
from tests.reliability.races import Races, race
from tests.reliability.rounds import Kill, Tally, killing_database, killing_web, killing_worker, torture

ENGINES = ("sqlite", "postgresql")
WHAT = ("web", "worker", "database", "races")
EARLY = "tests.reliability.early"
STALE = "tests.reliability.stale"
CONTROLS = {
    "web": "web that answers first",
    "database": "synchronous_commit=off",
    "races": "web that looks, then holds",
}
CONTROL_ROUNDS = 10  # at most: a control has shown what it is for at its first loss


def main() -> int:
    asked = arguments()
    ok = True
    if not asked.json:
        print(f"{'engine':10}  {'killed':24}  {'rounds':>6}  {'acknowledged':>12}  {'lost':>5}  {'doubled':>7}  "
              f"{'refused':>7}  {'sent again':>10}  {'errors':>6}  {'books':>5}  {'seconds':>7}")  # fmt: skip
    for engine in asked.engine or ENGINES:
        for what in asked.what:
            if engine == "sqlite" and what == "database":
                continue  # it lives in the web server and the worker, and dies with them
            if engine == "postgresql" and complaint():
                print(f"skipped: {what} on {engine}: {complaint()}", file=sys.stderr)
                continue
            for is_control in (False, True):
                if is_control and (what not in CONTROLS or asked.no_controls):
                    continue
                if what == "races":
                    races = run_races(engine, asked, is_control=is_control)
                    ok &= races.over_limit > 0 if is_control else races.is_clean
                    print(json.dumps(races.as_object()) if asked.json else line_of(races), flush=True)
                    continue
                tally = run(engine, what, asked, is_control=is_control)
                ok &= tally.lost > 0 if is_control else tally.is_clean
                print(json.dumps(tally.as_object()) if asked.json else line(tally), flush=True)
    return 0 if ok else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev torture", description="Kill -9 while 32 tills charge, and count.")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--what", type=lambda text: text.split(","), default=list(WHAT), help=",".join(WHAT))
    parser.add_argument("--minutes", type=float, default=60.0, help="no round of one kind is begun after so long")
    parser.add_argument("--json", action="store_true", help="one object for each kind of kill")
    parser.add_argument("--no-controls", action="store_true", help="without those that must lose")
    asked = parser.parse_args()
    if unknown := set(asked.what) - set(WHAT):
        parser.error(f"--what knows {', '.join(WHAT)}, not {', '.join(sorted(unknown))}")
    return asked


def run(engine: str, what: str, asked: argparse.Namespace, *, is_control: bool) -> Tally:
    tally = Tally(engine, CONTROLS[what] if is_control else what)
    settings: dict[str, str] = {"synchronous_commit": "off"} if is_control and what == "database" else {}
    program = EARLY if is_control and what == "web" else ""
    rounds = min(asked.rounds, CONTROL_ROUNDS) if is_control else asked.rounds
    with contextlib.ExitStack() as stack:
        place, server = stack.enter_context(a_place(engine, settings))
        teller = stack.enter_context(teller_at(place))
        webs = stack.enter_context(web_processes(place, program=program))
        kill: Kill
        if what == "database":
            assert server, "SQLite is no server"
            kill = killing_database(server)
        elif what == "web":
            kill = killing_web(webs)
        else:
            victim = worker(place)
            stack.callback(victim.stop)
            kill = killing_worker(victim, teller)
        more = {"rounds": rounds, "seconds": asked.minutes * 60, "is_control": is_control}
        return torture(teller, kill, tally=tally, webs=webs, tell=lambda now: say(line(now), now.rounds), **more)


def run_races(engine: str, asked: argparse.Namespace, *, is_control: bool) -> Races:
    tally = Races(engine, CONTROLS["races"] if is_control else "nobody: races")
    rounds = min(asked.rounds, CONTROL_ROUNDS) if is_control else asked.rounds
    size: dict[str, Any] = {"each": 2, "fit": 20} if is_control else {}  # its looks last long
    with contextlib.ExitStack() as stack:
        place, _ = stack.enter_context(a_place(engine, {}))
        teller = stack.enter_context(teller_at(place))
        webs = stack.enter_context(web_processes(place, workers=2, program=STALE if is_control else ""))
        more = {"rounds": rounds, "seconds": asked.minutes * 60, "is_control": is_control}
        return race(teller, webs, tally=tally, **more, **size, tell=lambda races: say(line_of(races), races.rounds))


@contextlib.contextmanager
def a_place(engine: str, settings: dict[str, str]) -> Iterator[tuple[Place, Cluster | None]]:
    """Empty books: a file, or a PostgreSQL of our own."""
    with tempfile.TemporaryDirectory(prefix="onaccount-torture-") as folder, contextlib.ExitStack() as stack:
        server = stack.enter_context(cluster(settings)) if engine == "postgresql" else None
        place = Place(Path(folder) / "data", server.address if server else "")
        place.folder.mkdir()
        migrate(place)
        yield place, server


def say(words: str, rounds: int) -> None:
    if sys.stderr.isatty() or rounds % 10 == 0:
        print(words, file=sys.stderr, flush=True)


def line_of(races: Races) -> str:
    wrong = f"{races.over_limit} over the limit, {races.held_back} held back, {races.doubled} doubled"
    return (
        f"{races.engine:10}  {races.what:24}  {races.rounds:6}  {races.asked:,} asked, {races.applied:,} applied, "
        f"{wrong}, {races.unfundable} unpaid, {races.errors} errors, {races.books_wrong} books wrong, {races.seconds} s"
    )


def line(tally: Tally) -> str:
    books = "hold" if not tally.books_wrong + tally.over_limit + tally.unasked else "WRONG"
    return (
        f"{tally.engine:10}  {tally.what:24}  {tally.rounds:6}  {tally.acknowledged:12,}  {tally.lost:5}  "
        f"{tally.doubled:7}  {tally.refused:7,}  {tally.sent_again:10,}  {tally.errors:6}  {books:>5}  "
        f"{tally.seconds:7}"
    )


if __name__ == "__main__":
    sys.exit(main())
