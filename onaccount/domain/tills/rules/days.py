"""A till's day: what was sold and taken, counted and closed (X and Z report). Pure."""

import re
from dataclasses import dataclass
from typing import ClassVar

from onaccount.domain.tills.rules.methods import MethodType
from onaccount.domain.tills.rules.sales import SaleKind
from onaccount.foundation.refusals import Refused

ADDS = {SaleKind.SALE: 1, SaleKind.DEPOSIT: 1, SaleKind.RETURN: -1, SaleKind.WITHDRAWAL: -1}


LABEL = re.compile(r"([1-9][0-9]{0,9})([A-Z]{1,6})-([0-9]{1,10})", re.ASCII)


class NoShift(Refused):
    code = "no_shift"
    sentence = "Nobody has opened a shift at this till."
    cure = "Choose your name and type your PIN."
    status: ClassVar[int] = 409


class DayIsEmpty(Refused):
    code = "day_is_empty"
    sentence = "Nothing was sold since the day was closed last."
    cure = "Close it when there is something to count."
    status: ClassVar[int] = 409


class SalesWait(Refused):
    code = "sales_wait"
    sentence = "{count} sales of this till were not sent yet."
    cure = "Wait until the network is back and they have gone, then close the day."
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Taken:
    """What came in by one method in one kind of sale."""

    kind: SaleKind
    method: str
    type: MethodType
    count: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class DayReport:
    """The sums of a till's day: an X report while it is open, its Z report when it was closed."""

    sales: int
    returns: int
    gross_minor: int
    tax_minor: int
    float_minor: int
    taken: tuple[Taken, ...]

    @property
    def expected_minor(self) -> int:
        """The cash that should be in the drawer."""
        return self.float_minor + sum(
            ADDS[each.kind] * each.amount_minor for each in self.taken if each.type is MethodType.CASH
        )

    def by_method(self) -> list[tuple[str, int]]:
        """What each method came to, given back subtracted, in the order in which they were first used."""
        sums: dict[str, int] = {}
        for each in self.taken:
            sums[each.method] = sums.get(each.method, 0) + ADDS[each.kind] * each.amount_minor
        return list(sums.items())


def difference(report: DayReport, counted_minor: int) -> int:
    """Above nothing: there is more in the drawer than there should be."""
    return counted_minor - report.expected_minor


def receipt_parts(label: str) -> tuple[int, int, int] | None:
    """Till, pairing and number of a receipt, as its label says them; None for what is no label."""
    found = LABEL.fullmatch(label.strip().upper())
    if found is None:
        return None
    pairing = 0
    for letter in found[2]:
        pairing = pairing * 26 + ord(letter) - ord("A") + 1
    return int(found[1]), pairing, int(found[3])


def receipt_label(till: int, pairing: int, seq: int) -> str:
    """The number on a receipt: "2B-000017" is the 17th of till 2 since it was paired for the second time. Numbers made
    without network never meet those of another device.
    """
    letters = ""
    while pairing:
        pairing, rest = divmod(pairing - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{till}{letters}-{seq:06d}"
