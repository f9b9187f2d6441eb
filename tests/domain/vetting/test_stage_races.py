"""Two people decide on one customer's credit at the same moment: one does, the other hears who was first (I10)."""

import inspect
import threading
from functools import partial
from typing import Any

import pytest

from onaccount.domain.customers.actions import stage as moves
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import visible
from onaccount.domain.customers.rules.stages import NoSuchStageMove
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.history.models import Event
from onaccount.domain.history.rules import Actor
from onaccount.domain.vetting.actions import set_stage
from onaccount.domain.vetting.actions import stage as decisions
from onaccount.domain.vetting.rules.applications import StageAlreadyDoneBy
from tests.stage import AT, COMMAND, NADIA, TOM, hire, race, sign_up, sign_up_many

RACES = 50

pytestmark = pytest.mark.django_db(transaction=True)


def decide(number: int, by: Actor, reference: str, to: Stage = Stage.PASSED) -> Customer:
    return set_stage(number=number, to=to, credit_reference=reference, by=by, at=AT)


def ask(number: int) -> int:
    set_stage(number=number, to=Stage.NEW, by=COMMAND, at=AT)
    return number


def assert_decided_once(number: int, answers: list[Any]) -> None:
    [won] = [place for place, answer in enumerate(answers) if isinstance(answer, Customer)]
    second = answers[1 - won]
    assert isinstance(second, StageAlreadyDoneBy), second
    assert second.values["name"] == ("Tom Brandt", "Nadia Okafor")[won]
    assert Event.objects.filter(subject_key=str(number), name="customer.stage_passed").count() == 1
    assert Customer.objects.get(pk=number).credit_reference == ("CR-T", "CR-N")[won]


def test_two_staff_pass_one_customer_and_one_of_them_does():
    tom, nadia = hire(TOM), hire(NADIA)
    for number in map(ask, sign_up_many(RACES)):
        assert_decided_once(number, race(partial(decide, number, tom, "CR-T"), partial(decide, number, nadia, "CR-N")))


def test_one_passes_and_one_fails_a_customer_and_its_reference_is_of_the_one_that_was_first():
    tom, nadia = hire(TOM), hire(NADIA)
    for number in map(ask, sign_up_many(20)):
        answers = race(partial(decide, number, tom, "CR-T"), partial(decide, number, nadia, "CR-N", to=Stage.FAILED))
        [won] = [place for place, answer in enumerate(answers) if isinstance(answer, Customer)]
        assert isinstance(answers[1 - won], NoSuchStageMove)
        customer = Customer.objects.get(pk=number)
        assert (customer.stage, customer.credit_reference) == (("passed", "CR-T"), ("failed", "CR-N"))[won]


def test_a_decision_that_looks_without_holding_the_customer_would_be_caught(monkeypatch):
    """The same action without its transaction and its lock."""
    look = threading.Barrier(2)

    def glance(number: int) -> Customer:
        customer = visible().get(number=number)
        look.wait()
        return customer

    number, tom, nadia = ask(sign_up()), hire(TOM), hire(NADIA)
    monkeypatch.setattr(moves, "locked_customer", glance)
    careless = inspect.unwrap(decisions.set_stage)
    answers = race(
        *[
            partial(careless, number=number, to=Stage.PASSED, credit_reference=reference, by=by, at=AT)
            for by, reference in ((tom, "CR-T"), (nadia, "CR-N"))
        ]
    )
    with pytest.raises((AssertionError, ValueError)):
        assert_decided_once(number, answers)
