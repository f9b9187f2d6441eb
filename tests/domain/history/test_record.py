"""A fact is kept exactly if the change that it speaks of is."""

from datetime import timedelta, timezone

import pytest
from django.db import connection, transaction

from onaccount.domain.history.actions import erase_details, record, take_back_set
from onaccount.domain.history.models import Event, EventDetail, Pending, event_id
from onaccount.domain.history.queries import backlog, facts_of, latest_fact, subjects_of
from onaccount.domain.history.rules import Actor, Subject
from tests.stage import AT, COMMAND, LATER

WIDGETS = Subject("customer", "5")
CAFE = Subject("customer", "11")

pytestmark = pytest.mark.django_db


class ChangeOfMind(Exception):  # noqa: N818 - it is no error
    """After all, no."""


def test_a_fact_and_what_follows_from_it_are_kept_together():
    event = record("customer.added", WIDGETS, by=COMMAND, at=AT)
    assert Pending.objects.get().event == event
    assert Pending.objects.get().due_at == AT


def test_a_change_that_is_taken_back_leaves_neither_fact_nor_consequence():
    @transaction.atomic
    def add_and_think_again():
        record("customer.added", WIDGETS, by=COMMAND, at=AT, changes={"name": ("", "Graham's Widgets")})
        raise ChangeOfMind

    with pytest.raises(ChangeOfMind):
        add_and_think_again()
    assert not Event.objects.exists()
    assert not EventDetail.objects.exists()
    assert not Pending.objects.exists()


def test_a_fact_says_who_what_when_from_what_to_what_and_why():
    record("customer.made_admin", WIDGETS, by=COMMAND, at=AT, changes={"status": ("new", "admin")}, why="By telephone")
    [fact] = facts_of(WIDGETS)
    assert (fact.name, fact.actor_kind, fact.actor_key, fact.at) == ("customer.made_admin", "command", "command", AT)
    assert fact.changes == {"status": ("new", "admin")}
    assert fact.why == "By telephone"


def test_a_consequence_may_be_due_later_than_its_fact():
    record("letter.queued", WIDGETS, by=COMMAND, at=AT, due_at=AT + LATER)
    assert Pending.objects.get().due_at == AT + LATER


def test_facts_are_read_newest_first_and_those_of_one_moment_in_the_order_they_happened():
    for name in ("customer.added", "customer.activated", "customer.made_inactive"):
        record(name, WIDGETS, by=COMMAND, at=AT)
    record("customer.added", CAFE, by=COMMAND, at=AT)
    assert [fact.name for fact in facts_of(WIDGETS)] == [
        "customer.made_inactive",
        "customer.activated",
        "customer.added",
    ]
    latest = latest_fact(WIDGETS, ["customer.added", "customer.activated"])
    assert latest is not None
    assert latest.name == "customer.activated"


def test_of_something_to_which_nothing_happened_there_is_no_fact():
    assert facts_of(CAFE) == []
    assert latest_fact(CAFE, ["customer.added"]) is None


def test_the_values_of_a_fact_can_be_erased_and_the_fact_stays():
    record("customer.corrected", WIDGETS, by=COMMAND, at=AT, changes={"phone": ("1", "2")}, why="She called")
    record("customer.corrected", CAFE, by=COMMAND, at=AT, changes={"phone": ("3", "4")})
    erase_details("customer", ["5"])
    [fact] = facts_of(WIDGETS)
    assert (fact.changes, fact.why) == ({}, "")
    assert facts_of(CAFE)[0].changes == {"phone": ("3", "4")}


def test_what_an_actor_did_is_found_by_kind():
    record("customer.added", WIDGETS, by=Actor("demo", "demo", "The demo"), at=AT)
    record("customer.added", CAFE, by=COMMAND, at=AT)
    assert subjects_of(by_kind="demo", event="customer.added") == ["5"]


def test_the_facts_of_a_set_that_was_cut_off_are_forgotten():
    record("customer.imported", WIDGETS, by=COMMAND, at=AT)
    record("customer.imported", CAFE, by=COMMAND, at=AT)
    take_back_set("customer.imported", "customer", ["5"])
    assert facts_of(WIDGETS) == []
    assert len(facts_of(CAFE)) == 1


def test_the_backlog_counts_what_still_has_to_leave():
    record("letter.queued", WIDGETS, by=COMMAND, at=AT)
    assert backlog().pending == 1
    assert backlog().deliveries == backlog().parked == 0


def test_a_fact_is_written_as_django_writes_it():
    """On whatever clock the moment was told."""
    at = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    record("customer.added", WIDGETS, by=COMMAND, at=at)
    row = Event.objects.get()
    assert (row.at, row.subject_key) == (AT, "5")
    Event(
        id=event_id(), name=row.name, actor_kind=row.actor_kind, actor_key=row.actor_key, subject_kind="customer",
        subject_key="5", at=at,
    ).save()  # fmt: skip
    with connection.cursor() as cursor:
        columns = "length(CAST(id AS varchar)), name, actor_kind, actor_key, CAST(at AS varchar)"
        cursor.execute(f"SELECT {columns} FROM history_event")
        ours, djangos = cursor.fetchall()
    assert ours == djangos
