"""Guessing is counted, over all processes, and a forgotten password tells nobody who is known."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onaccount.domain.people.actions import choose_password
from tests.delivery.app.guests import EMAIL, GOES, OTHER, is_in, let_in_by_letter, letters, log_in, token_of, words
from tests.stage import PASSWORD, TOM, code_of_app, everything_in_the_database, work_off


@pytest.fixture
def _shared_cache(settings, django_db_blocker, request):
    """The cache that all processes share, in its table, as `onaccount migrate` makes it."""
    from django.core.cache import cache

    from onaccount.config import settings as house
    from onaccount.delivery.commands.migrate import make_cache_table

    settings.CACHES = house.CACHES
    make_cache_table()
    cache.clear()
    yield
    cache.clear()


ALL_DATABASES = "__all__"


@pytest.mark.django_db(databases=ALL_DATABASES)
@pytest.mark.usefixtures("_shared_cache")
def test_wrong_passwords_are_counted_per_address_and_then_the_right_one_has_to_wait_too(clock):
    """V6.3.1; each attempt by a browser of its own, as if each came from another process."""
    _, token = let_in_by_letter()
    choose_password(token=token, password=PASSWORD, at=GOES)
    for _ in range(5):
        assert "not correct" in words(log_in(Client(), password="wrong guess 1"))
    sixth = Client()
    response = log_in(sixth)
    assert "Too many failed login attempts. Try again later." in words(response)
    assert not is_in(sixth)
    assert (response.status_code, response["Retry-After"]) == (429, "300")
    assert log_in(Client(), "other@widgets.example", "wrong").status_code == 422
    clock.shift(timedelta(minutes=5, seconds=1))
    log_in(sixth)
    assert is_in(sixth)


@pytest.mark.django_db(databases=ALL_DATABASES)
@pytest.mark.usefixtures("_shared_cache")
@pytest.mark.parametrize("door", ["/app/login/", "/office/login/"])
def test_log_ins_from_one_place_are_counted_and_then_answered_with_429_and_when_to_come_again(door, tom):
    browsers = [Client(), tom if door == "/app/login/" else Client()]
    answers = [browsers[n % 2].post(door, {"login": f"{n}@x.example", "password": "x"}) for n in range(31)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 21
    assert "Too many failed login attempts." in words(answers[29])
    assert answers[30]["Retry-After"] == "300"
    assert "This was asked for too often." in words(answers[30])


@pytest.mark.parametrize(("door", "email"), [("/app/login/", EMAIL), ("/office/login/", TOM.email)])
def test_both_doors_say_when_an_address_has_to_wait(door, email, tom):
    answers = [log_in(Client(), email, "wrong guess 1", at=door) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert ("Retry-After" in answers[4], answers[5]["Retry-After"]) == (False, "300")
    assert 'name="login"' in answers[5].content.decode(), "the form is still there"


@pytest.mark.parametrize("door", ["app", "office"])
def test_a_new_password_is_asked_for_without_learning_who_is_known(door, tom):
    let_in_by_letter()
    sent = len(mail.outbox)
    known = {"app": EMAIL, "office": TOM.email}[door]
    answers = [Client().post(f"/{door}/password/reset/", {"email": email}) for email in (known, "nobody@x.example")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, f"/{door}/password/reset/done/")}
    work_off(at=GOES)
    assert [letter.to for letter in mail.outbox[sent:]] == [[known]]


@pytest.mark.parametrize("door", ["app", "office"])
def test_asking_for_a_new_password_is_the_same_work_for_an_address_that_nobody_has(door, tom):
    """V6.3.8: nor does the time tell; and nothing stays of the address that was typed."""
    let_in_by_letter()
    known, unknown = {"app": EMAIL, "office": TOM.email}[door], "nobody@x.example"
    work = {}
    for email in (known, unknown):
        with CaptureQueriesContext(connection) as asked:
            Client().post(f"/{door}/password/reset/", {"email": email})
        work[email] = [re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in asked]
    assert work[known] == work[unknown]
    assert "INSERT" in str(work[unknown])
    assert unknown in everything_in_the_database()
    work_off(at=GOES)
    assert unknown not in everything_in_the_database()
    assert known in everything_in_the_database()


def test_staff_choose_a_new_password_by_the_link_and_the_app_does_not_take_it(tom):
    Client().post("/office/password/reset/", {"email": TOM.email.upper()})
    work_off(at=GOES)
    token = token_of(letters()[-1])
    assert Client().get(f"/app/welcome/{token}/").status_code == 410
    browser = Client()
    asked = browser.post(f"/office/welcome/{token}/", {"password": OTHER})["Location"]
    assert browser.post(asked, {"code": code_of_app()})["Location"] == "/office/"
    assert browser.get("/office/customers/").status_code == 200
    assert tom.get("/office/customers/").status_code == 302, "the sessions of the old password have ended"


def test_a_customers_link_does_not_open_the_office(tom):
    _, token = let_in_by_letter()
    assert Client().get(f"/office/welcome/{token}/").status_code == 410
    assert Client().post(f"/office/welcome/{token}/", {"password": OTHER}).status_code == 410
