"""What a typed value is answered with when it cannot be stored as it stands: a refusal, or a remark."""

from typing import Any, ClassVar, Self

from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import shorten


class Unusable(Refused):
    """This value cannot be stored. The sentence quotes it as typed, shortened."""

    code: ClassVar[str] = "unusable"
    sentence: ClassVar[str] = '"{value}" cannot be used here.'

    def __init__(self, value: str = "", **values: Any) -> None:
        super().__init__(value=shorten(value), **values)


class TooLong(Unusable):
    code = "too_long"
    sentence = '"{value}" is too long: {given} characters, and at most {allowed} fit.'
    cure = "Shorten it."


class Remark(str):
    """A sentence for people that refuses nothing. It keeps its template and values, so that a door can translate it."""

    __slots__ = ("template", "values")
    template: str
    values: dict[str, str]

    def __new__(cls, template: str, **values: str) -> Self:
        remark = super().__new__(cls, template.format(**values))
        remark.template = template
        remark.values = values
        return remark


class Warned(str):
    """A value that is stored, and of which there is something to say. It is the value: a form may ignore the rest."""

    __slots__ = ("remarks",)
    remarks: tuple[Remark, ...]

    def __new__(cls, value: str, *remarks: Remark) -> Self:
        warned = super().__new__(cls, value)
        warned.remarks = (*getattr(value, "remarks", ()), *remarks)
        return warned


def remarks_of(value: str) -> tuple[Remark, ...]:
    return value.remarks if isinstance(value, Warned) else ()
