"""In the app it is the moment at which the letter of an activation goes."""

import pytest

from tests.delivery.app.guests import GOES


@pytest.fixture(autouse=True)
def _now(clock):
    clock.move_to(GOES)
