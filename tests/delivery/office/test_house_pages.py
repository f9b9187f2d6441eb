"""The outbox, the settings of the business, and what is said when something goes wrong."""

import errno
import html
import re
from pathlib import Path

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from onaccount.delivery.office import listing
from onaccount.delivery.office.settings_form import currencies
from onaccount.domain.people.actions import settle_business
from onaccount.domain.people.rules import LinkState
from tests.postbox import LINK
from tests.stage import AT, COMMAND, let_in, work_off

# --- the outbox of the demo -------------------------------------------------------------------------------------------


@pytest.fixture
def outbox(settings, tmp_path) -> Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = folder = tmp_path / "outbox"
    settle_business(is_demo=True, by=COMMAND, at=AT)
    return folder


def test_in_the_demo_letters_are_read_in_the_outbox_and_their_links_lead_on(tom, outbox):
    let_in()
    work_off()
    [file] = outbox.iterdir()
    page = tom.get("/office/outbox/").content.decode()
    assert "graham@widgets.example" in page
    letter = html.unescape(tom.get(f"/office/outbox/{file.name}/").content.decode())
    assert "Your account with OnAccount is open" in letter
    link = LINK.search(letter)
    assert link
    assert Client().get(f"/app/welcome/{link[1]}/").context.get("refusal") is None, LinkState.GOOD


def test_letters_that_stand_in_one_file_are_all_read(tom, outbox):
    """Django gives two senders of one second one file when the second stands where the first one stood."""
    let_in()
    let_in("Mara Lindqvist")
    work_off()
    first, *others = sorted(outbox.iterdir())
    for other in others:
        first.write_bytes(first.read_bytes() + other.read_bytes())
        other.unlink()
    page = tom.get("/office/outbox/").content.decode()
    names = re.findall(r'href="/office/outbox/([^/"]+)/"', page)
    letters = [html.unescape(tom.get(f"/office/outbox/{name}/").content.decode()) for name in names]
    assert sorted(re.findall(r"Hello ([^,]*),", " ".join(letters))) == ["Graham's Widgets", "Mara Lindqvist"]


def test_outside_the_demo_nobody_reads_letters_there(nadia, outbox):
    let_in()
    work_off()
    [file] = outbox.iterdir()
    settle_business(is_demo=False, by=COMMAND, at=AT)
    for address in ("/office/outbox/", f"/office/outbox/{file.name}/"):
        assert nadia.get(address).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["..%2fdemo.json", "%2e%2e", "x.txt", "nothing.log", ".log", "%00.log", "a%2fb.log", "é.log", "x.log.1", "x.log.0"],
)
def test_only_a_letter_is_read_there(nadia, outbox, name):
    outbox.mkdir()
    (outbox.parent / "demo.json").write_text("secret")
    (outbox / "x.txt").write_text("secret")
    assert nadia.get(f"/office/outbox/{name}/").status_code == 404


def test_a_hostile_letter_is_shown_and_nothing_more(nadia, outbox):
    settle_business(name="<script>alert(1)</script>", by=COMMAND, at=AT)
    let_in(name="<img src=x onerror=alert(2)>")
    work_off()
    [file] = outbox.iterdir()
    for address in ("/office/outbox/", f"/office/outbox/{file.name}/"):
        content = nadia.get(address).content.decode()
        assert "<script>alert" not in content
        assert "<img src=x" not in content


# --- when something goes wrong ----------------------------------------------------------------------------------------


def test_a_defect_of_ours_says_nothing_of_itself_and_carries_every_header(tom, monkeypatch):
    """V16.5.1."""

    def fall_over(*_args, **_kwargs):
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(listing, "customers_page", fall_over)
    tom.raise_request_exception = False
    response = tom.get("/office/customers/")
    assert response.status_code == 500
    content = response.content.decode()
    assert "Something went wrong on our side" in content
    assert "secret" not in content
    assert "Traceback" not in content
    assert "default-src" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_database_that_is_busy_says_when_to_come_again(tom, monkeypatch):
    def be_busy(*_args, **_kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(listing, "customers_page", be_busy)
    response = tom.get("/office/customers/")
    assert (response.status_code, response["Retry-After"]) == (503, "2")
    assert "Nothing was done. Try again in a moment." in response.content.decode()


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (OperationalError("connection refused"), 503, "The database does not answer."),
        (InterfaceError("the connection is closed"), 503, "The database does not answer."),
        (OperationalError("database or disk is full"), 507, "The disk is full, so nothing was written."),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "The disk is full, so nothing was written."),
    ],
)
def test_what_is_not_our_fault_is_said_on_a_page_that_asks_no_database(tom, monkeypatch, error, status, sentence):
    def fail(*_args, **_kwargs):
        raise error

    monkeypatch.setattr("onaccount.delivery.ui.context.current_business", fail)  # the first that a page asks for
    tom.raise_request_exception = False
    response = tom.get("/office/customers/")
    assert (response.status_code, response.get("Retry-After")) == (status, "10" if status == 503 else None)
    assert sentence in response.content.decode()


def test_the_currencies_are_those_that_people_pay_with_today():
    codes = [code for code, _ in currencies()]
    assert codes == sorted(set(codes))
    assert {"GBP", "EUR", "USD", "XAF", "XCD", "XCG", "XOF", "XPF"} <= set(codes)
    assert not {"ADP", "AFA", "DEM", "CLF", "BOV", "XAU", "XDR", "XTS", "XXX"} & set(codes)
    assert ("AFN", "AFN Afghan Afghani") in currencies()
