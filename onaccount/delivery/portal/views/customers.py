"""The customers of a dealer: by stage, one of them, and what is asked about it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onaccount.delivery.portal.contracts_shown import shown_contracts, shown_lines, shown_live
from onaccount.delivery.portal.shown import (
    KINDS,
    PAYMENTS,
    STANDS,
    STATUSES,
    amount_of,
    shown_item,
    shown_stage,
    shown_stages,
)
from onaccount.delivery.portal.users import PortalRequest, frame_of, partner_only
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.business.queries import current_business
from onaccount.domain.contracts.queries import contracts_for, live_of
from onaccount.domain.customers.queries import (
    own_contacts,
    own_places,
    partner_counts,
    partner_customer,
    partner_customers,
)
from onaccount.domain.customers.rules.status import Kind, Stage, Status
from onaccount.domain.vetting.actions.checklist import answer_item
from onaccount.domain.vetting.queries.dealers import asked_of, dossier_for, drafts_of, waiting_for
from onaccount.foundation.refusals import Refused

LONGEST_QUERY = 200


@require_safe
@partner_only
def home(request: PortalRequest) -> HttpResponse:
    return redirect("portal_customers")


@never_cache
@require_safe
@partner_only
def customers(request: PortalRequest) -> HttpResponse:
    """All of the dealer's customers by stage, or those that a search or a stage leaves."""
    partner = request.who.partner
    text = request.GET.get("q", "").replace("\x00", "")[:LONGEST_QUERY]
    stage = {each.value: each for each in Stage}.get(request.GET.get("stage", ""))
    rows = partner_customers(partner, text=text, stage=stage)
    counts, statuses = partner_counts(partner)
    waiting, live = waiting_for(partner), live_of(partner)
    context = {
        "sections": shown_stages(rows, counts, waiting, narrowed=bool(text.strip()) or stage is not None),
        "stages": [
            {"stage": shown_stage(each), "count": counts[each], "current": each is stage}
            for each in (Stage.NEW, Stage.REFERRED, Stage.PASSED, Stage.FAILED, Stage.BILLING)
        ],
        "live": shown_live(rows, live),
        "statuses": [{"label": STATUSES[each], "count": statuses[each]} for each in Status],
        "total": sum(counts.values()),
        "waiting": len(waiting),
        "drafts": len(drafts_of(partner)),
        "query": text,
        "narrowed": bool(text.strip()) or stage is not None,
    }
    return render(request, "portal/customers.html", frame_of(request) | context)


@never_cache
@require_safe
@partner_only
def customer(request: PortalRequest, number: int) -> HttpResponse:
    return _page(request, number)


@require_POST
@partner_only
def answer(request: PortalRequest, number: int, item: uuid.UUID) -> HttpResponse:
    """Say what was asked about a customer."""
    text = request.POST.get("answer", "")
    try:
        answer_item(number=number, item=item, text=text, by=request.who.actor, at=timezone.now())
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return _page(request, number, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, _("Your answer is there."))
    return redirect("portal_customer", number=number)


def _page(request: PortalRequest, number: int, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    found = partner_customer(request.who.partner, number)
    dossier = dossier_for(request.who.partner, number)
    stage, business = Stage(found.stage), current_business()
    payments = {each.value: label for each, label in PAYMENTS.items()}
    answers = dossier.answers if dossier else {}
    contracts = contracts_for(request.who.partner, number)
    context = {
        "customer": found,
        "kind_label": KINDS[Kind(found.kind)],
        "status_label": STATUSES[Status(found.status)],
        "stage": shown_stage(stage),
        "stands": STANDS[stage],
        "registered_on": answers.get("registered_on", ""),
        "payment": payments.get(answers.get("payment_type", ""), ""),
        "monthly": amount_of(dossier.monthly_minor if dossier else None, business.currency),
        "currency": business.currency,
        "papers": dossier.papers if dossier else [],
        "places": [
            [line for line in (p.line1, p.line2, p.line3, p.city, p.region, p.postcode, p.country) if line]
            for p in own_places(found)
        ],
        "contacts": own_contacts(found),
        "items": [shown_item(item) for item in asked_of(request.who.partner, number)],
        "is_live": stage is Stage.BILLING,
        "lines": shown_lines(contracts),
        "contracts": shown_contracts(contracts, currency=business.currency),
        "orders": shown_contracts([one for one in contracts if one.is_order], currency=business.currency),
        "refusal": refusal,
    }
    return render(request, "portal/customer.html", frame_of(request) | context, status=status)
