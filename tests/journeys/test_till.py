"""A device at the counter: paired, a shift opened, sales with network and without, each booked once."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.counter import PIN, books, staged
from tests.journeys.house import House

SIZE: Any = {"width": 1024, "height": 768}


@pytest.fixture
def counter(browser: Browser, house: House) -> Iterator[BrowserContext]:
    """A device of its own. An error in the till's scripts fails the test, and so does the content policy."""
    context = browser.new_context(base_url=house.url, viewport=SIZE, locale="en-GB")
    complaints: list[str] = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    yield context
    context.close()
    assert not complaints, complaints


def keep_storage(browser: Browser) -> None:
    """As whoever installs the till as an app allows it."""
    session = browser.new_browser_cdp_session()
    for context in session.send("Target.getBrowserContexts")["browserContextIds"]:
        session.send("Browser.grantPermissions", {"permissions": ["durableStorage"], "browserContextId": context})


def open_till(context: BrowserContext, at: dict[str, Any]) -> Page:
    """Pair, and open a shift: the till is ready to sell, and to be begun without network."""
    page = context.new_page()
    page.goto("/till/")
    page.get_by_label("Code").fill(at["code"])
    page.get_by_role("button", name="Pair").click()
    page.get_by_text("Cal Dennison").click()
    expect(page.get_by_label("PIN of Cal Dennison")).to_be_visible()
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    expect(page.get_by_text("No customer.")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def charge(page: Page, name: str, amount: str) -> None:
    """Three taps, beside what is typed: the customer, the amount, and that it is charged."""
    page.keyboard.type(name)
    page.get_by_role("button", name=name).click()
    page.get_by_role("button", name="Plain amount").click()
    page.keyboard.type(amount)
    page.get_by_role("button", name="Charge to Customer account").click()


def take_cash(page: Page, amount: str) -> None:
    page.get_by_role("button", name="Plain amount").click()
    page.keyboard.type(amount)
    page.get_by_role("button", name="Add to the sale").click()
    page.get_by_role("button", name="Cash").click()
    page.get_by_role("button", name="Exactly").click()


def next_sale(page: Page) -> None:
    expect(page.get_by_role("heading", name="Sold")).to_be_visible()
    page.get_by_role("button", name="Next sale").click()
    expect(page.get_by_role("heading", name="Sold")).to_have_count(0)


def test_a_clerk_charges_an_account_with_four_taps_and_takes_cash(counter, house):
    at = staged(house)
    page = open_till(counter, at)
    charge(page, at["name"], "37.50")
    expect(page.get_by_role("dialog")).to_contain_text("Owed now")
    next_sale(page)
    take_cash(page, "2.20")
    next_sale(page)
    assert books(house, at) == {"sales": [[1, False, 3750], [2, False, 220]], "exceptions": 0, "owed": 3750}


def test_three_sales_without_network_outlive_a_reload_and_are_booked_once(counter, house, browser):
    at = staged(house)
    keep_storage(browser)
    page = open_till(counter, at)
    page.wait_for_timeout(500)  # the contact after the shift brings the lease
    counter.set_offline(True)
    expect(page.get_by_text("Offline", exact=True)).to_be_visible()
    charge(page, at["name"], "20")
    next_sale(page)
    charge(page, at["name"], "30")
    next_sale(page)
    page.reload()
    expect(page.get_by_text("Sales that wait here: 2.")).to_be_visible()
    take_cash(page, "4.40")
    next_sale(page)
    assert books(house, at)["sales"] == []
    counter.set_offline(False)
    expect(page.get_by_text("Online", exact=True)).to_be_visible()
    expect(page.get_by_text("Sales that wait here")).to_have_count(0)
    expect(page.get_by_role("button", name="See what waits")).to_be_hidden()
    sales = [[1, True, 2000], [2, True, 3000], [3, True, 440]]
    assert books(house, at) == {"sales": sales, "exceptions": 0, "owed": 5000}
    page.reload()
    expect(page.get_by_text("No customer.")).to_be_visible()
    assert books(house, at)["sales"] == sales


def test_more_than_the_till_holds_is_not_charged_without_network(counter, house, browser):
    at = staged(house)
    keep_storage(browser)
    page = open_till(counter, at)
    page.wait_for_timeout(500)
    counter.set_offline(True)
    expect(page.get_by_text("Offline", exact=True)).to_be_visible()
    charge(page, at["name"], "100.01")
    expect(page.get_by_role("dialog")).to_contain_text("does not hold enough of this account")


def test_a_browser_that_does_not_keep_its_storage_sells_nothing_without_network(counter, house):
    at = staged(house)
    page = open_till(counter, at)
    counter.set_offline(True)
    expect(page.get_by_text("Offline", exact=True)).to_be_visible()
    page.get_by_role("button", name="Plain amount").click()
    page.keyboard.type("4.40")
    page.get_by_role("button", name="Add to the sale").click()
    page.get_by_role("button", name="Cash").click()
    page.get_by_role("button", name="Exactly").click()
    expect(page.get_by_role("dialog")).to_contain_text("does not promise to keep")


def test_one_tab_sells_and_the_second_says_so(counter, house):
    at = staged(house)
    page = open_till(counter, at)
    second = counter.new_page()
    second.goto("/till/")
    expect(second.get_by_role("heading", name="open in another tab")).to_be_visible()
    page.close()
    expect(second.get_by_text("No customer.")).to_be_visible()


def test_an_answer_that_was_cut_off_is_asked_for_again_and_the_sale_is_one(counter, house):
    at = staged(house)
    page = open_till(counter, at)

    def lose(route: Any) -> None:
        route.fetch()  # the server books it, and nobody hears
        route.abort()

    page.route("**/till/sales/", lose, times=1)
    charge(page, at["name"], "12.00")
    expect(page.get_by_role("heading", name="did not answer")).to_be_visible()
    asked = page.get_by_role("button", name="Ask again")
    if asked.is_visible():
        asked.click()
    next_sale(page)
    assert books(house, at) == {"sales": [[1, False, 1200]], "exceptions": 0, "owed": 1200}


def test_the_first_load_of_the_till_stays_under_100_kb(counter, house):
    page = counter.new_page()
    session = counter.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.goto("/till/")
    expect(page.get_by_role("button", name="Pair")).to_be_visible()
    assert sizes
    assert sum(sizes) < 100_000
