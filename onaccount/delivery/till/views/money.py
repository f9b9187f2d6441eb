"""Money comes onto a customer's account at the till, and is paid out of it."""

from django.http import HttpResponse
from django.utils import timezone

from onaccount.delivery.till.bodies import body_of
from onaccount.delivery.till.device import TillRequest, clerk_at, till_only
from onaccount.delivery.till.sold import money_in
from onaccount.delivery.till.views.sales import receipt
from onaccount.domain.tills.actions.sales import take_deposit, take_withdrawal
from onaccount.domain.tills.queries.sales import seller_of
from onaccount.domain.tills.rules.sales import SaleKind


@till_only("POST")
def deposits(request: TillRequest) -> HttpResponse:
    return _move(request, SaleKind.DEPOSIT)


@till_only("POST")
def withdrawals(request: TillRequest) -> HttpResponse:
    return _move(request, SaleKind.WITHDRAWAL)


def _move(request: TillRequest, kind: SaleKind) -> HttpResponse:
    number, body = request.device.number, body_of(request)
    asked, approval = money_in(body, kind), body.key_or_none("approval")
    sold_by = seller_of(number, asked.id)
    take = take_deposit if kind is SaleKind.DEPOSIT else take_withdrawal
    key = take(till=number, asked=asked, by=sold_by or clerk_at(request.device), at=timezone.now(), approval=approval)
    return receipt(request, key, status=200 if sold_by else 201)
