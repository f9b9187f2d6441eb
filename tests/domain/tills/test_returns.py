"""Goods come back in parts that come to what was charged, and money goes back the way it came (D-07)."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onaccount.domain.ledger.queries import check_books, house_balance
from onaccount.domain.ledger.rules import House, house_id
from onaccount.domain.matching.actions import merge_customers
from onaccount.domain.people.models import Group, Principal
from onaccount.domain.tills.actions.methods import add_method, put_method, take_method
from onaccount.domain.tills.models import Sale, SaleLine
from onaccount.domain.tills.queries.sales import sale_card, taxes_on
from onaccount.domain.tills.rules.methods import MethodType
from onaccount.domain.tills.rules.returns import line_totals, taxes_back, worth_back, worth_of
from onaccount.domain.tills.rules.sales import LineAsked, NotSoMuchPaid, SaleNotBalanced
from tests.domain.tills import counter as stage
from tests.domain.tills.counter import Counter
from tests.stage import AT, CAFE, COMMAND, let_in

ACCOUNT = "Customer account"
LINES = st.lists(
    st.builds(
        LineAsked, st.just("x"), st.integers(0, 10**6), st.integers(1, 10**5),
        tax_ppm=st.sampled_from([0, 50_000, 175_000, 200_000]),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@given(lines=LINES, cuts=st.lists(st.lists(st.integers(0, 100), min_size=4, max_size=4), max_size=4), tax=st.booleans())
def test_the_parts_of_a_sale_come_to_what_was_charged(lines: list[LineAsked], cuts: list[list[int]], tax: bool) -> None:
    sold = dict(enumerate(lines))
    steps = [{at: line.quantity_milli * min(100, sum(cut[at] for cut in cuts[:n])) // 100 for at, line in sold.items()}
             for n in range(len(cuts) + 1)]  # fmt: skip
    steps.append({at: line.quantity_milli for at, line in sold.items()})
    parts = [worth_back(sold, was, now, includes_tax=tax) for was, now in pairwise(steps)]
    whole = worth_of(sold, steps[-1], includes_tax=tax)
    assert sum(part.total_minor for part in parts) == whole.total_minor
    assert sum(part.tax_minor for part in parts) == whole.tax_minor
    assert all(part.total_minor >= 0 for part in parts)
    for part, (was, now) in zip(parts, pairwise(steps), strict=True):
        taxes = taxes_back(sold, was, now, includes_tax=tax).values()
        assert sum(minor for _net, minor in taxes) == part.tax_minor
        assert sum(net + minor for net, minor in taxes) == part.total_minor


def test_the_lines_of_returns_come_to_the_line() -> None:
    third = LineAsked("Rope", 1_00, quantity_milli=333)
    back = [line_totals([third], {0: 0}, {0: 333 * n})[0] for n in range(3)]
    assert back == [33, 34, 33]
    assert sum(back) == LineAsked("Rope", 1_00, quantity_milli=999).total_minor


@pytest.fixture
def free(counter: Counter) -> Counter:
    """A clerk who may take goods back without a code."""
    group = Principal.objects.get(pk=counter.clerk.key).group
    assert group is not None
    Group.objects.filter(pk=group.pk).update(front={**(group.front or {}), "refund": "free"})
    return counter


def give_back(
    counter: Counter, sold: UUID, *payments: tuple[str, int], milli: int, unit: int = 1_00, **more: Any
) -> UUID:
    line = LineAsked("Rope", unit, quantity_milli=milli)
    return counter.sell(*payments, of=sold, line_of={0: 0}, lines=[line], **more)


@pytest.mark.django_db
def test_three_thirds_come_back_to_the_penny(free: Counter) -> None:
    sold = free.sell(("Cash", 1_00), lines=[LineAsked("Rope", 1_00, quantity_milli=999)])
    give_back(free, sold, ("Cash", 33), milli=333)
    with pytest.raises(SaleNotBalanced):
        give_back(free, sold, ("Cash", 33), milli=333)
    give_back(free, sold, ("Cash", 34), milli=333)
    last = give_back(free, sold, ("Cash", 33), milli=333)
    assert Sale.objects.get(pk=last).total_minor == 33
    assert sum(SaleLine.objects.filter(sale__of=sold).values_list("total_minor", flat=True)) == 1_00
    assert check_books().difference is None


@pytest.mark.django_db
@pytest.mark.parametrize(("paid", "back"), [("Card", "Cash"), ("Cash", "Card"), (ACCOUNT, "Cash"), ("Cash", ACCOUNT)])
def test_money_goes_back_the_way_it_came(free: Counter, widgets: int, paid: str, back: str) -> None:
    sold = free.sell((paid, 1_00), customer=widgets, lines=[LineAsked("Rope", 1_00)])
    with pytest.raises(NotSoMuchPaid):
        give_back(free, sold, (back, 1_00), milli=1000, customer=widgets)
    give_back(free, sold, (paid, 1_00), milli=1000, customer=widgets)
    assert check_books().difference is None


@pytest.mark.django_db
def test_what_was_split_goes_back_split_and_no_way_gives_more_than_it_took(free: Counter, widgets: int) -> None:
    sold = free.sell((ACCOUNT, 30_00), ("Cash", 10_00), customer=widgets, lines=[LineAsked("Rope", 40_00)])
    with pytest.raises(NotSoMuchPaid):
        give_back(free, sold, ("Cash", 20_00), (ACCOUNT, 20_00), milli=1000, customer=widgets, unit=40_00)
    give_back(free, sold, ("Cash", 10_00), milli=250, customer=widgets, unit=40_00)
    give_back(free, sold, (ACCOUNT, 30_00), milli=750, customer=widgets, unit=40_00)


@pytest.mark.django_db
def test_goods_of_who_was_merged_come_back_from_who_they_are_now(free: Counter, widgets: int) -> None:
    cafe = let_in(CAFE, login="cafe@quay.example")
    sold = free.sell(("Cash", 1_00), customer=cafe, lines=[LineAsked("Rope", 1_00)])
    merge_customers(survivor=widgets, loser=cafe, by=COMMAND, at=AT)
    give_back(free, sold, ("Cash", 1_00), milli=1000, customer=widgets)


@pytest.mark.django_db
def test_what_is_billed_later_is_not_paid_out(db: None, widgets: int) -> None:
    menu = stage.usual_menu()
    put_method(
        menu=menu, method=add_method(name="Invoice", type=MethodType.INVOICE, by=COMMAND, at=AT), position=3,
        by=COMMAND, at=AT,
    )  # fmt: skip
    stage.USUAL["Invoice"] = MethodType.INVOICE
    try:
        counter = stage.set_up(menu=menu)
        group = Principal.objects.get(pk=counter.clerk.key).group
        assert group is not None
        Group.objects.filter(pk=group.pk).update(front={**(group.front or {}), "refund": "free"})
        sold = counter.sell(("Invoice", 1_00), customer=widgets, lines=[LineAsked("Rope", 1_00)])
        with pytest.raises(NotSoMuchPaid):
            give_back(counter, sold, ("Cash", 1_00), milli=1000, customer=widgets)
        take_method(menu=menu, method=counter.methods["Invoice"], by=COMMAND, at=AT)
        give_back(counter, sold, ("Invoice", 1_00), milli=1000, customer=widgets)
        assert house_balance(house_id(House.TO_INVOICE.value, "GBP")) == 0
    finally:
        del stage.USUAL["Invoice"]


@pytest.mark.django_db
def test_the_taxes_on_the_receipts_of_parts_come_to_those_of_the_sale(free: Counter) -> None:
    rope = LineAsked("Rope", 10, quantity_milli=3000, tax_ppm=175_000)
    sold = free.sell(("Cash", 35), lines=[rope])
    third = replace(rope, quantity_milli=1000)
    parts = [
        free.sell(("Cash", minor), of=sold, line_of={0: 0}, lines=[third], at=AT + timedelta(minutes=n))
        for n, minor in enumerate((12, 12, 11))
    ]
    whole, *back = (taxes_on(sale_card(key), includes_tax=False)[175_000] for key in (sold, *parts))
    assert [sum(column) for column in zip(*back, strict=True)] == list(whole)
    assert [tax for _net, tax in back] == [sale_card(key).tax_minor for key in parts] == [2, 2, 1]
