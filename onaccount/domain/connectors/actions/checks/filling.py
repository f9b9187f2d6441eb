"""What is blank here and stands in a register is filled in, by a person's press; what differs is never written over."""

import uuid
from datetime import datetime

from onaccount.domain.connectors.queries.checks import check_card
from onaccount.domain.connectors.rules.checks import NothingToFill
from onaccount.domain.customers.actions import add_address, correct_customer
from onaccount.domain.customers.models import Address
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.customers.rules.parts import PLACE
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def fill_from_register(*, number: int, key: uuid.UUID, by: Actor, at: datetime) -> list[str]:
    """Fill in what is blank; the names of the fields. An address only where there is none: half of two is neither.

    Raises NothingToFill, and what the fields themselves refuse.
    """
    require(by, Right.EDIT_CUSTOMERS)
    customer = locked_customer(number)
    card = check_card(customer.number, key)
    blank = {each.name: each.theirs for each in card.may_fill if not card.is_of_credit}
    own = {name: text for name, text in blank.items() if name not in PLACE}
    place = {name: text for name, text in card.found.items() if name in PLACE}
    has_address = Address.objects.filter(customer=customer, use=Address.MAIN).exists()
    if has_address or not place.get("line1"):
        place = {}
    if not own and not place:
        raise NothingToFill
    if own:
        correct_customer(number=customer.number, values=own, by=by, at=at)
    if place:
        add_address(number=customer.number, use=Address.MAIN, values=place, by=by, at=at)
    return [*own, *place]
