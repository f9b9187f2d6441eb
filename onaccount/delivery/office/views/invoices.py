"""Invoices and credit notes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onaccount.delivery.office.billing_shown import shown_invoice, shown_invoice_row
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.einvoices import pdf_of
from onaccount.delivery.ui.einvoices.parts import MOST_DIGITS
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.billing.actions import credit_invoice
from onaccount.domain.billing.queries import invoice_card, invoice_rows, today_on
from onaccount.domain.people.permissions import Right
from onaccount.foundation.money import digits_of, money_of
from onaccount.foundation.refusals import Refused


@require_safe
@staff(Right.SEE_BILLING)
def invoices(request: StaffRequest) -> HttpResponse:
    """All of them, the newest first."""
    rows, after = invoice_rows(after=uuid_in(request.GET.get("after", "")), limit=50)
    today = today_on(timezone.now())
    return render(
        request, "office/invoices.html", {"rows": [shown_invoice_row(row, today) for row in rows], "after": after}
    )


@require_safe
@staff(Right.SEE_BILLING)
def invoice(request: StaffRequest, label: str) -> HttpResponse:
    return _page(request, label)


@require_safe
@staff(Right.SEE_BILLING)
def paper(request: StaffRequest, label: str) -> HttpResponse:
    """The PDF, with the XML inside where the currency has one."""
    card = invoice_card(label)
    made = pdf_of(card, with_xml=digits_of(card.row.currency) <= MOST_DIGITS)
    name = f"{card.row.label}.pdf"
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_POST
@staff(Right.KEEP_BILLING)
def credit(request: StaffRequest, label: str) -> HttpResponse:
    """Correct an invoice by a credit note: all of it, or amounts of its lines."""
    card = invoice_card(label)
    try:
        amounts = None
        if request.POST.get("all") != "1":
            typed = {line.place: request.POST.get(f"line-{line.place}", "").strip() for line in card.lines}
            amounts = {place: money_of(text, card.row.currency).minor for place, text in typed.items() if text}
        note = credit_invoice(
            invoice=label, amounts=amounts, words=request.POST.get("words", ""), by=request.actor, at=timezone.now()
        )
    except Refused as refusal:
        return _page(request, label, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, _("Credit note %(label)s is issued.") % {"label": note})
    return redirect("invoice", label=note)


def _page(request: StaffRequest, label: str, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    card = invoice_card(label)
    shown = shown_invoice(card, today_on(timezone.now()))
    may_credit = Right.KEEP_BILLING in request.rights and not shown["is_credit_note"]
    context = {"invoice": shown, "may_credit": may_credit, "words": request.POST.get("words", ""), "refusal": refusal}
    return render(request, "office/invoice.html", context, status=status)


def uuid_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
