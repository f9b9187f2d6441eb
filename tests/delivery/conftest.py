"""Browsers with somebody of the cast at them. Doors read the clock: it stands still at a moment of the stage."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
import time_machine
from django.test import Client

from onaccount.delivery.commands.cast import Player
from onaccount.domain.people.models import Principal
from tests.stage import AT, CAL, INES, MARTA, NADIA, TOM, hire

PLAYERS = {"administrator": NADIA, "office": TOM, "reader": INES, "manager": MARTA, "clerk": CAL}


@pytest.fixture
def clock(db) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


def browser_of(player: Player, *, enforce_csrf_checks: bool = False) -> Client:
    browser = Client(enforce_csrf_checks=enforce_csrf_checks)
    hire(player)
    browser.force_login(Principal.objects.get(email=player.email))
    return browser


@pytest.fixture
def nadia(clock) -> Client:
    return browser_of(NADIA)


@pytest.fixture
def tom(clock) -> Client:
    return browser_of(TOM)


@pytest.fixture
def ines(clock) -> Client:
    return browser_of(INES)


@pytest.fixture
def staff_with_role(clock) -> Callable[..., Client]:
    """A browser of the member of the cast who has this role."""
    return lambda role, **options: partial(browser_of, PLAYERS[role])(**options)
