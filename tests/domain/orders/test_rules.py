"""What an order comes to, and when it is delivered."""

from datetime import UTC, date, datetime

import pytest

from onaccount.domain.orders.rules.orders import (
    BelowMinimum,
    NothingOrdered,
    OrderPriceChanged,
    OrderTextTooLong,
    QuantityUnusable,
    TooManyLines,
    Wanted,
    check_expected,
    check_minimum,
    check_text,
    folded,
    totals_of,
)
from onaccount.domain.orders.rules.routes import (
    DeliveryInThePast,
    NoDeliveryAtAll,
    NoDeliveryThen,
    Timetable,
    bits_of,
    delivery_day,
    delivery_days,
    last_slot,
    next_slot,
    weekdays_of,
)
from onaccount.domain.tills.rules.sales import LineAsked
from onaccount.foundation.money import Money

LONDON = "Europe/London"
TUESDAYS_AND_FRIDAYS = Timetable("North", frozenset({1, 4}), cutoff=14 * 60, days_before=1)


def test_each_product_stands_once_in_an_order_with_all_that_was_asked_of_it():
    assert folded([Wanted(1, 500), Wanted(2), Wanted(1, 1500)]) == (Wanted(1, 2000), Wanted(2))


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ([], NothingOrdered),
        ([Wanted(1, 0)], QuantityUnusable),
        ([Wanted(1, -1)], QuantityUnusable),
        ([Wanted(1, 10**9), Wanted(1, 1)], QuantityUnusable),
        ([Wanted(n) for n in range(501)], TooManyLines),
    ],
)
def test_what_is_no_order_is_refused(lines, refusal):
    with pytest.raises(refusal):
        folded(lines)


@pytest.mark.parametrize(("includes_tax", "goods", "tax", "total"), [(False, 2_98, 60, 3_58), (True, 2_98, 50, 2_98)])
def test_each_rate_of_tax_is_rounded_once(includes_tax, goods, tax, total):
    lines = [LineAsked("Brie", 1_49, tax_ppm=200_000), LineAsked("Brie", 1_49, tax_ppm=200_000)]
    found = totals_of(lines, includes_tax=includes_tax)
    assert (found.goods, found.tax, found.total) == (goods, tax, total)


@pytest.mark.parametrize(("goods", "minimum", "is_enough"), [(50, 50, True), (49, 50, False), (1, None, True)])
def test_an_order_may_come_to_the_minimum_and_no_less(goods, minimum, is_enough):
    if is_enough:
        check_minimum(goods, minimum, "GBP")
        return
    with pytest.raises(BelowMinimum) as refused:
        check_minimum(goods, minimum, "GBP")
    assert "0.01" in str(refused.value)


def test_nobody_buys_at_a_total_that_they_were_not_shown():
    check_expected(Money(500, "GBP"), None)
    check_expected(Money(500, "GBP"), Money(500, "GBP"))
    with pytest.raises(OrderPriceChanged) as refused:
        check_expected(Money(501, "GBP"), Money(500, "GBP"))
    assert refused.value.told == {"total": "5.01"}


def test_a_text_may_be_as_long_as_its_column():
    assert check_text("1234", 4) == "1234"
    with pytest.raises(OrderTextTooLong):
        check_text("12345", 4)


@pytest.mark.parametrize("days", [set(), {0}, {1, 4}, set(range(7))])
def test_days_of_the_week_are_kept_as_bits(days):
    assert weekdays_of(bits_of(days)) == days


@pytest.mark.parametrize(
    ("at", "first"),
    [
        (datetime(2026, 11, 23, 14, 0, tzinfo=UTC), date(2026, 11, 24)),  # Monday, on the cut-off
        (datetime(2026, 11, 23, 14, 0, 0, 1, tzinfo=UTC), date(2026, 11, 27)),  # just past it
        (datetime(2026, 7, 6, 13, 0, tzinfo=UTC), date(2026, 7, 7)),  # in summer the clock is an hour on
        (datetime(2026, 7, 6, 13, 1, tzinfo=UTC), date(2026, 7, 10)),
    ],
)
def test_one_may_order_for_a_day_until_the_cut_off_of_the_route(at, first):
    assert delivery_days(TUESDAYS_AND_FRIDAYS, at=at, zone=LONDON)[0] == first
    assert delivery_day(TUESDAYS_AND_FRIDAYS, None, at=at, zone=LONDON) == first


def test_another_day_is_refused_and_the_next_is_named():
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    with pytest.raises(NoDeliveryThen) as refused:
        delivery_day(TUESDAYS_AND_FRIDAYS, date(2026, 11, 25), at=at, zone=LONDON)
    assert "Tuesday 24 November" in str(refused.value)
    assert delivery_day(TUESDAYS_AND_FRIDAYS, date(2026, 11, 27), at=at, zone=LONDON) == date(2026, 11, 27)
    with pytest.raises(NoDeliveryAtAll):
        delivery_day(Timetable("None", frozenset(), 0), None, at=at, zone=LONDON)


def test_without_a_route_any_day_will_do_that_is_not_over():
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert delivery_day(None, None, at=at, zone=LONDON) is None
    assert delivery_day(None, date(2026, 11, 23), at=at, zone=LONDON) == date(2026, 11, 23)
    with pytest.raises(DeliveryInThePast):
        delivery_day(None, date(2026, 11, 22), at=at, zone=LONDON)


def test_a_slot_that_was_missed_is_not_made_up_for():
    monday, friday = date(2026, 11, 23), date(2026, 11, 27)
    assert next_slot({0, 4}, monday) == friday
    assert next_slot({0}, monday) == date(2026, 11, 30)
    assert last_slot({0, 4}, monday, date(2026, 11, 28)) == friday
    assert last_slot({0}, monday, monday) == monday
