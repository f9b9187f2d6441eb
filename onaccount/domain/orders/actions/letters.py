"""The letter that tells a customer of an order of theirs, whoever entered it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from onaccount.domain.business.queries import current_business
from onaccount.domain.catalogue.rules.quantities import quantity
from onaccount.domain.customers.models import Customer, NamedPerson
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.letters.actions import compose, keep_outcome, post_letter, queue_letter, take_up, void_letter
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.rules import Outcome
from onaccount.domain.orders.models import Order
from onaccount.domain.orders.queries.orders import OrderRow, order_at
from onaccount.domain.orders.rules.orders import NoSuchOrder, OrderState
from onaccount.domain.people.rules import Kind

ORDER_PLACED = "order_placed"


def queue_order_letter(order: Order, *, by: Actor, at: datetime) -> None:
    """One letter each time that it is placed, held back or released; none to a customer without an address."""
    to = _address_of(order)
    if to:
        queue_letter(
            key=f"{ORDER_PLACED}:{order.pk}:{order.asks}:{order.state}",
            kind=ORDER_PLACED,
            to=to,
            about=Subject("customer", str(order.customer_id)),
            values={"order": order.number},
            by=by,
            at=at,
        )


def _address_of(order: Order) -> str:
    """The login that ordered; of an order on behalf, the customer's own address, or else its first login."""
    if order.by_kind == Kind.LOGIN.value:
        places = {str(place.principal_id): place.login_email for place in locations_of(order.customer_id)}
        return places.get(order.by_key, "")
    if order.by_kind == Kind.PERSON.value:
        person = NamedPerson.objects.filter(principal=int(order.by_key)).select_related("location").first()
        return person.location.login_email if person else ""
    own = Customer.objects.values_list("email", flat=True).get(number=order.customer_id)
    return own or next((place.login_email for place in locations_of(order.customer_id)), "")


def send_order_letter(*, letter_key: str, at: datetime) -> Outcome | None:
    """Write the letter, send it, and keep what the server said. One that was cancelled meanwhile is not told of."""
    prepared = _prepare(letter_key)
    if prepared is None:
        return None
    letter, order = prepared
    context = {
        "business": current_business(),
        "order": order,
        "lines": [(quantity(line.quantity_milli), line) for line in order.lines],
        "waits": order.state is OrderState.WAITING,
        "link": f"{settings.PUBLIC_URL}/app/",
    }
    subject, text = compose(ORDER_PLACED, context)
    outcome = post_letter(letter, subject=subject, text=text)
    with transaction.atomic():
        keep_outcome(letter, outcome, subject=subject, text=text, at=at)
    return outcome


@transaction.atomic
def _prepare(letter_key: str) -> tuple[Letter, OrderRow] | None:
    letter = take_up(letter_key)
    if letter is None:
        return None
    try:
        order = order_at(int(letter.values.get("order", 0)))
    except NoSuchOrder:
        order = None
    if order is None or order.state in (OrderState.DRAFT, OrderState.CANCELLED):
        void_letter(letter)
        return None
    return letter, order
