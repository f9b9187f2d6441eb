"""The policy in the settings: its rules, their rehearsal on what people decided, and the switch."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.office.agencies_form import RuleForm, rule_forms
from onaccount.delivery.office.checks_shown import OUTCOMES
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.stages import WORDS
from onaccount.delivery.office.views.settings import settings_page
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.business.queries import current_business
from onaccount.domain.connectors.actions.checks import keep_rules, rehearse_policy, switch_policy
from onaccount.domain.connectors.queries.policy import Decided, Rehearsal, policy_card
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BUSINESS, change=Right.EDIT_BUSINESS)
def policy(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    forms = rule_forms([], currency=current_business().currency, data=request.POST)
    if not all(form.is_valid() for form in forms):
        return _page(request, forms=forms, status=422)
    try:
        rules = [rule for form in forms if (rule := form.rule())]
        keep_rules(rules=rules, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, forms=forms, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, _("The rules are kept. Rehearse them before they are switched on."))
    return redirect("settings_policy")


@require_POST
@staff(Right.EDIT_BUSINESS)
def rehearsal(request: StaffRequest) -> HttpResponse:
    """What the rules would have done with what people decided. Nothing is moved."""
    try:
        done = rehearse_policy(by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, refusal=in_words(refusal), status=refusal.status)
    return _page(request, done=done)


@require_POST
@staff(Right.EDIT_BUSINESS)
def switch(request: StaffRequest) -> HttpResponse:
    is_on = request.POST.get("on") == "1"
    try:
        switch_policy(is_on=is_on, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, _("The policy decides from now on.") if is_on else _("People decide from now on."))
    return redirect("settings_policy")


def _page(
    request: StaffRequest,
    *,
    forms: list[RuleForm] | None = None,
    done: Rehearsal | None = None,
    refusal: Shown | None = None,
    status: int = 200,
) -> HttpResponse:
    card, business = policy_card(), current_business()
    may_change = Right.EDIT_BUSINESS in request.rights
    rows = rule_forms(card.rules, currency=business.currency, may_change=may_change)
    sees = Right.SEE_CREDIT in request.rights  # who stands behind the numbers
    context: dict[str, Any] = {
        "policy": card,
        "rules": forms or rows,
        "currency": business.currency,
        "done": done,
        "differing": [_shown(row) for row in done.rows] if done and sees else [],
        "refusal": refusal,
    }
    return settings_page(request, "office/settings/policy.html", "settings_policy", status=status, **context)


def _shown(row: Decided) -> dict[str, Any]:
    return {
        "number": row.number,
        "name": row.name,
        "was": str(WORDS[row.was]),
        "would_be": str(WORDS[row.would_be]) if row.would_be else "",
        "answer": str(OUTCOMES[row.outcome][1]),
        "score": row.score,
        "reference": row.reference,
    }
