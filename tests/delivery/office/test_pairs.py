"""Two staff press at the same moment, each on a page of their own: real commits (I10)."""

from functools import partial
from typing import Any

import pytest
from django.test import Client

from onaccount.delivery.commands.cast import Player
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.history.models import Event
from onaccount.domain.letters.models import Letter
from onaccount.domain.people.models import Principal
from onaccount.domain.vetting.actions import set_stage
from tests.stage import AT, COMMAND, NADIA, TOM, hire, race, sign_up_many

PAIRS = 20

pytestmark = pytest.mark.django_db(transaction=True)


def browser_of(player: Player) -> Client:
    hire(player)
    browser = Client()
    browser.force_login(Principal.objects.get(email=player.email))
    return browser


def press(browser: Client, number: int, page: str, **values: str) -> Any:
    return browser.post(f"/office/customers/{number}/{page}/", values)


def the_second_hears_of_the_first(answers: list[Any], sentence: str) -> None:
    assert sorted(answer.status_code for answer in answers) == [302, 409], answers
    won = [answer.status_code for answer in answers].index(302)
    name = ("Tom Brandt", "Nadia Okafor")[won]
    assert sentence.format(name=name) in answers[1 - won].content.decode()


def test_one_of_two_presses_lets_a_customer_in_and_one_letter_waits():
    tom, nadia = browser_of(TOM), browser_of(NADIA)
    for number in sign_up_many(PAIRS):
        answers = race(*[partial(press, browser, number, "status", status="active") for browser in (tom, nadia)])
        the_second_hears_of_the_first(answers, f"{{name}} made No. {number} Active already.")
        assert Event.objects.filter(subject_key=str(number), name="customer.activated").count() == 1
        assert Letter.objects.filter(subject_key=str(number)).count() == 1


def test_one_of_two_presses_passes_a_customer():
    tom, nadia = browser_of(TOM), browser_of(NADIA)
    for number in sign_up_many(PAIRS):
        set_stage(number=number, to=Stage.NEW, by=COMMAND, at=AT)
        answers = race(
            *[
                partial(press, browser, number, "stage", stage="passed", credit_reference=reference)
                for browser, reference in ((tom, "CR-T"), (nadia, "CR-N"))
            ]
        )
        the_second_hears_of_the_first(answers, f"{{name}} set the credit stage of No. {number} to Passed already.")
        won = [answer.status_code for answer in answers].index(302)
        assert Customer.objects.get(pk=number).credit_reference == ("CR-T", "CR-N")[won]
