"""A limit is tried from its form, on a page that changes nothing, and set from there."""

import re
from urllib.parse import urlsplit

import pytest

from onaccount.domain.accounts.actions import open_account, take_charge
from onaccount.domain.accounts.queries import account_of
from onaccount.foundation.money import Money
from tests.stage import AT, COMMAND, let_in, sign_up


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def traded(clock) -> int:
    number = let_in()
    open_account(customer=number, currency="GBP", limit=Money(500_00, "GBP"), by=COMMAND, at=AT)
    for n, minor in enumerate((300_00, 150_00, 40_00)):
        take_charge(customer=number, amount=Money(minor, "GBP"), key=f"k{n}", note=f"Order {n}", by=COMMAND, at=AT)
    return number


def page_of(number: int) -> str:
    return f"/office/customers/{number}/account/rehearsal/"


def limit_of(number: int) -> Money | None:
    found = account_of(number, at=AT)
    assert found
    return found.limit


def test_the_form_of_the_limit_leads_to_a_page_that_says_what_would_have_been(tom, traded):
    form = tom.get(f"/office/customers/{traded}/account/").content.decode()
    assert f'formaction="{page_of(traded)}"' in form
    sent = {"allowed": "on", "credit": "limit", "limit": "400", "version": "1", "csrfmiddlewaretoken": "x" * 32}
    led = tom.post(page_of(traded), sent)
    assert led.status_code == 302
    assert urlsplit(led.headers["Location"]).query == "credit=limit&limit=400", "and what protects a form is not in it"
    page = text_of(tom.get(led.headers["Location"]))
    assert "Charges held up 1 £150.00, of 3 that came to £490.00" in page
    assert "Order 1" in page
    assert "Order 0" not in page
    assert "Least limit that holds nothing up £490.00" in page
    assert "Highest debt as it was £490.00" in page
    assert limit_of(traded) == Money(500_00, "GBP")


def test_what_was_tried_is_set_from_there(tom, traded):
    page = tom.get(f"{page_of(traded)}?credit=limit&limit=490").content.decode()
    assert "None: this limit would have been enough." in page
    form = page[page.index("Set the limit of") - 900 : page.index("Set the limit of")]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) | {"csrfmiddlewaretoken": ""}
    assert tom.post(f"/office/customers/{traded}/account/", sent).status_code == 302
    assert limit_of(traded) == Money(490_00, "GBP")


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("credit=unlimited", 200, "Charges held up 0"),
        ("credit=prepaid&limit=400", 200, "Charges held up 3"),
        ("", 200, "Charges held up 0"),
        ("credit=limit&limit=", 422, "is no amount of GBP"),
        ("limit=4,00", 422, "is no amount of GBP"),
        ("limit=400&from=soon", 422, "is no day"),
        ("limit=400&from=2026-11-22&to=2026-11-01", 422, "ends before it begins"),
        ("limit=400&from=2001-01-01", 422, "three years at most"),
        ("limit=400&after=nobody", 200, "Charges held up 1"),
        ("limit=400&after=018f4e1a-7c1e-7b54-9d0e-2f6a5c3b1d20", 200, "Charges held up 1"),
    ],
)
def test_what_is_asked_for_is_tried_or_refused_in_words(tom, traded, query, status, said):
    response = tom.get(f"{page_of(traded)}?{query}")
    assert (response.status_code, said in text_of(response)) == (status, True), text_of(response)


def test_where_there_is_no_account_it_leads_to_where_one_is_opened(tom):
    number = sign_up()
    assert tom.get(page_of(number)).headers["Location"] == f"/office/customers/{number}/account/"
