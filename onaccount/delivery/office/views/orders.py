"""Orders in the office: all of them, one of them, and those that staff enter for a customer (S0-15, S0-16)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.acting import done
from onaccount.delivery.office.listing import number_in
from onaccount.delivery.office.orders_shown import MOVES, STATES, basket_of, shown_order, shown_rows, tabs_of
from onaccount.delivery.office.shown import ShownCustomer
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.customers.queries import customer_card
from onaccount.domain.history.rules import Actor
from onaccount.domain.orders.actions.move import cancel_order, confirm_order, deliver_order, release_order
from onaccount.domain.orders.actions.place import place_order
from onaccount.domain.orders.queries.orders import (
    OrderFilter,
    order_at,
    orders_by_state,
    orders_of,
    orders_page,
)
from onaccount.domain.orders.rules.orders import OrderState
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused

MOST_AT_ONCE = 200
ACTIONS: dict[str, Callable[..., Any]] = {
    "confirm": confirm_order,
    "deliver": deliver_order,
    "release": release_order,
    "cancel": cancel_order,
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_ORDERS, Right.KEEP_ORDERS)
def orders(request: StaffRequest) -> HttpResponse:
    """All orders, newest first. Those that are ticked are confirmed one by one, and each says what became of it."""
    results = _confirmed(request) if request.method == "POST" else []
    state = next((one for one in OrderState if one.value == request.GET.get("state")), None)
    text = request.GET.get("q", "").replace("\x00", "")[:100]
    page = orders_page(OrderFilter(state=state, text=text), after=number_in(request.GET.get("after")))
    context = {
        "rows": shown_rows(page.rows),
        "after": page.after,
        "tabs": tabs_of(orders_by_state(), state),
        "state": state.value if state else "",
        "query": text,
        "results": results,
        "may_keep": Right.KEEP_ORDERS in request.rights,
    }
    return render(request, "office/orders.html", context)


def _confirmed(request: StaffRequest) -> list[dict[str, Any]]:
    numbers = [number for text in request.POST.getlist("order")[:MOST_AT_ONCE] if (number := number_in(text))]
    return [_confirm(number, by=request.actor, at=timezone.now()) for number in numbers]


def _confirm(number: int, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Each in a transaction of its own: one that is refused holds up no other."""
    try:
        confirm_order(order=number, by=by, at=at)
    except Refused as refusal:
        return {"number": number, "is_done": False, "words": in_words(refusal).text}
    return {"number": number, "is_done": True, "words": _("Confirmed.")}


@require_safe
@staff(Right.SEE_ORDERS)
def one(request: StaffRequest, order: int) -> HttpResponse:
    return _page(request, order)


@require_POST
@staff(Right.SEE_ORDERS)
def state(request: StaffRequest, order: int) -> HttpResponse:
    """Carry an order on. Which right that takes is the action's to ask: releasing takes another than confirming."""
    move = ACTIONS.get(request.POST.get("do", ""))
    if move is None:
        return _page(request, order, (Shown(_("It was not said what is to become of it."), _("Press a button.")), 422))
    refusal = done(request, lambda at: move(order=order, by=request.actor, at=at), _("It is done."))
    return _page(request, order, refusal) if refusal else redirect("office_order", order=order)


def _page(request: StaffRequest, number: int, refusal: tuple[Shown, int] | None = None) -> HttpResponse:
    row = order_at(number)
    moves = [(do, label) for do, (label, right, now) in MOVES.items() if row.state in now and right in request.rights]
    context = {"order": shown_order(row), "moves": moves, "refusal": refusal and refusal[0]}
    return render(request, "office/order.html", context, status=refusal[1] if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_ORDERS, Right.KEEP_ORDERS)
def of_customer(request: StaffRequest, number: int) -> HttpResponse:
    """The orders of a customer, and one more that is entered for it: a line for each product, by keys alone."""
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            placed = place_order(
                customer=number,
                basket=basket_of(request.POST),
                key=request.POST.get("key", "")[:100],
                by=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            if refused.status == 403:
                raise
            refusal = refused
        else:
            text = _("Order %(number)s: %(state)s.")
            messages.success(request, text % {"number": placed.number, "state": STATES[placed.state]})
            return redirect("office_order", order=placed.number)
    card = customer_card(number)
    context = {
        "customer": ShownCustomer(card),
        "rows": shown_rows(orders_of(card.customer.number)),
        "key": request.POST.get("key") or str(uuid4()),
        "typed": request.POST,
        "may_keep": Right.KEEP_ORDERS in request.rights,
        "refusal": in_words(refusal) if refusal else None,
    }
    return render(request, "office/customer_orders.html", context, status=refusal.status if refusal else 200)
