"""Who came in stays in for a while, and not for ever (V7.3.1, V7.3.2)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from onaccount.domain.people.actions import choose_password
from onaccount.domain.people.models import Session
from tests.delivery.app.guests import GOES, let_in_by_letter, log_in
from tests.stage import PASSWORD, TOM, code_of_app, hire

MINUTE = timedelta(minutes=1)
Door = Callable[[], Client]


@pytest.fixture
def _customer(clock) -> None:
    clock.move_to(GOES)
    _, token = let_in_by_letter()
    choose_password(token=token, password=PASSWORD, at=GOES)
    hire(TOM)


def customer() -> Client:
    browser = Client()
    log_in(browser)
    return browser


def member_of_staff() -> Client:
    browser = Client()
    log_in(browser, TOM.email, at="/office/login/")
    browser.post("/office/login/code/", {"code": code_of_app(at=timezone.now())})
    return browser


DOORS = [
    (customer, "/app/", settings.APP_IDLE, settings.APP_SESSION),
    (member_of_staff, "/office/customers/", settings.STAFF_IDLE, settings.STAFF_SESSION),
]


@pytest.mark.usefixtures("_customer")
@pytest.mark.parametrize(("come_in", "page", "idle", "_lasts"), DOORS)
def test_v7_3_1_a_session_that_nobody_touches_ends(come_in, page, idle, _lasts, clock):
    browser = come_in()
    clock.shift(idle - MINUTE)
    assert browser.get(page).status_code == 200
    clock.shift(idle - MINUTE)
    assert browser.get(page).status_code == 200, "a touch begins the time anew"
    clock.shift(idle)
    assert browser.get(page).status_code == 302
    assert not Session.objects.filter(principal__isnull=False).exists(), "it has ended, it was not put aside"


@pytest.mark.usefixtures("_customer")
@pytest.mark.parametrize(("come_in", "page", "idle", "lasts"), DOORS)
def test_v7_3_2_a_session_ends_however_busy_it_is(come_in, page, idle, lasts, clock):
    browser = come_in()
    steps = int(lasts / (idle / 2))
    for _ in range(steps - 1):
        clock.shift(lasts / steps)
        assert browser.get(page).status_code == 200
    clock.shift(lasts / steps)
    assert browser.get(page).status_code == 302


@pytest.mark.usefixtures("_customer")
def test_a_choice_of_a_person_or_another_write_makes_a_session_no_younger(clock):
    browser = customer()
    clock.shift(settings.APP_SESSION / 2)
    session = browser.session
    session["anything"] = 1
    session.save()
    began = Session.objects.get(principal__isnull=False).began_at
    assert began == GOES
