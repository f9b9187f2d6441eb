import pytest

from onaccount.domain.accounts.actions import open_account
from onaccount.foundation.money import Money
from tests.domain.tills.counter import Counter, set_up
from tests.stage import AT, COMMAND, let_in


@pytest.fixture
def widgets(db) -> int:
    """An Active customer with an account of 500.00."""
    number = let_in()
    open_account(customer=number, currency="GBP", limit=Money(500_00, "GBP"), by=COMMAND, at=AT)
    return number


@pytest.fixture
def counter(db) -> Counter:
    return set_up()
