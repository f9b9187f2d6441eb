"""Somebody begins to sell at the till, and stops."""

from django.http import HttpResponse
from django.utils import timezone

from onaccount.delivery.till.answers import told
from onaccount.delivery.till.bodies import body_of
from onaccount.delivery.till.device import TillRequest, clerk_at, till_only
from onaccount.delivery.till.shown import rights_shown
from onaccount.domain.people.queries import actor_of
from onaccount.domain.tills.actions.shifts import end_shift, open_shift


@till_only("POST", "DELETE")
def shifts(request: TillRequest) -> HttpResponse:
    return _end(request) if request.method == "DELETE" else _open(request)


def _open(request: TillRequest) -> HttpResponse:
    body = body_of(request)
    clerk, pin = body.integer("clerk", least=1), body.text("pin", longest=20)
    shift = open_shift(till=request.device.number, clerk=clerk, pin=pin, at=timezone.now())
    by = actor_of(shift.clerk)
    return told({"shift": shift.pk, "clerk": clerk, "name": by.name, "rights": rights_shown(by)}, status=201)


def _end(request: TillRequest) -> HttpResponse:
    """That `shift` and no other, where it is named: a till without network tells it when the next one sells already."""
    shift = body_of(request).key_or_none("shift") if request.body else None
    end_shift(till=request.device.number, shift=shift, by=clerk_at(request.device), at=timezone.now())
    return told({"shift": None})
