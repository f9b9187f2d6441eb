"""What a clerk does at the till, for the journeys that drive it."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.journeys.counter import CODE, PIN

SIZE: Any = {"width": 1024, "height": 768}


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
    page.locator("[data-do=amount]").click()  # lines of plain amounts are named like it
    page.keyboard.type(amount)
    page.get_by_role("button", name="Charge to Customer account").click()


def take_cash(page: Page, amount: str) -> None:
    page.locator("[data-do=amount]").click()  # lines of plain amounts are named like it
    page.keyboard.type(amount)
    page.get_by_role("button", name="Add to the sale").click()
    page.get_by_role("button", name="Cash").click()
    page.get_by_role("button", name="Exactly").click()


def next_sale(page: Page) -> None:
    expect(page.get_by_role("heading", name="Sold")).to_be_visible()
    page.get_by_role("button", name="Next sale").click()
    expect(page.get_by_role("heading", name="Sold")).to_have_count(0)


def leased(page: Page) -> None:
    """Until the till was lent a part of somebody's headroom."""
    state = "(await import(document.scripts[0].src.replace('main.js', 'state.js'))).till"
    page.wait_for_function(f"async () => {state}.leases.length > 0")


def link_to(page: Page, name: str) -> None:
    """By name, and Enter: the only one found."""
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def add_amount(page: Page, amount: str) -> None:
    page.locator("[data-do=amount]").click()  # lines of plain amounts are named like it
    page.keyboard.type(amount)
    page.get_by_role("button", name="Add to the sale").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def more(page: Page, what: str) -> None:
    page.get_by_role("button", name="More:").click()
    page.get_by_role("dialog").get_by_role("button", name=what, exact=True).click()


def give_code(page: Page) -> None:
    """The manager types theirs."""
    expect(page.get_by_text("Code of Marta Vance")).to_be_visible()
    page.keyboard.type(CODE)
    page.keyboard.press("Enter")


def back(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Back to the sale").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def cut(page: Page, address: str, *, times: int | None = None, is_heard: bool = True) -> None:
    """The answer is lost, or the request itself."""

    def lose(route: Route) -> None:
        if is_heard:
            route.fetch()
        route.abort()

    page.route(address, lose, times=times)


def held(page: Page, address: str) -> Callable[[], None]:
    """Requests hang until what is returned is called."""
    waiting: list[Route] = []
    page.route(address, lambda route: waiting.append(route))

    def let_go() -> None:
        page.unroute(address)
        for route in waiting:
            route.continue_()

    return let_go
