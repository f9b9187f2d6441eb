"""OnAccount as it stands before a Xero of ours: set up, or connected."""

from collections.abc import Iterator
from typing import Any

import pytest

from onaccount.domain.connectors.actions.wire import Wire
from tests.domain.connectors.xero.house import House, set_up
from tests.simulators.xero import Simulator


@pytest.fixture
def house(db: None, xero: Simulator, settings: Any) -> Iterator[House]:
    """Xero is set up here, and nothing is connected yet."""
    set_up(xero, settings)
    with Wire() as wire:
        yield House(xero, wire)


@pytest.fixture
def connected(house: House) -> House:
    house.connect()
    return house
