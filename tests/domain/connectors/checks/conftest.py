"""OnAccount beside agencies and registers of ours, all of them switched on."""

from collections.abc import Iterator

import pytest

from onaccount.domain.connectors.actions.wire import Wire
from tests.domain.connectors.checks.bureau import NUMBER, VAT, Bureau
from tests.simulators.agencies import Simulator, running


@pytest.fixture
def agencies() -> Iterator[Simulator]:
    with running() as simulator:
        simulator.add_company(NUMBER)
        simulator.vat[VAT] = "Graham's Widgets Ltd"
        yield simulator


@pytest.fixture
def bureau(db: None, agencies: Simulator) -> Iterator[Bureau]:
    with Wire() as wire:
        bureau = Bureau(agencies, wire)
        bureau.switch_on()
        yield bureau
