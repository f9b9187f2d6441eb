"""Orders reserve a part of the limit, wait over it, and give back what they reserved, once."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from onaccount.domain.accounts.actions import pay_in, set_account, suspend_account
from onaccount.domain.accounts.rules.verdict import NoAccount, NotActive, OverDayLimit, OverLimit, Suspended
from onaccount.domain.catalogue.actions import correct_product, show_product
from onaccount.domain.customers.actions import add_person, delete_customer, remove_person, set_day_limit
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.customers.rules.persons import DayLimitIsOthersToSet
from onaccount.domain.customers.rules.removal import StillReferred
from onaccount.domain.customers.rules.status import NoSuchCustomer, Status
from onaccount.domain.history.models import Event
from onaccount.domain.history.rules import SYSTEM, Actor
from onaccount.domain.ledger.models import Hold
from onaccount.domain.ledger.rules import KeyOfAnother
from onaccount.domain.letters.models import Letter
from onaccount.domain.matching.actions import merge_customers
from onaccount.domain.orders.actions.move import (
    amend_order,
    cancel_order,
    confirm_order,
    deliver_order,
    place_draft,
    release_order,
    release_paid,
    reopen_order,
)
from onaccount.domain.orders.actions.place import save_order
from onaccount.domain.orders.actions.policy import choose_route, keep_route, settle_orders
from onaccount.domain.orders.actions.standing import end_standing, keep_standing, place_due
from onaccount.domain.orders.models import Order, StandingOrder
from onaccount.domain.orders.queries.orders import OrderFilter, order_at, orders_of, orders_page, standing_of_customer
from onaccount.domain.orders.queries.policy import days_for
from onaccount.domain.orders.rules.orders import (
    ORDER_MOVES,
    BelowMinimum,
    NoSuchOrder,
    NoSuchOrderMove,
    NotForSale,
    OrderIsOurs,
    OrderPriceChanged,
    OrderState,
    check_order_move,
)
from onaccount.domain.orders.rules.routes import NoDeliveryThen
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.vetting.actions import set_status
from onaccount.foundation.money import Money
from tests.domain.orders.conftest import Stall
from tests.stage import AT, CAFE, COMMAND, INES, NADIA, TOM, hire, let_in, sign_up, work_off

pytestmark = pytest.mark.django_db
NOW: dict[str, Any] = {"at": AT}


def gbp(minor: int) -> Money:
    return Money(minor, "GBP")


def state_of(number: int) -> OrderState:
    return order_at(number).state


def test_an_order_goes_only_where_its_table_leads():
    for now, to in product(OrderState, OrderState):
        if to in ORDER_MOVES[now]:
            check_order_move(1, now, to)
        else:
            with pytest.raises(NoSuchOrderMove):
                check_order_move(1, now, to)


def test_an_order_reserves_and_may_reach_the_limit_and_the_next_waits(stall: Stall):
    first = stall.order(5)
    assert (first.state, stall.reserved) == (OrderState.PLACED, 50_00)
    second = stall.order(1)
    assert (second.state, stall.reserved) == (OrderState.WAITING, 50_00)
    assert order_at(second.number).code == "over_limit"
    assert second.number > first.number


def test_a_setting_refuses_what_is_over_the_limit_instead(stall: Stall):
    settle_orders(minimum_minor=None, waits_over_limit=False, by=COMMAND, **NOW)
    with pytest.raises(OverLimit) as refused:
        stall.order(6)
    assert "10.00" in str(refused.value)
    assert not Order.objects.exists()


def test_the_same_key_orders_once_and_with_something_else_it_is_refused(stall: Stall):
    first = stall.order(2, key="kept")
    again = stall.order(2, key="kept")
    assert (again.number, again.is_replay, stall.reserved) == (first.number, True, 20_00)
    with pytest.raises(KeyOfAnother):
        stall.order(3, key="kept")
    confirm_order(order=first.number, by=COMMAND, **NOW)
    assert stall.order(2, key="kept").state is OrderState.CONFIRMED


def test_prices_are_those_of_the_moment_in_which_it_was_placed(stall: Stall):
    number = stall.order(2).number
    correct_product(product=stall.product, values={"price": "12.00", "name": "Old Brie"}, by=COMMAND, **NOW)
    found = order_at(number)
    assert (found.total, found.lines[0].price, found.lines[0].name) == (gbp(20_00), gbp(10_00), "Brie")
    with pytest.raises(OrderPriceChanged):
        stall.order(2, expected=gbp(20_00))
    assert stall.order(2, expected=gbp(24_00)).total == gbp(24_00)


def test_cancelling_gives_back_what_was_reserved_once(stall: Stall):
    number = stall.order(3).number
    cancel_order(order=number, by=stall.login, **NOW)
    assert (state_of(number), stall.reserved) == (OrderState.CANCELLED, 0)
    assert cancel_order(order=number, by=COMMAND, **NOW).is_replay
    assert Event.objects.filter(name="account.hold_released").count() == 1


def test_an_order_that_is_reopened_asks_again(stall: Stall):
    number = stall.order(4).number
    reopen_order(order=number, by=COMMAND, **NOW)
    assert (state_of(number), stall.reserved) == (OrderState.DRAFT, 0)
    stall.order(3)
    assert place_draft(order=number, by=COMMAND, **NOW).state is OrderState.WAITING
    assert stall.reserved == 30_00
    cancelled = stall.order(1).number
    cancel_order(order=cancelled, by=COMMAND, **NOW)
    stall.order(2)
    reopen_order(order=cancelled, by=COMMAND, **NOW)
    assert place_draft(order=cancelled, by=COMMAND, **NOW).state is OrderState.WAITING


def test_an_amended_order_asks_for_what_it_is_now(stall: Stall):
    number = stall.order(4).number
    assert amend_order(order=number, basket=stall.basket(5), by=stall.login, **NOW).state is OrderState.PLACED
    assert stall.reserved == 50_00
    assert amend_order(order=number, basket=stall.basket(6), by=stall.login, **NOW).state is OrderState.WAITING
    assert stall.reserved == 0
    settle_orders(minimum_minor=None, waits_over_limit=False, by=COMMAND, **NOW)
    kept = stall.order(5).number
    with pytest.raises(OverLimit):
        amend_order(order=kept, basket=stall.basket(6), by=stall.login, **NOW)
    assert (order_at(kept).total, stall.reserved) == (gbp(50_00), 50_00)


def test_a_person_with_the_right_releases_what_waits(stall: Stall):
    number = stall.order(6).number
    with pytest.raises(NotAllowed):
        release_order(order=number, by=hire(INES), **NOW)
    assert release_order(order=number, by=hire(TOM), **NOW).state is OrderState.PLACED
    assert stall.reserved == 60_00
    assert release_order(order=number, by=COMMAND, **NOW).is_replay


def test_releasing_goes_over_the_limit_and_over_nothing_else(stall: Stall):
    number = stall.order(6).number
    suspend_account(customer=stall.number, why="overdue", by=COMMAND, **NOW)
    with pytest.raises(Suspended):
        release_order(order=number, by=COMMAND, **NOW)
    assert release_paid(customer=stall.number, by=SYSTEM, **NOW) == []
    assert state_of(number) is OrderState.WAITING


def test_a_payment_releases_what_has_room_the_oldest_first(stall: Stall):
    first, second, third = (stall.order(count).number for count in (7, 6, 5))
    assert state_of(third) is OrderState.PLACED
    pay_in(customer=stall.number, amount=gbp(70_00), key="paid", by=COMMAND, **NOW)
    work_off()
    assert [state_of(number) for number in (first, second)] == [OrderState.PLACED, OrderState.WAITING]
    set_account(customer=stall.number, limit=gbp(200_00), is_allowed=True, by=COMMAND, **NOW)
    work_off()
    assert state_of(second) is OrderState.PLACED


def test_what_is_delivered_is_charged_with_what_was_reserved(stall: Stall):
    number = stall.order(3).number
    with pytest.raises(NoSuchOrderMove):
        deliver_order(order=number, by=COMMAND, **NOW)
    confirm_order(order=number, by=COMMAND, **NOW)
    set_status(number=stall.number, to=Status.INACTIVE, by=COMMAND, **NOW)
    deliver_order(order=number, by=COMMAND, **NOW)
    assert deliver_order(order=number, by=COMMAND, **NOW).is_replay
    assert (stall.reserved, stall.owed, order_at(number).posting is not None) == (0, 30_00, True)
    for verb in (cancel_order, reopen_order):
        with pytest.raises(NoSuchOrderMove):
            verb(order=number, by=COMMAND, **NOW)


def test_customers_change_their_own_until_it_is_confirmed_and_nobody_elses(stall: Stall):
    number = stall.order(1).number
    confirm_order(order=number, by=COMMAND, **NOW)
    with pytest.raises(OrderIsOurs):
        cancel_order(order=number, by=stall.login, **NOW)
    stranger = Actor("login", str(int(stall.login.key) + 999), "Nobody")
    with pytest.raises(NotAllowed):
        cancel_order(order=number, by=stranger, **NOW)
    with pytest.raises(NoSuchCustomer):
        stall.order(1, customer=let_in(CAFE, login="other@quay.example"))
    with pytest.raises(NoSuchOrder):
        order_at(number, of=stall.number + 1)
    with pytest.raises(NotAllowed):
        confirm_order(order=number, by=stall.login, **NOW)


def test_inactive_orders_nothing_and_admin_only_through_us(stall: Stall):
    set_status(number=stall.number, to=Status.ADMIN, by=COMMAND, **NOW)
    with pytest.raises(NotActive):
        stall.order(1)
    number = stall.order(1, by=hire(TOM)).number
    found = order_at(number)
    assert (found.on_behalf, found.by) == (True, TOM.name)
    set_status(number=stall.number, to=Status.INACTIVE, by=COMMAND, **NOW)
    for by in (stall.login, COMMAND):
        with pytest.raises(NotActive):
            stall.order(1, by=by)


def test_for_a_new_customer_the_refusal_names_the_cure(stall: Stall):
    with pytest.raises(NotActive) as refused:
        stall.order(1, by=COMMAND, customer=sign_up(login="new@widgets.example"))
    assert "Approve it first, or set its status to Admin." in str(refused.value)
    with pytest.raises(NoAccount):
        stall.order(1, by=COMMAND, customer=let_in(login="bare@widgets.example"))


def test_the_letter_says_who_entered_it(stall: Stall):
    stall.order(1, by=hire(TOM))
    work_off()
    letter = next(one for one in mail.outbox if "Your order" in one.subject)
    assert f"entered for you by {TOM.name}" in letter.body
    assert "1  Brie: 10.00 GBP" in letter.body
    assert Letter.objects.get(kind="order_placed").state == "sent"


def test_a_person_spends_at_most_their_limit_in_a_day(stall: Stall):
    place = _place(stall)
    sam = add_person(location=place, name="Sam", by=stall.login, **NOW)
    by = Actor("person", str(sam), "Sam")
    set_day_limit(location=place, person=sam, limit=30_00, by=stall.login, **NOW)
    first = stall.order(2, by=by)
    with pytest.raises(OverDayLimit) as refused:
        stall.order(2, by=by)
    assert "10.00" in str(refused.value)
    assert stall.order(1, by=by).state is OrderState.PLACED
    cancel_order(order=first.number, by=by, **NOW)
    assert stall.order(2, by=by).state is OrderState.PLACED
    with pytest.raises(OverDayLimit):
        stall.order(1, by=by)
    assert stall.order(1, by=by, at=AT + timedelta(days=1)).state is OrderState.PLACED
    assert stall.order(1).state is OrderState.PLACED, "the others go by the account alone"
    assert order_at(first.number).by == "Sam"
    with pytest.raises(DayLimitIsOthersToSet):
        set_day_limit(location=place, person=sam, limit=None, by=by, **NOW)
    remove_person(location=place, person=sam, by=stall.login, **NOW)
    with pytest.raises(NotAllowed):
        stall.order(1, by=by, at=AT + timedelta(days=2))


def _place(stall: Stall) -> int:
    return locations_of(stall.number)[0].pk


def test_only_what_a_customer_may_see_is_ordered(stall: Stall):
    show_product(product=stall.product, tags=["cheese club"], by=COMMAND, **NOW)
    with pytest.raises(NotForSale) as refused:
        stall.order(1)
    assert refused.value.told == {"products": [stall.product]}
    correct_product(product=stall.product, values={"available": "no"}, by=COMMAND, **NOW)
    with pytest.raises(NotForSale):
        stall.order(1, by=COMMAND)


def test_customers_keep_to_the_minimum_and_the_route_and_staff_may_do_otherwise(stall: Stall):
    settle_orders(minimum_minor=20_00, waits_over_limit=True, by=COMMAND, **NOW)
    with pytest.raises(BelowMinimum):
        stall.order(1)
    assert stall.order(1, by=COMMAND).state is OrderState.PLACED
    route = keep_route(
        name="North", weekdays={1}, cutoff_minutes=840, days_before=1, minimum_minor=0, is_default=False, by=COMMAND,
        **NOW,
    )  # fmt: skip
    choose_route(customer=stall.number, route=route, by=COMMAND, **NOW)
    (first, *_) = days_for(stall.number, at=AT, zone="Europe/London")
    assert order_at(stall.order(1).number).deliver_on == first
    with pytest.raises(NoDeliveryThen):
        stall.order(1, basket={"deliver_on": first + timedelta(days=1)})
    assert order_at(stall.order(1, by=COMMAND).number).deliver_on is None


def test_an_order_keeps_where_it_goes_and_the_customers_own_number(stall: Stall):
    number = stall.order(1, basket={"own_number": " PO-17 ", "notes": "Ring\ntwice", "ship_to": "Yard 3\nQuay"}).number
    found = order_at(number)
    assert (found.own_number, found.notes, found.ship_to) == ("PO-17", "Ring\ntwice", "Yard 3\nQuay")
    assert [row.number for row in orders_page(OrderFilter(text="po-17")).rows] == [number]
    assert [row.number for row in orders_page(OrderFilter(state=OrderState.PLACED)).rows] == [number]
    assert orders_page(OrderFilter(state=OrderState.DRAFT)).rows == []


def test_a_draft_reserves_nothing_until_it_is_placed(stall: Stall):
    draft = save_order(customer=stall.number, basket=stall.basket(2), key="draft", by=COMMAND, **NOW)
    assert (draft.state, stall.reserved) == (OrderState.DRAFT, 0)
    assert place_draft(order=draft.number, by=COMMAND, **NOW).state is OrderState.PLACED
    assert place_draft(order=draft.number, by=COMMAND, **NOW).is_replay
    assert stall.reserved == 20_00
    confirm_order(order=draft.number, by=COMMAND, **NOW)
    with pytest.raises(NoSuchOrderMove):
        place_draft(order=draft.number, by=COMMAND, **NOW)
    with pytest.raises(NoSuchOrderMove):
        release_order(order=draft.number, by=COMMAND, **NOW)


def test_a_standing_order_comes_once_a_slot_and_a_refused_one_says_why(stall: Stall):
    monday = AT + timedelta(days=1)
    by: dict[str, Any] = {"customer": stall.number, "weekdays": {0, 2}, "basket": stall.basket(1), "by": stall.login}
    key = keep_standing(key="weekly", at=AT, **by)
    assert keep_standing(key="weekly", at=AT, **by) == key
    assert place_due(by=SYSTEM, at=AT) == 0
    assert (place_due(by=SYSTEM, at=monday), place_due(by=SYSTEM, at=monday)) == (1, 0)
    assert len(orders_of(stall.number)) == 1
    StandingOrder.objects.update(next_on=monday.date())  # as a worker leaves it that dies between the two
    assert place_due(by=SYSTEM, at=monday) == 1
    assert len(orders_of(stall.number)) == 1
    set_status(number=stall.number, to=Status.INACTIVE, by=COMMAND, at=monday)
    assert place_due(by=SYSTEM, at=monday + timedelta(days=2)) == 0
    (row,) = standing_of_customer(stall.number)
    assert (row.refused, row.next_on) == ("not_active", (monday + timedelta(days=7)).date())
    end_standing(customer=stall.number, standing=key, by=COMMAND, at=monday)
    assert place_due(by=SYSTEM, at=monday + timedelta(days=7)) == 0


def test_a_family_has_one_list_one_key_and_one_limit(stall: Stall):
    other = let_in(CAFE, login="quay@other.example")
    number = stall.order(3, key="kept").number
    merge_customers(loser=stall.number, survivor=other, by=COMMAND, **NOW)
    assert [row.number for row in orders_of(other)] == [number]
    assert stall.order(3, key="kept", by=COMMAND, customer=other).is_replay
    assert stall.order(3, by=COMMAND, customer=other).state is OrderState.WAITING
    cancel_order(order=number, by=COMMAND, **NOW)
    assert stall.reserved == 0


def test_whoever_ordered_is_not_deleted(stall: Stall):
    stall.order(1)
    set_status(number=stall.number, to=Status.INACTIVE, by=COMMAND, **NOW)
    with pytest.raises(StillReferred):
        delete_customer(number=stall.number, by=COMMAND, **NOW)


def test_the_database_itself_knows_who_has_reserved(stall: Stall):
    number = stall.order(1).number
    order = Order.objects.filter(number=number)
    for wrong in ({"hold": None}, {"state": "cancelled"}, {"state": "with_customer", "hold": None}, {"state": "odd"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            order.update(**wrong)
    assert Hold.objects.count() == 1


def test_nobody_without_the_right_enters_or_confirms(stall: Stall):
    ines = hire(INES)
    with pytest.raises(NotAllowed):
        stall.order(1, by=ines)
    number = stall.order(1).number
    for verb in (confirm_order, cancel_order, reopen_order, deliver_order):
        with pytest.raises(NotAllowed):
            verb(order=number, by=ines, **NOW)
    with pytest.raises(NotAllowed):
        settle_orders(minimum_minor=1, waits_over_limit=True, by=hire(TOM), **NOW)
    settle_orders(minimum_minor=1, waits_over_limit=True, by=hire(NADIA), **NOW)
