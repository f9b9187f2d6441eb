"""One's own page: password, name, and the browsers one is logged in with."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils.html import escape

from onaccount.domain.people.actions import settle_business
from onaccount.domain.people.models import Principal, Session
from onaccount.domain.people.queries.sessions import name_of
from tests.naughty import OURS
from tests.stage import AT, COMMAND, NADIA, PASSWORD, TOM, code_of_app, hire

PAGE = "/office/account/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1"
NEW = "nine quiet otters"


def browser_of_tom() -> Client:
    browser = Client()
    browser.force_login(Principal.objects.get(email=TOM.email))
    return browser


@pytest.fixture
def here(clock) -> Client:
    hire(TOM)
    return browser_of_tom()


def is_in(browser: Client) -> bool:
    return browser.get(PAGE).status_code == 200


def test_the_page_names_each_browser_and_which_is_this_one(clock):
    settle_business(is_demo=True, by=COMMAND, at=AT)
    hire(TOM, second_factor=False)
    here, phone = (Client(headers={"User-Agent": agent}) for agent in (FIREFOX, IPHONE))
    for browser in (here, phone):
        browser.post("/office/login/", {"login": TOM.email, "password": PASSWORD})
    page = here.get(PAGE).content.decode()
    assert "Firefox on Linux" in page
    assert "127.0.0.1" in page
    assert "Safari on iPhone" in page
    assert page.count("This one") == 1
    assert "End all others" in page
    assert not [key for key in Session.objects.values_list("session_key", flat=True) if key in page]


def test_another_session_is_ended_at_once_and_this_one_stays(here):
    other = browser_of_tom()
    assert is_in(other)
    here.post(f"{PAGE}sessions/", {"session": name_of(other.session.session_key or "")})
    assert not is_in(other)
    assert is_in(here)


def test_all_others_are_ended_and_this_one_stays(here):
    others = [browser_of_tom() for _ in range(3)]
    here.post(f"{PAGE}sessions/")
    assert not any(is_in(other) for other in others)
    assert is_in(here)


def test_nobody_ends_a_colleagues_session_by_its_name(here):
    hire(NADIA)
    nadia = Client()
    nadia.force_login(Principal.objects.get(email=NADIA.email))
    here.post(f"{PAGE}sessions/", {"session": name_of(nadia.session.session_key or "")})
    assert is_in(nadia)


@pytest.mark.parametrize("name", [*(each for each in OURS if each.isprintable()), "\x00", "a" * 10000])
def test_a_session_that_nobody_has_ends_nothing(here, name):
    assert here.post(f"{PAGE}sessions/", {"session": name}).status_code == 302
    assert is_in(here)


def test_a_password_is_changed_by_the_one_there_is_and_other_browsers_are_out(here):
    other = browser_of_tom()
    assert here.post(f"{PAGE}password/", {"old": "wrong", "password": NEW}).status_code == 422
    assert here.post(f"{PAGE}password/", {"old": PASSWORD, "password": "short"}).status_code == 422
    assert is_in(other)
    key = here.session.session_key
    assert here.post(f"{PAGE}password/", {"old": PASSWORD, "password": NEW}).status_code == 302
    assert is_in(here)
    assert here.session.session_key != key
    assert not is_in(other)
    fresh = Client()
    fresh.post("/office/login/", {"login": TOM.email, "password": NEW})
    fresh.post("/office/login/code/", {"code": code_of_app()})
    assert is_in(fresh)


def test_an_old_password_is_guessed_no_faster_than_at_the_log_in(here):
    for _ in range(5):
        here.post(f"{PAGE}password/", {"old": "wrong", "password": NEW})
    assert here.post(f"{PAGE}password/", {"old": PASSWORD, "password": NEW}).status_code == 429


@pytest.mark.parametrize("name", ["Thomas Brandt", "Þórður Œ", "<b>T</b>"])
def test_a_name_is_changed_and_stands_on_the_page(here, name):
    here.post(PAGE, {"name": f"  {name}  "})
    assert Principal.objects.get(email=TOM.email).name == name
    assert escape(name) in here.get(PAGE).content.decode()


def test_a_name_is_needed(here):
    assert here.post(PAGE, {"name": " \u200b "}).status_code == 422


def test_who_is_seen_is_put_down_once_a_minute(here, clock):
    before = seen_at()
    clock.shift(timedelta(seconds=59))
    here.get(PAGE)
    assert seen_at() == before
    clock.shift(timedelta(seconds=1))
    here.get(PAGE)
    assert seen_at() - before == timedelta(minutes=1)


def seen_at() -> datetime:
    at = Principal.objects.get(email=TOM.email).seen_at
    assert at is not None
    return at
