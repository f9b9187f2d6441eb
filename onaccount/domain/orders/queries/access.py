"""Through which door somebody orders, and for whom: a customer's own people for itself, staff for everybody."""

from onaccount.domain.accounts.rules import Door
from onaccount.domain.accounts.rules.standing import MAY_TRADE
from onaccount.domain.accounts.rules.verdict import NotActive
from onaccount.domain.customers.queries import guest_of, survivor_of
from onaccount.domain.customers.rules.status import NoSuchCustomer, Status
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.people.rules import Kind, NotAllowed

THEIR_OWN = frozenset({Kind.LOGIN.value, Kind.PERSON.value})


def door_for(by: Actor, customer: int, right: Right = Right.KEEP_ORDERS) -> Door:
    """The app for a customer's own people, who see no other customer; the office for whoever has the right.

    Raises NotAllowed, NoSuchCustomer, NotActive.
    """
    if by.kind not in THEIR_OWN:
        require(by, right)
        return Door.OFFICE
    found = guest_of(by)
    if found is None:
        raise NotAllowed(name=by.name, right=right.value)
    if found.number != survivor_of(customer):
        raise NoSuchCustomer(customer=customer)
    check_may_order(Door.APP, found.status, customer)
    return Door.APP


def check_may_order(door: Door, status: Status, customer: int) -> None:
    """Refuse who may not trade at that door, with what is to be done first (S0-15, S0-16)."""
    if status not in MAY_TRADE[door]:
        raise NotActive(door=door, is_now=status, customer=customer)
