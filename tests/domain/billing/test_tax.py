"""Tax is rounded once per category, no minor unit is lost, and a blank rate is not 0."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onaccount.domain.billing.rules.tax import (
    PPM,
    Category,
    CustomerTax,
    ExemptionNeedsReason,
    Left,
    ReasonWithoutExemption,
    ReverseChargeHasNoRate,
    ReverseChargeNeedsTaxId,
    Tax,
    Taxable,
    check_customer_tax,
    half_up,
    line_amount,
    split,
    tax_for,
    tax_of_class,
    taxed,
)

STANDARD, REDUCED = Tax("S", 200_000), Tax("S", 50_000)
EXEMPT = Tax("E", 0, "Books")
DAY = date(2026, 11, 22)

taxes = st.sampled_from([STANDARD, REDUCED, EXEMPT, Tax("S", 99_750), Tax("AE", 0, "Reverse")])
# As small as one yen or one fils, and as large as a year of a large customer: minor units are all that is counted, so
# that a currency of 0, 2 or 3 decimals differs in nothing.
amounts = st.integers(0, 10**11)
documents = st.lists(st.builds(Taxable, amounts, taxes), min_size=1, max_size=30)


@given(documents, st.booleans())
@settings(max_examples=1000, deadline=None)
def test_no_minor_unit_is_lost(lines, includes_tax):
    found = taxed(lines, includes_tax=includes_tax)
    assert sum(found.nets) == found.net == sum(each.taxable for each in found.subtotals)
    assert found.tax == sum(each.amount for each in found.subtotals)
    priced = sum(line.amount for line in lines)
    assert (found.total if includes_tax else found.net) == priced
    assert all(net >= 0 for net in found.nets)


@given(documents, st.booleans())
def test_the_tax_of_a_category_is_its_rate_of_what_is_taxable_rounded_once(lines, includes_tax):
    for each in taxed(lines, includes_tax=includes_tax).subtotals:
        exact = each.taxable * each.tax.rate_ppm
        assert abs(each.amount * PPM - exact) <= PPM  # BR-CO-17 allows no more than the rounding of one unit
        if not includes_tax:
            assert each.amount == half_up(exact, PPM)


@given(documents, st.booleans(), st.data())
def test_credit_notes_one_after_the_other_take_back_exactly_what_was_invoiced(lines, includes_tax, data):
    """However a document is taken back, in parts of its lines, the last part leaves nothing over."""
    invoice = taxed(lines, includes_tax=includes_tax)
    amounts = [line.amount for line in lines]
    left = {
        each.tax: Left(sum(line.amount for line in lines if line.tax == each.tax), each.taxable, each.amount)
        for each in invoice.subtotals
    }
    first = [data.draw(st.integers(0, amount)) for amount in amounts]
    rest = [amount - part for amount, part in zip(amounts, first, strict=True)]
    net = tax = 0
    for parts in (first, rest):
        back = [Taxable(part, line.tax) for part, line in zip(parts, lines, strict=True)]
        found = taxed(back, includes_tax=includes_tax, left=left)
        for each in found.subtotals:
            priced = sum(line.amount for line in back if line.tax == each.tax)
            was = left[each.tax]
            left[each.tax] = Left(was.priced - priced, was.taxable - each.taxable, was.amount - each.amount)
        net, tax = net + found.net, tax + found.tax
    assert (net, tax) == (invoice.net, invoice.tax)
    assert all((each.priced, each.taxable, each.amount) == (0, 0, 0) for each in left.values())


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_a_split_comes_to_the_whole_and_is_at_most_one_off(whole, weights):
    parts = split(whole, weights)
    assert sum(parts) == whole
    if sum(weights):
        assert all(abs(part - whole * weight / sum(weights)) <= 1 for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize(
    ("lines", "includes_tax", "net", "tax", "differences"),
    [
        # Three lines of 0.33 at 20 %: 0.07 each would be 0.21, the category's tax is 0.20.
        ([(33, STANDARD)] * 3, False, 99, 20, [-1]),
        ([(33, STANDARD)] * 3, True, 82, 17, [-1]),
        ([(1, STANDARD)], True, 1, 0, [0]),
        ([(1000, STANDARD), (1000, EXEMPT), (1000, REDUCED)], False, 3000, 250, [0, 0, 0]),
        ([(0, STANDARD)], False, 0, 0, [0]),
    ],
)
def test_the_difference_to_the_lines_own_taxes_is_told(lines, includes_tax, net, tax, differences):
    found = taxed([Taxable(*line) for line in lines], includes_tax=includes_tax)
    assert (found.net, found.tax) == (net, tax)
    assert [each.difference for each in found.subtotals] == differences


@pytest.mark.parametrize(
    ("customer", "expected"),
    [
        (CustomerTax(), STANDARD),  # blank is the default
        (CustomerTax(rate_ppm=50_000), REDUCED),
        (CustomerTax(rate_ppm=0, reason="Charity"), Tax("E", 0, "Charity")),
        (CustomerTax(rate_ppm=0, reason="Charity", certificate="C-1"), Tax("E", 0, "Charity (C-1)")),
        (CustomerTax(rate_ppm=0, reason="Charity", expires_on=DAY), Tax("E", 0, "Charity")),  # its last day
        (CustomerTax(rate_ppm=0, reason="Charity", expires_on=date(2026, 11, 21)), STANDARD),  # it ran out
    ],
)
def test_how_a_customer_is_taxed(customer, expected):
    assert tax_for(STANDARD, customer, on=DAY) == expected


def test_reverse_charge_has_its_own_category_and_words():
    found = tax_for(STANDARD, CustomerTax(is_reverse_charge=True), on=DAY)
    assert (found.category, found.rate_ppm) == (Category.REVERSE_CHARGE.value, 0)
    assert "Reverse charge" in found.reason


@pytest.mark.parametrize(
    ("wanted", "tax_id", "refusal"),
    [
        (CustomerTax(rate_ppm=0), "", ExemptionNeedsReason),
        (CustomerTax(rate_ppm=None, reason="Charity"), "", ReasonWithoutExemption),
        (CustomerTax(rate_ppm=50_000, expires_on=DAY), "", ReasonWithoutExemption),
        (CustomerTax(is_reverse_charge=True), "", ReverseChargeNeedsTaxId),
        (CustomerTax(is_reverse_charge=True, rate_ppm=50_000), "DE1", ReverseChargeHasNoRate),
    ],
)
def test_a_profile_that_cannot_be_is_refused(wanted, tax_id, refusal):
    with pytest.raises(refusal):
        check_customer_tax(wanted, tax_id=tax_id)


def test_a_class_of_nothing_is_exempt_with_its_reason():
    assert tax_of_class(0, "Books") == EXEMPT
    assert tax_of_class(200_000, "") == STANDARD


@pytest.mark.parametrize(
    ("price", "milli", "amount"), [(3333, 2000, 6666), (999, 250, 250), (1, 500, 1), (1, 499, 0), (150, 3, 0)]
)
def test_a_line_is_rounded_once_halves_up(price, milli, amount):
    assert line_amount(price, milli) == amount
