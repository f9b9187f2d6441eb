"""A business comes out of its backup as it went in, on either engine (I24). Real processes, as operators call them."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.places import ROOT, Place, engine

ENGINES = ["sqlite", "postgresql"]


@pytest.fixture(scope="module", params=ENGINES)
def restored(request, make_place, backup) -> Place:
    """The business in a new place, on each engine that can be reached from these tests."""
    if request.param == "postgresql" and engine() == "sqlite":
        pytest.skip("these tests run without PostgreSQL; from there, both engines are restored to")
    place = make_place(request.param)
    place.onaccount("restore", str(backup))
    return place


@pytest.fixture(scope="module")
def piped(business, make_place) -> Place:
    """The business in a new place, brought there through a pipe."""
    place = make_place(engine())
    out = business.run("onaccount", "backup", "-")
    assert (out.returncode, out.stdout[:2]) == (0, b"PK")
    place.onaccount("restore", "-", given=out.stdout)
    return place


def test_every_row_and_every_file_is_there_again(business, restored):
    before, after = business.tell("look"), restored.tell("look")
    assert len(before["rows"]["customers.Customer"]) > 25
    assert len(before["files"]) == 2
    assert before == after


def test_names_are_found_by_their_pieces_again(business, restored):
    found = business.tell("find", "keel", "EEL 1", "idge", "graham")
    assert all(found.values())
    assert restored.tell("find", *found) == found


def test_the_backup_of_what_was_restored_has_the_same_hashes(restored, backup, tmp_path):
    """Whichever engine it went through."""
    again = json.loads(restored.onaccount("backup", str(tmp_path / "again.oab"), "--json"))
    first = json.loads(restored.onaccount("restore", str(backup), "--check", "--json"))
    assert again["tables"] == first["tables"]
    assert sum(table["rows"] for table in again["tables"].values()) == again["rows"] > 300


def test_the_books_of_what_was_restored_hold(business, restored):
    """Chains, balances and triggers too, though the rows came in the order of their ids (I24)."""
    assert (business.tell("check"), restored.tell("check")) == (None, None)
    postings = [one.tell("look")["rows"]["ledger.Posting"] for one in (business, restored)]
    assert len(postings[0]) == len(postings[1]) > 2


def test_sessions_are_not_carried_along(business, restored):
    assert (business.tell("sessions"), restored.tell("sessions")) == (1, 0)


def test_what_is_restored_needs_no_further_step(restored):
    assert "nothing to do" in restored.onaccount("migrate")


def test_a_pipe_will_do_at_both_ends(business, piped):
    assert piped.tell("look") == business.tell("look")


def test_the_number_of_a_removed_customer_is_not_given_out_again(business, piped):
    last = max(row["pk"] for row in business.tell("look")["rows"]["customers.Customer"])
    number = piped.tell("add", "One More")
    assert number == last + 2
    assert piped.tell("find", "one mor") == {"one mor": [number]}


def test_nothing_is_written_into_a_database_that_holds_something(business, backup):
    before = business.tell("look")
    assert "not empty" in business.refused("restore", str(backup))
    assert business.tell("look") == before


def test_a_check_says_that_it_can_be_restored_and_writes_nothing(business, backup):
    before = business.tell("look"), sorted(business.folder.rglob("*"))
    assert "can be restored" in business.onaccount("restore", str(backup), "--check")
    assert (business.tell("look"), sorted(business.folder.rglob("*"))) == before


def test_the_key_is_in_it_only_when_it_is_asked_for(business, make_place, restored, tmp_path):
    key = (business.folder / "secret_key").read_text()
    assert (restored.folder / "secret_key").read_text() != key
    place, file = make_place("sqlite"), tmp_path / "with.oab"
    business.onaccount("backup", str(file), "--with-key")
    assert "secret key" not in place.onaccount("restore", str(file))
    assert (place.folder / "secret_key").read_text() == key
    assert (place.folder / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_migrated_database_is_restored_into_but_not_while_it_runs(business, make_place, backup):
    place = make_place(engine())
    place.onaccount("migrate")
    with connected(place):
        assert "is running" in place.refused("restore", str(backup))
    place.onaccount("restore", str(backup))
    assert place.tell("look") == business.tell("look")
    found = business.tell("find", "keel", "graham")
    assert place.tell("find", *found) == found


HOLD = """
import sys
from django.db import connection
connection.ensure_connection()
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def connected(place: Place) -> Iterator[None]:
    """A process of OnAccount has the database of a place open, and does nothing with it."""
    command = [sys.executable, "-m", "onaccount", "manage", "shell", "-v0", "-c", HOLD]
    with subprocess.Popen(command, env=place.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"open\n"
        yield
        process.kill()


# A restore that stops, and says so, when it has written the customers.
STOPPING = """
import sys, time
from onaccount.delivery.commands import main, set_up_django
set_up_django()
from onaccount.domain.backups.actions import restore
load_table = restore.load_table
def stop(backup, part, table, tell):
    load_table(backup, part, table, tell)
    if table.name == "customers_customer":
        print("begun", flush=True)
        time.sleep(600)
restore.load_table = stop
main(["restore", sys.argv[1]])
"""


def test_a_restore_that_is_killed_leaves_an_empty_database_and_is_done_again(business, make_place, backup):
    place = make_place(engine())
    command = [sys.executable, "-c", STOPPING, str(backup)]
    with subprocess.Popen(command, env=place.environment(), cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"begun\n"
        assert "is running" in place.refused("restore", str(backup))
        process.kill()
    assert place.tell("look")["rows"]["customers.Customer"] == []
    place.onaccount("restore", str(backup))
    assert place.tell("look") == business.tell("look")


@pytest.fixture(scope="module")
def early(make_place, tmp_path_factory) -> Path:
    """A backup of an earlier version, with a member of staff: before customers/0002, and with fewer tables."""
    place, file = make_place(engine()), tmp_path_factory.mktemp("early") / "early.oab"
    place.onaccount("manage", "migrate", "-v0", "customers", "0001")
    place.tell("hire")
    place.onaccount("backup", str(file))
    return file


def test_a_backup_of_an_earlier_version_is_restored_and_brought_up_to_date(make_place, early):
    """The tables are made as they were, filled, then changed."""
    place = make_place(engine())
    assert "Brought up to date" in place.onaccount("restore", str(early))
    assert "nothing to do" in place.onaccount("migrate")
    assert [row["fields"]["name"] for row in place.tell("look")["rows"]["people.Principal"]] == ["Early Bird"]
    number = place.tell("add", "One More")
    assert place.tell("find", "one mor") == {"one mor": [number]}


def test_a_backup_of_an_earlier_version_is_not_put_into_later_tables(business, early):
    assert "tables of another version" in business.refused("restore", str(early))


def test_a_stored_file_that_is_gone_is_said(business, tmp_path):
    folder = shutil.copytree(business.folder, tmp_path / "copy")
    place = Place(Path(folder), business.address)
    for stored in (place.folder / "files").iterdir():
        stored.unlink() if stored.stat().st_size else stored.write_bytes(b"not as it was")
    done = place.run("onaccount", "backup", str(tmp_path / "some.oab"), "--json")
    assert done.returncode == 2
    said = json.loads(done.stdout)
    assert sorted(lost["why"] for lost in said["lost_files"]) == [
        "No such file or directory",
        "its contents are not those that were stored",
    ]
    assert said["files"] == 1
