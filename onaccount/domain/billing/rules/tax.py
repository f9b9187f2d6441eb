"""Tax as EN 16931 wants it: added up per category and rounded once per category, never line by line (BR-CO-17).

Amounts are whole minor units. What the lines' own taxes would have come to is kept beside, so that a difference of a
penny can be shown and is not looked for.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from onaccount.foundation.refusals import Refused

MILLI = 1_000
PPM = 1_000_000
REVERSE_CHARGE = "Reverse charge: the customer accounts for the tax."
NO_TAX = "No tax is charged."  # where the business has no tax class


class Category(Enum):
    """UNCL 5305, as far as it is used."""

    STANDARD = "S"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"


class ExemptionNeedsReason(Refused):
    code = "exemption_needs_reason"
    sentence = "A rate of 0 is an exemption, and an exemption needs its reason."
    cure = "Write the reason as the invoice is to print it, or leave the rate blank for the default."
    field = "reason"


class ReasonWithoutExemption(Refused):
    code = "reason_without_exemption"
    sentence = "A reason or a certificate is of an exemption, and the rate is not 0."
    cure = "Set the rate to 0, or leave reason and certificate blank."
    field = "reason"


class ReverseChargeNeedsTaxId(Refused):
    code = "reverse_charge_needs_tax_id"
    sentence = "Reverse charge needs the customer's tax id."
    cure = "Correct the customer's details first."
    field = "is_reverse_charge"


class ReverseChargeHasNoRate(Refused):
    code = "reverse_charge_has_no_rate"
    sentence = "With reverse charge the customer has no rate of its own."
    cure = "Leave the rate blank."
    field = "rate"


@dataclass(frozen=True, slots=True, order=True)
class Tax:
    """How something is taxed: one category of a document's tax breakdown."""

    category: str
    rate_ppm: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CustomerTax:
    """What is so for one customer. `rate_ppm` None is the default rate of what is sold, 0 is exempt: they differ."""

    rate_ppm: int | None = None
    reason: str = ""
    certificate: str = ""
    expires_on: date | None = None  # the last day of an exemption
    is_reverse_charge: bool = False


@dataclass(frozen=True, slots=True)
class Taxable:
    """A line: what it comes to as it is priced, with its tax or without."""

    amount: int
    tax: Tax


@dataclass(frozen=True, slots=True)
class Subtotal:
    """One category. `difference` is its tax less what the lines' own taxes, each rounded, come to."""

    tax: Tax
    taxable: int
    amount: int
    difference: int


@dataclass(frozen=True, slots=True)
class Taxed:
    """A document's totals; `nets` are the lines' without tax, in their order, and come to `net`."""

    nets: Sequence[int]
    subtotals: Sequence[Subtotal]
    net: int
    tax: int

    @property
    def total(self) -> int:
        return self.net + self.tax


def check_customer_tax(wanted: CustomerTax, *, tax_id: str) -> None:
    if wanted.rate_ppm == 0 and not wanted.reason:
        raise ExemptionNeedsReason
    if wanted.rate_ppm != 0 and (wanted.reason or wanted.certificate or wanted.expires_on):
        raise ReasonWithoutExemption
    if wanted.is_reverse_charge and wanted.rate_ppm is not None:
        raise ReverseChargeHasNoRate
    if wanted.is_reverse_charge and not tax_id:
        raise ReverseChargeNeedsTaxId


def tax_of_class(rate_ppm: int, exempt_reason: str) -> Tax:
    if rate_ppm:
        return Tax(Category.STANDARD.value, rate_ppm)
    return Tax(Category.EXEMPT.value, 0, exempt_reason or NO_TAX)


def tax_for(own: Tax, customer: CustomerTax, *, on: date) -> Tax:
    """How something is taxed that is sold to a customer on a day; `own` is how it is taxed for everybody."""
    if customer.is_reverse_charge:
        return Tax(Category.REVERSE_CHARGE.value, 0, REVERSE_CHARGE)
    if customer.rate_ppm is None:
        return own
    if customer.rate_ppm:
        return Tax(Category.STANDARD.value, customer.rate_ppm)
    if customer.expires_on is not None and on > customer.expires_on:
        return own  # the certificate ran out
    reason = f"{customer.reason} ({customer.certificate})" if customer.certificate else customer.reason
    return Tax(Category.EXEMPT.value, 0, reason)


def half_up(number: int, by: int) -> int:
    """A quotient to the nearest whole, halves away from nothing: what people do on paper."""
    whole = (2 * abs(number) + by) // (2 * by)
    return whole if number >= 0 else -whole


def line_amount(price_minor: int, quantity_milli: int) -> int:
    return half_up(price_minor * quantity_milli, MILLI)


@dataclass(frozen=True, slots=True)
class Left:
    """What an invoice has left of one category, as it is priced, without tax, and the tax."""

    priced: int
    taxable: int
    amount: int


def taxed(lines: Sequence[Taxable], *, includes_tax: bool, left: Mapping[Tax, Left] | None = None) -> Taxed:
    """The totals of a document. No minor unit is lost: nets and taxes come to what was priced, where prices hold it.

    A credit note says what the invoice has `left`: the last one takes exactly that, however the ones before rounded.
    """
    members: dict[Tax, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        members[line.tax].append(place)
    nets, subtotals = [0] * len(lines), []
    for tax in sorted(members):
        places = members[tax]
        amounts = [lines[place].amount for place in places]
        subtotal = _subtotal(tax, amounts, includes_tax=includes_tax)
        if left is not None:
            subtotal = _within(subtotal, sum(amounts), left[tax], includes_tax=includes_tax)
        parts = split(subtotal.taxable, amounts) if includes_tax else amounts
        for place, net in zip(places, parts, strict=True):
            nets[place] = net
        subtotals.append(subtotal)
    return Taxed(nets, subtotals, sum(each.taxable for each in subtotals), sum(each.amount for each in subtotals))


def _subtotal(tax: Tax, amounts: Sequence[int], *, includes_tax: bool) -> Subtotal:
    rate, priced = tax.rate_ppm, sum(amounts)
    if includes_tax:
        amount = half_up(priced * rate, PPM + rate)
        own = sum(half_up(each * rate, PPM + rate) for each in amounts)
        return Subtotal(tax, priced - amount, amount, amount - own)
    amount = half_up(priced * rate, PPM)
    return Subtotal(tax, priced, amount, amount - sum(half_up(each * rate, PPM) for each in amounts))


def _within(subtotal: Subtotal, priced: int, left: Left, *, includes_tax: bool) -> Subtotal:
    amount = left.amount if priced == left.priced else min(subtotal.amount, left.amount)
    taxable = priced - amount if includes_tax else priced
    return Subtotal(subtotal.tax, taxable, amount, subtotal.difference + amount - subtotal.amount)


def split(whole: int, weights: Sequence[int]) -> list[int]:
    """Share something out by weights so that the parts come to the whole: by the largest remainder, the first of equals
    first.
    """
    total = sum(weights)
    if not total:
        return [whole, *[0] * (len(weights) - 1)] if weights else []
    floors = [whole * weight // total for weight in weights]
    rest = whole - sum(floors)
    by_remainder = sorted(range(len(weights)), key=lambda place: (-(whole * weights[place] % total), place))
    for place in by_remainder[:rest]:
        floors[place] += 1
    return floors
