"""A dealer hands a customer in: begun, kept as it grows, submitted once, or taken back."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.portal.draft_form import DraftForm
from onaccount.delivery.portal.shown import KINDS, shown_draft
from onaccount.delivery.portal.users import PortalRequest, frame_of, partner_only
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.customers.rules.status import Kind
from onaccount.domain.files.rules import PAPER_BYTES
from onaccount.domain.partners.queries import require_portal
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.vetting.actions.dealers import (
    Unready,
    save_dealer_draft,
    start_dealer_draft,
    submit_dealer_draft,
    withdraw_dealer_draft,
)
from onaccount.domain.vetting.actions.papers import add_paper, remove_paper
from onaccount.domain.vetting.queries.dealers import draft_application, draft_of, drafts_of, papers_of
from onaccount.foundation.refusals import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@partner_only
def new(request: PortalRequest) -> HttpResponse:
    """The drafts that there are; POST begins one."""
    kinds = {kind.value: kind for kind in Kind}
    if request.method == "POST":
        kind = kinds.get(request.POST.get("kind", ""), Kind.COMPANY)
        return redirect("portal_draft", key=start_dealer_draft(kind=kind, by=request.who.actor, at=timezone.now()))
    context = {"drafts": [shown_draft(row) for row in drafts_of(request.who.partner)]}
    return render(request, "portal/drafts.html", frame_of(request) | context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@partner_only
def draft(request: PortalRequest, key: uuid.UUID) -> HttpResponse:
    """The form: kept with `do=save`, handed in with `do=submit`."""
    require_portal(request.who.actor, PortalRight.SUBMIT)
    before = draft_of(draft_application(request.who.partner, key))
    if request.method != "POST":
        return _page(request, key, DraftForm(before))
    form = DraftForm(before, request.POST.dict())
    at, by = timezone.now(), request.who.actor
    try:
        if request.POST.get("do") == "submit":
            number = submit_dealer_draft(draft=key, typed=form.typed, by=by, at=at)
            messages.success(request, _("It is submitted, as customer No. %(number)d.") % {"number": number})
            return redirect("portal_customer", number=number)
        save_dealer_draft(draft=key, typed=form.typed, by=by, at=at)
    except Unready as unready:
        form.refuse(unready.problems)
        return _page(request, key, form, status=422)
    messages.success(request, _("The draft is kept."))
    return redirect("portal_draft", key=key)


@require_POST
@partner_only
def removal(request: PortalRequest, key: uuid.UUID) -> HttpResponse:
    withdraw_dealer_draft(draft=key, by=request.who.actor, at=timezone.now())
    messages.success(request, _("The draft is taken back, and nothing of it is kept."))
    return redirect("portal_customers")


@never_cache
@require_POST
@partner_only
def papers(request: PortalRequest, key: uuid.UUID) -> HttpResponse:
    """Bring a proof: a PDF or a picture."""
    form = Paper(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, key, Shown(_("No file was chosen."), _("Choose one, then press Add.")), 422)
    brought = form.cleaned_data["paper"]
    content = brought.read(PAPER_BYTES + 1)
    try:
        add_paper(draft=key, name=brought.name, content=content, by=request.who.actor, at=timezone.now())
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return _refused(request, key, in_words(refusal), refusal.status)
    messages.success(request, _("The paper is added."))
    return redirect("portal_draft", key=key)


class Paper(forms.Form):
    paper = forms.FileField()


@require_POST
@partner_only
def paper_removal(request: PortalRequest, key: uuid.UUID, paper: uuid.UUID) -> HttpResponse:
    remove_paper(draft=key, paper=paper, by=request.who.actor, at=timezone.now())
    return redirect("portal_draft", key=key)


def _refused(request: PortalRequest, key: uuid.UUID, refusal: Shown, status: int) -> HttpResponse:
    form = DraftForm(draft_of(draft_application(request.who.partner, key)))
    return _page(request, key, form, refusal=refusal, status=status)


def _page(
    request: PortalRequest, key: uuid.UUID, form: DraftForm, *, refusal: Shown | None = None, status: int = 200
) -> HttpResponse:
    application = draft_application(request.who.partner, key)
    context = {
        "key": key,
        "form": form,
        "kind_label": KINDS[form.kind],
        "papers": papers_of(application),
        "refusal": refusal,
    }
    return render(request, "portal/draft.html", frame_of(request) | context, status=status)
