"""A request that is sent twice with one key has its effect once, in whatever order and however many at once."""

import threading
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onaccount.delivery.api import once
from onaccount.domain.customers.queries import Sought, customer_records
from onaccount.domain.people.actions import answers, forget_answers
from onaccount.domain.people.models import KeptAnswer
from onaccount.domain.people.rules import ANSWERS_KEPT
from tests.delivery.api.machine import Machine, code_of, token
from tests.stage import race

SENT = {"kind": "company", "name": "Ridge & Sons"}
ROUNDS = 3
AT_ONCE = 64


def count() -> int:
    return len(customer_records(Sought(), after=None, limit=200)[0])


@pytest.mark.django_db
def test_the_same_request_again_is_given_the_first_answer():
    machine = Machine()
    first, second = (machine.post("/customers", SENT, key="order-1") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    for header in ("Location", "ETag", "Content-Type"):
        assert second.headers[header] == first.headers[header]
    assert second.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert count() == 1


@pytest.mark.django_db
def test_another_request_with_the_same_key_is_refused():
    machine = Machine()
    machine.post("/customers", SENT, key="order-1")
    answer = machine.post("/customers", {**SENT, "city": "York"}, key="order-1")
    assert (answer.status_code, code_of(answer)) == (422, "key_reused")
    assert count() == 1


@pytest.mark.django_db
def test_keys_are_each_tokens_own():
    first, second = (Machine(token(name=name)).post("/customers", SENT, key="order-1") for name in ("A", "B"))
    assert first.json()["number"] != second.json()["number"]


@pytest.mark.django_db
def test_without_a_key_each_request_counts():
    machine = Machine()
    for _ in range(2):
        machine.post("/customers", SENT)
    assert count() == 2


@pytest.mark.django_db
def test_what_was_refused_is_not_kept_so_it_can_be_mended_and_sent_again():
    machine = Machine()
    assert machine.post("/customers", {"kind": "company"}, key="order-1").status_code == 422
    assert machine.post("/customers", SENT, key="order-1").status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256])
def test_a_key_that_cannot_be_used_is_refused(key):
    answer = Machine().ask("POST", "/customers", SENT, headers={"Idempotency-Key": key})
    assert (answer.status_code, code_of(answer)) == (400, "key_unreadable")


@pytest.mark.django_db
def test_answers_are_forgotten_after_their_time():
    Machine().post("/customers", SENT, key="order-1")
    kept = KeptAnswer.objects.get().at
    assert forget_answers(at=kept + ANSWERS_KEPT) == 0
    assert forget_answers(at=timezone.now() + ANSWERS_KEPT) == 1


def flock_to(machine: Machine, key: str) -> list[tuple[int, str]]:
    """So many at once; what each was answered, and the number of the customer it speaks of."""
    answers_given = race(*[lambda: machine.post("/customers", SENT, key=key) for _ in range(AT_ONCE)])
    return [(answer.status_code, answer.json().get("number")) for answer in answers_given]


@pytest.mark.django_db(transaction=True)
def test_of_64_at_once_one_has_the_effect_and_all_are_given_its_answer():
    machine = Machine()
    for n in range(1, ROUNDS + 1):
        assert len(set(flock_to(machine, f"order-{n}"))) == 1
        assert count() == n


@pytest.mark.django_db(transaction=True)
def test_a_flock_finds_out_whoever_only_looks_the_key_up_before(monkeypatch):
    """The negative control: looked up before and kept after, as one would write it who thinks of one request."""
    kept: dict[str, answers.Answer] = {}

    def look_up_then_do(*, by, key, digest, at, answer):
        if key in kept:
            return answers.Given(kept[key], is_replay=True)
        time.sleep(0.3)  # as long as a busy machine may take between the two
        kept[key] = answer()
        return answers.Given(kept[key], is_replay=False)

    monkeypatch.setattr(once, "answer_once", look_up_then_do)
    assert len(set(flock_to(Machine(), "order-1"))) > 1


@pytest.mark.django_db(transaction=True)
def test_one_that_waits_too_long_is_told_that_its_key_is_in_use(monkeypatch):
    monkeypatch.setattr(answers, "WAIT_FOR_KEY", 0.3)
    monkeypatch.setitem(answers.CLAIM, "postgresql", answers.CLAIM["postgresql"].replace("'5s'", "'300ms'"))
    machine, busy, done = Machine(), threading.Event(), threading.Event()
    add = once._kept

    def slowly(response):
        busy.set()
        done.wait(10)
        return add(response)

    monkeypatch.setattr(once, "_kept", slowly)

    def second():
        busy.wait(10)
        try:
            return machine.post("/customers", SENT, key="order-1")
        finally:
            done.set()

    first_answer, second_answer = race(lambda: machine.post("/customers", SENT, key="order-1"), second)
    assert first_answer.status_code == 201
    assert (second_answer.status_code, code_of(second_answer)) == (409, "key_in_use")
    assert machine.post("/customers", SENT, key="order-1").headers["Idempotent-Replayed"] == "true"
    assert count() == 1


@pytest.mark.django_db
def test_a_create_costs_a_fixed_number_of_statements():
    machine = Machine()
    machine.get("/customers")
    machine.post("/customers", SENT, key="first")  # what is asked once for all is asked
    for n in range(2):
        with CaptureQueriesContext(connection) as asked:
            machine.post("/customers", {**SENT, "email": f"n{n}@ridge.example", "city": "York"}, key=f"order-{n}")
        written = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
        # the token, the key, the right, who is vetted; five rows, the keys it is found by; who it may be, in two; the
        # customer and its parts read again; the answer
        assert len(written) == 15, written
