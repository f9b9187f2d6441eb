"""What was booked on the accounts of the house, as a bookkeeper reads it: a balance of debits and credits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.account_shown import in_figures
from onaccount.domain.ledger.queries import HouseSum
from onaccount.domain.ledger.rules import House
from onaccount.domain.tills.rules.tills import till_of_house
from onaccount.foundation.money import Money

LABELS = {
    House.SALES.value: gettext_lazy("Sales"),
    House.CASH.value: gettext_lazy("Cash taken"),
    House.BANK.value: gettext_lazy("Paid into the bank"),
    House.ADJUSTMENTS.value: gettext_lazy("Adjustments"),
    House.TAX.value: gettext_lazy("Tax on invoices"),
    House.CARDS.value: gettext_lazy("Cards"),
    House.VOUCHERS.value: gettext_lazy("Vouchers"),
    House.TO_INVOICE.value: gettext_lazy("To be invoiced"),
    House.UNSETTLED.value: gettext_lazy("Unsettled sales"),
}
AT_TILLS = {"sales": gettext_lazy("Sales, %(till)s"), "cash": gettext_lazy("Cash, %(till)s")}


@dataclass(frozen=True, slots=True)
class ShownSum:
    """One of `debit` and `credit` is blank, or both. `postings` is None of all customers' accounts together."""

    label: str
    postings: int | None
    debit: str
    credit: str


Row = tuple[str, int | None, Money]  # what it is called, how many postings, debits above nothing


def shown_sums(sums: Collection[HouseSum], tills: Mapping[int, str]) -> dict[str, Any]:
    """By name, with what customers owe more or less as the last: so debits and credits come to the same, which are the
    `totals`, one for each currency.
    """
    rows: list[Row] = [(label_of(of.code, tills), of.postings, of.sum) for of in sums]
    rows.sort(key=lambda row: (row[2].currency, row[0]))
    currencies = sorted({amount.currency for _label, _postings, amount in rows})
    for currency in currencies:
        if owed := -sum(_minor(rows, currency)):
            rows.append((_("Customers' accounts"), None, Money(owed, currency)))
    debits = {currency: sum(minor for minor in _minor(rows, currency) if minor > 0) for currency in currencies}
    return {
        "sums": [_shown(*row) for row in rows],
        "totals": [in_figures(Money(debits[currency], currency)) for currency in currencies],
    }


def _minor(rows: Collection[Row], currency: str) -> list[int]:
    return [amount.minor for _label, _postings, amount in rows if amount.currency == currency]


def label_of(code: str, tills: Mapping[int, str]) -> str:
    """What an account of the house is called."""
    if at_till := till_of_house(code):
        kind, till = at_till
        return str(AT_TILLS[kind]) % {"till": tills.get(till, till)}
    return str(LABELS.get(code, code))


def _shown(label: str, postings: int | None, of: Money) -> ShownSum:
    return ShownSum(label, postings, in_figures(of) if of.minor > 0 else "", in_figures(-of) if of.minor < 0 else "")
