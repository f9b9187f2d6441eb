"""What the browser is told, on every answer, and what it is given to keep."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password

ADDRESSES = ["/healthz", "/office/login/", "/app/login/", "/nothing/here/", "/static/ui/css/app.css", "/office/"]
ASK = """
import json, onaccount, django
django.setup()
from django.conf import settings as s
from django.core import checks
from django.test import Client
found = [str(one) for one in checks.run_checks(include_deployment_checks=True) if not one.is_silenced()]
page = Client().get("/healthz", headers={"host": "accounts.example.com"})
print(json.dumps({
    "cookies": [[s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE], [s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE]],
    "hsts": page.headers.get("Strict-Transport-Security", ""), "findings": found, "debug": s.DEBUG,
}))
"""


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_says_what_the_browser_may_do(client, address):
    response = client.get(address)
    response.close()  # a static file is a stream
    headers = response.headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize("address", [one for one in ADDRESSES if not one.startswith("/static/")])
def test_no_page_is_kept_on_a_disk(client, address):
    assert "no-store" in client.get(address).headers["Cache-Control"]


@pytest.mark.django_db
def test_cookies_are_not_for_scripts_and_not_for_other_sites(client):
    cookies = client.get("/office/login/").cookies
    assert cookies
    assert [name for name, cookie in cookies.items() if not (cookie["httponly"] and cookie["samesite"] == "Lax")] == []


@pytest.mark.django_db
def test_nobody_outside_the_proxy_says_who_they_are(client):
    response = client.get("/healthz", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert response.wsgi_request.get_host() == "testserver"
    assert response.wsgi_request.scheme == "http"


def asked(**environ: str) -> dict:
    environ = os.environ | {"DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "onaccount.config.settings"} | environ
    folder = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environ, cwd=folder, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_behind_https_cookies_are_bound_to_the_host_and_browsers_keep_to_https():
    told = asked(ONACCOUNT_URL="https://accounts.example.com", ONACCOUNT_BEHIND_PROXY="yes")
    assert told["cookies"] == [["__Host-onaccount_session", True], ["__Host-onaccount_csrf", True]]
    assert told["hsts"] == "max-age=31536000; includeSubDomains"
    assert not told["debug"]


def test_djangos_own_list_for_a_deployment_finds_nothing():
    assert (
        asked(ONACCOUNT_URL="https://accounts.example.com", SECRET_KEY="v3ry-" + "0123456789abcdef" * 4)["findings"]
        == []
    )


def test_passwords_are_kept_by_argon2id_of_19_mebibytes():
    kept = make_password("correct horse battery")
    assert identify_hasher(kept).algorithm == "argon2"
    assert "$argon2id$" in kept
    assert "m=19456,t=2,p=1" in kept
