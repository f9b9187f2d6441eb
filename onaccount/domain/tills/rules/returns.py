"""Goods of a sale come back, in parts: what the parts come to is exactly what was charged. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from onaccount.domain.catalogue.rules.quantities import ONE_MILLI
from onaccount.domain.tills.rules.sales import LineAsked, rounded, taxes_of, total_of

Quantities = Mapping[int, int]  # thousandths by the position of a line of the sale


@dataclass(frozen=True, slots=True)
class Worth:
    """What goods come to, in minor units."""

    total_minor: int
    tax_minor: int


def worth_of(sold: Mapping[int, LineAsked], quantities: Quantities, *, includes_tax: bool) -> Worth:
    """So much of each line of a sale."""
    lines = so_much_of(sold, quantities)
    tax = sum(tax for _net, tax in taxes_of(lines, includes_tax=includes_tax).values())
    return Worth(total_of(lines, includes_tax=includes_tax), tax)


def so_much_of(sold: Mapping[int, LineAsked], quantities: Quantities) -> list[LineAsked]:
    return [replace(line, quantity_milli=quantities.get(position, 0)) for position, line in sold.items()]


def worth_back(sold: Mapping[int, LineAsked], before: Quantities, after: Quantities, *, includes_tax: bool) -> Worth:
    """What comes back with a return: all that came back with it, less all that came back before. So the last part
    brings what rounding left.
    """
    was = worth_of(sold, before, includes_tax=includes_tax)
    now = worth_of(sold, after, includes_tax=includes_tax)
    return Worth(now.total_minor - was.total_minor, now.tax_minor - was.tax_minor)


def taxes_back(
    sold: Mapping[int, LineAsked], before: Quantities, after: Quantities, *, includes_tax: bool
) -> dict[int, tuple[int, int]]:
    """Net and tax of each rate that come back with a return: its worth, and with all others of the sale its taxes."""
    was = taxes_of(so_much_of(sold, before), includes_tax=includes_tax)
    now = taxes_of(so_much_of(sold, after), includes_tax=includes_tax)
    back = {rate: (net - was[rate][0], tax - was[rate][1]) for rate, (net, tax) in now.items()}
    return {rate: amounts for rate, amounts in back.items() if any(amounts)}


def line_totals(lines: Sequence[LineAsked], of: Mapping[int, int], before: Quantities) -> list[int]:
    """What each line of a return comes to; `of` are the lines of the sale that they take back."""
    back, totals = dict(before), []
    for position, line in enumerate(lines):
        was = back.get(of[position], 0)
        back[of[position]] = was + line.quantity_milli
        totals.append(
            rounded(line.unit_minor * back[of[position]], ONE_MILLI) - rounded(line.unit_minor * was, ONE_MILLI)
        )
    return totals
