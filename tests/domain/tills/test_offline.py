"""What a till says that it sold without network is held against what was allowed then: nothing is refused or lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from onaccount.domain.catalogue.actions import add_product, correct_product
from onaccount.domain.ledger.queries import check_books
from onaccount.domain.people.models import Group, Principal
from onaccount.domain.tills.actions.exceptions import charge_exception, settle_exception
from onaccount.domain.tills.actions.methods import take_method
from onaccount.domain.tills.actions.sales import SaleAsked
from onaccount.domain.tills.actions.shifts import end_shift, open_shift
from onaccount.domain.tills.actions.transmit import transmit
from onaccount.domain.tills.models import Lease, Sale
from onaccount.domain.tills.queries.leases import exceptions, open_leases
from onaccount.domain.tills.queries.publications import menus
from onaccount.domain.tills.rules.leases import ExceptionState, NothingToSettle, StillToSettle
from onaccount.domain.tills.rules.offline import Misfit
from onaccount.domain.tills.rules.publications import MethodNotInMenu
from onaccount.domain.tills.rules.sales import LineAsked
from tests.domain.tills.counter import PIN, Counter
from tests.stage import AT, COMMAND

pytestmark = pytest.mark.django_db
ACCOUNT = "Customer account"
HOUR = timedelta(hours=1)


@pytest.fixture
def lent(counter: Counter, widgets: int) -> Lease:
    counter.sell(("Cash", 1_00), customer=widgets)
    counter.contact()
    (lease,) = open_leases(counter.number)
    return lease


def charged(counter: Counter, lease: Lease, **more: Any) -> SaleAsked:
    counter.spent[lease.pk] = counter.spent.get(lease.pk, 0) + 5_00
    return counter.asked((ACCOUNT, 5_00), customer=lease.customer_id, is_offline=True, leases={0: lease.pk}, **more)


def rights(counter: Counter, **front: str) -> None:
    group = Principal.objects.get(pk=counter.clerk.key).group
    assert group is not None
    Group.objects.filter(pk=group.pk).update(front={**(group.front or {}), **front})


def noticed() -> list[str]:
    return [each.code for each in exceptions(is_open=True)]


def test_what_fits_is_booked_and_nobody_is_asked(counter: Counter, lent: Lease) -> None:
    counter.send(charged(counter, lent), at=AT + HOUR)
    assert noticed() == []


@pytest.mark.parametrize(("need", "code"), [("code", Misfit.RIGHT), ("none", Misfit.RIGHT), ("free", None)])
def test_the_right_is_asked_as_it_was_when_it_was_sold(
    counter: Counter, lent: Lease, need: str, code: Misfit | None
) -> None:
    rights(counter, pay_with_account=need)
    counter.contact(at=AT + HOUR)  # the till is told
    before = charged(counter, lent, made_at=AT + HOUR / 2)
    after = charged(counter, lent, made_at=AT + 2 * HOUR)
    for asked in (before, after):
        counter.send(asked, at=AT + 3 * HOUR)
    assert Sale.objects.filter(is_offline=True).count() == 2
    assert [(each.code, each.sale) for each in exceptions(is_open=True)] == ([(code.value, after.id)] if code else [])
    assert [lease.rest_minor for lease in open_leases(counter.number)] == [90_00]


def test_a_right_that_was_taken_since_is_no_reason(counter: Counter, lent: Lease) -> None:
    asked = charged(counter, lent)
    rights(counter, pay_with_account="none")
    counter.contact(at=AT + HOUR)
    counter.send(asked, at=AT + 2 * HOUR)
    assert noticed() == []


@pytest.mark.parametrize("unit", [1_00, 5_00])
def test_a_price_that_was_changed_is_looked_at(counter: Counter, unit: int) -> None:
    rye = add_product(values={"sku": "BRE-1", "name": "Rye loaf", "price": "3.60"}, by=COMMAND, at=AT - HOUR)
    counter.sell(("Cash", unit), lines=[LineAsked("Rye loaf", unit, product=rye)], is_offline=True)
    assert noticed() == [Misfit.PRICE.value]


def test_a_line_below_nothing_is_looked_at(counter: Counter) -> None:
    lines = [LineAsked("Plain amount", 5_00), LineAsked("Discount", -1_00)]
    counter.sell(("Cash", 4_00), lines=lines, is_offline=True)
    assert noticed() == [Misfit.PRICE.value]


def test_a_price_that_the_till_could_not_know_yet_is_none(counter: Counter) -> None:
    rye = add_product(values={"sku": "BRE-1", "name": "Rye loaf", "price": "3.60"}, by=COMMAND, at=AT - HOUR)
    correct_product(product=rye, values={"price": "4.00"}, by=COMMAND, at=AT + HOUR)
    line = LineAsked("Rye loaf", 3_60, product=rye)
    counter.send(counter.asked(("Cash", 3_60), lines=[line], is_offline=True), at=AT + 2 * HOUR)
    assert noticed() == []


@pytest.mark.parametrize(("made_at", "is_odd"), [
    (AT - timedelta(minutes=9), False), (AT - HOUR, True), (AT + 5 * HOUR, True), (AT + 3 * HOUR, True), (AT, False),
])  # fmt: skip
def test_it_was_sold_within_its_shift(counter: Counter, made_at, is_odd: bool) -> None:
    asked = counter.asked(("Cash", 1_00), is_offline=True, made_at=made_at)
    end_shift(till=counter.number, by=counter.clerk, at=AT + 2 * HOUR)
    counter.send(asked, at=AT + 4 * HOUR)
    assert noticed() == ([Misfit.TIME.value] if is_odd else [])


def test_a_clock_that_goes_wrong_is_corrected(counter: Counter) -> None:
    fast = timedelta(hours=7)
    counter.report(clock=AT + fast)
    counter.send(counter.asked(("Cash", 1_00), is_offline=True, made_at=AT + fast), at=AT + HOUR)
    assert noticed() == []


def test_a_shift_that_nobody_opened_is_looked_at(counter: Counter) -> None:
    from dataclasses import replace
    from uuid import uuid4

    asked = replace(counter.asked(("Cash", 1_00), is_offline=True), shift=uuid4())
    counter.send(asked)
    assert noticed() == [Misfit.SHIFT.value]


def without_card(counter: Counter) -> int:
    (menu,) = menus()
    take_method(menu=menu.number, method=counter.methods["Card"], by=COMMAND, at=AT)
    return transmit(expected="", by=COMMAND, at=AT)


def test_a_menu_that_the_till_had_left_is_looked_at(counter: Counter) -> None:
    old = counter.version
    counter.version = without_card(counter)
    counter.report(at=AT + HOUR)
    counter.version = old
    late = counter.asked(("Card", 1_00), is_offline=True, made_at=AT + 2 * HOUR)
    early = counter.asked(("Card", 1_00), is_offline=True, made_at=AT + HOUR / 2)
    for asked in (late, early):
        counter.send(asked, at=AT + 3 * HOUR)
    assert [(each.code, each.sale) for each in exceptions(is_open=True)] == [(Misfit.VERSION.value, late.id)]


def test_a_way_to_pay_that_was_in_no_menu_of_the_till_is_refused(counter: Counter) -> None:
    with pytest.raises(MethodNotInMenu):
        counter.sell(("Voucher", 1_00), is_offline=True)


def test_a_version_that_was_never_acknowledged_is_looked_at(counter: Counter) -> None:
    counter.version = without_card(counter)
    counter.sell(("Cash", 1_00), is_offline=True)
    assert noticed() == [Misfit.VERSION.value]


def test_a_lease_that_was_over_is_looked_at_and_still_settled(counter: Counter, lent: Lease) -> None:
    asked = charged(counter, lent, made_at=lent.spend_until + HOUR)
    counter.send(asked, at=lent.spend_until + 2 * HOUR)
    assert noticed() == [Misfit.LEASE.value]
    assert [lease.rest_minor for lease in open_leases(counter.number)] == [95_00]


def test_one_sale_with_several_things_to_look_at_is_one_exception(counter: Counter, lent: Lease) -> None:
    asked = counter.asked((ACCOUNT, 500_00), customer=lent.customer_id, is_offline=True, leases={0: lent.pk},
                          made_at=AT - HOUR, lines=[LineAsked("A", 600_00), LineAsked("B", -100_00)])  # fmt: skip
    counter.send(asked)
    (found,) = exceptions(is_open=True)
    assert (found.code, found.values["also"]) == ("no_such_lease", [Misfit.PRICE.value, Misfit.TIME.value])
    assert check_books().difference is None


def settled(to: ExceptionState) -> Callable[..., None]:
    def settle(exception: object) -> None:
        settle_exception(exception=exception, to=to, why="seen", by=COMMAND, at=AT)  # type: ignore[arg-type]

    return settle


def test_what_is_booked_is_looked_at_and_nothing_of_it_is_booked_again(counter: Counter, widgets: int) -> None:
    counter.sell(("Cash", 1_00), customer=widgets, is_offline=True, made_at=AT - HOUR)
    (found,) = exceptions(is_open=True)
    assert found.is_booked
    for settle in (settled(ExceptionState.PAID), settled(ExceptionState.WRITTEN_OFF)):
        with pytest.raises(NothingToSettle):
            settle(found.id)
    with pytest.raises(NothingToSettle):
        charge_exception(exception=found.id, by=COMMAND, at=AT)
    settled(ExceptionState.EXPLAINED)(found.id)
    assert noticed() == []
    assert check_books().difference is None


def test_what_is_not_booked_is_not_only_looked_at(counter: Counter, lent: Lease) -> None:
    counter.sell((ACCOUNT, 500_00), customer=lent.customer_id, is_offline=True, leases={0: lent.pk})
    (found,) = exceptions(is_open=True)
    with pytest.raises(StillToSettle):
        settled(ExceptionState.EXPLAINED)(found.id)


def test_the_shift_of_the_clerk_before_counts(counter: Counter, lent: Lease) -> None:
    asked = charged(counter, lent, made_at=AT + HOUR)
    open_shift(till=counter.number, clerk=int(counter.clerk.key), pin=PIN, at=AT + 2 * HOUR)
    counter.send(asked, at=AT + 3 * HOUR)
    assert noticed() == []
