"""Kill -9 of the web server and of PostgreSQL while 32 tills charge (I1).

A few rounds; `./dev torture` runs a hundred, of the worker too. Each count has its control, which must lose.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.places import Place, engine
from tests.reliability.books import Teller, books_in, migrate, teller_at
from tests.reliability.cluster import Cluster, cluster, complaint
from tests.reliability.processes import Web, web_processes
from tests.reliability.rounds import Tally, killing_database, killing_web, torture

ROUNDS = 2
CONTROL_ROUNDS = 10  # until something is lost, which is nearly always in the first


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with books_in(tmp_path_factory.mktemp("killed")) as place:
        yield place


@pytest.fixture
def teller(place: Place) -> Iterator[Teller]:
    with teller_at(place) as teller:
        yield teller


def test_what_was_acknowledged_is_there_once_after_the_web_servers_were_killed(place, teller):
    with web_processes(place) as webs:
        tally = torture(teller, killing_web(webs), tally=Tally(engine(), "web"), webs=webs, rounds=3)
    assert tally.rounds == 3
    assert tally.unanswered > 0, "nobody noticed: nothing was tried"
    assert tally.is_clean, tally


def test_a_server_that_answers_before_it_commits_is_found_out(place, teller):
    with web_processes(place, program="tests.reliability.early") as webs:
        tally = Tally(engine(), "control")
        torture(teller, killing_web(webs), tally=tally, webs=webs, rounds=CONTROL_ROUNDS, is_control=True)
    assert tally.lost > 0, tally


# --- the database, which is killed where it is our own ----------------------------------------------------------------


@contextlib.contextmanager
def own_server(folder: Path, **settings: str) -> Iterator[tuple[Cluster, Teller, list[Web]]]:
    if problem := complaint():
        pytest.skip(problem)
    with cluster(settings) as server:
        place = Place(folder / "data", server.address)
        place.folder.mkdir()
        migrate(place)
        with teller_at(place) as teller, web_processes(place, 1) as webs:
            yield server, teller, webs


@pytest.mark.postgresql
def test_what_was_acknowledged_is_there_once_after_the_database_was_killed(tmp_path):
    with own_server(tmp_path) as (server, teller, webs):
        tally = Tally("postgresql", "database")
        torture(teller, killing_database(server), tally=tally, webs=webs, rounds=ROUNDS)
    assert tally.is_clean, tally


@pytest.mark.postgresql
def test_a_database_that_answers_before_it_has_written_is_found_out(tmp_path):
    with own_server(tmp_path, synchronous_commit="off") as (server, teller, webs):
        tally = Tally("postgresql", "control")
        torture(teller, killing_database(server), tally=tally, webs=webs, rounds=CONTROL_ROUNDS, is_control=True)
    assert tally.lost > 0, tally
