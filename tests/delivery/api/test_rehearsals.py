"""A limit is tried on the past by the API, and nothing comes of it."""

from typing import Any

import pytest

from tests.delivery.api.machine import Machine, code_of, fields_of
from tests.delivery.api.test_accounts import account, at, pay, stands
from tests.stage import let_in


@pytest.fixture
def machine(db) -> Machine:
    return Machine()


def tried(machine: Machine, number: int, limit: str, **more: Any) -> Any:
    return machine.get(at(number, "rehearsal"), limit=limit, **more)


def test_it_says_what_would_have_been_held_up_and_which_limit_is_enough(machine):
    number = account()
    for amount in ("300", "150", "40"):
        pay(machine, number, amount, reference=f"Order {amount}")
    before = stands(machine, number)
    body = tried(machine, number, "400").json()
    assert (body["charges"], body["held_up"]) == (
        {"count": 3, "sum": "490.00"}, {"count": 1, "sum": "150.00"},
    )  # fmt: skip
    (one,) = body["items"]
    assert (one["amount"], one["owed"], one["over"], one["reference"]) == ("150.00", "300.00", "50.00", "Order 150")
    assert body["first"] == body["worst"] == one
    assert (body["as_it_was"]["highest"], body["as_it_was"]["days_over"]) == ("490.00", 1)
    assert (body["rehearsed"]["highest"], body["rehearsed"]["days_over"]) == ("340.00", 0)
    assert (body["enough"], body["limit"], body["next"]) == ("490.00", "400.00", None)
    assert not tried(machine, number, body["enough"]).json()["items"]
    free = tried(machine, number, "unlimited").json()
    assert (free["limit"], free["items"], free["first"], free["enough"]) == (None, [], None, "490.00")
    assert stands(machine, number) == before


def test_the_list_goes_on_where_it_stopped(machine):
    number = account(limit=10**7)
    for _ in range(51):
        pay(machine, number, "2")
    first = tried(machine, number, "1").json()
    last = tried(machine, number, "1", cursor=first["next"]).json()
    assert (len(first["items"]), len(last["items"]), last["next"]) == (50, 1, None)
    assert last["held_up"] == first["held_up"] == {"count": 51, "sum": "102.00"}
    assert code_of(tried(machine, number, "500", cursor=first["next"])) == "cursor_unknown", "it fits then"


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({"limit": ""}, "limit", "not_an_amount"),
        ({"limit": "-1"}, "limit", "not_an_amount"),
        ({"limit": "none"}, "limit", "not_an_amount"),
        ({"limit": "5", "from": "yesterday"}, "from", "not_a_day"),
        ({"limit": "5", "from": "2026-11-22", "to": "2026-11-21"}, "to", "period_backwards"),
        ({"limit": "5", "from": "2000-01-01"}, "from", "period_too_long"),
        ({"limit": "5", "to": "2026-02-30"}, "to", "not_a_day"),
        ({"limit": "5", "to": "1900-01-01"}, None, None),
        ({"limit": "5", "to": "2999-12-31"}, None, None),
        ({}, "limit", "required"),
    ],
)
def test_what_cannot_be_tried_is_refused_by_field(machine, sent, field, code):
    answer = machine.get(at(account(), "rehearsal"), **sent)
    if field is None:
        assert answer.status_code == 200, answer.content
    else:
        assert (answer.status_code, fields_of(answer)) == (422, {field: code})


def test_where_there_is_no_account_nothing_is_tried(machine):
    assert code_of(tried(machine, let_in(), "5")) == "no_account"
    assert code_of(tried(machine, 999_999_999, "5")) == "no_such_customer"
