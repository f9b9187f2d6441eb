import pytest

from onaccount.domain.accounts.actions import open_account
from onaccount.foundation.money import Money
from tests.delivery.till.machine import Till, at_work
from tests.stage import AT, COMMAND, let_in


@pytest.fixture
def widgets(clock) -> int:
    """An Active customer with an account of 500.00."""
    number = let_in()
    open_account(customer=number, currency="GBP", limit=Money(500_00, "GBP"), by=COMMAND, at=AT)
    return number


@pytest.fixture
def till(clock) -> Till:
    return at_work()
