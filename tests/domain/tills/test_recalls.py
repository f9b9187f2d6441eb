"""What tills were lent is asked for again as soon as less of it would be lent now; and nothing is prolonged (I22)."""

from datetime import timedelta
from typing import Any

import pytest

from onaccount.delivery.jobs.on_event import ON_EVENT
from onaccount.domain.accounts.actions import set_account
from onaccount.domain.accounts.models import CustomerAccount
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.stages import STAGE_EVENTS
from onaccount.domain.customers.rules.status import Stage, Status
from onaccount.domain.tills.actions.tills import settle_tills
from onaccount.domain.tills.models import KnownCustomer, Lease
from onaccount.domain.tills.queries.leases import open_leases
from onaccount.domain.vetting.actions import set_status
from onaccount.foundation.money import Money
from tests.domain.tills.counter import Counter
from tests.stage import AT, COMMAND

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)
POLICY: dict[str, Any] = {"lease_percent": 20, "lease_hours": 8, "known_days": 30, "unlimited_lease_minor": 100_00}


@pytest.fixture
def lent(counter: Counter, widgets: int) -> Lease:
    counter.sell(("Cash", 1_00), customer=widgets)
    counter.contact()
    (lease,) = open_leases(counter.number)
    return lease


def inactive(customer: int) -> None:
    set_status(number=customer, to=Status.INACTIVE, by=COMMAND, at=AT)


def prepaid(customer: int) -> None:
    Customer.objects.filter(pk=customer).update(stage=Stage.REFERRED.value)


def suspended(customer: int) -> None:
    CustomerAccount.objects.filter(pk=customer).update(suspended_at=AT)


def not_allowed(customer: int) -> None:
    set_account(customer=customer, limit=Money(500_00, "GBP"), is_allowed=False, by=COMMAND, at=AT)


def limit_lowered(customer: int) -> None:
    set_account(customer=customer, limit=Money(50_00, "GBP"), is_allowed=True, by=COMMAND, at=AT)


def forgotten(customer: int) -> None:
    KnownCustomer.objects.filter(customer=customer).update(seen_at=AT - timedelta(days=31))


@pytest.mark.parametrize("change", [inactive, prepaid, suspended, not_allowed, limit_lowered, forgotten])
def test_the_next_contact_prolongs_nothing_and_asks_for_it(counter: Counter, widgets: int, lent: Lease, change) -> None:
    change(widgets)
    counter.contact(at=LATER)
    lent.refresh_from_db()
    assert (lent.recalled_at, lent.spend_until) == (LATER, AT + timedelta(hours=8))
    counter.contact(returned=[lent.pk], at=LATER)
    assert all(each.granted_minor <= 10_00 for each in open_leases(counter.number))  # a fifth of 50.00, or nothing


def test_who_may_go_on_is_prolonged(counter: Counter, lent: Lease) -> None:
    counter.contact(at=LATER)
    lent.refresh_from_db()
    assert (lent.recalled_at, lent.spend_until) == (None, LATER + timedelta(hours=8))


@pytest.mark.parametrize("lowered", [{"lease_percent": 10}, {"unlimited_lease_minor": 0}, {"lease_hours": 1}])
def test_a_policy_that_lends_less_asks_for_what_was_lent(lent: Lease, lowered: dict[str, int]) -> None:
    settle_tills(**{**POLICY, **lowered}, by=COMMAND, at=LATER)
    lent.refresh_from_db()
    assert lent.recalled_at == LATER


def test_a_policy_that_lends_more_asks_for_nothing(lent: Lease) -> None:
    settle_tills(**{**POLICY, "lease_percent": 40}, footer=["Thank you"], by=COMMAND, at=LATER)
    lent.refresh_from_db()
    assert lent.recalled_at is None


def test_each_change_of_stage_and_of_what_counts_is_heard() -> None:
    assert all("recall_lent" in ON_EVENT[event] for event in STAGE_EVENTS.values())
    assert ON_EVENT["business.account_policy_changed"] == ("recall_all_lent",)
