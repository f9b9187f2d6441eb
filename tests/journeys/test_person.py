"""Two share a login: one hand on a phone, a PIN, a change, and out when the customer is made Inactive."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Opens
from tests.journeys.house import House, running_house


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One of its own: the customer that others log in as is put out here."""
    with running_house(tmp_path_factory.mktemp("persons")) as running:
        yield running


def test_two_share_a_login_on_a_phone(opens: Opens, house: House) -> None:
    office = opens("administrator")
    office.goto(f"/office/customers/?q={house.password_of('customer')[0]}")
    office.locator(".table__name").first.click()
    office.get_by_role("link", name="People of").click()
    for name, pin in (("Maeve", "2749"), ("Tom", "")):
        office.get_by_role("textbox", name="Name").fill(name)
        office.get_by_role("textbox", name="PIN").fill(pin)
        office.get_by_role("button", name="Add person").click()
        expect(office.get_by_role("link", name=name, exact=True)).to_be_visible()

    phone = opens("customer", phone=True, has_touch=True)
    expect(phone.get_by_role("heading")).to_have_text("Who is it?")
    phone.get_by_role("link", name="Maeve").tap()
    type_pin(phone, "2740")
    expect(phone.get_by_text("This is not the PIN of Maeve.")).to_be_visible()
    type_pin(phone, "27491", and_go=False)
    phone.get_by_role("button", name="Take back one digit").tap()
    phone.get_by_role("button", name="Go on as Maeve").first.tap()
    expect(phone).to_have_url(re.compile("/app/$"))

    phone.get_by_role("link", name="Not Maeve? Change").tap()
    phone.get_by_role("button", name="Tom").tap()
    expect(phone.get_by_text("Not Tom? Change")).to_be_visible()

    office.get_by_role("link", name="Back to the customer").click()
    office.get_by_role("button", name="Active").first.click()
    expect(office.get_by_text("is Inactive now.")).to_be_visible()
    phone.reload()
    expect(phone).to_have_url(re.compile("/app/login/"))


def type_pin(phone: Page, pin: str, *, and_go: bool = True) -> None:
    for digit in pin:
        phone.get_by_role("button", name=digit, exact=True).tap()
    if and_go:
        phone.get_by_role("button", name="Go on as Maeve").first.tap()
