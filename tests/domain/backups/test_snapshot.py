"""A backup is one moment of the business, and nobody waits for it."""

import io
import json
import threading
import zipfile
from typing import Any

import pytest
from django.db import connections

from onaccount.domain.backups.actions import make_backup
from onaccount.domain.backups.queries import snapshot
from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import Origin
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.rules import NotAllowed
from tests.stage import AT, COMMAND, INES, hire, sign_up, sign_up_many

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(verb) -> Any:
    """Do it on a connection of its own; answers what it raised."""
    answers: list[Any] = []

    def run() -> None:
        try:
            verb()
            answers.append(None)
        except Exception as error:  # noqa: BLE001 - what went wrong is what is asked
            answers.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=60)
    assert answers, "whoever writes waits for the backup"
    return answers[0]


def change_something() -> None:
    """A company with a contact, an address and a login comes; another changes its status and its name."""
    n = Customer.objects.count()
    sign_up(login=f"late{n}@widgets.example")
    first = Customer.objects.order_by("number").first()
    assert first is not None
    Customer.objects.filter(pk=first.number).update(name=f"{first.name}!", notes="changed")


def backed_up(during=lambda: None) -> tuple[dict[str, list[dict[str, Any]]], int]:
    """The rows of a backup by table, and how often somebody wrote while it was made."""
    out, writes = io.BytesIO(), 0

    def tell(_done: int, _total: int) -> None:
        nonlocal writes
        assert elsewhere(during) is None
        writes += 1

    make_backup(out=out, version="0", with_key=False, by=COMMAND, at=AT, tell=tell)
    archive = zipfile.ZipFile(out)
    manifest = json.loads(archive.read("manifest.json"))
    rows = {}
    for table in manifest["tables"]:
        names = [name for name, _kind in table["columns"]]
        lines = archive.read(f"tables/{table['name']}.jsonl").splitlines()
        rows[table["name"]] = [dict(zip(names, json.loads(line), strict=True)) for line in lines]
    return rows, writes


def tears(rows: dict[str, list[dict[str, Any]]]) -> set[str]:
    """Where parts of the backup speak of different moments."""
    numbers = {row["number"] for row in rows["customers_customer"]}
    events = {row["id"] for row in rows["history_event"]}
    added = {int(row["subject_key"]) for row in rows["history_event"] if row["name"] == "customer.added"}
    return {
        table
        for table, found, known in (
            ("customers_address", {row["customer_id"] for row in rows["customers_address"]}, numbers),
            ("customers_location", {row["customer_id"] for row in rows["customers_location"]}, numbers),
            ("vetting_application", {row["customer_id"] for row in rows["vetting_application"]}, numbers),
            ("history_pending", {row["event_id"] for row in rows["history_pending"]}, events),
            ("history_event", added, numbers),
        )
        if not found <= known
    }


def test_who_writes_meanwhile_does_not_wait_and_is_not_in_it():
    numbers = sign_up_many(3)
    rows, writes = backed_up(change_something)
    assert writes > 5
    assert Customer.objects.count() == 3 + writes
    assert [row["number"] for row in rows["customers_customer"]] == numbers
    assert "changed" not in {row["notes"] for row in rows["customers_customer"]}
    assert not tears(rows)


def test_without_one_moment_the_parts_would_not_fit(monkeypatch):
    """The tests above are worth something: read without a transaction, the same backup is torn."""
    monkeypatch.setitem(snapshot.BEGIN, "sqlite", ("SELECT 1",))
    # Each statement then sees its own moment, as one would who forgot what PostgreSQL does by default.
    monkeypatch.setitem(snapshot.BEGIN, "postgresql", ("BEGIN ISOLATION LEVEL READ COMMITTED",))
    sign_up_many(3)
    rows, _writes = backed_up(change_something)
    assert tears(rows)


def test_who_may_not_back_up_gets_nothing():
    for by in (hire(INES), Actor("login", "1", "A customer")):
        out = io.BytesIO()
        with pytest.raises(NotAllowed, match="back up"):
            make_backup(out=out, version="0", with_key=False, by=by, at=AT, tell=lambda *_: None)
        assert not out.getvalue()


def test_a_backup_leaves_no_lock_and_no_trace_in_the_database():
    sign_up()
    before, _ = backed_up()
    after, _ = backed_up()
    assert before == after
    add_customer(values={"kind": "company", "name": "Next"}, origin=Origin.STAFF, by=COMMAND, at=AT)
