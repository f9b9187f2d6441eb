"""A limit that is raised for a time: by the API, with who approved it and why; it comes back by itself (B-09)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from onaccount.domain.history.models import EventDetail
from tests.delivery.api.machine import Machine, code_of, fields_of, token
from tests.delivery.api.test_accounts import account, at, pay, stands
from tests.stage import let_in

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
END = "2026-11-22T12:00:00Z"
RISE = {"amount": "50", "ends_at": END, "why": "Christmas  stock"}


@pytest.fixture
def machine(db) -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        machine = Machine()
        yield machine, clock


def breakdown(machine: Machine, number: int) -> dict[str, str]:
    return machine.get(f"/customers/{number}/verdict", amount="1", door="till").json()["breakdown"]


def test_it_is_given_shown_in_the_breakdown_and_over_at_its_end(machine):
    machine, clock = machine
    number = account()
    made = machine.post(at(number, "rises"), RISE, key="once")
    assert (made.status_code, made.json()["amount"], made.json()["why"]) == (201, "50.00", "Christmas stock")
    assert machine.post(at(number, "rises"), RISE, key="once").json() == made.json()
    assert made.json()["approved_by"]["name"] == "The shop"
    assert machine.get(at(number, "rises")).json()["items"] == [made.json()]
    assert breakdown(machine, number)["rise"] == "50.00"
    assert pay(machine, number, "550").status_code == 201

    clock.move_to(NOW + timedelta(hours=2, minutes=30))
    assert breakdown(machine, number) == {
        "limit": "500.00", "rise": "0.00", "owed": "550.00", "holds": "0.00", "leases": "0.00",
    }  # fmt: skip
    assert stands(machine, number) == ("550.00", "-50.00")
    assert machine.get(at(number, "rises")).json()["items"] == []
    late = machine.ask("DELETE", at(number, f"rises/{made.json()['id']}"))
    assert (late.status_code, code_of(late)) == (409, "rise_not_running")


def test_it_is_ended_sooner_and_why_it_was_given_stays(machine):
    machine, _ = machine
    number = account()
    made = machine.post(at(number, "rises"), RISE).json()
    path = at(number, f"rises/{made['id']}")
    assert [machine.ask("DELETE", path).status_code for _ in range(2)] == [204, 409]
    assert stands(machine, number)[1] == "500.00"
    kept = EventDetail.objects.get(event__name="account.limit_raised")
    assert (kept.why, kept.changes["rise"]) == ("Christmas stock", [None, "50.00 GBP"])
    other = account("other@widgets.example")
    rise = machine.post(at(other, "rises"), RISE).json()["id"]
    assert code_of(machine.ask("DELETE", at(number, f"rises/{rise}"))) == "rise_not_running", "it is a stranger's"


def test_one_that_is_to_come_counts_from_its_start(machine):
    machine, clock = machine
    number = account()
    machine.post(at(number, "rises"), {**RISE, "starts_at": "2026-11-22T11:00:00+00:00"})
    assert stands(machine, number)[1] == "500.00"
    clock.move_to(NOW + timedelta(minutes=90))
    assert (stands(machine, number)[1], timezone.now().hour) == ("550.00", 11)


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"amount": "0"}, "amount", "amount_of_nothing"),
        ({"amount": "-1"}, "amount", "not_an_amount"),
        ({"ends_at": "2026-11-22T09:30:00Z"}, "ends_at", "rise_impossible"),
        ({"ends_at": "2026-11-22T12:00:00"}, "ends_at", "rise_impossible"),
        ({"ends_at": "soon"}, "ends_at", "rise_impossible"),
        ({"ends_at": "0001-01-01T00:00:00+14:00"}, "ends_at", "rise_impossible"),
        ({"starts_at": ""}, "starts_at", "rise_impossible"),
        ({"starts_at": "2026-11-23T00:00:00Z"}, "ends_at", "rise_impossible"),
        ({"currency": "EUR"}, "amount", "rise_in_other_currency"),
        ({"why": "x" * 501}, "why", "too_long"),
    ],
)
def test_what_is_no_rise_is_refused_by_field(machine, more, field, code):
    machine, _ = machine
    answer = machine.post(at(account(), "rises"), {**RISE, **more})
    assert (answer.status_code, fields_of(answer)) == (422, {field: code})


def test_an_account_without_a_limit_or_none_at_all_is_not_raised(machine):
    machine, _ = machine
    number = account()
    machine.ask("PUT", at(number), {"credit": "unlimited"})
    assert code_of(machine.post(at(number, "rises"), RISE)) == "rise_of_nothing"
    assert code_of(machine.post(at(let_in(login="x@widgets.example"), "rises"), RISE)) == "no_account"
    assert code_of(machine.get(at(999_999_999, "rises"))) == "no_such_customer"


def test_it_takes_the_right_to_set_limits(machine):
    machine, _ = machine
    number = account()
    keeper = Machine(token("customers,accounts", name="Keeper"))
    assert keeper.post(at(number, "rises"), RISE).status_code == 403
    assert keeper.get(at(number, "rises")).json() == {"items": []}
