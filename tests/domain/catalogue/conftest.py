"""A few products, made by the real actions."""

import pytest

from onaccount.domain.catalogue.actions import add_product
from tests.stage import AT, COMMAND


@pytest.fixture
def add(db):
    def made(sku: str, name: str = "Brie", price: str = "10.00", **more: str) -> int:
        return add_product(values={"sku": sku, "name": name, "price": price, **more}, by=COMMAND, at=AT)

    return made
