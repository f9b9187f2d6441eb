"""The page of the connection to Xero: what is needed, and an answer that comes back once, to whom it was asked for."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from onaccount.domain.connectors.models import Connection
from onaccount.domain.people.models import Principal
from tests.domain.connectors.xero.house import set_up
from tests.stage import NADIA, PASSWORD, hire

PAGE = "/office/settings/xero/"


@pytest.fixture
def nadia(db, xero, settings) -> Client:
    set_up(xero, settings, back=f"{settings.PUBLIC_URL}{PAGE}callback/")
    hire(NADIA)
    browser = Client()
    browser.force_login(Principal.objects.get(email=NADIA.email))
    browser.post("/office/account/again/", {"password": PASSWORD})
    return browser


def ask(browser, xero) -> dict[str, str]:
    """Press Connect, say yes there; what Xero sends back."""
    away = browser.post(f"{PAGE}connecting/")
    assert away.status_code == 302, away.content
    return dict(parse_qsl(urlsplit(xero.allow(away["Location"])).query))


def test_before_it_is_set_up_the_page_says_what_is_needed(nadia, settings):
    settings.XERO_CLIENT_ID = ""
    page = nadia.get(PAGE).content.decode()
    assert "Not connected" in page
    assert f"{settings.PUBLIC_URL}{PAGE}callback/" in page
    assert "Connect Xero</button>" not in page


def test_an_answer_is_taken_once_and_in_the_session_that_asked(nadia, xero):
    said = ask(nadia, xero)
    stranger = Client()
    stranger.force_login(Principal.objects.get(email=NADIA.email))
    stranger.get(f"{PAGE}callback/", said)
    assert not Connection.objects.exclude(state="off").exists()
    nadia.get(f"{PAGE}callback/", said)
    assert Connection.objects.get().state == "allowed"
    Connection.objects.update(state="off", secrets="")
    nadia.get(f"{PAGE}callback/", said)
    assert Connection.objects.get().secrets == "", "the same answer once more"


def test_the_answer_leads_nowhere_but_to_the_page(nadia, xero):
    said = ask(nadia, xero)
    back = nadia.get(f"{PAGE}callback/", {**said, "next": "https://elsewhere.example/", "state": "forged"})
    assert back["Location"] == PAGE


def test_the_policy_lets_the_form_go_on_to_the_log_in_and_nowhere_else(nadia, settings):
    policy = nadia.get(PAGE)["Content-Security-Policy"]
    assert f"form-action 'self' {settings.XERO_LOGIN_URL}" in policy
    assert settings.XERO_LOGIN_URL not in nadia.get("/office/settings/")["Content-Security-Policy"]


def test_connecting_asks_for_the_password_again(nadia, xero):
    other = Client()
    other.force_login(Principal.objects.get(email=NADIA.email))
    for verb in ("connecting", "removal", "organisation"):
        assert other.post(f"{PAGE}{verb}/")["Location"].startswith("/office/account/again/")
