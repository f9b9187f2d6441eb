"""A charge asks nobody but the database: no other house can hold up the till (I19)."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest
from django.db import connections

from tests.delivery.api.machine import Machine
from tests.delivery.api.test_accounts import account, at, pay

pytestmark = pytest.mark.django_db(transaction=True)
OPENED = "socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname"
watching: list[list[Any]] = []


def hear(event: str, told: tuple[Any, ...]) -> None:
    if watching and event in OPENED:
        watching[-1].append(told)


sys.addaudithook(hear)  # stays to the end of the process; it is heard only while somebody watches


@contextmanager
def nobody_is_asked() -> Iterator[None]:
    """Fails where a socket is opened from Python. The driver of PostgreSQL opens its own in C, and is not seen here."""
    watching.append([])
    try:
        yield
    finally:
        asked = watching.pop()
    assert not asked, f"somebody else was asked: {asked}"


def test_a_charge_a_refusal_and_a_retry_open_no_socket_but_the_databases():
    machine, number = Machine(), account()
    connections.close_all()
    with nobody_is_asked():
        assert [pay(machine, number, amount, "k").status_code for amount in ("1.00", "1.00")] == [201, 201]
        assert pay(machine, number, "500.00").status_code == 409
        assert machine.get(at(number)).status_code == 200


def test_a_charge_that_asked_somebody_else_would_be_found_out(monkeypatch):
    machine, number = Machine(), account()
    postings: Any = import_module("onaccount.delivery.api.postings")
    true_one = postings.take_charge

    def chatty(**values: Any) -> Any:
        with socket.socket() as caller:
            caller.settimeout(0.1)
            caller.connect_ex(("127.0.0.1", 9))
        return true_one(**values)

    monkeypatch.setattr(postings, "take_charge", chatty)
    with pytest.raises(AssertionError, match="somebody else"), nobody_is_asked():
        pay(machine, number, "1.00")
