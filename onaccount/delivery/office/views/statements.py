"""The statement of an account for a period: on a page, as PDF and as CSV."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.statement_files import LONGEST_PAPER, csv_of, pdf_of
from onaccount.delivery.office.statement_shown import (
    address_of,
    asked_period,
    shown_page,
    shown_statement,
    tabs_of,
)
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.accounts.queries import Statement, statement_of, statement_page, sums_of
from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.queries import customer_card
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused

AT_ONCE = 100


@require_safe
@staff(Right.SEE_ACCOUNTS)
def statement(request: StaffRequest, number: int) -> HttpResponse:
    """A page of it, the oldest posting first."""
    try:
        found = _found(request, number)
    except Refused as refusal:
        if refusal.status != 422:
            raise
        return _page(request, number, refusal=in_words(refusal), status=422)
    if found is None or found.customer != number:
        return _elsewhere(request, number, found, "customer_statement")
    return _page(request, number, found=found)


@require_safe
@staff(Right.SEE_ACCOUNTS)
def as_csv(request: StaffRequest, number: int) -> HttpResponseBase:
    """All of it, sent while it is read."""
    found = _found(request, number)
    if found is None or found.customer != number:
        return _elsewhere(request, number, found, "customer_statement_csv")
    response = StreamingHttpResponse(csv_of(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.csv"'
    return response


@require_safe
@staff(Right.SEE_ACCOUNTS)
def as_pdf(request: StaffRequest, number: int) -> HttpResponse:
    found = _found(request, number)
    if found is None or found.customer != number:
        return _elsewhere(request, number, found, "customer_statement_pdf")
    card = customer_card(number)
    try:
        made = pdf_of(
            found,
            business=current_business().name,
            customer=card.customer.name,
            address=card.places[0].lines if card.places and Right.SEE_CUSTOMERS in request.rights else [],
            verify=f"{settings.PUBLIC_URL}{reverse('receipts')}",
        )
    except Refused as refusal:
        return _page(request, number, found=found, refusal=in_words(refusal), status=refusal.status)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_file_name(found)}.pdf"'
    return response


def _found(request: HttpRequest, number: int) -> Statement | None:
    return statement_of(number, asked_period(request.GET, timezone.localdate()), at=timezone.now())


def _file_name(found: Statement) -> str:
    return f"statement-{found.customer}-{found.period.first}-{found.period.last}"


def _elsewhere(request: StaffRequest, number: int, found: Statement | None, name: str) -> HttpResponse:
    """To the survivor's where somebody was merged; to the account's page, which says so, where there is none."""
    if found is None:
        return redirect("customer_account", number=customer_card(number).customer.number)
    return redirect(f"{reverse(name, args=[found.customer])}?{address_of(found.period)}")


def _page(
    request: StaffRequest,
    number: int,
    *,
    found: Statement | None = None,
    refusal: Shown | None = None,
    status: int = 200,
) -> HttpResponse:
    """Where the days cannot be read there is the form with what was typed, and no statement."""
    today = timezone.localdate()
    period = found.period if found else None
    context: dict[str, Any] = {
        "customer": customer_card(number).customer,
        "refusal": refusal,
        "first": period.first.isoformat() if period else request.GET.get("from", ""),
        "last": period.last.isoformat() if period else request.GET.get("to", ""),
        "tabs": tabs_of(period, today),
    }
    if found:
        page = statement_page(found, after=_after(request), limit=AT_ONCE)
        rows, after = page or statement_page(found, after=None, limit=AT_ONCE) or ([], None)
        context |= {
            "statement": shown_statement(found, sums_of(found)),
            "page": shown_page(found, rows, after),
            "fits_paper": found.count <= LONGEST_PAPER,
        }
    return render(request, "office/statement.html", context, status=status)


def _after(request: StaffRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None
