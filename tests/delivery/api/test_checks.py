"""Checks by the API: ordered and written down, read, made void; each token within its rights."""

from typing import Any

import pytest

from onaccount.domain.connectors.actions.checks import set_service
from onaccount.domain.connectors.rules.checks import Source
from tests.delivery.api.machine import HERE, Machine
from tests.stage import AT, COMMAND, sign_up

pytestmark = pytest.mark.django_db


def at(number: int) -> str:
    return f"/customers/{number}/checks"


@pytest.fixture
def machine(db: None) -> Machine:
    return Machine()


def where(made: Any) -> str:
    return str(made["Location"]).removeprefix(HERE)


def test_a_check_by_hand_is_kept_and_read(machine: Machine):
    number = sign_up()
    told = {"source": "by_hand", "outcome": "passed", "reference": "CS-1", "score": "71", "limit": "2500.00"}
    made = machine.post(at(number), told)
    assert made.status_code == 201
    assert (made.json()["state"], made.json()["limit"], made.json()["currency"]) == ("answered", "2500.00", "GBP")
    assert machine.get(where(made)).json() == made.json()
    assert machine.get(at(number)).json()["items"] == [made.json()]


def test_an_order_is_answered_by_the_worker_later(machine: Machine):
    set_service(source=Source.VIES, is_on=True, address="", credentials={}, by=COMMAND, at=AT)
    number = sign_up(tax_id="DE123456789")
    made = machine.post(at(number), {"source": "vies"})
    assert (made.status_code, made.json()["state"], made.json()["outcome"]) == (201, "asked", None)
    assert machine.post(at(number), {"source": "vies"}).json()["code"] == "already_asked"
    assert machine.ask("DELETE", where(made)).status_code == 204
    assert machine.get(where(made)).json()["state"] == "voided"


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"source": "creditsafe"}, 409, "source_not_on"),
        ({"source": "by_hand", "outcome": "passed"}, 422, "needs_reference"),
        ({"source": "by_hand", "reference": "x"}, 422, "no_such_check_outcome"),
        ({"source": "by_hand", "reference": "x", "outcome": "passed", "limit": "lots"}, 422, "not_an_amount"),
    ],
)
def test_a_refusal_has_its_code(machine: Machine, sent, status, code):
    answer = machine.post(at(sign_up()), sent)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_check_is_of_its_customer(machine: Machine):
    made = machine.post(at(sign_up()), {"source": "by_hand", "outcome": "passed", "reference": "CS-1"}).json()
    other = sign_up(login="b@widgets.example")
    assert machine.get(f"{at(other)}/{made['id']}").status_code == 404
