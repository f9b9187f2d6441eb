"""What a till may spend without network is held for it, ends by its own word only, and is never spent twice (I22)."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onaccount.domain.accounts.actions import post_hold, release_hold, set_account, take_charge
from onaccount.domain.accounts.queries import account_of
from onaccount.domain.accounts.rules import Door, Standing
from onaccount.domain.accounts.rules.verdict import OverLimit
from onaccount.domain.customers.rules.status import Stage, Status
from onaccount.domain.ledger.queries import check_books
from onaccount.domain.ledger.rules import NoSuchHold
from onaccount.domain.matching.actions import merge_customers, unmerge_customers
from onaccount.domain.tills.actions.contact import keep_report
from onaccount.domain.tills.actions.exceptions import charge_exception, settle_exception
from onaccount.domain.tills.actions.leases import recall_leases
from onaccount.domain.tills.actions.tills import end_till, lose_till
from onaccount.domain.tills.models import Lease
from onaccount.domain.tills.queries.leases import exceptions, lent_of, open_leases
from onaccount.domain.tills.rules.leases import (
    ExceptionEnded,
    ExceptionState,
    LeaseState,
    ReportNotGood,
    ReportOld,
    lease_for,
)
from onaccount.domain.tills.rules.tills import TillStillOwes
from onaccount.domain.vetting.actions import set_status
from onaccount.foundation.money import Money
from tests.domain.tills.counter import MANAGER, Counter, Key, set_up
from tests.stage import AT, CAFE, COMMAND, hire, let_in

ACCOUNT = "Customer account"


def standing(*, limit: int | None, owed: int = 0, leases: int = 0) -> Standing:
    return Standing(Status.ACTIVE, Stage.NONE, Door.TILL, "GBP", limit=limit, owed=owed, leases=leases)


@pytest.mark.parametrize(
    ("of", "held_here", "tills", "lent"),
    [
        (standing(limit=500_00), 0, 1, 100_00),
        (standing(limit=500_00), 0, 2, 50_00),
        (standing(limit=500_00, leases=50_00), 0, 2, 50_00),
        (standing(limit=500_00, leases=100_00), 0, 2, 0),  # the pot is out
        (standing(limit=500_00, leases=60_00), 60_00, 1, 0),  # more than half is there
        (standing(limit=500_00, leases=40_00), 40_00, 1, 60_00),
        (standing(limit=500_00, owed=500_00), 0, 1, 0),
        (standing(limit=500_00, owed=600_00), 0, 1, 0),
        (standing(limit=0, owed=-50_00), 0, 1, 10_00),  # their own money
        (standing(limit=None), 0, 1, 100_00),
        (standing(limit=None), 100_00, 1, 0),
        (standing(limit=4), 0, 1, 0),  # a fifth of four is nothing
    ],
)
def test_a_till_is_lent_its_part_of_the_headroom(of: Standing, held_here: int, tills: int, lent: int) -> None:
    assert lease_for(of, held_here=held_here, tills=tills) == lent


@given(
    limit=st.integers(0, 10**9), owed=st.integers(-(10**6), 10**9), leases=st.integers(0, 10**6),
    here=st.integers(0, 10**6), tills=st.integers(1, 50), percent=st.integers(0, 100),
)  # fmt: skip
def test_no_lease_is_more_than_is_left_nor_all_of_them_than_their_part(
    limit: int, owed: int, leases: int, here: int, tills: int, percent: int
) -> None:
    of = standing(limit=limit, owed=owed, leases=leases)
    lent = lease_for(of, held_here=min(here, leases), tills=tills, percent=percent)
    assert of.available is not None
    assert 0 <= lent <= max(0, of.available)
    assert lent == 0 or leases + lent <= max(0, of.available + leases) * percent // 100


@pytest.fixture
def lent(counter: Counter, widgets: int) -> Lease:
    """A till that sold to widgets for 1.00 cash and was lent its part: 100.00."""
    counter.sell(("Cash", 1_00), customer=widgets)
    counter.contact()
    (lease,) = open_leases(counter.number)
    return lease


def available(customer: int) -> int | None:
    found = account_of(customer, at=AT, door=Door.TILL)
    assert found is not None
    return found.available.minor if found.available else None


def sell_offline(counter: Counter, lease: Lease | UUID, minor: int, customer: int) -> UUID:
    key = lease if isinstance(lease, UUID) else lease.pk
    counter.spent[key] = counter.spent.get(key, 0) + minor
    return counter.sell((ACCOUNT, minor), customer=customer, is_offline=True, leases={0: key})


@pytest.mark.django_db
def test_who_buys_at_a_till_is_lent_to_it_and_nobody_else(counter: Counter, widgets: int) -> None:
    counter.contact()
    assert open_leases(counter.number) == []
    counter.sell(("Cash", 1_00), customer=widgets)
    counter.contact()
    assert [lease.rest_minor for lease in open_leases(counter.number)] == [100_00]
    assert available(widgets) == 400_00


@pytest.mark.django_db
def test_what_was_sold_on_a_lease_takes_from_it_alone(counter: Counter, widgets: int, lent: Lease) -> None:
    sell_offline(counter, lent, 37_50, widgets)
    sell_offline(counter, lent, 62_50, widgets)
    assert available(widgets) == 400_00
    (lease,) = open_leases(counter.number)
    assert (lease.rest_minor, lease.hold, lease.settled) == (0, None, 2)
    assert check_books().difference is None


@pytest.mark.django_db
def test_a_lease_is_settled_though_the_customer_may_not_trade_any_more(
    counter: Counter, widgets: int, lent: Lease
) -> None:
    set_account(customer=widgets, limit=Money(0, "GBP"), is_allowed=False, by=COMMAND, at=AT)
    set_status(number=widgets, to=Status.INACTIVE, by=COMMAND, at=AT)
    sell_offline(counter, lent, 37_50, widgets)
    assert not exceptions(is_open=True)
    account = account_of(widgets, at=AT)
    assert account is not None
    assert account.balance == Money(37_50, "GBP")


@pytest.mark.django_db
def test_more_than_the_lease_is_an_exception_and_never_lost(counter: Counter, widgets: int, lent: Lease) -> None:
    sell_offline(counter, lent, 100_01, widgets)
    (found,) = exceptions(is_open=True)
    assert (found.amount_minor, found.customer, found.code) == (100_01, widgets, "no_such_lease")
    assert available(widgets) == 400_00  # the lease is as it was
    charge_exception(exception=found.id, by=COMMAND, at=AT)
    with pytest.raises(ExceptionEnded):
        settle_exception(exception=found.id, to=ExceptionState.WRITTEN_OFF, why="twice", by=COMMAND, at=AT)
    assert check_books().difference is None


@pytest.mark.django_db
def test_the_server_waits_for_the_till_however_long_it_is_away(counter: Counter, widgets: int, lent: Lease) -> None:
    month_later = AT + timedelta(days=31)
    found = account_of(widgets, at=month_later, door=Door.TILL)
    assert found is not None
    assert found.available == Money(400_00, "GBP")
    with pytest.raises(OverLimit):
        take_charge(customer=widgets, amount=Money(400_01, "GBP"), key="late", by=COMMAND, at=month_later)
    sell_offline(counter, lent, 100_00, widgets)
    assert available(widgets) == 400_00


@pytest.mark.django_db
def test_a_lease_whose_answer_was_lost_is_free_at_the_next_report(counter: Counter, widgets: int) -> None:
    counter.sell(("Cash", 1_00), customer=widgets)
    counter.contact(leases={})  # the answer to this one never arrives
    assert available(widgets) == 400_00
    counter.report(leases={})
    assert available(widgets) == 500_00


@pytest.mark.django_db
def test_a_report_that_was_overtaken_is_refused(counter: Counter, widgets: int, lent: Lease) -> None:
    with pytest.raises(ReportOld):
        counter.report(leases={}, seq=counter.seq)
    assert available(widgets) == 400_00


@pytest.mark.django_db
def test_only_the_device_that_was_paired_reports(counter: Counter, lent: Lease) -> None:
    counter.key = Key()
    with pytest.raises(ReportNotGood):
        counter.report(leases={})
    with pytest.raises(ReportNotGood):
        keep_report(till=counter.number, body=b"{}", signature="", at=AT)
    assert open_leases(counter.number)


@pytest.mark.django_db
def test_what_is_given_back_is_free_and_what_was_sold_and_never_sent_is_looked_at(
    counter: Counter, widgets: int, lent: Lease
) -> None:
    counter.report(leases={lent.pk: 30_00}, returned=[lent.pk], waiting=1)
    assert available(widgets) == 400_00  # a sale of it waits at the till
    counter.report(leases={lent.pk: 30_00}, returned=[lent.pk])
    assert available(widgets) == 500_00
    (found,) = exceptions(is_open=True)
    assert (found.code, found.amount_minor) == ("lease_short", 30_00)


@pytest.mark.django_db
def test_a_lost_till_holds_nothing_and_a_person_looks_at_what_it_may_have_sold(
    counter: Counter, widgets: int, lent: Lease
) -> None:
    sell_offline(counter, lent, 40_00, widgets)
    lose_till(till=counter.number, by=COMMAND, at=AT)
    assert available(widgets) == 460_00
    (found,) = exceptions(is_open=True)
    assert (found.code, found.amount_minor, found.customer) == ("lease_lost", 60_00, widgets)
    charge_exception(exception=found.id, amount_minor=25_00, by=COMMAND, at=AT)
    assert available(widgets) == 435_00
    with pytest.raises(ReportNotGood):
        counter.report(leases={})


@pytest.mark.django_db
def test_a_till_that_may_hold_something_is_not_ended(counter: Counter, lent: Lease) -> None:
    with pytest.raises(TillStillOwes):
        end_till(till=counter.number, by=COMMAND, at=AT)
    counter.report(returned=[lent.pk])
    end_till(till=counter.number, by=COMMAND, at=AT)


@pytest.mark.django_db
def test_what_is_called_back_is_not_prolonged_and_nothing_more_is_lent(
    counter: Counter, widgets: int, lent: Lease
) -> None:
    recall_leases(customer=widgets, by=COMMAND, at=AT)
    (shown,) = lent_of(widgets)
    assert shown.is_recalled
    later = AT + timedelta(hours=1)
    counter.contact(at=later)
    (lease,) = open_leases(counter.number)
    assert lease.spend_until == lent.spend_until
    counter.report(returned=[lease.pk], at=later)
    assert Lease.objects.get(pk=lease.pk).state == LeaseState.RETURNED.value


@pytest.mark.django_db
def test_a_contact_begins_the_time_of_a_lease_anew(counter: Counter, lent: Lease) -> None:
    counter.contact(at=AT + timedelta(hours=1))
    (lease,) = open_leases(counter.number)
    assert lease.spend_until == lent.spend_until + timedelta(hours=1)


@pytest.mark.django_db
def test_tills_share_the_headroom_and_never_lend_it_twice(counter: Counter, widgets: int, lent: Lease) -> None:
    other = set_up("Counter 3", menu=None if False else _menu_of(counter), by=counter.clerk)
    other.sell(("Cash", 1_00), customer=widgets)
    other.contact()
    assert open_leases(other.number) == []  # the first has all of the fifth
    counter.report(returned=[lent.pk])
    other.contact(at=AT + timedelta(minutes=11))
    assert [lease.rest_minor for lease in open_leases(other.number)] == [50_00]


def _menu_of(counter: Counter) -> int:
    from onaccount.domain.tills.queries.tills import till_card

    found = till_card(counter.number).menu
    assert found is not None
    return found


@pytest.mark.django_db
def test_a_strangers_lease_is_none(counter: Counter, widgets: int, lent: Lease) -> None:
    other = set_up("Counter 3", menu=_menu_of(counter), by=counter.clerk)
    sell_offline(other, lent, 10_00, widgets)
    sell_offline(counter, uuid4(), 5_00, widgets)
    assert sorted(found.amount_minor for found in exceptions(is_open=True)) == [5_00, 10_00]
    assert [lease.rest_minor for lease in open_leases(counter.number)] == [100_00]


@pytest.mark.django_db
def test_a_lease_on_the_account_of_a_family_ends_though_the_family_came_apart(counter: Counter, widgets: int) -> None:
    cafe = let_in(CAFE, login="cafe@quay.example")
    merge = merge_customers(survivor=widgets, loser=cafe, by=COMMAND, at=AT)
    counter.sell(("Cash", 1_00), customer=cafe)
    counter.contact()
    assert available(widgets) == 400_00
    (lease,) = open_leases(counter.number)
    unmerge_customers(merge=merge, by=COMMAND, at=AT)
    sell_offline(counter, lease, 30_00, cafe)
    assert not exceptions(is_open=True)
    counter.report(returned=[lease.pk])
    assert available(widgets) == 470_00


@pytest.mark.django_db
def test_a_lease_is_no_hold_that_the_office_may_end(widgets: int, lent: Lease) -> None:
    assert lent.hold is not None
    with pytest.raises(NoSuchHold):
        release_hold(customer=widgets, hold=lent.hold, by=COMMAND, at=AT)
    with pytest.raises(NoSuchHold):
        post_hold(customer=widgets, hold=lent.hold, amount=None, key="taken", by=COMMAND, at=AT)


@pytest.mark.django_db
def test_a_lease_that_was_sold_out_ends_by_itself(counter: Counter, widgets: int, lent: Lease) -> None:
    sell_offline(counter, lent, 100_00, widgets)
    counter.report()
    assert open_leases(counter.number) == []
    assert not exceptions(is_open=True)


@pytest.mark.django_db
def test_a_sale_that_was_booked_is_known_again_whoever_sells_now(counter: Counter, widgets: int) -> None:
    asked = counter.asked((ACCOUNT, 5_00), customer=widgets)
    first = counter.send(asked)
    counter.clerk = hire(MANAGER, second_factor=False)
    assert counter.send(asked) == first
