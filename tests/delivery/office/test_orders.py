"""Orders in the office: entered for a customer, confirmed one by one or together, and carried on."""

import pytest

from onaccount.domain.history.models import Event
from onaccount.domain.orders.queries.orders import order_at, orders_of
from onaccount.domain.orders.rules.orders import OrderState
from tests.domain.orders.conftest import Stall, stall_with
from tests.stage import TOM, sign_up


@pytest.fixture
def stall(clock) -> Stall:
    return stall_with()


def test_staff_enter_an_order_by_sku_and_it_is_one_however_often_it_is_sent(tom, stall):
    page = f"/office/customers/{stall.number}/orders/"
    assert 'name="lines"' in tom.get(page).content.decode()
    sent = {"lines": "b-1 2\n", "key": "typed", "own_number": "PO-9"}
    first, again = tom.post(page, sent), tom.post(page, sent)
    (row,) = orders_of(stall.number)
    assert first["Location"] == again["Location"] == f"/office/orders/{row.number}/"
    assert (row.by, row.on_behalf, row.own_number, str(row.total)) == (TOM.name, True, "PO-9", "20.00")
    text = tom.get(first["Location"]).content.decode()
    assert "Brie" in text
    assert f"{TOM.name} for the customer" in text
    assert tom.get("/office/orders/?state=placed").context["new_orders"]() == 1


def test_what_cannot_be_ordered_stands_on_the_page_with_its_cure(tom, stall):
    page = f"/office/customers/{stall.number}/orders/"
    for lines, status in (("nothing 2", 404), ("b-1 many", 422), ("", 422)):
        response = tom.post(page, {"lines": lines, "key": "k"})
        assert response.status_code == status
        assert 'role="alert"' in response.content.decode()
    new = sign_up(login="new@widgets.example")
    refused = tom.post(f"/office/customers/{new}/orders/", {"lines": "b-1 1", "key": "k"})
    assert refused.status_code == 409
    assert "Approve it first, or set its status to Admin." in refused.content.decode()


def test_several_are_confirmed_at_once_and_each_says_what_became_of_it(tom, stall):
    placed, waits = stall.order(1).number, stall.order(9).number
    text = tom.post("/office/orders/", {"order": [str(placed), str(waits), "999999"]}).content.decode()
    assert [state.value for state in (order_at(placed).state, order_at(waits).state)] == ["confirmed", "waiting"]
    assert f"Order {placed}: Confirmed." in text
    assert f"Order {waits} is Waiting and cannot become Confirmed." in text
    assert "There is no such order." in text


def test_an_order_is_carried_on_by_who_may(tom, ines, stall):
    number = stall.order(9).number
    state = f"/office/orders/{number}/state/"
    assert "Release over the limit" in tom.get(f"/office/orders/{number}/").content.decode()
    assert ines.post(state, {"do": "release"}).status_code == 403
    for do, to in (("release", "placed"), ("confirm", "confirmed"), ("deliver", "with_customer")):
        assert tom.post(state, {"do": do}).status_code == 302
        assert order_at(number).state is OrderState(to)
    assert tom.post(state, {"do": "cancel"}).status_code == 409
    assert tom.post(state, {"do": "odd"}).status_code == 422
    assert tom.get("/office/orders/999999/").status_code == 404
    assert Event.objects.filter(name="order.delivered").count() == 1
