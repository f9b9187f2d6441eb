"""A manager lets the clerk do one thing."""

from enum import Enum

from django.http import HttpResponse
from django.utils import timezone

from onaccount.delivery.till.answers import told
from onaccount.delivery.till.bodies import Body, NotReadable, body_of
from onaccount.delivery.till.device import TillRequest, clerk_at, till_only
from onaccount.domain.history.rules import Subject
from onaccount.domain.people.actions.codes import give_approval
from onaccount.domain.people.permissions import FrontRight
from onaccount.domain.people.rules.codes import Deed
from onaccount.domain.tills.actions.sales.asked import sale_deed
from onaccount.domain.tills.rules.sales import MOST_MINOR

LONGEST_KEY = 60


class About(Enum):
    """What a code is given for."""

    CUSTOMER = "customer"  # an account for them
    SALE = "sale"  # or a return, a deposit, a withdrawal: by the id that it will be sent under
    TILL = "till"  # its day


@till_only("POST")
def approvals(request: TillRequest) -> HttpResponse:
    by, body = clerk_at(request.device), body_of(request)
    right = {each.name.lower(): each for each in FrontRight}.get(body.text("right", longest=LONGEST_KEY))
    if right is None:
        raise NotReadable(field="right")
    approval = give_approval(
        approver=body.integer("approver", least=1),
        code=body.text("code", longest=20),
        right=right,
        about=_deed(body, till=request.device.number),
        by=by,
        at=timezone.now(),
    )
    return told({"approval": approval}, status=201)


def _deed(body: Body, *, till: int) -> Deed:
    """What the code is good for. A sale is `key`, its id, with `amount_minor`, what it comes to, and `customer`."""
    part = body.part("about")
    kind = part.choice("kind", About)
    if kind is About.SALE:
        amount = body.integer("amount_minor", least=1, most=MOST_MINOR)
        customer = body.integer_or_none("customer", least=1)
        return sale_deed(part.key("key"), customer=customer, till=till, amount_minor=amount)
    if kind is About.TILL:
        return Deed(Subject(kind.value, str(till)), till)
    return Deed(Subject(kind.value, str(part.values.get("key", ""))[:LONGEST_KEY]), till)
