"""A temporary password leads to one of one's own, once, within a day, and nowhere else."""

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client

from onaccount.domain.customers.rules.status import Status
from onaccount.domain.people.actions import settle_business
from onaccount.domain.people.models import Principal
from onaccount.domain.vetting.actions import set_status
from tests.delivery.app.guests import GOES, OTHER, is_in, letters, log_in, words
from tests.postbox import TEMPORARY
from tests.stage import AT, COMMAND, let_in, race, work_off


@pytest.fixture
def temporary(db) -> str:
    settle_business(login_letter="temporary_password", by=COMMAND, at=AT)
    let_in()
    work_off(at=GOES)
    found = TEMPORARY.search(letters()[-1])
    assert found
    return found[1]


def test_a_temporary_password_leads_to_one_of_ones_own_and_nowhere_else(temporary):
    browser = Client()
    assert log_in(browser, password=temporary)["Location"] == "/app/password/"
    assert browser.get("/app/")["Location"] == "/app/password/"
    assert browser.get("/app/password/").status_code == 200
    for weak, said in (("short", "too short"), (temporary, "This is the temporary password.")):
        response = browser.post("/app/password/", {"password": weak})
        assert response.status_code == 422
        assert said in words(response)
    assert browser.post("/app/password/", {"password": OTHER})["Location"] == "/app/"
    assert is_in(browser)
    again = Client()
    log_in(again, password=OTHER)
    assert is_in(again)


def test_a_temporary_password_works_once(temporary):
    log_in(Client(), password=temporary)
    second = Client()
    assert log_in(second, password=temporary).status_code == 422
    assert not is_in(second)


def test_a_temporary_password_works_for_a_day(temporary, clock):
    clock.shift(timedelta(hours=24))
    browser = Client()
    assert log_in(browser, password=temporary).status_code == 422
    assert not is_in(browser)


@pytest.mark.django_db(transaction=True)
def test_two_browsers_with_one_temporary_password_and_one_of_them_is_in(temporary):
    browsers = [Client(), Client()]
    answers = race(*[partial(log_in, browser, password=temporary) for browser in browsers])
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert sorted(bool(browser.session.get("_auth_user_id")) for browser in browsers) == [False, True]


def test_nobody_chooses_a_password_there_who_has_one_or_is_not_active(temporary):
    number = 1
    browser = Client()
    log_in(browser, password=temporary)
    principal = Principal.objects.get(kind="login")
    number = locations_of_principal(principal)
    set_status(number=number, to=Status.INACTIVE, by=COMMAND, at=GOES)
    browser.post("/app/password/", {"password": OTHER})
    principal.refresh_from_db()
    assert not principal.check_password(OTHER)
    stranger = Client()
    assert stranger.post("/app/password/", {"password": OTHER})["Location"] == "/app/"


def locations_of_principal(principal: Principal) -> int:
    return principal.location.customer_id
