"""The verdict is asked without anything being done; what was answered is kept (D-09)."""

from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.actions.told import keep_verdict
from onaccount.domain.accounts.queries.standing import standing_of
from onaccount.domain.accounts.rules import Door, NoAccount, Verdict, verdict
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import NoSuchCustomer
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.permissions import FrontRight, Right
from onaccount.domain.people.queries import front_need, require
from onaccount.foundation.money import Money, check_moves


@action
def ask_verdict(*, customer: int, amount: Money, door: Door, by: Actor, at: datetime) -> tuple[Verdict, UUID]:
    """What a charge of this amount at this door would be answered now, and the id under which that is kept.

    Raises NoSuchCustomer, and NoAccount where there is nothing to ask.
    """
    require(by, Right.SEE_ACCOUNTS)
    check_moves(amount)
    family = standing_of(customer, door=door, at=at)
    if family is None:
        if not Customer.objects.filter(number=customer).exists():
            raise NoSuchCustomer(customer=customer)
        raise NoAccount(door=door, customer=customer)
    exceed = front_need(by, FrontRight.EXCEED_LIMIT)
    found = verdict(family.standing, amount, customer=customer, exceed=exceed, over_limit=family.over_limit)
    return found, keep_verdict(found, customer=family.survivor, verb="ask", by=by, at=at)
