"""A dealer hands a customer in, the applicant answers by the letter's link, staff decide by key, a contract follows."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Opens

TYPED = {
    "Company name": "Ashwater Chandlery", "Registration date": "01/04/2009", "E-mail": "office@ashwater.example",
    "Phone": "01632 960 190", "Street and number": "2 Net Loft", "Town or city": "Brixham", "Postcode": "TQ5 9TH",
    "Contact given name": "Ida", "Estimated monthly revenue": "120.00",
}  # fmt: skip


def test_a_customer_goes_from_the_dealers_form_to_a_contract(opens: Opens) -> None:
    portal, office, phone = opens("partner"), opens("office"), opens(phone=True)
    hand_in(portal)
    ask_the_applicant(office)
    answer(phone, office.get_by_label("Good until").input_value())
    decide(office)
    add_contract(portal)


def hand_in(portal: Page) -> None:
    expect(portal.get_by_role("link", name="Graham's Widgets")).to_be_visible()
    portal.get_by_role("button", name="Add company").click()
    for label, text in TYPED.items():
        portal.get_by_label(label, exact=True).fill(text)
    portal.get_by_label("Category").select_option("Public body")
    portal.get_by_label("Payment type").select_option("direct_debit")
    assert_accessible(portal)
    portal.get_by_role("button", name="Submit").click()
    expect(portal.get_by_role("heading", level=1)).to_have_text("Ashwater Chandlery")
    expect(portal.get_by_text("In review")).to_be_visible()


def ask_the_applicant(office: Page) -> None:
    office.goto("/office/queue/")
    row = office.get_by_role("row", name="Ashwater Chandlery")
    expect(row).to_contain_text("ABC123")
    row.get_by_role("link", name="Ashwater Chandlery").click()
    assert_accessible(office)
    office.goto(f"{office.url.partition('?')[0].replace('/queue/', '/customers/')}application/")
    office.locator("#item-words").fill("Since when do you trade?")
    office.locator("#item-what").select_option("question")
    office.locator("#item-asks_applicant").check()
    office.get_by_role("button", name="Add", exact=True).click()
    expect(office.get_by_text("asked of the applicant")).to_be_visible()
    assert_accessible(office)


def answer(phone: Page, link: str) -> None:
    """Without a log-in, on a telephone."""
    phone.goto(link)
    expect(phone.get_by_text("Application of Ashwater Chandlery")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_label("Your answer").fill("Since 1998.")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("It is with us.")).to_be_visible()


def decide(office: Page) -> None:
    office.goto("/office/queue/?q=Ashwater")
    office.get_by_role("link", name="Ashwater Chandlery").click()
    expect(office.get_by_text("Since 1998.")).to_be_visible()
    office.get_by_label("Credit reference").fill("CR-88121")
    office.keyboard.press("Escape")
    office.locator("h1").click()
    office.keyboard.press("p")
    expect(office.get_by_text("Ashwater Chandlery: credit Passed")).to_be_visible()
    office.get_by_label("Billing reference").fill("B-4401")
    office.locator("h1").click()
    office.keyboard.press("b")
    expect(office.get_by_text("Ashwater Chandlery: credit Billing")).to_be_visible()


def add_contract(portal: Page) -> None:
    portal.goto("/portal/customers/")
    portal.get_by_role("link", name="Add contract Ashwater Chandlery").click()
    portal.get_by_label("Connections").fill("01632 960 191\n01632 960 192")
    portal.get_by_role("button", name="Save draft").click()
    portal.get_by_role("button", name="Submit").click()
    expect(portal.get_by_text("It is submitted.")).to_be_visible()
    assert_accessible(portal)


def assert_accessible(page: Page) -> None:
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
