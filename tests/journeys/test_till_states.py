"""Each wrong state at the counter has its own sentence, where the clerk looks."""

import pytest
from playwright.sync_api import expect

from tests.journeys.counter import act, books, staged
from tests.journeys.till import add_amount, link_to, open_till

SENTENCES = {
    "inactive": "is Inactive",
    "forbidden": "may not be used",
    "without": "has no account",
    "prepaid": "Nothing is left on the account",
    "suspended": "is suspended",
}


@pytest.fixture(scope="module")
def people(house):
    return {how: act(house, "someone", how=how) for how in SENTENCES}


def test_a_customer_who_may_not_be_charged_is_said_so_before_anything_is_sold(counter, house, people):
    page = open_till(counter, staged(house))
    for how, sentence in SENTENCES.items():
        link_to(page, people[how]["name"])
        expect(page.get_by_label("Customer", exact=True)).to_contain_text(sentence)
    add_amount(page, "1")
    page.get_by_role("button", name="Customer account").click(force=True)
    expect(page.get_by_role("status").filter(has_text="is suspended")).to_be_visible()


def test_what_changed_since_the_customer_was_linked_is_said_when_it_is_charged(counter, house):
    at = staged(house)
    page = open_till(counter, at)
    link_to(page, at["name"])
    act(house, "limit", customer=at["customer"], minor=50000, is_allowed=False)
    page.get_by_role("button", name="Plain amount").click()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("may not be used")
    assert books(house, at)["sales"] == []
