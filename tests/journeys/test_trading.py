"""An account in a browser: opened, paid in, charged, refunded, taken back, told of a period; a double click is one."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Opens


def test_an_account_is_opened_used_put_right_and_told(opens: Opens) -> None:
    page = opens("administrator")
    address = to_account_of(page, "Hanne Achterberg")
    page.get_by_label("Up to a limit").check()
    page.get_by_label("Customer account credit limit").fill("100.00")
    page.get_by_role("button", name="Open account").click()
    expect(page.locator("#stands")).to_be_attached()
    figures(page, owed="£0.00", left="£100.00")

    post(page, "Deposit", "20.00", "Cash")
    expect(page.locator(".figures")).to_contain_text("Customer's own money£20.00")
    post(page, "Charge", "70.00", "Order 1")
    figures(page, owed="£50.00", left="£50.00")

    page.get_by_role("button", name=re.compile(r"Take back\s*, Charge")).click()
    page.get_by_label("Or refund a part").fill("10.00")
    page.get_by_role("button", name="Refund", exact=True).click()
    figures(page, owed="£40.00", left="£60.00")

    post(page, "Charge", "5.00", "Typed wrongly")
    page.get_by_role("button", name=re.compile(r"Take back\s*, Charge")).first.click()
    page.get_by_role("button", name="Take all of it back").locator("visible=true").click()
    figures(page, owed="£40.00", left="£60.00")
    expect(page.locator("tbody .chip")).to_have_text(["taken back"])

    post(page, "Charge", "60.01", "Too much")
    expect(page.locator(".notice")).to_contain_text("60.00 GBP are left")

    page.goto(address)
    page.get_by_role("link", name="Statement").click()
    sums = page.get_by_role("region", name="Opening and closing")
    expect(sums).to_contain_text("Charged£75.00")
    expect(sums).to_contain_text("Paid£30.00")
    expect(sums).to_contain_text("Taken back-£5.00")
    expect(sums).to_contain_text("Closing balance£40.00")
    expect(page.locator("section[aria-labelledby=postings] tbody tr")).to_have_count(5)


def test_a_double_click_posts_once_and_two_browsers_share_one_limit(opens: Opens) -> None:
    here, there = opens("administrator"), opens("office")
    address = to_account_of(here, "Hob & Hearth Kitchens")
    there.goto(address)
    before = here.locator("#postings + * , section[aria-labelledby=postings] tbody tr").count()
    here.get_by_label("Amount in GBP").fill("1.00")
    here.get_by_role("button", name="Charge", exact=True).dblclick()
    expect(here.locator(".toast").last).to_contain_text("£1.00 charged.")
    here.goto(address)
    expect(here.locator("section[aria-labelledby=postings] tbody tr")).to_have_count(before + 1)

    limit = here.locator(".figure").filter(has_text="Left to spend").locator(".figure__value").inner_text()
    post(here, "Charge", limit.removeprefix("£").replace(",", ""), "All of it")
    figures_left = here.locator(".figure").filter(has_text="Left to spend").locator(".figure__value")
    expect(figures_left).to_have_text("£0.00")
    post(there, "Charge", "0.01", "A penny over")
    expect(there.locator(".notice")).to_contain_text("0.00 GBP are left")


def to_account_of(page: Page, name: str) -> str:
    page.goto(f"/office/customers/?q={name.split(maxsplit=1)[0]}")
    page.get_by_role("link", name=name).first.click()
    page.goto(f"{page.url.partition('?')[0]}account/")
    return page.url


def post(page: Page, verb: str, amount: str, note: str) -> None:
    form = page.get_by_role("region", name="Post", exact=True)
    form.get_by_label("Amount in GBP").fill(amount)
    form.get_by_label("Reference").fill(note)
    form.get_by_role("button", name=verb, exact=True).click()
    page.wait_for_load_state()


def figures(page: Page, *, owed: str, left: str) -> None:
    expect(page.locator(".figures")).to_contain_text(f"Owed{owed}")
    expect(page.locator(".figure").filter(has_text="Left to spend").locator(".figure__value")).to_have_text(left)
