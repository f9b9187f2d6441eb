"""The main job: somebody signed up, staff look and let them in, and they are in."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Opens
from tests.journeys.house import House


def test_a_customer_is_let_in_and_comes_in_by_the_letter(opens: Opens, house: House) -> None:
    office = opens("administrator")
    waiting = int(office.locator("#new-accounts").get_attribute("data-count") or 0)
    office.locator("#new-accounts").click()
    expect(office.locator("tr[data-number]")).to_have_count(waiting)
    row = office.get_by_role("row", name="Saltmarsh Bakery Ltd")
    row.get_by_role("link", name="Saltmarsh Bakery Ltd").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("Saltmarsh Bakery Ltd")
    expect(office.get_by_text("Xero: not connected")).to_be_visible()
    office.locator(".bar").get_by_role("button", name="Make Active").click()
    expect(office.locator("#new-accounts")).to_have_attribute("data-count", str(waiting - 1))

    phone = opens(phone=True)
    phone.goto(link_of_letter(opens, "dough@saltmarsh.example"))
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Welcome, Saltmarsh Bakery Ltd")
    phone.get_by_label("Password", exact=True).fill("three odd words")
    phone.get_by_role("button", name="Choose password and go in").click()
    phone.wait_for_url("**/app/")
    expect(phone.get_by_text("dough@saltmarsh.example").first).to_be_visible()

    office.reload()
    expect(office.get_by_text("has a password")).to_be_visible()
    office.get_by_role("button", name="Active, Saltmarsh Bakery Ltd").click()
    phone.reload()
    phone.wait_for_url("**/app/login/**")


def link_of_letter(opens: Opens, to: str) -> str:
    """Wait in the outbox until the letter has left, and take its link, as somebody reading it does."""
    office = opens("office")
    office.goto("/office/outbox/")
    letter = office.get_by_role("row", name=to).first
    for _ in range(60):
        if letter.count():
            break
        office.wait_for_timeout(500)
        office.reload()
    letter.get_by_role("link").click()
    link = office.locator("a[href*='/app/welcome/']").first.get_attribute("href")
    assert link
    return link


def test_an_activation_is_taken_back_within_its_ten_seconds(opens: Opens) -> None:
    office = opens("administrator")
    office.goto("/office/customers/?status=new&q=Josef")
    press_status(office, "Josef Achterberg")
    expect(row_of(office, "Josef Achterberg")).to_have_attribute("data-status", "active")
    office.get_by_role("button", name="Undo").click()
    expect(row_of(office, "Josef Achterberg")).to_have_attribute("data-status", "new")


def test_the_queue_is_worked_through_by_keys(opens: Opens) -> None:
    office = opens("administrator")
    office.goto("/office/customers/?status=new&q=Graham+Roy")
    office.keyboard.press("j")
    office.keyboard.press("a")
    expect(row_of(office, "Graham Roy")).to_have_attribute("data-status", "active")
    office.keyboard.press("u")
    expect(row_of(office, "Graham Roy")).to_have_attribute("data-status", "new")
    office.keyboard.press("/")
    office.keyboard.type("jau")  # letters in a field are letters
    expect(row_of(office, "Graham Roy")).to_have_attribute("data-status", "new")


def test_who_has_no_email_address_is_not_let_in_and_the_cure_is_said(opens: Opens) -> None:
    office = opens("administrator")
    office.goto("/office/customers/?q=Old+Quay")
    press_status(office, "Old Quay Café")
    expect(office.get_by_text("Add one, or set the status to Admin.")).to_be_visible()
    expect(row_of(office, "Old Quay Café")).to_have_attribute("data-status", "new")


def test_everything_works_without_a_script(opens: Opens) -> None:
    office = opens("administrator", java_script_enabled=False)
    office.goto("/office/customers/?q=Mara")
    press_status(office, "Mara Lindqvist")
    expect(office.get_by_role("heading", level=1)).to_have_text("Mara Lindqvist")
    expect(office.get_by_text("Mara Lindqvist is Active now.")).to_be_visible()
    office.get_by_role("button", name="Undo").click()
    expect(office.get_by_text("Mara Lindqvist is New again.")).to_be_visible()


def test_details_are_corrected_before_the_decision(opens: Opens) -> None:
    office = opens("administrator")
    office.goto("/office/customers/?q=Tidewater")
    office.get_by_role("link", name="Tidewater Fry Bar").click()
    office.get_by_role("link", name=re.compile("Correct details")).click()
    office.locator("[name=phone]").fill("01632 960 199")
    office.locator("[name=login_email]").fill("josef@achterberg.example")
    office.get_by_role("button", name=re.compile("Update customer")).click()
    expect(office.get_by_text("belongs to No.").first).to_be_visible()
    expect(office.locator("[name=phone]")).to_have_value("01632 960 199")
    office.locator("[name=login_email]").fill("fry@tidewaterfry.example")
    office.get_by_role("button", name=re.compile("Update customer")).click()
    expect(office.get_by_text("Nadia Okafor corrected details")).to_be_visible()
    expect(office.get_by_text("01632 960 140")).to_be_visible()


def row_of(page: Page, name: str):
    return page.locator("tr", has=page.get_by_role("link", name=name, exact=True))


def press_status(page: Page, name: str) -> None:
    row_of(page, name).locator(".status__set").click()
