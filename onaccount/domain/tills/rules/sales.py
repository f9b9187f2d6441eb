"""A sale at a till: lines, payments, and what they must come to. Pure.

Quantities are thousandths (1500 is one and a half), prices and totals minor units, tax rates millionths (200,000 is
20 %).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from onaccount.domain.catalogue.rules.quantities import MOST_MILLI, ONE_MILLI
from onaccount.domain.catalogue.rules.shares import WHOLE_PPM
from onaccount.domain.tills.rules.methods import MethodType
from onaccount.foundation.money import plain
from onaccount.foundation.refusals import Refused

MOST_LINES = 500
MOST_MINOR = 10**13


class SaleKind(Enum):
    SALE = "sale"
    RETURN = "return"  # of goods of an earlier sale
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"


class SaleNotReadable(Refused):
    code = "sale_not_readable"
    sentence = "This sale cannot be read: {what}."
    cure = "Update the till: it sends what this server does not know."


class SaleNotBalanced(Refused):
    code = "sale_not_balanced"
    sentence = "The payments come to {paid} {currency}, and the sale to {total} {currency}."
    cure = "Take the rest, or take less."


class SaleOfAnother(Refused):
    code = "sale_of_another"
    sentence = "Another sale was sent under this id already."
    cure = "Begin the sale anew."
    status: ClassVar[int] = 409


class ReceiptNumberTaken(Refused):
    code = "receipt_number_taken"
    sentence = "Receipt {number} of this till was given to another sale."
    cure = "Pair the till anew: it has lost count."
    status: ClassVar[int] = 409


class PriceChanged(Refused):
    code = "price_changed"
    sentence = "{name} costs {price} {currency} now."
    cure = "Look at the new total, and take the sale then."
    status: ClassVar[int] = 409

    @property
    def told(self) -> Mapping[str, Any]:
        """What each line costs: {"prices": [{"position", "product", "unit_minor", "tax_ppm"}]}."""
        return {"prices": self.values["prices"]}


class CustomerNeeded(Refused):
    code = "customer_needed"
    sentence = "{method} needs a customer."
    cure = "Link the sale to one first."


class NoSuchSale(Refused):
    code = "no_such_sale"
    sentence = "There is no such sale."
    cure = "Look it up by the number on its receipt."
    status: ClassVar[int] = 404


class NotSoMuchSold(Refused):
    code = "not_so_much_sold"
    sentence = "{left} of {name} are left of this sale."
    cure = "Take back at most that."
    status: ClassVar[int] = 409


class NotSoMuchPaid(Refused):
    code = "not_so_much_paid"
    sentence = "{left} {currency} of this sale were paid by {method} and not given back yet."
    cure = "Give back at most that, and the rest another way."
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class LineAsked:
    """One line. `product` is None of a plain amount; `list_minor` is the price that the till's copy gives."""

    name: str
    unit_minor: int
    quantity_milli: int = ONE_MILLI
    product: int | None = None
    sku: str = ""
    list_minor: int | None = None
    tax_ppm: int = 0

    @property
    def total_minor(self) -> int:
        return rounded(self.unit_minor * self.quantity_milli, ONE_MILLI)

    @property
    def is_overridden(self) -> bool:
        return self.list_minor is not None and self.list_minor != self.unit_minor


@dataclass(frozen=True, slots=True)
class PaymentAsked:
    """One payment. `given_minor` is what was handed over, where that was more (cash)."""

    method: int
    type: MethodType
    amount_minor: int
    given_minor: int | None = None


def rounded(dividend: int, divisor: int) -> int:
    """Half away from nothing, as a cash register rounds."""
    whole, rest = divmod(abs(dividend), divisor)
    found = whole + (2 * rest >= divisor)
    return found if dividend >= 0 else -found


def total_of(lines: Sequence[LineAsked], *, includes_tax: bool) -> int:
    """What is to be paid, in minor units."""
    total = sum(line.total_minor for line in lines)
    return total if includes_tax else total + sum(tax for _net, tax in taxes_of(lines, includes_tax=False).values())


def taxes_of(lines: Sequence[LineAsked], *, includes_tax: bool) -> dict[int, tuple[int, int]]:
    """Net and tax of each rate, each rate rounded once, as EN 16931 does (BR-CO-17)."""
    sums: dict[int, int] = {}
    for line in lines:
        sums[line.tax_ppm] = sums.get(line.tax_ppm, 0) + line.total_minor
    if includes_tax:
        nets = {rate: rounded(gross * WHOLE_PPM, WHOLE_PPM + rate) for rate, gross in sums.items()}
        return {rate: (net, sums[rate] - net) for rate, net in nets.items()}
    return {rate: (net, rounded(net * rate, WHOLE_PPM)) for rate, net in sums.items()}


def check_sale(
    lines: Sequence[LineAsked], payments: Sequence[PaymentAsked], *, includes_tax: bool, currency: str
) -> int:
    """The total in minor units. Refuses what cannot be a sale, and payments that come to something else."""
    check_lines(lines)
    total = total_of(lines, includes_tax=includes_tax)
    check_paid(total, payments, currency=currency)
    return total


def check_lines(lines: Sequence[LineAsked]) -> None:
    """Refuse what nobody can have sold."""
    if not 1 <= len(lines) <= MOST_LINES:
        raise SaleNotReadable(what="it has no line, or more than anybody sells")
    if any(not 0 < line.quantity_milli <= MOST_MILLI or abs(line.unit_minor) > MOST_MINOR for line in lines):
        raise SaleNotReadable(what="a quantity or a price is none")
    if any(not 0 <= line.tax_ppm <= WHOLE_PPM for line in lines):
        raise SaleNotReadable(what="a tax rate is none")


def check_paid(total: int, payments: Sequence[PaymentAsked], *, currency: str) -> None:
    """Refuse payments that come to something else."""
    paid = sum(each.amount_minor for each in payments)
    if not 0 <= total <= MOST_MINOR:
        raise SaleNotReadable(what="its total is none")
    if paid != total or any(each.amount_minor <= 0 for each in payments):
        raise SaleNotBalanced(paid=plain(paid, currency), total=plain(total, currency), currency=currency)
    if any(each.given_minor is not None and each.given_minor < each.amount_minor for each in payments):
        raise SaleNotReadable(what="less was handed over than was paid")
