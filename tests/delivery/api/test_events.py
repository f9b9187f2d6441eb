"""The feed of events, as machines read it."""

import pytest

from onaccount.delivery.jobs.worker import work_once
from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.history.actions import erase_details, publish_pending, record
from onaccount.domain.history.rules import Subject
from onaccount.domain.people.rules import Kind
from tests.delivery.api.machine import Machine, code_of, fields_of, token
from tests.stage import AT, COMMAND, TOM, hire, sign_up, work_off

pytestmark = pytest.mark.django_db


def reader(rights: str = "events,customers:read") -> Machine:
    return Machine(token(rights))


def happen(kind: str = "customer", name: str = "customer.corrected", **more) -> None:
    record(name, Subject(kind, "5"), by=COMMAND, at=AT, **more)
    publish_pending()


def items(machine: Machine, **query) -> list[dict]:
    answer = machine.get("/events", **query)
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def test_an_event_says_who_did_what_to_what_when_and_from_what_to_what():
    tom = hire()
    number = sign_up()
    correct_customer(number=number, values={"phone": "020 7946 0018"}, by=tom, at=AT)
    work_off()
    last = items(reader())[-1]
    assert (last["event"], last["subject"]) == ("customer.corrected", {"kind": "customer", "key": str(number)})
    assert last["actor"] == {"kind": Kind.STAFF.value, "key": tom.key, "name": TOM.name}
    assert (last["at"], last["why"]) == ("2026-11-22T09:30:00Z", "")
    assert set(last["changes"]) == {"phone"}


def test_a_reader_goes_on_where_it_was_and_is_told_where_it_is():
    machine = reader()
    for _ in range(3):
        happen()
    first = machine.get("/events", limit=2).json()
    start = first["items"][0]["position"]
    assert first["next"] == start + 1
    then = machine.get("/events", after=first["next"]).json()
    assert [one["position"] for one in then["items"]][-1] == then["next"]
    assert machine.get("/events", after=then["next"]).json() == {"items": [], "next": then["next"]}


def test_the_worker_publishes_in_its_round():
    machine = reader()
    work_off()
    before = machine.get("/events", limit=200).json()["next"]
    record("customer.corrected", Subject("customer", "5"), by=COMMAND, at=AT)
    assert items(machine, after=before) == []
    work_once()
    assert len(items(machine, after=before)) == 1


def test_what_was_erased_is_told_without_its_values():
    happen(changes={"phone": ("1", "2")}, why="She called")
    erase_details("customer", ["5"])
    last = items(reader())[-1]
    assert (last["changes"], last["why"]) == (None, "")


@pytest.mark.parametrize(
    ("rights", "kind", "changes", "told", "why"),
    [
        ("events,customers:read", "customer", {"name": ("a", "b")}, {"name": ["a", "b"]}, "So"),
        ("events", "customer", {"name": ("a", "b")}, None, ""),
        ("events,customers:read", "import", {"created": (None, 5)}, None, ""),
        ("events,customers:read", "customer", {"credit_reference": (None, "CR-1")}, None, "So"),
        ("events,customers:read,credit:read", "customer", {"credit_reference": (None, "CR-1")},
         {"credit_reference": [None, "CR-1"]}, "So"),
    ],
)  # fmt: skip
def test_values_are_told_to_those_who_may_see_what_they_are_of(rights, kind, changes, told, why):
    happen(kind, changes=changes, why="So")
    last = items(reader(rights))[-1]
    assert (last["changes"], last["why"]) == (told, why)


def test_a_position_after_the_end_is_refused_for_what_it_waits_for_may_be_lost():
    happen()
    answer = reader().get("/events", after=10**6)
    assert (answer.status_code, code_of(answer)) == (409, "position_ahead")


@pytest.mark.parametrize("query", [{"after": "x"}, {"after": -1}, {"after": 10**20}, {"limit": 0}, {"limit": 201}])
def test_a_position_is_a_whole_number_and_a_limit_has_a_limit(query):
    answer = reader().get("/events", **query)
    assert (answer.status_code, code_of(answer)) == (422, "not_usable")
    assert set(fields_of(answer)) == set(query)


def test_the_feed_needs_its_right():
    answer = Machine(token("customers")).get("/events")
    assert (answer.status_code, code_of(answer)) == (403, "right_missing")


@pytest.mark.parametrize("count", [1, 20])
def test_the_feed_costs_the_same_however_much_is_read(count, django_assert_max_num_queries):
    machine = reader()
    for _ in range(count):
        happen(changes={"phone": ("1", "2")})
    machine.get("/events")
    with django_assert_max_num_queries(4):
        assert len(items(machine, limit=count)) == count
