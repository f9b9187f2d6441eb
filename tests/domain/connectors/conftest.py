"""What the tests of the systems next door may use."""

import pytest

from onaccount.domain.connectors.models import Connection
from onaccount.domain.connectors.rules.connection import ConnectionState
from onaccount.domain.connectors.rules.next_door import XERO
from tests.domain.connectors.double import Double
from tests.stage import AT


@pytest.fixture
def door(db) -> Double:
    """Connected, mirrored, and nobody there yet."""
    state = ConnectionState.CONNECTED.value
    Connection.objects.create(
        system=XERO, state=state, tenant_id="t", tenant_name="Harbour", connected_at=AT, mirrored_at=AT
    )
    return Double()
