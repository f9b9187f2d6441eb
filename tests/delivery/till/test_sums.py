"""One table of sales, two implementations: the till's modules come to what the rules come to, to the penny."""

from typing import Any

import pytest

from onaccount.domain.tills.rules.days import receipt_label
from onaccount.domain.tills.rules.methods import MethodType
from onaccount.domain.tills.rules.sales import (
    LineAsked,
    PaymentAsked,
    SaleNotBalanced,
    SaleNotReadable,
    check_sale,
    rounded,
    taxes_of,
    total_of,
)
from tests.delivery.till.modules import in_the_browser

LINES: list[list[tuple[int, int, int]]] = [  # (unit_minor, quantity_milli, tax_ppm)
    [(3750, 1000, 0)],
    [(320, 3000, 0), (650, 2000, 200_000), (240, 4000, 50_000)],
    [(1, 500, 200_000)],
    [(1, 499, 200_000)],
    [(-250, 1000, 200_000), (1000, 1000, 200_000)],
    [(-3, 500, 0), (10, 1000, 0)],
    [(333, 333, 175_000), (333, 334, 175_000), (333, 333, 175_000)],
    [(10**13, 1000, 200_000)],
    [(10**12 + 1, 9_999, 77_000), (7, 123_456, 77_000)],
    [(19999, 1, 999_999), (5, 10**9, 1_000_000)],
    [(2, 250, 210_000), (2, 250, 90_000), (2, 250, 0)],
]
ROUNDED = [(5, 10), (-5, 10), (4, 10), (15, 10), (-15, 10), (0, 7), (10**22 + 5, 10**9), (-(10**21) - 500_000, 10**6)]
PAID: list[tuple[list[tuple[int, int | None]], bool]] = [  # payments of a sale of 1,000
    ([(1000, None)], True),
    ([(600, None), (400, 500)], True),
    ([(999, None)], False),
    ([(1001, None)], False),
    ([(1000, 999)], False),
    ([(1500, None), (-500, None)], False),
    ([], False),
]


def _lines(rows: list[tuple[int, int, int]]) -> list[LineAsked]:
    return [LineAsked("", unit, quantity, tax_ppm=rate) for unit, quantity, rate in rows]


def _as_json(rows: list[tuple[int, int, int]]) -> list[dict[str, int]]:
    return [dict(zip(("unit_minor", "quantity_milli", "tax_ppm"), row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def sale() -> Any:
    with in_the_browser("sale.js") as run:
        yield run


@pytest.mark.parametrize("includes_tax", [True, False])
def test_totals_and_taxes_are_those_of_the_rules(sale, includes_tax):
    wanted = [
        [
            total_of(_lines(rows), includes_tax=includes_tax),
            [[rate, net, tax] for rate, (net, tax) in taxes_of(_lines(rows), includes_tax=includes_tax).items()],
        ]
        for rows in LINES
    ]
    found = sale(
        "([rows, on]) => rows.map((lines) => [m.totalOf(lines, on),"
        " m.taxesOf(lines, on).map((tax) => [tax.rate, tax.net_minor, tax.tax_minor])])",
        [[_as_json(rows) for rows in LINES], includes_tax],
    )
    assert found == wanted


def test_halves_go_away_from_nothing_beyond_what_a_double_counts(sale):
    found = sale(
        "(rows) => rows.map(([over, under]) => String(m.rounded(BigInt(over), BigInt(under))))",
        [[str(over), str(under)] for over, under in ROUNDED],
    )
    assert [int(each) for each in found] == [rounded(over, under) for over, under in ROUNDED]


def test_what_the_till_takes_the_rules_take_and_nothing_else(sale):
    line = [(1000, 1000, 0)]

    def takes(payments: list[tuple[int, int | None]]) -> bool:
        asked = [PaymentAsked(1, MethodType.CASH, amount, given) for amount, given in payments]
        try:
            check_sale(_lines(line), asked, includes_tax=True, currency="GBP")
        except (SaleNotBalanced, SaleNotReadable):
            return False
        return True

    assert [takes(payments) for payments, _ in PAID] == [is_good for _, is_good in PAID]
    found = sale(
        "([lines, all]) => all.map((paid) => m.faultOf(lines,"
        " paid.map(([amount_minor, given_minor]) => ({amount_minor, given_minor})), true) === '')",
        [_as_json(line), [payments for payments, _ in PAID]],
    )
    assert found == [is_good for _, is_good in PAID]


def test_receipts_have_the_numbers_that_the_server_gives_them(sale):
    cases = [(2, 2, 17), (1, 1, 1), (7, 26, 999_999), (7, 27, 1_000_000), (3, 703, 5)]
    assert sale("(rows) => rows.map((row) => m.receiptLabel(...row))", cases) == [
        receipt_label(*each) for each in cases
    ]


@pytest.mark.parametrize(
    ("typed", "digits", "minor"),
    [("37.50", 2, 3750), ("37,5", 2, 3750), ("37", 2, 3700), ("0", 2, None), ("1.234", 2, None), ("5", 0, 5),
     ("5.1", 0, None), ("1.2345", 4, 12345), ("x", 2, None), ("-1", 2, None), (" 2.20 ", 2, 220)],
)  # fmt: skip
def test_an_amount_is_read_as_it_is_typed(sale, typed, digits, minor):
    assert sale("([text, digits]) => m.readAmount(text, digits)", [typed, digits]) == minor


def test_the_table_is_one_that_a_float_would_fail():
    """The negative control: sums by floating point differ somewhere in it."""
    exact = [total_of(_lines(rows), includes_tax=False) for rows in LINES]
    floating = [
        round(sum(unit * (quantity / 1000) * (1 + rate / 1e6) for unit, quantity, rate in rows)) for rows in LINES
    ]
    assert exact != floating
