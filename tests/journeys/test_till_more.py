"""What a clerk does beside selling, and each state that stops one, in one browser; axe looks at each screen.

TILL_PICTURES=folder keeps a picture of each, at a desk and in a hand, light and dark.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.counter import act, books, staged
from tests.journeys.house import DESK, PHONE
from tests.journeys.till import (
    SIZE,
    add_amount,
    back,
    charge,
    give_code,
    keep_storage,
    link_to,
    more,
    next_sale,
    open_till,
    take_cash,
)

PICTURES = os.environ.get("TILL_PICTURES")


class Looked:
    """What axe finds on each screen, and whether it scrolls sideways in a hand."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def at(self, page: Page, name: str) -> None:
        page.emulate_media(reduced_motion="reduce")  # a colour that is on its way to another is no colour of ours
        page.wait_for_timeout(50)
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            self.found.append(f"{name}: {violation['id']}: {nodes}")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.found.append(f"{name}: scrolls sideways")
        if PICTURES:
            self.taken(page, Path(PICTURES), name)
        page.set_viewport_size(SIZE)

    def taken(self, page: Page, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        sizes: Any = {"360": PHONE, "1440": DESK}
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for width, size in sizes.items():
                page.set_viewport_size(size)
                page.screenshot(path=folder / f"{name}-{scheme}-{width}.png")
        page.emulate_media(color_scheme="light")


@pytest.fixture
def looked() -> Iterator[Looked]:
    found = Looked()
    yield found
    assert found.found == []


@pytest.fixture
def rights(house) -> Iterator[None]:
    """Whatever is changed of the clerks' rights is put back."""
    yield
    for right, need in (("pay_with_account", "free"), ("add_account", "code"), ("price_override", "code")):
        act(house, "right", right=right, need=need)


def approved(page: Page) -> None:
    """With a manager's code, where one is asked for."""
    shown = page.get_by_role("dialog").filter(has_text="Sold").or_(page.get_by_text("Code of Marta Vance"))
    shown.first.wait_for()
    if page.get_by_text("Code of Marta Vance").is_visible():
        give_code(page)


def moves(page: Page, what: str, amount: str) -> None:
    more(page, what)
    page.keyboard.type(amount)
    page.get_by_role("button", name="Book it").click()
    done = page.get_by_role("button", name="Back to the sale").or_(page.get_by_text("Code of Marta Vance"))
    done.first.wait_for()
    if page.get_by_text("Code of Marta Vance").is_visible():
        give_code(page)
    back(page)


def told_anew(page: Page) -> None:
    """The till reports, and is told what changed."""
    with page.expect_response("**/till/contact/**"):
        page.reload()
    expect(page.get_by_role("button", name="More:")).to_be_visible()


def test_a_clerk_opens_an_account_moves_money_splits_and_closes_the_day(counter, house, looked, rights):
    at, newcomer = staged(house), act(house, "someone", how="without")
    for right in ("add_account", "price_override"):
        act(house, "right", right=right, need="code")
    page = counter.new_page()
    page.goto("/till/")
    page.get_by_label("Code").fill("WRONGONE")
    page.get_by_role("button", name="Pair").click()
    expect(page.get_by_text("No till waits for this code.")).to_be_visible()
    looked.at(page, "pair")
    page.close()
    page = open_till(counter, at)

    link_to(page, newcomer["name"])
    looked.at(page, "no-account")
    page.get_by_role("button", name="Open a prepaid account").click()
    expect(page.get_by_text("Code of Marta Vance")).to_be_visible()
    looked.at(page, "code")
    give_code(page)
    expect(page.get_by_role("button", name="Open a prepaid account")).to_be_hidden()
    moves(page, "Deposit", "20")
    moves(page, "Withdraw", "5")
    more(page, "Account details")
    expect(page.get_by_role("dialog")).to_contain_text("15.00")
    looked.at(page, "details")
    page.keyboard.press("Escape")

    add_amount(page, "40")
    page.get_by_role("button", name="Customer account").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looked.at(page, "over")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Split").click()
    page.get_by_label("Customer account").fill("15.00")
    page.get_by_label("Cash").fill("25.00")
    looked.at(page, "split")
    page.get_by_role("dialog").get_by_role("button", name="Take it").click()
    expect(page.get_by_role("heading", name="Sold")).to_be_visible()
    looked.at(page, "sold")
    next_sale(page)

    page.get_by_role("region", name="Articles", exact=True).get_by_role("button").nth(1).click()
    page.locator("[data-do=line]").first.click()
    page.get_by_label("Price of one").fill("0.99")
    looked.at(page, "line")
    page.get_by_role("button", name="Change it").click()
    page.get_by_role("button", name="Cash").click()
    page.get_by_role("button", name="Exactly").click()
    expect(page.get_by_text("Code of Marta Vance")).to_be_visible()
    give_code(page)
    next_sale(page)

    more(page, "Report and close the day")
    looked.at(page, "day")
    page.get_by_label("Counted in the drawer").fill("40.99")
    page.get_by_label("Left for the next day").fill("10.00")
    page.get_by_role("dialog").get_by_role("button", name="Close the day").click()
    closed = page.get_by_text("Z report").or_(page.get_by_text("Code of Marta Vance"))
    closed.first.wait_for()
    if page.get_by_text("Code of Marta Vance").is_visible():
        give_code(page)
    expect(page.get_by_role("dialog")).to_contain_text("Z report")
    looked.at(page, "closed")
    assert [total for _seq, _off, total in books(house, at)["sales"]] == [2000, 500, 4000, 119]  # the last with its tax


def test_each_state_that_stops_a_clerk_says_so(counter, house, browser, looked, rights):
    at = staged(house)
    keep_storage(browser)
    page = open_till(counter, at)
    looked.at(page, "empty")
    link_to(page, at["name"])
    looked.at(page, "linked")

    act(house, "right", right="pay_with_account", need="none")
    told_anew(page)
    link_to(page, at["name"])
    add_amount(page, "1")
    page.get_by_role("group", name="Pay with").get_by_role("button", name="Customer account").click()
    expect(page.get_by_role("alert")).to_contain_text("has no right to charge a customer account")
    looked.at(page, "right-missing")
    back(page)
    act(house, "right", right="pay_with_account", need="code")
    told_anew(page)
    charge(page, at["name"], "1")
    expect(page.get_by_text("Code of Marta Vance")).to_be_visible()
    give_code(page)
    next_sale(page)

    act(house, "menu_without_account", till=at["till"])
    told_anew(page)
    link_to(page, at["name"])
    expect(page.get_by_text("not in the menu of this till")).to_be_visible()
    looked.at(page, "not-in-menu")

    counter.set_offline(True)
    expect(page.get_by_text("Offline", exact=True)).to_be_visible()
    page.get_by_role("button", name="Take the customer off").click()
    take_cash(page, "4.40")
    next_sale(page)
    looked.at(page, "offline")
    act(house, "lose", till=at["till"])
    counter.set_offline(False)
    expect(page.get_by_text("Sales that were sold").or_(page.get_by_text("no till")).first).to_be_visible()
    looked.at(page, "unpaired")
