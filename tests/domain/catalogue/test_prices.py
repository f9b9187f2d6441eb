"""What one unit costs whom: what was agreed, then what tags give, then the product's own price."""

import pytest

from onaccount.domain.catalogue.rules.prices import LevelPrice, Offer, Price, price_of
from onaccount.domain.catalogue.rules.quantities import NotAQuantity, milli_of, quantity
from onaccount.domain.catalogue.rules.shares import NotAPercentage, less, percent, ppm_of
from onaccount.foundation.money import Money

LIST = Money(10_00, "GBP")


def at(minor, *, from_=1, level=1, off=0):
    return Offer(level, (LevelPrice(from_ * 1000, Money(minor, "GBP")),), off)


def share(off, *, level=1):
    return Offer(level, (), off * 10_000)


@pytest.mark.parametrize(
    ("own", "by_tags", "count", "paid"),
    [
        ([], [], 1, Price(LIST)),
        ([at(8_00)], [], 1, Price(Money(8_00, "GBP"), 1)),
        ([at(12_00)], [], 1, Price(Money(12_00, "GBP"), 1)),  # what was agreed may be more than the list
        ([at(9_00)], [at(7_00, level=2)], 1, Price(Money(9_00, "GBP"), 1)),  # and goes before what tags give
        ([share(0)], [at(7_00, level=2)], 1, Price(Money(7_00, "GBP"), 2)),  # unless it says nothing of the product
        ([], [at(9_00), at(7_00, level=2)], 1, Price(Money(7_00, "GBP"), 2)),  # of tags, the cheapest
        ([], [share(10), share(20, level=2)], 1, Price(Money(8_00, "GBP"), 2)),
        ([share(10)], [], 1, Price(Money(9_00, "GBP"), 1)),
        ([at(9_50, off=100_000)], [], 1, Price(Money(9_50, "GBP"), 1)),  # a product that is named is not taken off too
        ([at(8_00, from_=10)], [], 9, Price(LIST)),
        ([at(8_00, from_=10)], [], 10, Price(Money(8_00, "GBP"), 1)),
        ([at(8_00, from_=10, off=50_000)], [], 9, Price(Money(9_50, "GBP"), 1)),
        ([at(0)], [], 1, Price(Money(0, "GBP"), 1)),  # nothing is a price
    ],
)
def test_the_price_of_a_unit_is_by_the_level_that_goes_first(own, by_tags, count, paid):
    assert price_of(LIST, own, by_tags, count * 1000) == paid


def test_of_prices_by_quantity_the_one_that_begins_nearest_below_is_paid():
    lines = tuple(LevelPrice(n * 1000, Money(minor, "GBP")) for n, minor in ((1, 9_00), (20, 7_00), (10, 9_50)))
    paid = [price_of(LIST, [Offer(1, lines)], [], n * 1000).unit.minor for n in (1, 9, 10, 19, 20, 500)]
    assert paid == [9_00, 9_00, 9_50, 9_50, 7_00, 7_00]


def test_a_level_price_in_another_currency_than_the_products_says_nothing():
    assert price_of(LIST, [Offer(1, (LevelPrice(1000, Money(1, "EUR")),))], []) == Price(LIST)


@pytest.mark.parametrize(
    ("minor", "off_ppm", "left"),
    [(100, 0, 100), (100, 1_000_000, 0), (999, 100_000, 899), (995, 100_000, 896), (5, 500_000, 3), (1, 500_000, 1)],
)
def test_a_share_is_taken_off_to_the_nearest_unit_and_half_a_unit_stays(minor, off_ppm, left):
    assert less(Money(minor, "GBP"), off_ppm) == Money(left, "GBP")


@pytest.mark.parametrize(("text", "ppm"), [("20", 200_000), ("17.5", 175_000), ("9,975 %", 99_750), ("0", 0)])
def test_a_percentage_is_exact(text, ppm):
    assert ppm_of(text) == ppm
    assert ppm_of(percent(ppm)) == ppm


@pytest.mark.parametrize("text", ["", "-1", "100.0001", "1e1", "ten", "1.23456"])
def test_what_is_no_percentage_is_refused(text):
    with pytest.raises(NotAPercentage):
        ppm_of(text)


@pytest.mark.parametrize(("text", "milli"), [("1", 1000), ("0.25", 250), ("12,5", 12_500), ("1000000", 10**9)])
def test_a_quantity_is_whole_thousandths(text, milli):
    assert milli_of(text) == milli
    assert milli_of(quantity(milli)) == milli


@pytest.mark.parametrize("text", ["", "0", "-1", "0.0001", "1000001", "a"])
def test_what_is_no_quantity_is_refused(text):
    with pytest.raises(NotAQuantity):
        milli_of(text)
