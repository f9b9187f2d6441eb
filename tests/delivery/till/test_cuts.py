"""The network between a till and its server is cut at thirty points of their exchange: nothing is unknown afterwards,
nothing is doubled, nothing is lost (I22). A server that listens, connections, and a proxy of ours that cuts them.
"""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest

from onaccount.domain.accounts.actions import open_account
from onaccount.domain.accounts.queries import standing_of
from onaccount.domain.accounts.rules import Door
from onaccount.domain.ledger.queries import check_books
from onaccount.domain.tills.actions.sales.book import know_customer
from onaccount.domain.tills.actions.transmit import transmit
from onaccount.domain.tills.models import Sale, SaleException
from onaccount.foundation.money import Money
from tests.delivery.till.machine import Till, till_of
from tests.delivery.till.wire import Away, Wire
from tests.domain.tills.counter import clerk, usual_menu
from tests.reliability.cuts import POINTS, Cut, Network
from tests.stage import AT, COMMAND, let_in

ACCOUNT = "Customer account"


@pytest.fixture
def network(transactional_db, live_server):
    with Network(urlsplit(live_server.url).port or 80) as found:
        yield found


@pytest.fixture
def customer(transactional_db, clock) -> int:
    number = let_in()
    open_account(customer=number, currency="GBP", limit=Money(500_00, "GBP"), by=COMMAND, at=AT)
    return number


@pytest.fixture
def till(live_server, network: Network, customer: int) -> Till:
    """Paired, with a shift, and lent a part of the customer's headroom."""
    found, code = till_of(by=clerk(), menu=usual_menu())
    found.client = Wire(live_server.url, network)  # type: ignore[assignment]
    know_customer(found.number, customer, at=AT)
    transmit(expected="", by=COMMAND, at=AT)
    assert found.pair(code).status_code == 201
    assert found.begin().status_code == 201
    found.contact()
    found.contact()
    assert found.leases
    return found


def through(network: Network, point: Cut, verb: Callable[[], Any]) -> None:
    """Do it while the network is cut there: no answer comes, or a torn one."""
    network.cut, before = point, network.cuts
    with pytest.raises(Away):
        verb()
    network.cut = None
    assert network.cuts == before + 1


def charged(till: Till, customer: int) -> dict[str, Any]:
    return till.asked((ACCOUNT, 1_00), customer=customer)


def on_lease(till: Till, customer: int) -> dict[str, Any]:
    lease = next(iter(till.leases))
    till.leases[lease] += 1_00
    asked = till.asked((ACCOUNT, 1_00), customer=customer, is_offline=True)
    asked["payments"][0]["lease"] = lease
    return asked


def test_what_is_cut_off_anywhere_is_known_again_and_done_once(till: Till, network: Network, customer: int) -> None:
    for make, is_offline in ((charged, False), (on_lease, True)):
        for point in POINTS:
            asked = make(till, customer)
            through(network, point, partial(till.post, "sales/", asked))
            known = till.get(f"sales/{asked['id']}/")
            assert known.status_code in (200, 404)  # it is booked or it is not, and never something else
            first, again = (till.post("sales/", asked).json() for _ in range(2))
            assert first == again
            assert first["offline"] is is_offline
            assert known.status_code == 404 or known.json()["label"] == first["label"]
        agrees(till, customer)
    for point in POINTS:  # a report: another lease is lent in the answer that is cut
        till.sell(("Cash", 1_00), customer=customer)  # so that a lease is due again
        till.contact()
        till.post("sales/", on_lease(till, customer))
        back = tuple(till.leases)
        through(network, point, partial(till.contact, returned=back))
        till.contact(returned=back)
        agrees(till, customer)
    for point in POINTS:  # a shift: the next contact tells which one runs
        through(network, point, till.begin)
        till.shift = till.contact()["shift"]["id"]
        assert till.sell(("Cash", 1_00)).status_code == 201
    assert list(Sale.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 5 * len(POINTS) + 1))
    assert standing(customer).owed == 3 * len(POINTS) * 1_00
    assert not SaleException.objects.exists()
    assert check_books().difference is None


def agrees(till: Till, customer: int) -> None:
    """What the till may spend, as it was told last and by what it sold, is what the server holds for it."""
    rest = sum(each["granted_minor"] - till.leases[each["id"]] for each in till.contact()["leases"])
    assert rest == standing(customer).leases


def standing(customer: int) -> Any:
    found = standing_of(customer, door=Door.TILL, at=AT)
    assert found
    return found.standing
