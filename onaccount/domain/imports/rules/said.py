"""What there is to say about a row, kept with its values, so that a page can say it in another language."""

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from onaccount.domain.customers.rules.unusable import Remark
from onaccount.foundation.refusals import Refused


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about one field of a row, or about the row when `field` is blank. Templates are for `str.format`."""

    field: str
    sentence: str
    cure: str = ""
    values: dict[str, Any] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join(part.format(**self.values) for part in (self.sentence, self.cure) if part)

    @classmethod
    def of_refusal(cls, field: str, refusal: Refused) -> Self:
        return cls(field, refusal.sentence, refusal.cure, refusal.values)

    @classmethod
    def of_remark(cls, field: str, remark: Remark) -> Self:
        return cls(field, remark.template, "", remark.values)


def as_json(said: Iterable[Said]) -> list[list[Any]]:
    return [[each.field, each.sentence, each.cure, each.values] for each in said]


def pack(said: Iterable[Said]) -> str:
    """As text for the stage."""
    return json.dumps(as_json(said))


def unpack(text: str) -> list[Said]:
    return [Said(*parts) for parts in json.loads(text)] if text else []
