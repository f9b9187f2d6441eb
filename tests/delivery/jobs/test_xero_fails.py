"""I19: whatever Xero does, customers are added and let in without a socket but the database's; it is caught up on."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.test import Client

from onaccount.domain.connectors.actions import push_links
from onaccount.domain.connectors.actions.wire import Unreached, Wire
from onaccount.domain.connectors.models import Connection, Link
from onaccount.domain.customers.models import Customer
from tests.delivery.api.machine import Machine
from tests.delivery.conftest import browser_of
from tests.domain.connectors.xero.house import House, set_up
from tests.domain.connectors.xero.test_links import work_off
from tests.simulators.xero import Fault
from tests.stage import TOM, sign_up
from tests.stage import work_off as work_off_events

pytestmark = pytest.mark.django_db
NEW = "/office/customers/new/"


@pytest.fixture
def connected(clock: Any, xero: Any, settings: Any) -> Iterator[House]:
    set_up(xero, settings)
    with Wire() as wire:
        house = House(xero, wire)
        house.connect()
        house.mirror()
        yield house


@contextmanager
def nobody_outside_is_asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No socket of Python's is opened. The database's client is written in C, and opens its own."""
    asked = []

    def refuse(_self: socket.socket, address: Any) -> None:
        asked.append(address)
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket.socket, "connect_ex", refuse)
        yield
    assert asked == [], "somebody waited for this"


def test_the_guard_sees_a_socket(connected, monkeypatch):
    with pytest.raises(AssertionError), nobody_outside_is_asked(monkeypatch), suppress(Unreached), Wire() as wire:
        wire.send("GET", connected.xero.base, headers={})


def let_many_in(tom: Client, machine: Machine) -> list[int]:
    """By every door: signed up, typed, sent by a machine; let in by a press, many at once, and by a machine."""
    applied, other = sign_up(), sign_up(login="o@o.example", name="Other Ltd", email="o@o.example", tax_id="")
    assert tom.post(NEW, {"name": "Kestrel & Vane", "email": "orla@kestrel.example"}).status_code == 302
    typed = Customer.objects.latest("number").number
    body = {"kind": "company", "name": "Ridge & Sons", "login_email": "r@ridge.example", "email": "r@ridge.example"}
    sent = machine.post("/customers", body).json()["number"]
    assert tom.get(f"/office/customers/{applied}/").status_code == 200
    assert tom.post(f"/office/customers/{applied}/status/", {"status": "active"}).status_code == 302
    for number in (other, typed):
        assert tom.post("/office/customers/status/", {"status": "active", "number": number}).status_code == 200
    assert machine.ask("PUT", f"/customers/{sent}/status", {"status": "active"}).status_code == 200
    return [applied, other, typed, sent]


@pytest.mark.parametrize(
    ("fault", "more"),
    [
        (Fault.DROP_BEFORE, {}),
        (Fault.SLOW, {"seconds": 0.2}),
        (Fault.STATUS, {"status": 429, "retry_after": "1"}),
        (Fault.STATUS, {"status": 500}),
        (Fault.GARBAGE, {}),
    ],
)
def test_customers_are_added_and_let_in_whatever_xero_does_and_are_there_once_when_it_is_well(
    connected: House, monkeypatch: pytest.MonkeyPatch, fault: Fault, more: dict[str, Any]
):
    tom, machine = browser_of(TOM), Machine()
    connected.xero.break_down(fault, **more)
    with nobody_outside_is_asked(monkeypatch):
        numbers = let_many_in(tom, machine)
        work_off_events(at=connected.now())  # what follows only writes down what is wanted
    assert set(Customer.objects.values_list("status", flat=True)) == {"active"}
    assert Link.objects.count() == len(numbers)
    connected.xero.pass_time(60)
    for _ in range(3):
        push_links(connected.door, clock=connected.now)
        connected.xero.pass_time(3600)
    connected.xero.mend()
    Connection.objects.update(quiet_until=None)
    work_off(connected, connected.door)
    assert set(Link.objects.values_list("state", flat=True)) == {"linked"}
    told = sorted(int(each.values["ContactNumber"]) for each in connected.xero.organisation.contacts.values())
    assert told == sorted(numbers)
