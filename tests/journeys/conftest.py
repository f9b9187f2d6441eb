"""A running house and a real browser before it."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.journeys.browser import CURE, chromium
from tests.journeys.house import DESK, PHONE, House, running_house
from tests.simulators.xero import Simulator
from tests.simulators.xero import running as a_xero

expect.set_options(timeout=15_000)  # a machine that does much else at once; what is there at once costs nothing


@pytest.fixture(scope="session")
def house(tmp_path_factory, xero_next_door: Simulator) -> Iterator[House]:
    """With a Xero that it may be connected to, and is not."""
    with running_house(tmp_path_factory.mktemp("house"), settings=xero_next_door.environment()) as running:
        xero_next_door.register(f"{running.url}/office/settings/xero/callback/")
        yield running


@pytest.fixture(scope="session")
def xero_next_door() -> Iterator[Simulator]:
    with a_xero() as simulator:
        yield simulator


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, for one module: while it is open, Django takes this thread for an asynchronous one."""
    path = chromium()
    if not path:
        if os.environ.get("CI") == "true":
            pytest.fail(CURE)
        pytest.skip(CURE)
    with sync_playwright() as playwright:
        root = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
        browser = playwright.chromium.launch(executable_path=path, args=root)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, house) -> Iterator[Page]:
    """A fresh browser at a desk, whose addresses begin at the house. A message on its console fails the test."""
    yield from _page(browser, house, DESK)


@pytest.fixture
def phone(browser, house) -> Iterator[Page]:
    """A fresh browser of the size of a small phone."""
    yield from _page(browser, house, PHONE)


def _page(browser: Browser, house: House, size: dict[str, int]) -> Iterator[Page]:
    context = browser.new_context(base_url=house.url, viewport=size, locale="en-GB")  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()
    assert not complaints, complaints


@pytest.fixture
def log_in(house):
    """Log a page in as the demo's person with this role, by the form."""

    def log_in(page: Page, role: str = "administrator") -> Page:
        email, password = house.password_of(role)
        page.goto({"customer": "/app/login/", "partner": "/portal/login/"}.get(role, "/office/login/"))
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(lambda url: "/login/" not in url)  # or who goes on at once goes on as a stranger
        return page

    return log_in


Opens = Callable[..., Page]


@pytest.fixture
def opens(browser: Browser, house: House, log_in: Callable[..., Page]) -> Iterator[Opens]:
    """Open any number of windows: `opens()` at a desk, `opens(phone=True)` in a hand, `opens("office")` logged in.

    An error in a page's own scripts fails the test.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_window(as_role: str = "", *, phone: bool = False, **options: Any) -> Page:
        size: Any = PHONE if phone else DESK
        context = browser.new_context(viewport=size, base_url=house.url, locale="en-GB", **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return log_in(page, as_role) if as_role else page

    yield open_window
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def counter(browser: Browser, house: House) -> Iterator[BrowserContext]:
    """A till's device of its own. An error in its scripts fails the test, and so does the content policy."""
    size: Any = {"width": 1024, "height": 768}
    context = browser.new_context(base_url=house.url, viewport=size, locale="en-GB", accept_downloads=True)
    complaints: list[str] = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    yield context
    context.close()
    assert not complaints, complaints
