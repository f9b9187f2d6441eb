"""What a till sends, read field by field: whatever else stands there than is meant is refused with its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest

from onaccount.delivery.ui.reading import NotJson, read_json
from onaccount.domain.catalogue.rules.quantities import MOST_MILLI
from onaccount.foundation.refusals import Refused

LARGEST = 2**53 - 1  # what JavaScript counts to
YEARS = range(2000, 2101)  # in which the clock of a till is believed
E = TypeVar("E", bound=Enum)


class NotReadable(Refused):
    code = "not_readable"
    sentence = "{field} of what the till sent cannot be read."
    cure = "Reload the till: it may be older than the server."


@dataclass(frozen=True, slots=True)
class Body:
    """An object of JSON, and where it stands in what was sent."""

    values: Mapping[str, Any]
    path: str = ""

    def _wrong(self, name: str) -> NotReadable:
        return NotReadable(field=f"{self.path}{name}")

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def integer(self, name: str, *, least: int = 0, most: int = LARGEST) -> int:
        value = self.values.get(name)
        if type(value) is not int or not least <= value <= most:
            raise self._wrong(name)
        return value

    def integer_or_none(self, name: str, *, least: int = 0, most: int = LARGEST) -> int | None:
        return self.integer(name, least=least, most=most) if self.has(name) else None

    def text(self, name: str, *, longest: int) -> str:
        """Blank where it is not there; what is longer is cut off."""
        value = self.values.get(name) or ""
        if not isinstance(value, str):
            raise self._wrong(name)
        return value[:longest]

    def flag(self, name: str) -> bool:
        value = self.values.get(name, False)
        if type(value) is not bool:
            raise self._wrong(name)
        return value

    def key(self, name: str) -> UUID:
        value = self.values.get(name)
        try:
            return UUID(value) if isinstance(value, str) else self._raise(name)
        except ValueError:
            raise self._wrong(name) from None

    def key_or_none(self, name: str) -> UUID | None:
        return self.key(name) if self.has(name) else None

    def moment(self, name: str) -> datetime:
        try:
            found = datetime.fromisoformat(self.values.get(name) or "")
        except (ValueError, TypeError):
            raise self._wrong(name) from None
        if found.tzinfo is None or found.year not in YEARS:
            raise self._wrong(name)
        return found

    def choice(self, name: str, of: type[E]) -> E:
        try:
            return of(self.values.get(name))
        except ValueError:
            raise self._wrong(name) from None

    def part(self, name: str) -> "Body":
        """An object in it; an empty one where there is none."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, dict):
            raise self._wrong(name)
        return Body(value or {}, f"{self.path}{name}.")

    def parts(self, name: str, *, most: int) -> Sequence["Body"]:
        value = self.values.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > most or not all(isinstance(each, dict) for each in value):
            raise self._wrong(name)
        return [Body(each, f"{self.path}{name}.{position}.") for position, each in enumerate(value)]

    def numbers(self, name: str, *, most: int) -> Sequence[int]:
        value = self.values.get(name)
        if not isinstance(value, list) or len(value) > most:
            raise self._wrong(name)
        if not all(type(each) is int and 0 < each <= LARGEST for each in value):
            raise self._wrong(name)
        return value

    def positions(self, name: str) -> Mapping[int, int]:
        """Of lines, as {"0": 2}: JSON has no other names than texts."""
        value = self.values.get(name) or {}
        if not isinstance(value, dict):
            raise self._wrong(name)
        for position, other in value.items():
            is_one = position.isascii() and position.isdigit() and len(position) < 5
            if not is_one or type(other) is not int or not 0 <= other < 10_000:
                raise self._wrong(name)
        return {int(position): other for position, other in value.items()}

    def quantities(self, name: str) -> Mapping[int, int]:
        """Thousandths by product, as {"17": 1500}."""
        value = self.values.get(name) or {}
        if not isinstance(value, dict):
            raise self._wrong(name)
        for product, milli in value.items():
            is_one = product.isascii() and product.isdigit() and len(product) < 16
            if not is_one or type(milli) is not int or not 0 < milli <= MOST_MILLI:
                raise self._wrong(name)
        return {int(product): milli for product, milli in value.items()}

    def _raise(self, name: str) -> UUID:
        raise self._wrong(name)


def body_of(request: HttpRequest) -> Body:
    """Raises NotJson, NotReadable."""
    value = read_json(request.body) if request.body else {}
    if not isinstance(value, dict):
        raise NotJson(line=1, column=1)
    return Body(value)
