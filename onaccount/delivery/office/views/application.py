"""What a dealer handed in of a customer, its secrets, its proofs, and the checklist of whoever is Referred."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onaccount.delivery.office.application_shown import (
    PAYMENTS,
    ItemForm,
    answers_shown,
    secrets_shown,
    shown_item,
)
from onaccount.delivery.office.shown import ShownCustomer
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.queries import Card, customer_card
from onaccount.domain.files.rules import PAPER_TYPES
from onaccount.domain.people.permissions import Right
from onaccount.domain.vetting.actions.checklist import add_item, settle_item
from onaccount.domain.vetting.actions.sensitive import look_at_sensitive
from onaccount.domain.vetting.actions.tracker import send_tracker, void_tracker
from onaccount.domain.vetting.queries.applications import following_of
from onaccount.domain.vetting.queries.dealers import checklist_of, dossier_of, paper_path
from onaccount.domain.vetting.rules.checklist import Outcome
from onaccount.foundation.money import plain
from onaccount.foundation.refusals import Refused


@never_cache
@require_safe
@staff(Right.SEE_CREDIT)
def application(request: StaffRequest, number: int) -> HttpResponse:
    return _page(request, number)


@never_cache
@require_POST
@staff(Right.SEE_CREDIT)
@staff(Right.SEE_SENSITIVE)
def sensitive(request: StaffRequest, number: int) -> HttpResponse:
    """Show what is kept under lock, this once; that somebody looked stands in the history."""
    secrets = look_at_sensitive(number=number, by=request.actor, at=timezone.now())
    return _page(request, number, secrets=secrets)


@never_cache
@require_safe
@staff(Right.SEE_CREDIT)
def paper(request: StaffRequest, number: int, key: uuid.UUID) -> HttpResponseBase:
    """Take a proof down: never shown in the page, for it is somebody else's file."""
    row, path = paper_path(number, key)
    try:
        file = path.open("rb")
    except OSError:  # lost with its disk
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=row.name, content_type=PAPER_TYPES[row.kind])
    response["Content-Security-Policy"] = "sandbox"
    return response


@require_POST
@staff(Right.DECIDE_CREDIT)
def link(request: StaffRequest, number: int) -> HttpResponse:
    """Send the applicant a new link, or have all of them lead nowhere."""
    is_voided = request.POST.get("do") == "void"
    act = void_tracker if is_voided else send_tracker
    try:
        act(number=number, by=request.actor, at=timezone.now())
    except Refused as refusal:
        if refusal.status == 404:
            raise
        return _page(request, number, refusal=in_words(refusal), status=refusal.status)
    said = _("The applicant's links lead nowhere now.") if is_voided else _("A new link is on its way.")
    messages.success(request, said)
    return redirect("application", number=number)


@require_POST
@staff(Right.DECIDE_CREDIT)
def checklist(request: StaffRequest, number: int) -> HttpResponse:
    """Put a line on the checklist."""
    form = ItemForm(request.POST)
    if not form.is_valid():
        return _page(request, number, form=form, status=422)
    try:
        add_item(number=number, **form.cleaned_data, by=request.actor, at=timezone.now())
    except Refused as refusal:
        if refusal.status == 404:
            raise
        form.add_error(refusal.field or None, in_words(refusal).text)
        return _page(request, number, form=form, status=refusal.status)
    messages.success(request, _("It stands on the checklist."))
    return redirect("application", number=number)


@require_POST
@staff(Right.DECIDE_CREDIT)
def settled(request: StaffRequest, number: int, item: uuid.UUID) -> HttpResponse:
    """Done, or needed no more; back to the page on which it was pressed."""
    outcome = Outcome.NOT_NEEDED if request.POST.get("outcome") == Outcome.NOT_NEEDED.value else Outcome.BROUGHT
    settle_item(number=number, item=item, outcome=outcome, by=request.actor, at=timezone.now())
    return redirect("case" if request.POST.get("from") == "case" else "application", number=number)


def _page(
    request: StaffRequest,
    number: int,
    *,
    form: forms.Form | None = None,
    secrets: Mapping[str, str] | None = None,
    refusal: Shown | None = None,
    status: int = 200,
) -> HttpResponse:
    if Right.SEE_CREDIT not in request.rights:
        return redirect("queue")
    card = customer_card(number)
    context = application_context(request, card.customer.number, card, form=form, secrets=secrets)
    context |= {"customer": ShownCustomer(card), "refusal": refusal}
    return render(request, "office/application.html", context, status=status)


def application_context(
    request: StaffRequest,
    number: int,
    card: Card,
    *,
    form: forms.Form | None = None,
    secrets: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What a dealer handed in, and the checklist, for the parts of pages that show them."""
    dossier, currency = dossier_of(number), current_business().currency
    has_revenue = dossier is not None and dossier.monthly_minor is not None
    return {
        "dossier": dossier,
        "monthly": f"{plain(dossier.monthly_minor or 0, currency)} {currency}" if dossier and has_revenue else "",
        "payment": PAYMENTS.get(dossier.answers.get("payment_type", ""), "") if dossier else "",
        "answers": answers_shown(dossier) if dossier else [],
        "secrets": secrets_shown(dict(secrets if secrets is not None else dossier.hints if dossier else {})),
        "is_open": secrets is not None,
        "items": [shown_item(item) for item in checklist_of(number)],
        "item_form": form or ItemForm(auto_id="item-%s"),
        "may_decide": Right.DECIDE_CREDIT in request.rights,
        "may_look": Right.SEE_SENSITIVE in request.rights,
        "following": following_of(number, at=timezone.now()),
        "has_partner": card.customer.partner_id is not None,
    }
