"""Staff add a customer by keyboard, and two of them correct one at the same time."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Opens


def test_a_customer_is_added_by_keyboard_and_somebody_known_is_shown(opens: Opens) -> None:
    office = opens("administrator")
    office.goto("/office/customers/new/")
    office.get_by_label("Company name").fill("Grahams Widgets of Bude")
    office.get_by_label("Tax id").focus()
    office.keyboard.type("GB 8824 41005")
    expect(office.locator("#known")).to_contain_text("Graham's Widgets")
    expect(office.get_by_label("Tax id")).to_be_focused()
    expect(office.get_by_label("Tax id")).to_have_value("GB 8824 41005")
    office.keyboard.press("Control+s")
    expect(office.get_by_role("button", name="Create anyway")).to_be_visible()
    expect(office.get_by_label("Company name")).to_have_value("Grahams Widgets of Bude")
    office.keyboard.press("Control+s")
    expect(office.get_by_role("heading", level=1)).to_have_text("Grahams Widgets of Bude")


def test_a_name_that_is_known_is_shown_while_it_is_typed_and_opened_by_key(opens: Opens) -> None:
    office = opens("administrator")
    office.goto("/office/customers/new/")
    office.get_by_label("Company name").focus()
    office.keyboard.type("Lantern Yard Nurs")
    known = office.locator("#known")
    expect(known).to_contain_text("This may be somebody who is here already.")
    expect(known).to_contain_text("name begins the same")
    office.keyboard.type("ery")
    expect(known).to_contain_text("same name")
    expect(office.get_by_label("Company name")).to_be_focused()
    office.keyboard.press("Control+o")
    expect(office.get_by_role("heading", level=1)).to_have_text("Lantern Yard Nursery")


def test_in_a_hand_a_known_name_is_shown_without_hiding_the_form(opens: Opens) -> None:
    office = opens("administrator", phone=True)
    office.goto("/office/customers/new/")
    office.get_by_label("Company name").press_sequentially("Lantern Yard Nursery", delay=5)
    expect(office.locator("#known")).to_contain_text("same name")
    assert office.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = office.locator("#known .notice").bounding_box()
    assert box
    assert box["height"] < 740 / 2
    office.get_by_role("link", name=re.compile("instead")).first.click()
    expect(office.get_by_role("heading", level=1)).to_have_text("Lantern Yard Nursery")


def test_who_waits_and_is_not_the_same_is_told_apart_and_that_is_taken_back(opens: Opens) -> None:
    office = opens("administrator")
    office.goto("/office/customers/?q=Grahams Widget Co")
    office.get_by_role("link", name="Grahams Widget Co", exact=True).click()
    looks = office.locator("#candidates")
    expect(looks).to_contain_text("same registration number")
    looks.get_by_role("button", name=re.compile("Not the same")).first.click()
    expect(office.get_by_text("nobody is asked again")).to_be_visible()
    expect(office.locator("#candidates").get_by_text("same registration number")).to_have_count(0)
    office.get_by_role("button", name=re.compile("Undo")).click()
    office.goto("/office/customers/?q=Grahams Widget Co")
    office.get_by_role("link", name="Grahams Widget Co", exact=True).click()
    expect(office.locator("#candidates")).to_contain_text("same registration number")


def test_what_is_typed_for_one_kind_is_there_again_after_the_other_was_looked_at(opens: Opens) -> None:
    office = opens("administrator", java_script_enabled=False)
    office.goto("/office/customers/new/")
    office.get_by_label("Company name").fill("Kestrel & Vane")
    office.get_by_text("Individual", exact=True).click()
    expect(office.get_by_label("Company name")).to_be_hidden()
    expect(office.get_by_label("Family name").first).to_be_visible()
    office.get_by_text("Company", exact=True).click()
    expect(office.get_by_label("Company name")).to_have_value("Kestrel & Vane")


def test_two_people_correct_one_customer_and_choose_where_both_did(opens: Opens) -> None:
    nadia, tom = opens("administrator"), opens("office")
    for office in (nadia, tom):
        office.goto("/office/customers/?q=Tidewater")
        office.get_by_role("link", name="Tidewater Fry Bar").click()
        office.goto(f"{office.url.partition('?')[0]}details/")
    nadia.locator("[name=mobile]").fill("07700 900 111")
    nadia.locator("[name=website]").fill("fry.example")
    nadia.get_by_role("button", name=re.compile("Update customer")).click()
    expect(nadia.get_by_role("heading", level=1)).to_have_text("Tidewater Fry Bar")
    tom.locator("[name=mobile]").fill("07700 900 222")
    tom.locator("[name=line2]").fill("On the quay")
    tom.get_by_role("button", name=re.compile("Update customer")).click()
    expect(tom.get_by_text("has changed this customer while you had it open")).to_be_visible()
    expect(tom.locator("[name=line2]")).to_have_value("On the quay")
    tom.get_by_label("07700 900 222").check()
    tom.get_by_role("button", name=re.compile("Update customer")).click()
    expect(tom.get_by_text("07700 900 222").first).to_be_visible()
    expect(tom.get_by_text("fry.example").first).to_be_visible()
    expect(tom.get_by_text("On the quay").first).to_be_visible()
