"""The negative control of I20."""

from typing import Any
from uuid import uuid4

from onaccount.domain.connectors.actions.xero.door import XeroDoor
from onaccount.domain.connectors.rules.next_door import Answer


class Blind(XeroDoor):
    """It asks nothing, sends again what was not answered, and gives no number to be known by."""

    def by_number(self, number: str, /) -> None:
        return None

    def by_name(self, name: str, /) -> list[Any]:
        return []

    def by_email(self, email: str, /) -> list[Any]:
        return []

    def create(self, body: Any, /, *, key: str) -> Answer:
        return super().create({k: v for k, v in body.items() if k != "ContactNumber"}, key=uuid4().hex)
