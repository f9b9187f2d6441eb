"""Customers log in by address and password, and are out at once when they are Inactive."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client

from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.matching.actions import merge_customers, unmerge_customers
from onaccount.domain.people.actions import choose_password
from onaccount.domain.people.rules.second_factor import STEP
from onaccount.domain.vetting.actions import send_again, set_status
from tests.delivery.app.guests import (
    EMAIL,
    GOES,
    OTHER,
    is_in,
    let_in_by_letter,
    letters,
    log_in,
    token_of,
    welcome,
    words,
)
from tests.stage import AT, CAFE, COMMAND, PASSWORD, TOM, code_of_app, let_in, sign_up, work_off


@pytest.mark.parametrize("email", [EMAIL, EMAIL.upper(), f"  {EMAIL} "])
def test_a_customer_logs_in_by_address_and_password_whatever_the_case(email):
    _, token = let_in_by_letter()
    choose_password(token=token, password=PASSWORD, at=GOES)
    browser = Client()
    assert log_in(browser, email)["Location"] == "/app/"
    assert is_in(browser)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Graham@Widgets.Example", "Graham@Widgets.Example"),
        ("Graham@Widgets.Example", "graham@widgets.example"),
        ("Ärger@widgets.example", "ÄRGER@widgets.example"),
        ("graham@büro.example", "Graham@Büro.example"),
        ('"a b"@widgets.example', '"A b"@widgets.example'),
        ("o'neill+x@widgets.example", "o'neill+x@widgets.example"),
    ],
)
def test_whoever_could_be_written_to_can_log_in_with_that_address(written, typed):
    let_in(login=written)
    work_off(at=GOES)
    choose_password(token=token_of(letters()[-1]), password=PASSWORD, at=GOES)
    browser = Client()
    log_in(browser, typed)
    assert is_in(browser)


def test_strangers_staff_and_customers_that_are_not_active_are_answered_alike(tom):
    """V6.3.8: nobody learns by it which addresses are known."""
    number, token = let_in_by_letter()
    choose_password(token=token, password=PASSWORD, at=GOES)
    set_status(number=number, to=Status.INACTIVE, by=COMMAND, at=GOES)
    sign_up(CAFE, login="cafe@oldquay.example")
    answers = {
        email: log_in(Client(), email) for email in (EMAIL, "cafe@oldquay.example", "nobody@widgets.example", TOM.email)
    }
    bodies = {
        re.sub(r'value="[^"]*"|"X-CSRFToken": "[^"]*"', "", answer.content.decode()) for answer in answers.values()
    }
    assert {answer.status_code for answer in answers.values()} == {422}
    assert len(bodies) == 1
    assert "The email address and/or password you specified are not correct." in html.unescape(bodies.pop())


def test_a_customer_cannot_log_in_at_the_office_and_staff_not_in_the_app(tom):
    _, token = let_in_by_letter()
    choose_password(token=token, password=PASSWORD, at=GOES)
    for email, door, page in ((EMAIL, "/office/login/", "/office/customers/"), (TOM.email, "/app/login/", "/app/")):
        browser = Client()
        assert log_in(browser, email, at=door).status_code == 422
        assert browser.get(page).status_code == 302


def test_staff_who_look_at_the_app_keep_their_office_until_a_customer_logs_in(tom):
    _, token = let_in_by_letter()
    choose_password(token=token, password=PASSWORD, at=GOES)
    assert tom.get("/app/")["Location"] == "/app/login/"
    assert tom.get("/app/login/").status_code == 200
    assert log_in(tom, password="wrong").status_code == 422
    assert tom.get("/office/customers/").status_code == 200
    log_in(tom)
    assert is_in(tom)
    assert tom.get("/office/customers/").status_code == 302


@pytest.mark.parametrize("door", ["/app/login/", "/office/login/"])
@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "\thttps://evil.example",
    ],
)
def test_nobody_is_sent_to_another_host_after_the_log_in(door, target, tom):
    """V3.7.2."""
    _, token = let_in_by_letter()
    choose_password(token=token, password=PASSWORD, at=GOES)
    email = EMAIL if door == "/app/login/" else TOM.email
    codes = iter([code_of_app(at=AT), code_of_app(at=AT + timedelta(seconds=STEP))])
    for browser, address, fields in ((Client(), f"{door}", {"next": target}), (Client(), f"{door}?next={target}", {})):
        response = browser.post(address, {"login": email, "password": PASSWORD, **fields})
        if door == "/office/login/":
            response = browser.post(response["Location"], {"code": next(codes)})
        assert response.status_code == 302
        assert response["Location"] in ("/app/", "/office/")
        assert browser.get(f"{door}?next={target}")["Location"] in ("/app/", "/office/")


def test_staff_come_back_to_the_page_that_they_asked_for(tom):
    tom.logout()
    sent_to = tom.get("/office/customers/?status=new&q=a+b")["Location"]
    assert sent_to == "/office/login/?next=%2Foffice%2Fcustomers%2F%3Fstatus%3Dnew%26q%3Da%2Bb"
    asked = tom.post(sent_to, {"login": TOM.email, "password": PASSWORD})
    response = tom.post(asked["Location"], {"code": code_of_app()})
    assert response["Location"] == "/office/customers/?status=new&q=a+b"


@pytest.mark.parametrize("to", [Status.INACTIVE, Status.ADMIN])
def test_the_next_request_of_an_open_session_is_out(to):
    number, token = let_in_by_letter()
    browser = Client()
    welcome(token, browser=browser)
    assert is_in(browser)
    set_status(number=number, to=to, by=COMMAND, at=GOES)
    response = browser.get("/app/")
    assert (response.status_code, response["Location"]) == (302, "/app/login/")
    assert browser.get("/app/login/").status_code == 200
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=GOES)
    assert not is_in(browser), "the session has ended, it was not put aside"


def test_a_login_that_was_taken_away_is_out_at_once():
    number, token = let_in_by_letter()
    browser = Client()
    welcome(token, browser=browser)
    set_status(number=number, to=Status.ADMIN, by=COMMAND, at=GOES)
    correct_customer(number=number, values={"login_email": ""}, by=COMMAND, at=GOES)
    assert not is_in(browser)


def test_another_password_ends_the_sessions_of_the_old_one():
    number, token = let_in_by_letter()
    old, new = Client(), Client()
    welcome(token, browser=old)
    send_again(number=number, location=locations_of(number)[0].pk, by=COMMAND, at=GOES)
    work_off(at=GOES)
    welcome(token_of(letters()[-1]), OTHER, browser=new)
    assert (is_in(old), is_in(new)) == (False, True)


def test_whoever_logs_out_is_out():
    _, token = let_in_by_letter()
    browser = Client()
    welcome(token, browser=browser)
    assert browser.get("/app/logout/").status_code == 405
    assert browser.post("/app/logout/")["Location"] == "/app/login/"
    assert not is_in(browser)


def test_the_login_of_one_who_was_merged_leads_to_the_survivor_in_the_open_session_too():
    survivor = let_in(CAFE, login="quay@quay.example")
    loser, token = let_in_by_letter()
    browser = Client()
    welcome(token, browser=browser)
    assert "Graham's Widgets" in words(browser.get("/app/"))
    merge = merge_customers(loser=loser, survivor=survivor, by=COMMAND, at=GOES)
    assert "Old Quay Café" in words(browser.get("/app/"))
    log_in(again := Client())
    assert "Old Quay Café" in words(again.get("/app/"))
    set_status(number=survivor, to=Status.INACTIVE, by=COMMAND, at=GOES)
    assert not is_in(browser)
    assert not is_in(again)
    unmerge_customers(merge=merge, by=COMMAND, at=GOES)
    log_in(again)
    assert "Graham's Widgets" in words(again.get("/app/"))
