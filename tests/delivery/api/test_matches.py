"""Machines ask who may be a customer already, and learn it of one that they add."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from onaccount.domain.customers.models import Customer
from onaccount.domain.history.models import Event
from onaccount.domain.people.models import KeptAnswer
from tests.delivery.api.machine import Machine, code_of, fields_of, token
from tests.naughty import OURS, can_be_sent
from tests.stage import CAFE, sign_up

pytestmark = pytest.mark.django_db
WIDGETS = {"name": "Graham's Widgets Ltd", "registration_number": "04417723", "email": "office@elsewhere.example"}


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_who_may_be_a_party_is_told_with_the_reasons(machine):
    number = sign_up()
    sign_up(CAFE)
    answer = machine.post("/customers/matches", WIDGETS)
    assert answer.status_code == 200
    (match,) = answer.json()["items"]
    assert (match["number"], match["name"], match["status"]) == (number, "Graham's Widgets", "new")
    assert (match["answer"], match["found_as"]) == ("same", None)
    assert 0.9 < match["score"] <= 1
    told = {reason["code"]: (reason["sentence"], reason["is_against"]) for reason in match["reasons"]}
    assert told["same_registration_number"] == ("same registration number", False)
    assert told["other_email"] == ("other e-mail", True)
    assert machine.get(match["links"]["self"].removeprefix("/api/v1")).json()["number"] == number


def test_nothing_is_written_by_asking_whatever_key_is_sent(machine):
    sign_up()
    before = (Customer.objects.count(), Event.objects.count())
    for _ in range(2):
        answer = machine.post("/customers/matches", WIDGETS, key="once")
        assert "Idempotent-Replayed" not in answer.headers
    assert (Customer.objects.count(), Event.objects.count(), KeptAnswer.objects.count()) == (*before, 0)


def test_nobody_like_it_is_an_empty_list(machine):
    sign_up()
    answer = machine.post("/customers/matches", {"name": "Lantern Yard Nursery"})
    assert (answer.status_code, answer.json()) == (200, {"items": []})


def test_the_body_of_a_new_customer_can_be_sent_as_it_is(machine):
    number = sign_up()
    body = {**WIDGETS, "kind": "company", "tags": ["trade"], "notes": "x", "contact_family_name": "Quill"}
    assert [each["number"] for each in machine.post("/customers/matches", body).json()["items"]] == [number]


def test_matches_are_narrowed_by_answer_score_and_number(machine):
    same = sign_up(registration_number="04417723")
    alike = sign_up(CAFE, external_id="A-1")
    asked = {"name": "Graham's Widgets", "registration_number": "04417723", "external_id": "A-1"}
    cases: list[tuple[dict[str, Any], list[int]]] = [
        ({}, [same, alike]),
        ({"limit": 1}, [same]),
        ({"answers": ["same"]}, [same]),
        ({"answers": ["likely"]}, [alike]),
        ({"answers": []}, []),
        ({"threshold": 0.999}, [same]),
    ]
    for more, numbers in cases:
        told = machine.post("/customers/matches", {**asked, **more}).json()
        assert [each["number"] for each in told["items"]] == numbers, more


@pytest.mark.parametrize(
    ("sent", "refused"),
    [
        ({"name": "Ridge", "colour": "blue"}, {"colour": "unknown_field"}),
        ({"name": 5}, {"name": "not_text"}),
        ({"name": "x" * 10_000}, {"name": "too_long"}),
        ({"name": "Ridge", "email": "half an addr"}, {"email": "email"}),
        ({"name": "Ridge", "login_email": "half an addr"}, {"login_email": "email"}),
        ({"name": "Ridge", "kind": "robot"}, {"kind": "not_one_of"}),
        ({"name": "Ridge", "limit": 0}, {"limit": "out_of_range"}),
        ({"name": "Ridge", "limit": 21}, {"limit": "out_of_range"}),
        ({"name": "Ridge", "limit": "5"}, {"limit": "not_a_whole_number"}),
        ({"name": "Ridge", "threshold": 1.1}, {"threshold": "out_of_range"}),
        ({"name": "Ridge", "threshold": "0.5"}, {"threshold": "not_a_number"}),
        ({"name": "Ridge", "answers": ["different"]}, {"answers.0": "not_one_of"}),
        ([], {"": "not_an_object"}),
    ],
)
def test_each_field_that_cannot_be_used_is_named(machine, sent, refused):
    answer = machine.post("/customers/matches", sent)
    assert (answer.status_code, code_of(answer), fields_of(answer)) == (422, "not_usable", refused)


@pytest.mark.parametrize(
    "sent", [{}, {"name": "  "}, {"city": "York", "postcode": "YO1 9AX"}, {"kind": "company", "limit": 5}]
)
def test_what_tells_nothing_is_refused(machine, sent):
    answer = machine.post("/customers/matches", sent)
    assert (answer.status_code, code_of(answer)) == (422, "nothing_telling")


def test_whatever_is_sent_is_answered(machine):
    sign_up()
    for text in map(can_be_sent, OURS):
        assert machine.post("/customers/matches", {"name": text, "tax_id": text}).status_code in (200, 400, 422)


def test_who_may_only_read_may_ask_and_a_stranger_learns_nothing():
    sign_up()
    assert Machine(token("customers:read")).post("/customers/matches", WIDGETS).status_code == 200
    for secret, status in ((token("events"), 403), ("", 401), ("oa_wrong", 401)):
        answer = Machine(secret).post("/customers/matches", WIDGETS)
        assert answer.status_code == status
        assert "Graham" not in answer.content.decode()


def test_who_was_merged_is_told_as_the_other(machine):
    survivor, loser = sign_up(CAFE), sign_up()
    Customer.objects.filter(number=loser).update(merged_into=survivor)
    (match,) = machine.post("/customers/matches", WIDGETS).json()["items"]
    assert (match["number"], match["found_as"]) == (survivor, loser)


# --- one that is added ------------------------------------------------------------------------------------------------


def test_a_customer_is_added_and_its_likely_doubles_are_told(machine):
    number = sign_up()
    answer = machine.post("/customers", {"kind": "company", **WIDGETS})
    assert answer.status_code == 201
    told = answer.json()
    assert [each["number"] for each in told["matches"]] == [number]
    assert told["number"] not in [each["number"] for each in told["matches"]]
    assert "matches" not in machine.get(f"/customers/{told['number']}").json()


def test_who_is_like_nobody_is_told_so(machine):
    sign_up()
    assert machine.post("/customers", {"kind": "company", "name": "Ridge & Sons"}).json()["matches"] == []


def test_the_same_request_sent_again_is_told_the_same(machine):
    sign_up()
    first, second = (machine.post("/customers", {"kind": "company", **WIDGETS}, key="once") for _ in range(2))
    assert first.json() == second.json()
    assert first.json()["matches"]


@pytest.mark.parametrize("key", [None, "once"])
@pytest.mark.django_db(transaction=True)
def test_who_is_added_stays_added_though_nobody_can_say_whom_it_is_like(machine, monkeypatch, key):
    def fail(*_args: Any, **_more: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")

    monkeypatch.setattr(import_module("onaccount.domain.matching.queries.candidates"), "met_by", fail)
    answer = machine.post("/customers", {"kind": "company", "name": "Ridge & Sons"}, key=key)
    assert (answer.status_code, answer.json()["matches"]) == (201, None)
    assert Customer.objects.get().number == answer.json()["number"]
