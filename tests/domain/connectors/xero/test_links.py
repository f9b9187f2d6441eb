"""I20 for contacts, over HTTP: answers are dropped after they took effect, and nothing is doubled.

`TEST_LINKS=1000` runs it at full size.
"""

import os
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from onaccount.domain.connectors.actions import ask_for_link, push_links
from onaccount.domain.connectors.models import Link
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import Kind, Origin, Status
from tests.domain.connectors.xero.blind import Blind
from tests.domain.connectors.xero.house import House
from tests.simulators.faults import WRITES, Fault
from tests.simulators.xero import Simulator
from tests.stage import AT

COUNT = int(os.environ.get("TEST_LINKS", "25"))
DROPPED = 0.3
ROUNDS = 200  # far more than any run of bad luck takes

pytestmark = pytest.mark.django_db


def customers_who_trade(count: int) -> list[int]:
    """As a list that was brought in leaves them: only what the link needs."""
    Customer.objects.bulk_create(
        Customer(
            kind=Kind.COMPANY.value,
            status=Status.ADMIN.value,
            origin=Origin.IMPORT.value,
            name=f"Trader {n:05} of Whitby",
            search_name=f"trader {n:05} of whitby",
            email=f"trader{n}@whitby.example",
            created_at=AT,
            changed_at=AT,
        )
        for n in range(count)
    )
    return list(Customer.objects.order_by("number").values_list("number", flat=True))


def wanted(house: House, count: int) -> list[int]:
    numbers = customers_who_trade(count)
    house.mirror()
    for number in numbers:
        ask_for_link(number=number, at=house.now() - timedelta(seconds=11))
    return numbers


def work_off(house: House, door: Any) -> None:
    """Turns until nothing is left; between them the time passes that each link asked for."""
    for _ in range(ROUNDS):
        push_links(door, clock=house.now, limit=1000)
        if not Link.objects.exclude(state__in=["linked", "stuck"]).exists():
            return
        Link.objects.exclude(next_try_at=None).update(next_try_at=house.now())
        type(house.row).objects.update(quiet_until=None, failures=0)


def doubled(xero: Simulator) -> list[str]:
    """The names that more than one contact has there."""
    names = Counter(each.name for each in xero.organisation.active)
    return sorted(name for name, times in names.items() if times > 1)


def sent_blindly(xero: Simulator) -> list[str]:
    """The keys of requests that were repeated though the first had been carried out."""
    done = Counter(each.headers.get("idempotency-key", "") for each in xero.calls("PUT") if each.did)
    return [key for key, times in done.items() if times > 1]


def test_one_contact_per_customer_though_three_answers_of_ten_are_lost(connected: House):
    xero = connected.xero
    numbers = wanted(connected, COUNT)
    xero.break_down(Fault.DROP_AFTER, methods=WRITES, share=DROPPED)
    work_off(connected, connected.door)
    assert any(each.did and not each.status for each in xero.calls("PUT")), "no answer was lost: nothing was tried"
    assert doubled(xero) == []
    assert sent_blindly(xero) == []
    told = sorted(int(each.values["ContactNumber"]) for each in xero.organisation.contacts.values())
    assert told == numbers
    assert set(Link.objects.values_list("state", flat=True)) == {"linked"}
    assert not xero.complaints


def test_whoever_sends_again_blindly_is_seen(connected: House):
    connected.xero.organisation.on_same_name = "allow"
    wanted(connected, 25)
    connected.xero.break_down(Fault.DROP_AFTER, methods=WRITES, share=DROPPED)
    work_off(connected, Blind(connected.wire, clock=connected.now))
    assert doubled(connected.xero)


@pytest.mark.parametrize(
    ("fault", "more"),
    [
        (Fault.GARBAGE, {}),
        (Fault.CUT_BODY, {}),
        (Fault.DROP_BEFORE, {}),
        (Fault.STATUS, {"status": 503}),
        (Fault.STATUS, {"status": 429, "retry_after": "1"}),
    ],
)
def test_whatever_goes_wrong_there_is_one_contact_in_the_end(connected: House, fault: Fault, more: dict[str, Any]):
    numbers = wanted(connected, 5)
    connected.xero.break_down(fault, share=0.5, **more)
    work_off(connected, connected.door)
    assert len(connected.xero.organisation.contacts) == len(numbers)
    assert set(Link.objects.values_list("state", flat=True)) == {"linked"}
