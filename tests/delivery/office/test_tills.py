"""The pages of tills: paired by a code, called back, lost; what they sold; and what waits for a person."""

from uuid import UUID

import pytest

from onaccount.domain.accounts.queries import account_of
from onaccount.domain.people.actions.pins import show_pin
from onaccount.domain.tills.actions.days import close_day
from onaccount.domain.tills.actions.tills import lose_till
from onaccount.domain.tills.queries.leases import exceptions, lent_of, open_leases
from onaccount.domain.tills.queries.sales import sale_card
from onaccount.domain.tills.queries.tills import device_of, till_policy
from onaccount.domain.tills.rules.sales import LineAsked
from tests.delivery.office.test_account_page import text_of
from tests.delivery.office.test_settings import sent, settled  # noqa: F401 - a fixture
from tests.domain.tills.conftest import counter, widgets  # noqa: F401 - fixtures
from tests.domain.tills.counter import MANAGER, Counter
from tests.stage import AT, COMMAND, PASSWORD, hire

TILLS, EXCEPTIONS = "/office/tills/", "/office/tills/exceptions/"


@pytest.fixture
def lent(counter, widgets) -> Counter:  # noqa: F811
    """Counter 2 knows Widgets and holds its part of their headroom, of which nothing was sold."""
    counter.sell(("Customer account", 50_00), customer=widgets)
    counter.contact()
    assert lent_of(widgets)
    return counter


@pytest.fixture
def lost(lent) -> UUID:
    """The exception of what a lost till may have sold."""
    lose_till(till=lent.number, by=COMMAND, at=AT)
    return exceptions(is_open=True)[0].id


def test_a_till_is_added_and_its_code_is_shown_large_once(nadia):
    page = nadia.post(TILLS, {"name": "Counter 1", "menu": ""})["Location"]
    assert nadia.post(TILLS, {"name": "counter 1", "menu": ""}).status_code == 422
    shown = nadia.post(f"{page}code/")
    assert shown.status_code == 200
    assert len(shown.context["code"].replace(" ", "")) == 8
    assert "15 minutes" in text_of(shown)
    assert shown.context["code"] not in text_of(nadia.get(page))
    assert "Waits to be paired" in text_of(nadia.get(TILLS))


def test_a_till_says_who_sells_what_it_uses_and_what_it_was_lent(nadia, lent):
    row = text_of(nadia.get(TILLS))
    assert "Cal Dennison" in row
    page = text_of(nadia.get(f"{TILLS}{lent.number}/"))
    assert "Lent Until" in page
    assert "£90.00" in page
    assert "Day 1, since" in page


def test_a_till_that_may_hold_sales_is_neither_paired_anew_nor_ended_before_it_was_heard_or_is_lost(nadia, lent):
    page = f"{TILLS}{lent.number}/"
    for verb in ("code", "end"):
        refused = nadia.post(f"{page}{verb}/")
        assert (refused.status_code, "may still hold sales" in text_of(refused)) == (409, True)
    assert "It may still spend £90.00" in text_of(nadia.get(page))
    assert nadia.post(f"{page}loss/").status_code == 302
    assert device_of(lent.token) is None
    assert nadia.post(f"{page}end/")["Location"] == TILLS
    assert b"/code/" not in nadia.get(page).content


def test_what_a_till_was_lent_is_called_back_from_its_page_and_from_the_customers(nadia, lent, widgets):  # noqa: F811
    account = f"/office/customers/{widgets}/account/"
    assert "Counter 2 may still spend £90.00 until" in text_of(nadia.get(account))
    assert nadia.post(f"{account}leases/").status_code == 302
    assert "called back" in text_of(nadia.get(account))
    assert nadia.post(f"{TILLS}{lent.number}/recall/").status_code == 302
    assert lent_of(widgets)[0].is_recalled


def test_the_day_so_far_and_the_days_that_were_closed_are_read_in_the_office(nadia, counter):  # noqa: F811
    counter.sell(("Cash", 10_00))
    page = f"{TILLS}{counter.number}/"
    assert "Should be in the drawer £10.00" in text_of(nadia.get(page))
    manager = hire(MANAGER)
    close_day(till=counter.number, counted_minor=9_50, left_minor=5_00, waiting=0, by=manager, at=AT)
    report = text_of(nadia.get(f"{page}days/1/"))
    assert "Counted £9.50" in report
    assert "Difference -£0.50" in report
    assert "Closed by Marta Vance" in report
    assert nadia.get(f"{page}days/2/").status_code == 404


def test_a_receipt_is_found_again_with_the_code_that_verifies_it(nadia, counter, widgets):  # noqa: F811
    key = counter.sell(("Customer account", 37_50), customer=widgets)
    page = text_of(nadia.get(f"{TILLS}{counter.number}/sales/{key}/"))
    assert sale_card(key).code in page
    assert "£0.00 before, £37.50 after" in page
    assert nadia.get(f"{TILLS}{counter.number + 99}/sales/{key}/").status_code == 404


def test_what_a_lost_till_may_have_sold_is_charged_by_its_receipts_on_paper(nadia, lost, widgets):  # noqa: F811
    page = nadia.get(EXCEPTIONS)
    assert "The till is lost." in text_of(page)
    assert page.context["till_exceptions"]() == 1
    assert nadia.post(f"{EXCEPTIONS}{lost}/", {"do": "charge", "amount": "much"}).status_code == 422
    assert nadia.post(f"{EXCEPTIONS}{lost}/", {"do": "charge", "amount": "12.34"}).status_code == 302
    card = account_of(widgets, at=AT)
    assert card is not None
    assert card.balance.minor == 62_34
    assert exceptions(is_open=True) == []
    assert "Charged to the account" in text_of(nadia.get(EXCEPTIONS, {"done": "1"}))
    assert nadia.post(f"{EXCEPTIONS}{lost}/", {"do": "charge", "amount": "12.34"}).status_code == 409


def test_whoever_writes_something_off_says_why(nadia, lost):
    assert nadia.post(f"{EXCEPTIONS}{lost}/", {"do": "nothing"}).status_code == 422
    refused = nadia.post(f"{EXCEPTIONS}{lost}/", {"do": "write_off", "why": " "})
    assert (refused.status_code, "says why" in text_of(refused)) == (422, True)
    nadia.post(f"{EXCEPTIONS}{lost}/", {"do": "write_off", "why": "Nothing was sold that day"})
    assert "Nothing was sold that day" in text_of(nadia.get(EXCEPTIONS, {"done": "1"}))


def test_how_far_tills_go_without_network_is_a_setting(settled):  # noqa: F811
    page = "/office/settings/tills/"
    assert settled.post(page, sent(settled, page, lease_percent="101")).status_code == 422
    assert settled.post(page, sent(settled, page, unlimited="-1")).status_code == 422
    assert settled.post(page, sent(settled, page, lease_percent="10", unlimited="75.50")).status_code == 302
    policy = till_policy()
    assert (policy.lease_percent, policy.unlimited_lease_minor, policy.lease_hours) == (10, 75_50, 8)


def test_a_pin_is_set_for_somebody_of_the_counter_and_for_nobody_else(settled, counter):  # noqa: F811
    colleague = f"/office/settings/staff/{counter.clerk.key}/"
    assert "Set a PIN" in text_of(settled.get(colleague))
    assert settled.post("/office/account/again/", {"password": PASSWORD}).status_code == 302
    assert settled.post(f"{colleague}pin/", {"pin": "1111"}).status_code == 422
    assert settled.post(f"{colleague}pin/", {"pin": "7305"}).status_code == 302
    assert show_pin(number=int(counter.clerk.key), pin="7305", at=AT).name == "Cal Dennison"
    own = settled.post("/office/account/pin/", {"pin": "7305"})
    assert (own.status_code, "Only who is in a group of the counter" in text_of(own)) == (422, True)


# --- what stays, and what it came to ----------------------------------------------------------------------------------


def test_an_ended_till_shows_its_history_and_nothing_to_press(nadia, lent):
    lent.report(returned=[lease.pk for lease in open_leases(lent.number)])
    page = f"{TILLS}{lent.number}/"
    assert nadia.post(f"{page}end/").status_code == 302
    shown = nadia.get(page)
    assert shown.status_code == 200
    text = text_of(shown)
    assert "Ended" in text
    assert f"{lent.number}A-000001" in text
    assert b"/code/" not in shown.content
    assert nadia.post(page, {"name": "Again", "menu": ""}).status_code == 422
    assert f'href="{page}"'.encode() in nadia.get(TILLS).content


def test_what_came_in_by_each_method_is_shown_over_days(nadia, lent):
    lent.sell(("Cash", 7_50))
    page, day = f"{TILLS}{lent.number}/", AT.date().isoformat()
    sums = nadia.get(page, {"from": day, "to": day}).context["sums"]
    assert {each["name"]: each["amount"] for each in sums["report"]["methods"]} == {
        "Cash": "£7.50", "Customer account": "£50.00"
    }  # fmt: skip
    assert nadia.get(page, {"from": "2020-01-01", "to": "2020-01-02"}).context["sums"]["report"]["methods"] == []
    wrong = nadia.get(page, {"from": day, "to": "2020-01-01"})
    assert wrong.context["sums"]["report"] is None
    assert "The period ends before it begins." in text_of(wrong)


def test_the_lines_under_each_receipt_are_a_setting(nadia):
    sent_now = {"lease_percent": 20, "unlimited": "100.00", "lease_hours": 8, "known_days": 30}
    assert nadia.post("/office/settings/tills/", {**sent_now, "footer": "Thank you\r\nSee you soon"}).status_code == 302
    assert till_policy().footer == ["Thank you", "See you soon"]
    refused = nadia.post("/office/settings/tills/", {**sent_now, "footer": "x" * 49})
    assert refused.status_code == 422
    assert "48" in text_of(refused)


def test_a_sale_that_is_booked_is_explained_and_not_charged(nadia, lent):
    lent.sell(("Cash", 4_00), is_offline=True, lines=[LineAsked("A", 5_00), LineAsked("Discount", -1_00)])
    (found,) = exceptions(is_open=True)
    page = nadia.get(EXCEPTIONS)
    assert "A price was changed without network" in text_of(page)
    assert b'value="write_off"' not in page.content
    address = f"{EXCEPTIONS}{found.id}/"
    assert nadia.post(address, {"do": "explain", "why": ""}).status_code == 422
    assert nadia.post(address, {"do": "charge"}).status_code in (409, 422)
    assert nadia.post(address, {"do": "explain", "why": "Stale bread"}).status_code == 302
    assert exceptions(is_open=True) == []
