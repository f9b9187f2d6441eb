"""Who is there twice: decided by keys, merged and taken apart, told by a list, and looked up in Xero."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Opens
from tests.simulators.xero import Simulator

LIST = (
    "Customer ID,Company,Email,Phone,Street,City,Postcode\n"
    "T-1,Pellow Marine plc,orders@pellow.example,01632 960102,Albert Dock,Falmouth,TR11 3TR\n"
    "T-2,Hob and Hearth Kitchens,,01632 960182,7 Foundry Court,Exeter,EX2 8LB\n"
    "T-3,Brackwater Salvage,yard@brackwater.example,01632 960144,The Slip,Padstow,PL28 8BL\n"
)


@pytest.fixture
def office(opens: Opens) -> Page:
    """At a desk, when the worker has compared the demo's customers."""
    office = opens("administrator")
    for _ in range(60):
        office.goto("/office/duplicates/")
        if office.locator("tr[data-number]").count() > 2:
            break
        office.wait_for_timeout(500)
    return office


def test_pairs_are_decided_by_keys_and_the_last_answer_is_taken_back(office: Page) -> None:
    press(office, "j")
    press(office, "Enter")
    expect(office.get_by_role("heading", level=1)).to_have_text("Are these two one?")
    first = office.url
    press(office, "l")
    expect(office.get_by_text("are decided later.")).to_be_visible()
    second = office.url
    assert second != first
    press(office, "d")
    expect(office.get_by_text("nobody is asked again.")).to_be_visible()
    assert office.url != second
    press(office, "u")
    expect(office.get_by_text("Taken back.")).to_be_visible()
    expect(office).to_have_url(second)
    office.goto(first)
    office.get_by_role("button", name="Ask again").click()
    expect(office.get_by_text("are open again.")).to_be_visible()


def test_two_are_merged_by_keys_with_the_name_of_the_other_and_come_apart_again(office: Page) -> None:
    office.goto("/office/duplicates/8/13/")
    press(office, "s")
    expect(office.get_by_role("heading", level=1)).to_have_text("Merge No. 13 into No. 8")
    office.get_by_label("Wren and Daughters", exact=True).focus()
    press(office, "Space")
    press(office, "Control+Enter")
    expect(office.get_by_text("No. 13 is read as No. 8 now.")).to_be_visible()
    expect(office).to_have_url(re.compile("/office/duplicates/"))  # and the queue goes on
    office.goto("/office/customers/13/")
    expect(office.get_by_role("heading", level=1)).to_have_text("Wren and Daughters")
    expect(office.get_by_text("No. 13 was merged into No. 8: this is the page of both.")).to_be_visible()
    office.get_by_role("button", name="Undo the merge of No. 13").click()
    expect(office.get_by_text("No. 13 and No. 8 are two customers again.")).to_be_visible()
    expect(office.get_by_role("heading", level=1)).to_have_text("Wren & Daughters LLP")


def test_the_second_of_two_who_decide_one_pair_is_told_and_may_ask_again(opens: Opens) -> None:
    nadia, tom = opens("administrator"), opens("office")
    for office in (nadia, tom):
        office.goto("/office/duplicates/1/15/")  # a household, no duplicate
    press(nadia, "d")
    expect(nadia.get_by_text("nobody is asked again.")).to_be_visible()
    press(tom, "l")
    told = tom.get_by_role("alert")
    expect(told).to_contain_text("were called different by Nadia Okafor in the meantime")
    tom.get_by_role("button", name="Ask again").click()
    expect(tom.get_by_text("are open again.")).to_be_visible()


def test_rows_that_look_like_customers_are_decided_by_keys(opens: Opens, tmp_path: Path) -> None:
    office = opens("office")
    autumn = tmp_path / "autumn.csv"
    autumn.write_text(LIST, encoding="utf-8")
    office.goto("/office/imports/")
    office.set_input_files("#file", autumn)
    office.get_by_role("button", name="Read this list").click()
    office.get_by_role("link", name=re.compile("Looks like another")).click(timeout=20_000)
    rows = office.locator("tr[data-number]")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("same phone")
    assert_everybody_can_use(office)
    press(office, "j")
    press(office, "n")
    expect(office.get_by_text("Row 2 is taken in as new.")).to_be_visible()
    expect(rows).to_have_count(1)
    press(office, "j")
    press(office, "u")  # the row's own U before the message's
    expect(office.get_by_text("Row 3 updates No. 6 instead.")).to_be_visible()
    expect(office.get_by_role("button", name=re.compile("Import 3 rows"))).to_be_visible(timeout=20_000)
    office.get_by_role("button", name="Cancel").click()


def test_xero_is_connected_and_the_card_of_who_waits_asks_which_contact_it_is(
    opens: Opens, xero_next_door: Simulator
) -> None:
    xero_next_door.organisation.add(Name="Mara Lindquist", EmailAddress="mara@lindqvist.example")
    office = opens("administrator")
    office.goto("/office/customers/9/")
    expect(office.get_by_text("Not connected, so nothing was checked there.")).to_be_visible()
    office.get_by_role("link", name="Connect Xero").click()
    office.get_by_role("button", name="Connect Xero").click()
    office.get_by_role("button", name="Allow access").click()
    expect(office.get_by_text("1, of them 1 active")).to_be_visible(timeout=30_000)
    office.goto("/office/customers/9/")
    expect(office.locator(".bar")).to_contain_text("Xero: say which contact it is")
    expect(office.locator("#xero")).to_contain_text("same e-mail")
    assert_everybody_can_use(office)
    press(office, "1")
    expect(office.get_by_text("The customer is this contact now.")).to_be_visible()
    expect(office.locator(".bar")).to_contain_text("Xero: will use contact Mara Lindquist")
    office.goto("/office/settings/xero/")
    office.get_by_role("button", name="Disconnect").click()
    office.locator("#removal").get_by_role("button", name="Disconnect").click()
    expect(office.get_by_text("Not connected")).to_be_visible(timeout=30_000)
    assert not xero_next_door.complaints


def press(page: Page, key: str) -> None:
    """As a person does, who presses when the page is there with its scripts."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def assert_everybody_can_use(page: Page) -> None:
    """As on every page that has an address of its own (test_access.py)."""
    page.emulate_media(reduced_motion="reduce")
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
