"""A colleague is invited, sets up an app and a passkey, and comes in by them."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from onaccount.domain.people.actions.second_factor import code_at
from onaccount.domain.people.rules.second_factor import STEP
from tests.journeys.house import DESK, House, running_house

ADA = "ada@harbourpine.example"
PASSWORD = "nine quiet otters"


@pytest.fixture(scope="module")
def named(tmp_path_factory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("named"), named=True) as house:
        yield house


@pytest.fixture
def windows(browser: Browser, named: House) -> Iterator[list[BrowserContext]]:
    windows = [browser.new_context(base_url=named.url, viewport=DESK) for _ in range(3)]  # type: ignore[arg-type]
    yield windows
    for window in windows:
        window.close()


def log_in(page: Page, email: str, password: str) -> Page:
    page.goto("/office/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in").click()
    return page


def invite(page: Page) -> str:
    """By the administrator; the letter is read where the demo shows it."""
    page.goto("/office/settings/staff/")
    page.get_by_role("link", name="Invite a colleague").click()
    page.get_by_label("Name").fill("Ada Okoro")
    page.get_by_label("E-mail").fill(ADA)
    page.get_by_label("Group").select_option(label="Office")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text("Has not chosen a password yet")).to_be_visible()
    for _ in range(40):
        page.goto("/office/outbox/")
        letter = page.get_by_role("link", name=re.compile("You can work at"))
        if letter.count():
            letter.first.click()
            found = re.search(r"/office/welcome/[\w-]+/", page.content())
            assert found
            return found[0]
        page.wait_for_timeout(250)
    raise AssertionError("the invitation never came")


def code(secret: str, *, but: str = "") -> str:
    """What an app shows; a code is good once, so the next one is waited for: a step ahead is good too."""
    now = code_at(secret, int(time.time()) // STEP)
    return now if now != but else code_at(secret, int(time.time()) // STEP + 1)


def test_a_colleague_comes_in_by_an_invitation_an_app_and_a_passkey(named, windows):
    desk, other, third = (window.new_page() for window in windows)
    desk.goto(invite(log_in(other, *named.password_of("administrator"))))
    desk.get_by_label("Password", exact=True).fill(PASSWORD)
    desk.get_by_role("button", name="Choose password").click()

    desk.goto("/office/account/second-factor/")
    desk.get_by_role("link", name="Set up an app").click()
    secret = desk.locator("code.people__code").inner_text().replace(" ", "")
    assert desk.locator("img.people__qr").evaluate("image => image.naturalWidth > 0")
    first = code(secret)
    desk.get_by_label("Code that the app shows").fill(first)
    desk.get_by_role("button", name="Set it up").click()
    expect(desk.locator("code.people__code")).to_have_count(10)
    with desk.expect_download() as kept:
        desk.get_by_role("link", name="Download").click()
    assert len(re.findall(r"^\d{4} \d{4}$", kept.value.path().read_text(), re.MULTILINE)) == 10

    authenticator = windows[0].new_cdp_session(desk)
    authenticator.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    desk.goto("/office/account/second-factor/passkeys/")
    desk.get_by_label("Name").fill("Office computer")
    desk.get_by_role("button", name="Make a passkey").click()
    expect(desk.get_by_text("Passkey: Office computer")).to_be_visible()

    desk.get_by_role("button", name="your menu").click()
    desk.get_by_role("button", name="Log out").click()
    log_in(desk, ADA, PASSWORD).get_by_role("button", name="Use a passkey").click()
    expect(desk).to_have_url(re.compile("/office/customers/"))

    log_in(third, ADA, PASSWORD)
    third.get_by_label("Code").fill(code(secret, but=first))
    third.get_by_role("button", name="Log in").click()
    expect(third).to_have_url(re.compile("/office/customers/"))
    desk.goto("/office/account/")
    desk.get_by_role("button", name="End all others").click()
    expect(desk.get_by_role("button", name="End all others")).to_have_count(0)
    third.reload()
    expect(third).to_have_url(re.compile("/office/login/"))
