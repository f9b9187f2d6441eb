"""Closing a period: looked at first, asked plainly, and not undone."""

from datetime import date, timedelta

import pytest

from onaccount.delivery.office.books_shown import shown_sums
from onaccount.domain.accounts.actions import open_account, pay_in, take_charge
from onaccount.domain.ledger.actions import close_period, keep_check
from onaccount.domain.ledger.queries import HouseSum, books_closed, closing_preview
from onaccount.foundation.money import Money
from tests.delivery.office.test_account_page import text_of
from tests.domain.tills.counter import set_up
from tests.stage import AT, COMMAND, let_in

PAGE = "/office/books/"
OCTOBER = "2026-10-31"


@pytest.fixture
def traded(clock) -> int:
    """In October 120.00 charged and 20.00 taken in, in November 7.00 charged."""
    number = let_in()
    open_account(customer=number, currency="GBP", limit=None, by=COMMAND, at=AT - timedelta(days=60))
    for days, minor in ((40, 100_00), (30, 20_00), (2, 7_00)):
        at = AT - timedelta(days=days)
        take_charge(customer=number, amount=Money(minor, "GBP"), key=f"{days}", by=COMMAND, at=at)
    pay_in(customer=number, amount=Money(20_00, "GBP"), key="in", by=COMMAND, at=AT - timedelta(days=25))
    return number


def test_what_would_be_closed_is_shown_with_its_sums_and_nothing_is_closed_by_looking(nadia, traded):
    assert "No period is closed yet" in text_of(nadia.get(PAGE))
    page = text_of(nadia.get(f"{PAGE}?through={OCTOBER}"))
    assert "Account of the house Postings Debit Credit" in page
    assert "Sales 2 £120.00" in page
    assert "Cash taken 1 £20.00" in page
    assert "A closed period is not opened again. What comes late is booked on 01/11/2026 or after it." in page
    assert books_closed() is None


def test_tills_are_named_and_debits_and_credits_come_to_the_same(nadia, traded, clock):
    """What was sold is a credit, what lies in a drawer a debit, and what customers owe more is the rest."""
    set_up("Counter 1").sell(("Cash", 12_00))
    clock.shift(timedelta(days=1))
    page = nadia.get(f"{PAGE}?through={AT.date()}")
    asked = page.context["asked"]
    assert {one.label: (one.postings, one.debit, one.credit) for one in asked["sums"]} == {
        "Cash taken": (1, "£20.00", ""),
        "Cash, Counter 1": (1, "£12.00", ""),
        "Customers' accounts": (None, "£107.00", ""),
        "Sales": (3, "", "£127.00"),
        "Sales, Counter 1": (1, "", "£12.00"),
    }
    assert asked["totals"] == ["£139.00"]
    assert "Total £139.00 £139.00" in text_of(page)


def test_sums_of_two_currencies_stand_apart():
    found = shown_sums([HouseSum("sales", 1, Money(-5, "JPY")), HouseSum("sales", 2, Money(-7_00, "GBP"))], {})
    assert [(one.debit, one.credit) for one in found["sums"]] == [
        ("", "£7.00"), ("", "JP¥5"), ("£7.00", ""), ("JP¥5", "")
    ]  # fmt: skip
    assert found["totals"] == ["£7.00", "JP¥5"]


def test_a_period_is_closed_for_good_and_the_next_preview_begins_behind_it(nadia, traded):
    assert nadia.post(PAGE, {"through": OCTOBER}).status_code == 302
    page = text_of(nadia.get(PAGE))
    assert "Closed through 31/10/2026 by Nadia Okafor" in page
    (sales,) = closing_preview(AT.date() - timedelta(days=1), today=AT.date())
    assert (sales.code, sales.postings, sales.sum) == ("sales", 1, Money(-7_00, "GBP"))


@pytest.mark.parametrize(
    ("through", "status", "said"),
    [
        ("2026-11-22", 422, "22/11/2026 is not over yet. Close a period when its last day is past."),
        ("2026-10-31", 409, "The books are closed through 31/10/2026, and a closed period is not opened again."),
        ("2026-01-01", 409, "Choose a later day."),
        ("soon", 422, "is no day"),
    ],
)
def test_a_day_that_cannot_be_closed_is_said_when_looked_at_and_when_sent(nadia, traded, through, status, said):
    close_period(through=date(2026, 10, 31), by=COMMAND, at=AT)
    for response in (nadia.get(f"{PAGE}?through={through}"), nadia.post(PAGE, {"through": through})):
        assert (response.status_code, said in text_of(response)) == (status, True)
        assert "for good" not in text_of(response)


def test_days_without_a_posting_say_so(nadia, clock):
    assert "Nothing was booked on these days." in text_of(nadia.get(f"{PAGE}?through={OCTOBER}"))


def test_who_may_only_look_is_offered_nothing_to_close(tom, traded):
    page = text_of(tom.get(f"{PAGE}?through={OCTOBER}"))
    assert "Closing takes the right to close periods." in page
    assert "for good" not in page
    assert tom.post(PAGE, {"through": OCTOBER}).status_code == 403
    assert books_closed() is None


def test_the_last_check_is_told_and_what_differed(nadia, clock):
    assert "were not gone through yet" in text_of(nadia.get(PAGE))
    keep_check(digest="ab" * 32, difference="", by=COMMAND, at=AT)
    assert "All postings, balances and chains agree." in text_of(nadia.get(PAGE))
    keep_check(digest="", difference="balance_differs", by=COMMAND, at=AT + timedelta(seconds=1))
    assert "The books differ : balance_differs" in text_of(nadia.get(PAGE))
