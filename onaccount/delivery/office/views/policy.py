"""The settings of all customers' accounts: what counts as used, and what becomes of who would go over the limit."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onaccount.delivery.office.policy_form import WORDS, AccountsForm, as_form, in_words
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.views.settings import settings_page
from onaccount.domain.accounts.actions import settle_policy
from onaccount.domain.accounts.queries import account_policy
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of

CHANGED = "business.account_policy_changed"
SHOWN = 10  # changes


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BUSINESS, change=Right.EDIT_BUSINESS)
def policy(request: StaffRequest) -> HttpResponse:
    now = account_policy()
    if request.method != "POST":
        return _page(request, AccountsForm(now=as_form(now), may_change=Right.EDIT_BUSINESS in request.rights))
    form = AccountsForm(request.POST, now=as_form(now))
    if not form.is_valid():
        return _page(request, form, status=422)
    settle_policy(**form.wanted(now), by=request.actor, at=timezone.now())
    messages.success(request, _("The settings are kept."))
    return redirect("settings_accounts")


def _page(request: StaffRequest, form: AccountsForm, *, status: int = 200) -> HttpResponse:
    template = "office/settings/accounts.html"
    return settings_page(request, template, "settings_accounts", status=status, form=form, changes=_changes())


def _changes() -> list[dict[str, Any]]:
    """Who changed what, the newest first."""
    facts = facts_of(Subject("business", "1"), names=[CHANGED], limit=SHOWN)
    names = names_of(fact.actor_key for fact in facts)
    return [
        {
            "at": fact.at,
            "by": names.get(fact.actor_key, fact.actor_kind),
            "what": [
                {"label": WORDS.get(name, name), "was": in_words(was, name), "now": in_words(now, name)}
                for name, (was, now) in fact.changes.items()
            ],
        }
        for fact in facts
    ]
