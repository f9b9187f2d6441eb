"""Whoever shows a token to the API goes past what only pages need, and past nothing else."""

import pytest
from django.conf import settings

from tests.delivery.api.machine import token
from tests.stage import everything_in_the_database

pytestmark = pytest.mark.django_db
DESCRIPTION = "/api/v1/openapi.json"
OF_ALL = [
    "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options", "Permissions-Policy",
    "Cross-Origin-Opener-Policy", "Cache-Control",
]  # fmt: skip


@pytest.mark.parametrize("address", ["/api/v1/customers", "/api/v1/nothing", DESCRIPTION])
def test_a_machine_is_told_what_a_browser_is_told(client, address):
    page = client.get("/healthz").headers
    answer = client.get(address, headers={"Authorization": f"Bearer {token()}"}).headers
    assert {name: answer.get(name) for name in OF_ALL} == {name: page.get(name) for name in OF_ALL}
    assert set(OF_ALL) <= set(answer)


def test_a_machine_is_at_the_host_that_the_settings_name_or_nowhere(client):
    headers = {"Authorization": f"Bearer {token()}", "Host": "elsewhere.example"}
    assert client.get("/api/v1/customers", headers=headers).status_code == 400


def test_a_token_leads_past_no_session_of_a_page(client):
    """Only addresses of the API are asked with tokens: a page still sends a stranger to the log-in."""
    answer = client.get("/office/customers/", headers={"Authorization": f"Bearer {token()}"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/office/login/")


def test_a_cookie_beside_a_token_is_neither_read_nor_set(client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "k" * 32
    answer = client.get("/api/v1/customers", headers={"Authorization": f"Bearer {token()}"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert not hasattr(answer.wsgi_request, "session")


def test_a_form_without_a_token_still_needs_its_own(client):
    client.handler.enforce_csrf_checks = True
    before = everything_in_the_database()
    answer = client.post("/office/login/", {"login": "x@widgets.example", "password": "x"})
    assert answer.status_code == 403
    assert everything_in_the_database() == before


def test_the_documentation_is_a_page_for_whoever_reads_it(client):
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert hasattr(page.wsgi_request, "session")
