"""A disk that is full, read-only, or a database that is away: said in words, nothing half done, no repair (I23)."""

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.delivery.api.machine import Machine, code_of
from tests.delivery.api.test_accounts import account, pay, stands
from tests.places import Place
from tests.reliability.books import Teller, migrate, teller_at
from tests.reliability.cluster import cluster, complaint
from tests.reliability.processes import web_processes
from tests.reliability.rounds import is_there
from tests.reliability.tills import Answer, Shop, Till

SMALL = {"max_wal_size": "32MB", "min_wal_size": "32MB"}
MOST = 3_000  # charges until a full disk is noticed
NOTICED = {"no_space": 507, "busy": 503, "read_only": 503}


@contextlib.contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A file system of its own, which only root may make."""
    if os.getuid() != 0:
        pytest.skip("only root mounts a small disk")
    folder = Path(tempfile.mkdtemp(prefix="onaccount-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("this system mounts nothing")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)
        folder.rmdir()


def fill(folder: Path) -> Path:
    """A file of somebody else's that takes all that is left."""
    path = folder / "somebody-elses"
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return path


def charge_until_refused(till: Till, number: int) -> Answer:
    for n in range(MOST):
        reference = f"full-{n}"
        body = {"amount": "1.00", "reference": reference}
        answer = till.ask("POST", f"/customers/{number}/account/payments", body, key=reference)
        assert answer is not None, "the server went away"
        if answer.status != 201:
            return answer
        till.seen.note(reference, answer)
    raise AssertionError("the disk was never full")


def is_said_in_words(answer: Answer) -> bool:
    assert answer.status == NOTICED.get(answer.code), answer
    return bool(answer.body["detail"] and answer.body["cure"] and "Traceback" not in str(answer.body))


def goes_on(shop: Shop, number: int, teller: Teller) -> None:
    """The first charge, and all that was acknowledged before is there."""
    began = time.monotonic()
    assert shop.tills[0].charge(number, reference="after").status == 201
    print(f"charged again after {time.monotonic() - began:.2f} s")
    there = {row[0]: (row[1], row[2]) for row in teller.ask("postings")}
    assert all(is_there(answer.body, there.get(reference)) for reference, answer in shop.seen.acknowledged.items())
    assert set(there) == set(shop.seen.acknowledged), "and nothing that was refused"
    assert teller.books_hold()
    shop.tills[0].close()


@pytest.mark.sqlite
def test_a_full_disk_is_said_and_with_space_the_first_charge_goes_through_on_sqlite():
    with small_disk(24) as folder:
        place = Place(folder, "")
        migrate(place)
        with teller_at(place) as teller, web_processes(place, 1) as webs:
            books = teller.ask("open_books", None)
            shop, (number,) = Shop([web.port for web in webs], books["secret"], count=1), books["numbers"]
            filler = fill(folder)
            refused = charge_until_refused(shop.tills[0], number)
            assert is_said_in_words(refused)
            assert refused.code == "no_space"
            assert teller.books_hold(), "while the disk is full too"
            filler.unlink()
            goes_on(shop, number, teller)


@pytest.mark.postgresql
def test_a_full_disk_is_said_and_with_space_the_first_charge_goes_through_on_postgresql(tmp_path):
    """A server that can write no log ends itself. Somebody starts it again, and nobody repairs anything."""
    if problem := complaint():
        pytest.skip(problem)
    with small_disk(96) as disk, cluster(SMALL, folder=disk / "server") as server:
        place = Place(tmp_path, server.address)
        migrate(place)
        with teller_at(place) as teller, web_processes(place, 1) as webs:
            books = teller.ask("open_books", None)
            shop, (number,) = Shop([web.port for web in webs], books["secret"], count=1), books["numbers"]
            filler = fill(disk)
            assert is_said_in_words(charge_until_refused(shop.tills[0], number))
            filler.unlink()
            if not server.answers():
                server.kill()
                server.start()
            goes_on(shop, number, teller)


@pytest.mark.postgresql
def test_a_database_that_is_away_is_said_and_when_it_is_back_the_charge_goes_through(tmp_path):
    if problem := complaint():
        pytest.skip(problem)
    with cluster({}) as server:
        place = Place(tmp_path, server.address)
        migrate(place)
        with teller_at(place) as teller, web_processes(place, 1) as webs:
            books = teller.ask("open_books", None)
            shop, (number,) = Shop([web.port for web in webs], books["secret"], count=1), books["numbers"]
            assert shop.tills[0].charge(number).status == 201
            server.stop()
            refused = charge_until_refused(shop.tills[0], number)
            assert (refused.status, refused.code, is_said_in_words(refused)) == (503, "busy", True)
            server.start()
            goes_on(shop, number, teller)


@pytest.mark.django_db(transaction=True)
def test_books_that_can_only_be_read_say_so_and_take_the_charge_when_they_can_be_written():
    machine, number = Machine(), account()
    pay(machine, number, "1.00", "k1")
    with only_reading():
        refused = pay(machine, number, "1.00", "k2")
        assert (refused.status_code, code_of(refused)) == (503, "read_only")
        assert stands(machine, number)[0] == "1.00"
    assert pay(machine, number, "1.00", "k2").status_code == 201
    assert stands(machine, number)[0] == "2.00"


@contextlib.contextmanager
def only_reading() -> Iterator[None]:
    """As on a disk that was mounted read-only, or on a database that follows another."""
    switch = {
        "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
        "postgresql": ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off"),
    }
    on, off = switch[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(on)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(off)


def test_a_command_that_finds_a_read_only_disk_says_so_in_a_sentence():
    with small_disk(24) as folder:
        place = Place(folder, "")
        migrate(place)
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        assert "database" in place.refused("check-books")
        assert "database" in place.refused("serve", "--port", "8455")
