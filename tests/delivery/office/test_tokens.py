"""The pages of tokens: shown once, and only to who may make them."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from onaccount.domain.people.models import Token
from onaccount.domain.people.queries import token_actor
from tests.stage import NADIA, PASSWORD, code_of_app, everything_in_the_database, hire

pytestmark = pytest.mark.django_db

PAGE = "/office/settings/tokens/"


@pytest.fixture
def nadia(client):
    hire(NADIA)
    client.post("/office/login/", {"login": NADIA.email, "password": PASSWORD})
    client.post("/office/login/code/", {"code": code_of_app(at=timezone.now())})
    return client


def make(client, **more):
    return client.post(f"{PAGE}new/", {"name": "The shop", "customers": "read", "expires": "30d", **more})


def test_a_token_is_shown_in_the_answer_and_nowhere_after_it(nadia):
    page = make(nadia).content.decode()
    (shown,) = re.findall(r'value="(oa_[^"]+)"', page)
    secret = html.unescape(shown)
    assert token_actor(secret, at=timezone.now()) is not None
    assert secret not in nadia.get(PAGE).content.decode()
    assert secret not in everything_in_the_database()


def test_a_token_is_made_by_who_has_lately_proved_who_they_are(clock):
    """V7.5.1: what the thief of a session would want."""
    hire(NADIA)
    browser = Client()
    browser.post("/office/login/", {"login": NADIA.email, "password": PASSWORD})
    browser.post("/office/login/code/", {"code": code_of_app(at=timezone.now())})
    clock.shift(timedelta(minutes=6))
    for answer in (browser.get(f"{PAGE}new/"), make(browser)):
        assert answer["Location"].startswith("/office/account/again/")
    assert not Token.objects.exists()
    browser.post("/office/account/again/", {"password": PASSWORD})
    assert make(browser).status_code == 200


def test_what_was_typed_stays_where_it_is_refused(nadia):
    answer = make(nadia, name="", imports="write")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'name="imports" value="write" checked', page)
    assert not Token.objects.exists()


@pytest.mark.parametrize("more", [{"expires": "soon"}, {"customers": "none"}, {"customers": "all"}])
def test_what_cannot_be_a_token_is_refused(nadia, more):
    assert make(nadia, **more).status_code == 422


def test_a_token_is_ended_on_its_page_and_a_second_time_it_is_said(nadia):
    make(nadia)
    number = Token.objects.get().principal_id
    for said in ("lets nobody in any more", "has ended already"):
        page = nadia.post(f"{PAGE}{number}/end/", follow=True).content.decode()
        assert said in page
    assert "Ended" in nadia.get(PAGE).content.decode()
    assert nadia.post(f"{PAGE}999/end/").status_code == 404
