"""Signing up by the API: the same rules, switches and letter as on the page, and nobody learns whom we know."""

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onaccount.domain.customers.models import Customer
from onaccount.domain.people.actions import settle_business
from onaccount.domain.vetting.actions import confirm_signup
from onaccount.domain.vetting.models import Application
from onaccount.domain.vetting.rules.proof import Challenge
from tests.applicants import EMAIL, MAEVE, letter_token, solved
from tests.delivery.api.machine import Machine, code_of, fields_of, token
from tests.stage import AT, COMMAND, LATER, sign_up, work_off

pytestmark = pytest.mark.django_db

FAR = AT + 365 * 24 * 60 * LATER


@pytest.fixture(autouse=True)
def _little_work(settings) -> None:
    settings.SIGNUP_WORK = 2


@pytest.fixture
def stranger() -> Machine:
    return Machine("")


@pytest.fixture
def machine() -> Machine:
    return Machine()


def proof(stranger: Machine) -> dict[str, str]:
    answer = stranger.get("/signups/challenge")
    assert answer.status_code == 200
    found = solved(Challenge(**answer.json()))
    return {"token": found.token, "answer": found.answer}


def apply(stranger: Machine, **more: Any) -> Any:
    return stranger.post("/signups", {**MAEVE, "proof": proof(stranger), **more})


def test_who_signs_up_is_a_customer_once_the_letter_was_followed(stranger):
    answer = apply(stranger)
    assert answer.status_code == 202, answer.content
    assert answer.json()["email"] == EMAIL
    assert not Customer.objects.exists()
    work_off(at=FAR)
    number = confirm_signup(token=letter_token(), at=Application.objects.get().created_at)
    customer = Customer.objects.get(number=number)
    assert (customer.status, customer.origin, customer.name) == ("new", "signup", MAEVE["name"])


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (None, "proof_missing"),
        ({"token": "x", "answer": "5"}, "proof_wrong"),
        ({"token": "", "answer": ""}, "proof_missing"),
    ],
)
def test_a_stranger_does_the_sum_first(stranger, sent, code):
    answer = stranger.post("/signups", {**MAEVE, "proof": sent} if sent else MAEVE)
    assert (answer.status_code, code_of(answer)) == (422, code)
    assert not Application.objects.exists()


def test_a_sum_is_good_for_one_sign_up(stranger):
    once = proof(stranger)
    assert apply(stranger, proof=once).status_code == 202
    answer = apply(stranger, proof=once, email="other@lanterns.example")
    assert (answer.status_code, code_of(answer)) == (409, "proof_spent")


def test_the_sixth_sign_up_of_an_hour_waits(stranger, settings):
    for n in range(settings.SIGNUPS_PER_ADDRESS):
        assert apply(stranger, email=f"m{n}@lanterns.example").status_code == 202
    answer = apply(stranger)
    assert (answer.status_code, code_of(answer)) == (429, "too_many_signups")
    assert 0 < int(answer.headers["Retry-After"]) <= 3601
    assert Application.objects.count() == settings.SIGNUPS_PER_ADDRESS


def test_a_token_does_no_sum_and_is_not_counted_as_a_stranger(machine, settings):
    for n in range(settings.SIGNUPS_PER_ADDRESS + 1):
        assert machine.post("/signups", {**MAEVE, "email": f"m{n}@lanterns.example"}).status_code == 202
    assert Application.objects.count() == settings.SIGNUPS_PER_ADDRESS + 1


def test_a_token_with_a_key_signs_up_once(machine):
    first = machine.post("/signups", MAEVE, key="sign-up-1")
    again = machine.post("/signups", MAEVE, key="sign-up-1")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Application.objects.count() == 1


@pytest.mark.parametrize(("secret", "status"), [("oa_nobody", 401), ("reader", 403)])
def test_a_token_that_is_none_or_may_not_is_refused_and_is_no_stranger(secret, status):
    machine = Machine(token("customers:read") if secret == "reader" else secret)
    assert machine.post("/signups", MAEVE).status_code == status
    assert not Application.objects.exists()


def test_where_only_staff_open_accounts_the_answer_says_whom_to_ask(stranger, machine):
    settle_business(accounts_by_staff_only=True, ask_whom="01632 960 114", by=COMMAND, at=AT)
    for caller in (stranger, machine):
        answer = caller.post("/signups", MAEVE)
        assert (answer.status_code, code_of(answer)) == (403, "signup_closed")
        assert "01632 960 114" in answer.json()["cure"]


@pytest.mark.parametrize("sent", [{"kind": "individual", "given_name": "Maeve"}, {"name": ""}, {"name": " \t"}])
def test_where_only_businesses_may_come_a_blank_name_is_none_and_the_answer_says_whom_to_ask(stranger, machine, sent):
    settle_business(allows_individuals=False, ask_whom="01632 960 114", by=COMMAND, at=AT)
    for answer in (apply(stranger, **sent), machine.post("/signups", {**MAEVE, **sent})):
        assert (answer.status_code, fields_of(answer)["name"]) == (422, "needs_business_name")
        assert "01632 960 114" in answer.json()["errors"][0]["cure"]


@pytest.mark.parametrize(
    ("sent", "refused"),
    [
        ({"email": ""}, {"email"}),
        ({"email": "no"}, {"email"}),
        ({"name": "See https://spam.example"}, {"name"}),
        ({"name": "Harbour\u202egnp.exe"}, {"name"}),
        ({"password": "short"}, {"password"}),
        ({"tags": "vip"}, {"tags"}),
        ({"status": "active"}, {"status"}),
        ({"kind": "robot"}, {"kind"}),
        ({"proof": "no"}, {"proof"}),
    ],
)
def test_each_field_that_cannot_be_used_is_named(stranger, sent, refused):
    answer = apply(stranger, **sent)
    assert (answer.status_code, set(fields_of(answer))) == (422, refused)
    assert not Application.objects.exists()


@pytest.mark.parametrize("by_token", [True, False])
def test_nobody_learns_whether_an_address_or_a_company_is_known(stranger, machine, by_token):
    sign_up(login=EMAIL, name=MAEVE["name"], email=EMAIL)
    machine.get("/customers")  # the first use of a token is written down
    answers = []
    for email in (EMAIL, "free@lanterns.example"):
        sent = {**MAEVE, "email": email} | ({} if by_token else {"proof": proof(stranger)})
        with CaptureQueriesContext(connection) as asked:
            answer = (machine if by_token else stranger).post("/signups", sent)
        told = answer.json()
        assert told.pop("email") == email
        answers.append((answer.status_code, sorted(told), len(told["page"]), sorted(answer.headers), len(asked)))
    assert answers[0] == answers[1]
    assert not mail.outbox
