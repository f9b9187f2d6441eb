"""The settings of all accounts: what counts as used, and what becomes of who would go over the limit."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from onaccount.domain.accounts.actions import hold_amount, open_account, settle_policy
from onaccount.domain.accounts.queries import Policy, account_policy
from onaccount.domain.accounts.rules import Exposure, OverLimitPolicy
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.people.rules import NotAllowed
from onaccount.foundation.money import Money
from tests.delivery.office.test_account_page import text_of
from tests.delivery.office.test_settings import sent, settled  # noqa: F401 - a fixture
from tests.stage import AT, COMMAND, INES, hire, let_in

PAGE = "/office/settings/accounts/"
NO, REFER = OverLimitPolicy


def settle(by: Any = COMMAND, counts: Any = frozenset(Exposure), app: Any = NO, office: Any = NO) -> None:
    settle_policy(counts=counts, over_limit_in_app=app, over_limit_in_office=office, by=by, at=AT)


@pytest.fixture
def widgets(clock) -> int:
    """An account of 500.00 of which 100.00 are held."""
    number = let_in()
    open_account(customer=number, currency="GBP", limit=Money(500_00, "GBP"), by=COMMAND, at=AT)
    end = AT + timedelta(days=1)
    hold_amount(customer=number, amount=Money(100_00, "GBP"), key="h", expires_at=end, by=COMMAND, at=AT)
    return number


def test_a_policy_is_settled_by_whoever_may_and_stands_in_the_history(db):
    with pytest.raises(NotAllowed):
        settle(by=hire(INES))
    settle(counts={Exposure.LEASES}, app=REFER)
    found = account_policy()
    assert found == Policy(frozenset({Exposure.LEASES}), REFER, NO)
    (fact,) = facts_of(Subject("business", "1"), names=["business.account_policy_changed"])
    assert fact.changes == {"counts": (None, ["leases"]), "over_limit_in_app": ("no", "refer")}
    settle(counts={Exposure.LEASES}, app=REFER)
    assert len(facts_of(Subject("business", "1"), names=["business.account_policy_changed"])) == 1, "nothing changed"


def test_what_does_not_count_is_left_to_spend_at_once_and_the_account_says_so(settled, widgets):  # noqa: F811
    account = f"/office/customers/{widgets}/account/"
    assert "Left to spend £400.00" in text_of(settled.get(account))
    assert settled.post(PAGE, sent(settled, PAGE, holds="")).status_code == 302
    page = text_of(settled.get(account))
    assert "Left to spend £500.00" in page
    assert "Reserved £100.00 does not count as used" in page


def test_who_goes_over_the_limit_in_the_office_is_refused_or_referred_as_was_settled(settled, widgets):  # noqa: F811
    charge = {"do": "charge", "amount": "400.01", "key": str(uuid4())}
    account = f"/office/customers/{widgets}/account/postings/"
    refused = settled.post(account, charge)
    settled.post(PAGE, sent(settled, PAGE, over_limit_in_office="refer"))
    referred = settled.post(account, charge)
    assert (refused.status_code, referred.status_code) == (409, 409)
    assert account_policy().over_limit_in_office is REFER


def test_the_page_tells_who_changed_what(settled):  # noqa: F811
    assert "Nobody has changed this yet." in text_of(settled.get(PAGE))
    settled.post(PAGE, sent(settled, PAGE, leases="", over_limit_in_app="refer"))
    page = text_of(settled.get(PAGE))
    assert "What counts as used : everything became reservations" in page
    assert "Over the limit in the app : refused became referred" in page
    assert "Nadia Okafor" in page


def test_what_somebody_else_changed_meanwhile_is_not_taken_back(settled):  # noqa: F811
    form = sent(settled, PAGE, over_limit_in_app="refer")
    settle(counts=set())
    settled.post(PAGE, form)
    assert account_policy().counts == frozenset()
    assert account_policy().over_limit_in_app is REFER


def test_a_choice_there_is_not_is_refused(settled):  # noqa: F811
    assert settled.post(PAGE, sent(settled, PAGE, over_limit_in_app="maybe")).status_code == 422
