import pytest

from tests.domain.billing import stage


@pytest.fixture
def customer(db) -> int:
    """An Active customer with an account, of a business that can invoice."""
    stage.settle()
    return stage.trader()
