"""The first start, and a letter in the business's own words."""

import time
from pathlib import Path

from playwright.sync_api import Browser, expect

from onaccount.domain.people.actions.second_factor import code_at
from onaccount.domain.people.rules.second_factor import STEP
from tests.journeys.conftest import Opens
from tests.journeys.house import running_house

ADA = ("ada@own.example", "7 plums, 43 jugs")


def code(secret: str) -> str:
    return code_at(secret.replace(" ", ""), int(time.time()) // STEP)


def test_the_first_start_asks_four_things_and_opens_the_office(browser: Browser, tmp_path: Path) -> None:
    with running_house(tmp_path, staff=ADA) as house:
        page = browser.new_page(base_url=house.url, locale="en-GB")
        page.goto("/office/login/")
        page.get_by_label("E-mail").fill(ADA[0])
        page.get_by_label("Password", exact=True).fill(ADA[1])
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("link", name="Set up an app").click()  # staff need a second factor, from the first day on
        page.get_by_label("Code that the app shows").fill(code(page.locator("code.people__code").inner_text()))
        page.get_by_role("button", name="Set it up").click()
        expect(page.locator("code.people__code")).to_have_count(10)
        page.goto("/office/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Who are you?")
        page.get_by_role("button", name="Open the office").click()
        expect(page.get_by_text("This field is required.").first).to_be_visible()
        page.get_by_label("Name of the business").fill("Kestrel & Vane")
        page.get_by_label("Currency").select_option("EUR")
        page.get_by_label("Time zone").select_option("Europe/Berlin")
        page.get_by_label("Prices include tax").check()
        page.get_by_role("button", name="Open the office").click()
        page.wait_for_url("**/office/customers/")
        expect(page.locator(".topbar__brand")).to_have_text("Kestrel & Vane")


def test_a_letter_goes_out_in_the_words_that_were_seen_in_the_preview(opens: Opens) -> None:
    office = opens("administrator")
    office.goto("/office/settings/letters/")
    office.get_by_role("link", name="Login details").click()
    words = office.get_by_label("Text", exact=True)
    ours = words.input_value()
    words.fill("Dear {customer}, the shutters are up.\n\n{way_in}")
    expect(office.locator("#preview")).to_contain_text("Dear Graham's Widgets, the shutters are up.")
    office.get_by_role("button", name="Save these words").click()
    expect(office.get_by_text("The words are kept.")).to_be_visible()
    try:
        office.goto("/office/customers/?q=Graham%27s")
        office.get_by_role("row", name="Graham's Widgets").get_by_role("button", name="New, Graham's Widgets").click()
        office.goto("/office/outbox/")
        letter = office.get_by_role("row", name="graham@widgets.example").first
        for _ in range(60):
            if letter.count():
                break
            office.wait_for_timeout(500)
            office.reload()
        letter.get_by_role("link").click()
        expect(office.locator(".letter__text")).to_contain_text("Dear Graham's Widgets, the shutters are up.")
    finally:
        office.goto("/office/settings/letters/login_details/")
        office.get_by_role("button", name="Take our words again").click()
    expect(office.get_by_label("Text", exact=True)).to_have_value(ours)
