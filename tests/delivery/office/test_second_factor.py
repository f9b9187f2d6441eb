"""A log-in that asks for more than the password, and setting that up."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from onaccount.domain.people.actions import issue_link, settle_business
from onaccount.domain.people.actions.second_factor import code_at
from onaccount.domain.people.models import Principal
from onaccount.domain.people.queries.second_factor import factor_rows
from onaccount.domain.people.rules import Purpose
from onaccount.domain.people.rules.second_factor import STEP
from tests.stage import AT, COMMAND, NADIA, PASSWORD, SECRET, TOM, code_of_app, hire, let_in

LOGIN = "/office/login/"
CODE = "/office/login/code/"
SET_UP = "/office/account/second-factor/"
APP = f"{SET_UP}app/"
ONE = timedelta(seconds=STEP)


def log_in(player=TOM, password=PASSWORD) -> Client:
    """As far as the password goes."""
    browser = Client()
    browser.post(LOGIN, {"login": player.email, "password": password})
    return browser


def is_in(browser) -> bool:
    return browser.get("/office/account/").status_code == 200


def tom_in_database() -> Principal:
    return Principal.objects.get(email=TOM.email)


def test_a_log_in_asks_for_the_code_and_then_leads_to_the_page_that_was_wanted(clock):
    hire(TOM)
    browser = Client()
    wanted = "/office/customers/?q=widg"
    asked = browser.post(LOGIN, {"login": TOM.email, "password": PASSWORD, "next": wanted})
    assert asked["Location"] == CODE
    assert not is_in(browser)
    before = browser.session.session_key
    answer = browser.post(CODE, {"code": code_of_app()})
    assert answer["Location"] == wanted
    assert is_in(browser)
    assert browser.session.session_key != before


def test_the_password_alone_lets_nobody_in_by_any_page(clock):
    hire(TOM)
    browser = log_in()
    for page in ("/office/customers/", "/office/account/", SET_UP, APP, "/office/account/again/"):
        assert browser.get(page)["Location"].startswith(LOGIN), page
        assert browser.post(page, {"code": code_of_app(), "password": PASSWORD}).status_code in (302, 405), page
    assert not is_in(browser)


def test_a_code_page_without_a_password_before_it_leads_to_the_log_in(clock):
    hire(TOM)
    browser = Client()
    assert browser.get(CODE)["Location"] == LOGIN
    assert browser.post(CODE, {"code": code_of_app()})["Location"] == LOGIN


def test_a_wrong_code_is_refused_and_after_five_the_right_one_waits_too(clock):
    hire(TOM)
    browser = log_in()
    for _ in range(5):
        refused = browser.post(CODE, {"code": "000000"})
        assert refused.status_code == 422
        assert "This code is not good" in refused.content.decode()
    waits = browser.post(CODE, {"code": code_of_app()})
    assert waits.status_code == 429
    assert "Retry-After" in waits
    elsewhere = log_in()
    assert elsewhere.post(CODE, {"code": code_of_app()}).status_code == 429
    assert not is_in(elsewhere)


def test_a_code_that_was_used_lets_nobody_in_again(clock):
    hire(TOM)
    first, second = log_in(), log_in()
    assert first.post(CODE, {"code": code_of_app()}).status_code == 302
    assert second.post(CODE, {"code": code_of_app()}).status_code == 422
    assert is_in(first)
    assert not is_in(second)


def test_a_new_password_by_letter_does_not_skip_the_second_factor(clock):
    """V6.3.8."""
    hire(TOM)
    token = issue_link(tom_in_database(), purpose=Purpose.NEW_PASSWORD, at=AT)
    browser = Client()
    answer = browser.post(f"/office/welcome/{token}/", {"password": "nine quiet otters"})
    assert answer["Location"] == CODE
    assert not is_in(browser)
    assert browser.post(CODE, {"code": code_of_app()})["Location"] == "/office/"
    assert is_in(browser)


def test_whoever_is_ended_between_password_and_code_stays_out(clock):
    hire(TOM)
    browser = log_in()
    Principal.objects.filter(email=TOM.email).update(is_active=False)
    browser.post(CODE, {"code": code_of_app()})
    assert not is_in(browser)


def test_a_customers_session_in_the_same_browser_is_no_way_round_it(clock):
    let_in()
    hire(TOM)
    browser = Client()
    browser.force_login(Principal.objects.get(kind="login"))
    assert browser.post(LOGIN, {"login": TOM.email, "password": PASSWORD})["Location"] == CODE
    assert browser.get(CODE).status_code == 200
    assert browser.post(CODE, {"code": code_of_app()}).status_code == 302
    assert is_in(browser)


# --- it is needed -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page", ["/office/customers/", "/office/settings/staff/", "/office/imports/", "/office/settings/"]
)
def test_whoever_has_none_is_led_to_set_one_up_before_anything_else(clock, page):
    hire(NADIA, second_factor=False)
    browser = log_in(NADIA)
    assert browser.get(page)["Location"] == SET_UP
    assert "Set one up, then go on." in browser.get(SET_UP).content.decode()
    assert browser.get("/office/account/").status_code == 200
    assert browser.post("/office/logout/").status_code == 302


def test_nothing_is_done_without_one(clock):
    hire(NADIA, second_factor=False)
    browser = log_in(NADIA)
    assert browser.post("/office/settings/groups/new/", {"name": "Mine"})["Location"] == SET_UP
    assert browser.post("/office/settings/", {"name": "Mine"})["Location"] == SET_UP


@pytest.mark.parametrize("choices", [{"is_demo": True}, {"second_factor": False}])
def test_in_the_demo_and_where_the_business_says_so_none_is_needed(clock, choices):
    settle_business(by=COMMAND, at=AT, **choices)
    hire(TOM, second_factor=False)
    assert log_in().get("/office/customers/").status_code == 200


def test_a_second_factor_that_is_set_up_is_asked_for_in_the_demo_too(clock):
    settle_business(by=COMMAND, at=AT, is_demo=True)
    hire(TOM)
    assert not is_in(log_in())


# --- setting it up ----------------------------------------------------------------------------------------------------


def secret_on(page) -> str:
    found = re.search(r'people__code">([A-Z2-7 ]+)<', page.content.decode())
    assert found
    return found[1].replace(" ", "")


def test_an_app_is_set_up_by_its_first_code_and_recovery_codes_are_shown_once(clock):
    hire(TOM, second_factor=False)
    browser = log_in()
    page = browser.get(APP)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    secret = secret_on(page)
    assert browser.post(APP, {"code": "000000"}).status_code == 422
    assert secret_on(browser.get(APP)) == secret
    done = browser.post(APP, {"code": code_at(secret, int(AT.timestamp()) // STEP)})
    codes = re.findall(r'people__code">(\d{4} \d{4})<', done.content.decode())
    assert len(codes) == 10
    assert "no-store" in done["Cache-Control"]
    assert browser.get("/office/customers/").status_code == 200
    assert codes[0] not in browser.get(SET_UP).content.decode()
    other = log_in()
    assert other.post(CODE, {"code": codes[0]}).status_code == 302
    assert is_in(other)


@pytest.mark.parametrize(
    ("method", "page"),
    [
        ("get", APP),
        ("post", APP),
        ("get", f"{SET_UP}passkeys/"),
        ("post", f"{SET_UP}passkeys/"),
        ("post", f"{SET_UP}recovery-codes/"),
        ("post", f"{SET_UP}1/removal/"),
        ("post", "/office/settings/staff/1/second-factor/"),
        ("post", "/office/settings/staff/1/sessions/"),
    ],
)
def test_some_minutes_after_the_log_in_what_matters_asks_for_the_password_again(clock, method, page):
    """V7.5.1."""
    settle_business(by=COMMAND, at=AT, is_demo=True)
    hire(NADIA, second_factor=False)
    browser = log_in(NADIA)
    clock.shift(timedelta(minutes=5))
    assert getattr(browser, method)(page)["Location"].startswith("/office/account/again/?next=")


def test_the_password_leads_back_and_a_wrong_one_does_not(clock):
    hire(TOM, second_factor=False)
    browser = log_in()
    clock.shift(timedelta(minutes=6))
    asked = browser.get(APP)["Location"]
    assert browser.post(asked, {"password": "wrong", "next": APP}).status_code == 422
    assert browser.post(asked, {"password": PASSWORD, "next": APP})["Location"] == APP
    assert browser.get(APP).status_code == 200


@pytest.mark.parametrize(
    "place", ["https://evil.example/office/", "//evil.example/office/", "/app/", "javascript:1", "\\\\evil", ""]
)
def test_the_password_leads_nowhere_else(clock, place):
    """V3.7.2."""
    hire(TOM, second_factor=False)
    browser = log_in()
    to = browser.post("/office/account/again/", {"password": PASSWORD, "next": place})["Location"]
    assert to == "/office/account/"


def test_after_five_wrong_passwords_the_right_one_waits_too(clock):
    hire(TOM, second_factor=False)
    browser = log_in()
    for _ in range(5):
        browser.post("/office/account/again/", {"password": "wrong"})
    assert browser.post("/office/account/again/", {"password": PASSWORD}).status_code == 429


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "1", "null", '{"response": {"clientDataJSON": "e30"}}', "x" * 50]
)
def test_what_is_no_passkey_is_refused(clock, credential, settings):
    settings.PUBLIC_URL, settings.PUBLIC_HOST = "http://localhost:8000", "localhost"
    hire(TOM, second_factor=False)
    browser = log_in()
    browser.get(f"{SET_UP}passkeys/")
    assert browser.post(f"{SET_UP}passkeys/", {"name": "x", "credential": credential}).status_code == 422
    hire(NADIA)
    other = log_in(NADIA)
    assert other.post(CODE, {"credential": credential}).status_code == 422
    assert not is_in(other)


def test_where_browsers_make_no_passkeys_the_page_says_so(clock, settings):
    settings.PUBLIC_URL, settings.PUBLIC_HOST = "http://192.0.2.7:8000", "192.0.2.7"
    hire(TOM, second_factor=False)
    assert "over https" in log_in().get(f"{SET_UP}passkeys/").content.decode()


def test_the_guard_asks_nothing_more_of_the_database(clock, django_assert_num_queries):
    """The guard reads what the request has read anyway: business, session, who it is."""
    hire(TOM, second_factor=False)
    browser = log_in()
    with django_assert_num_queries(3):
        browser.get("/office/customers/")


def test_another_persons_second_factor_cannot_be_taken_out_by_its_number(clock):
    hire(TOM)
    nadia = hire(NADIA)
    theirs = factor_rows(int(nadia.key))[0].key
    browser = log_in()
    browser.post(CODE, {"code": code_of_app()})
    absent = browser.post(f"{SET_UP}99999/removal/")
    other = browser.post(f"{SET_UP}{theirs}/removal/")
    assert (other.status_code, absent.status_code) == (404, 404)
    assert factor_rows(int(nadia.key))
    assert SECRET not in other.content.decode()
