"""A manager lets the clerk do one thing."""

from enum import Enum

from django.http import HttpResponse
from django.utils import timezone

from onaccount.delivery.till.answers import told
from onaccount.delivery.till.bodies import NotReadable, body_of
from onaccount.delivery.till.device import TillRequest, clerk_at, till_only
from onaccount.domain.history.rules import Subject
from onaccount.domain.people.actions.codes import give_approval
from onaccount.domain.people.permissions import FrontRight

LONGEST_KEY = 60


class About(Enum):
    """What a code is given for."""

    CUSTOMER = "customer"
    SALE = "sale"  # to nobody we know
    TILL = "till"  # its day


@till_only("POST")
def approvals(request: TillRequest) -> HttpResponse:
    by, body = clerk_at(request.device), body_of(request)
    right = {each.name.lower(): each for each in FrontRight}.get(body.text("right", longest=LONGEST_KEY))
    if right is None:
        raise NotReadable(field="right")
    part = body.part("about")
    kind, key = part.choice("kind", About), str(part.values.get("key", ""))[:LONGEST_KEY]
    if kind is About.TILL:
        key = str(request.device.number)
    approval = give_approval(
        approver=body.integer("approver", least=1),
        code=body.text("code", longest=20),
        right=right,
        about=Subject(kind.value, key),
        by=by,
        at=timezone.now(),
    )
    return told({"approval": approval}, status=201)
