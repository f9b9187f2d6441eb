"""What is sold at the till, comes back to it, and the receipts of that."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from onaccount.delivery.till.answers import told
from onaccount.delivery.till.bodies import Body, NotReadable, body_of
from onaccount.delivery.till.device import TillRequest, clerk_at, till_only
from onaccount.delivery.till.shown import receipt_listed, receipt_shown
from onaccount.delivery.till.sold import approvals_in, sale_in
from onaccount.domain.business.queries import current_business
from onaccount.domain.history.rules import Actor
from onaccount.domain.tills.actions.sales import SaleAsked, take_return, take_sale
from onaccount.domain.tills.queries.sales import last_sales, sale_card, sale_of_receipt, seller_of
from onaccount.domain.tills.queries.tills import Device, clerk_of
from onaccount.domain.tills.rules.days import NoShift


@till_only("GET", "POST")
def sales(request: TillRequest) -> HttpResponse:
    return _take(request) if request.method == "POST" else _last(request)


@till_only("GET")
def sale(request: TillRequest, key: UUID) -> HttpResponse:
    """A receipt of this till; those of others are not there."""
    return receipt(request, key)


def receipt(request: TillRequest, key: UUID, *, status: int = 200) -> HttpResponse:
    card = sale_card(key, till=request.device.number)
    shown = receipt_shown(card, includes_tax=current_business().prices_include_tax)
    shown["verify_url"] = f"{settings.PUBLIC_URL}/verify/{card.code}/" if card.code else ""
    return told(shown, status=status)


def _last(request: TillRequest) -> HttpResponse:
    """`receipt` narrows it to the one of that number or code: none says that it is missing, and may be keyed in."""
    rows = last_sales(request.device.number)
    if text := request.GET.get("receipt", "")[:60]:
        key = sale_of_receipt(request.device.number, text)
        rows = last_sales(request.device.number, only=key) if key else []
    return told({"sales": [receipt_listed(row) for row in rows]})


def _take(request: TillRequest) -> HttpResponse:
    """The same sale again is answered as before, by 200."""
    device, at, body = request.device, timezone.now(), body_of(request)
    asked = sale_in(body, till=device.number)
    if asked.is_keyed and (there := sale_of_receipt(device.number, body.text("label", longest=40))):
        return receipt(request, there)  # it was not missing
    sold_by = seller_of(device.number, asked.id)
    key = _book(device, asked, body, by=sold_by or seller(device, asked), at=at)
    return receipt(request, key, status=200 if sold_by else 201)


def _book(device: Device, asked: SaleAsked, body: Body, *, by: Actor, at: datetime) -> UUID:
    approvals = approvals_in(body)
    if asked.of is None:
        return take_sale(till=device.number, asked=asked, by=by, at=at, approvals=approvals)
    if asked.is_sold:  # a refund may need a manager's code, which no till can ask for alone
        raise NotReadable(field="is_offline")
    sale_card(asked.of, till=device.number)  # another till's receipts are not there, for this till
    return take_return(till=device.number, asked=asked, by=by, at=at, approvals=approvals)


def seller(device: Device, asked: SaleAsked) -> Actor:
    """Who sells: whose shift is open. What was sold without network is theirs in whose shift it was sold."""
    if not asked.is_offline:
        return clerk_at(device)
    clerk = clerk_of(device.number, asked.shift, asked.made_at)
    if clerk is None:
        raise NoShift
    return clerk
