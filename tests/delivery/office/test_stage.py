"""The stage on a customer's page: what it is, what it allows, and its moves with what each needs (D-01, D-03)."""

import re

import pytest

from onaccount.delivery.office.stages import SET_TO, WILL_CAUSE, WORDS
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import STAGE_MOVES, Stage, Status
from onaccount.domain.people.models import Group
from onaccount.domain.vetting.actions import set_stage, set_status
from tests.domain.customers.test_stage import PAIRS, a_customer_at
from tests.stage import AT, COMMAND, NADIA, hire, sign_up

pytestmark = pytest.mark.django_db
GIVEN = {"credit_reference": "CR-20421", "billing_reference": "B-118", "reason": "She called"}


def send(browser, number: int, stage: str, **values: str):
    return browser.post(f"/office/customers/{number}/stage/", {"stage": stage, **values})


def page_of(browser, number: int) -> str:
    return browser.get(f"/office/customers/{number}/").content.decode()


def moves_on(page: str) -> set[str]:
    return set(re.findall(r'name="stage" value="(\w+)"', page))


@pytest.mark.parametrize("stage", Stage)
def test_the_page_says_the_stage_what_it_allows_and_its_moves(tom, stage):
    page = page_of(tom, a_customer_at(stage))
    assert f"stage--{stage.value}" in page
    allows = "May use its limit." if stage.value in ("none", "passed", "billing") else "Trades prepaid"
    assert allows in page
    assert moves_on(page) == {to.value for to in STAGE_MOVES[stage]}


def test_there_is_a_word_for_each_stage_and_each_move():
    assert set(WORDS) == set(Stage)
    assert set(SET_TO) == set(WILL_CAUSE) == set().union(*STAGE_MOVES.values())


@pytest.mark.parametrize(("now", "to"), PAIRS)
def test_a_move_goes_along_the_table_and_no_other_way(tom, now, to):
    number = a_customer_at(now)
    answer = send(tom, number, to.value, **GIVEN)
    if to in STAGE_MOVES[now]:
        assert (answer.status_code, answer["Location"]) == (302, f"/office/customers/{number}/")
        assert Customer.objects.get(pk=number).stage == to.value
        assert f"Tom Brandt set the credit stage to {to.value.capitalize()}" in page_of(tom, number)
    else:
        assert answer.status_code == (409 if now is to else 422)
        assert Customer.objects.get(pk=number).stage == now.value


@pytest.mark.parametrize(
    ("now", "to", "typed", "said"),
    [
        (Stage.NEW, "passed", {"reason": "looks fine"}, "Passed needs a credit reference."),
        (Stage.NEW, "failed", {"credit_reference": " ", "reason": "looks fine"}, "Failed needs a credit reference."),
        (Stage.PASSED, "billing", {"reason": "looks fine"}, "Billing needs a billing reference."),
        (Stage.BILLING, "referred", {"reason": ""}, "Say in a sentence what has changed."),
        (Stage.NEW, "passed", {"credit_reference": "x" * 81, "reason": "looks fine"}, "at most 80 fit"),
        (Stage.NEW, "passed", {"credit_reference": "CR-1", "reason": "looks fine" * 51}, "at most 500 fit"),
    ],
)
def test_what_is_lacking_is_said_in_the_form_of_its_move_and_the_rest_is_kept(tom, now, to, typed, said):
    number = a_customer_at(now)
    answer = send(tom, number, to, **typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    [form] = [
        one for one in re.findall(r"<details.*?</details>", page, re.DOTALL) if f'name="stage" value="{to}"' in one
    ]
    assert re.match(r"<details[^>]* open>", form)
    assert said in form
    assert typed["reason"] in form
    assert Customer.objects.get(pk=number).stage == now.value


@pytest.mark.parametrize("stage", ["", "gold", "none", "NEW", "\x00"])
def test_a_stage_that_there_is_not_or_that_nothing_leads_to_is_refused(tom, stage):
    number = sign_up()
    assert send(tom, number, stage, **GIVEN).status_code in (409, 422)
    assert Customer.objects.get(pk=number).stage == "none"


def test_the_second_of_two_people_hears_who_was_first(tom):
    number = a_customer_at(Stage.NEW)
    set_stage(number=number, to=Stage.PASSED, credit_reference="CR-1", by=hire(NADIA), at=AT)
    answer = send(tom, number, "passed", credit_reference="CR-2")
    assert answer.status_code == 409
    assert f"Nadia Okafor set the credit stage of No. {number} to Passed already." in answer.content.decode()


def test_a_reader_sees_the_stage_and_neither_its_references_nor_its_moves(ines):
    number = a_customer_at(Stage.BILLING)
    page = page_of(ines, number)
    assert "stage--billing" in page
    assert moves_on(page) == set()
    for secret in ("CR-1", "B-1", "She called"):
        assert secret not in page
    assert send(ines, number, "referred", reason="x").status_code == 403


def test_who_may_see_credit_sees_what_it_stands_on(ines):
    number = a_customer_at(Stage.BILLING)
    Group.objects.filter(role="reader").update(levels={"customers": "read", "credit": "read"})
    page = page_of(ines, number)
    for shown in ("CR-1", "B-1", "She called"):
        assert shown in page
    assert moves_on(page) == set()


def test_it_is_said_what_failing_means_for_an_active_customer(tom):
    number = a_customer_at(Stage.NEW)
    assert "The customer trades prepaid and cannot become Active." in page_of(tom, number)
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT)
    assert "The customer stays Active and trades prepaid." in page_of(tom, number)
