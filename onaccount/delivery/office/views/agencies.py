"""The agencies and registers in the settings: on or off, where they are, what lets us in; and a test by the worker."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onaccount.delivery.office.agencies_form import ServiceForm
from onaccount.delivery.office.checks_shown import WHAT
from onaccount.delivery.office.staff import StaffRequest, confirmed, staff
from onaccount.delivery.office.views.settings import settings_page
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.connectors.actions.checks import ask_for_test, set_service
from onaccount.domain.connectors.queries.sources import ServiceCard, service_cards
from onaccount.domain.connectors.rules.checks import SOURCE_NAMES, Source
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused

Forms = Mapping[Source, ServiceForm]


@dataclass(frozen=True, slots=True)
class ShownService:
    value: str
    name: str
    what: str
    tone: str
    label: str
    form: ServiceForm
    sentence: str
    cure: str
    tested: str
    is_testing: bool
    may_test: bool

    @classmethod
    def of(cls, card: ServiceCard, form: ServiceForm) -> "ShownService":
        tone, label = _state(card)
        sentence, cure = _trouble(card)
        return cls(
            value=card.source.value,
            name=SOURCE_NAMES[card.source],
            what=str(WHAT[card.source]),
            tone=tone,
            label=label,
            form=form,
            sentence=sentence,
            cure=cure,
            tested=_tested(card),
            is_testing=card.is_testing,
            may_test=set(card.credentials) <= card.kept,
        )


def _state(card: ServiceCard) -> tuple[str, str]:
    if not card.is_on:
        return "", _("Not connected")
    if card.refused_at:
        return "bad", _("Does not let us in")
    if card.quiet_until:
        return "care", _("Left in peace for now")
    return "good", _("Connected")


def _trouble(card: ServiceCard) -> tuple[str, str]:
    if card.refused_at:
        return _("It does not let OnAccount in: %(why)s.") % {"why": card.trouble}, _(
            "Type the credentials anew and save. It is not tried before, for that would lock the account there."
        )
    if card.quiet_until:
        told = {"why": card.trouble, "time": f"{localtime(card.quiet_until):%H:%M}"}
        return _("It is left in peace for now: %(why)s. It is asked again at %(time)s.") % told, ""
    if card.trouble:
        return _("It did not go well: %(why)s.") % {"why": card.trouble}, _("It is tried again by itself.")
    return "", ""


def _tested(card: ServiceCard) -> str:
    if card.is_testing:
        return _("It is being tested.")
    if card.tested_at is None:
        return ""
    told = {"time": f"{localtime(card.tested_at):%H:%M}", "why": card.test_words}
    return (_("Tested %(time)s: %(why)s.") if card.test_words else _("Tested %(time)s: it answers.")) % told


@require_safe
@staff(Right.SEE_BUSINESS)
def agencies(request: StaffRequest) -> HttpResponse:
    return _page(request)


@require_POST
@staff(Right.EDIT_BUSINESS)
@confirmed
def agency(request: StaffRequest, source: str) -> HttpResponse:
    """Keep where it is and what lets us in."""
    card = _card(source)
    form = ServiceForm(request.POST, card=card)
    if not form.is_valid():
        return _page(request, {card.source: form}, status=422)
    try:
        set_service(
            source=card.source,
            is_on=form.cleaned_data["is_on"],
            address=form.cleaned_data["address"],
            credentials=form.typed(),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, in_words(refusal).text)
        return _page(request, {card.source: form}, status=refusal.status)
    messages.success(request, _("%(name)s: the settings are kept.") % {"name": SOURCE_NAMES[card.source]})
    return redirect("settings_checks")


@require_POST
@staff(Right.EDIT_BUSINESS)
def testing(request: StaffRequest, source: str) -> HttpResponse:
    """Have the worker look whether it answers and lets us in."""
    card = _card(source)
    try:
        ask_for_test(source=card.source, by=request.actor, at=timezone.now())
    except Refused as refusal:
        form = ServiceForm({"is_on": card.is_on, "address": card.address}, card=card)
        form.add_error(None, in_words(refusal).text)
        return _page(request, {card.source: form}, status=refusal.status)
    return redirect("settings_checks")


def _card(text: str) -> ServiceCard:
    found = next((card for card in service_cards(timezone.now()) if card.source.value == text), None)
    if found is None:
        raise Http404
    return found


def _page(
    request: StaffRequest, forms: Mapping[Source, ServiceForm] | None = None, *, status: int = 200
) -> HttpResponse:
    may_change = Right.EDIT_BUSINESS in request.rights
    given = forms or {}
    rows = [
        ShownService.of(card, given.get(card.source) or ServiceForm(card=card, may_change=may_change))
        for card in service_cards(timezone.now())
    ]
    return settings_page(request, "office/settings/checks.html", "settings_checks", status=status, services=rows)
