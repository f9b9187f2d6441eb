"""The checks of a customer: POST orders one or writes one down; a check is made void, or fills in what is blank."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from onaccount.delivery.office.checks_shown import NoteForm
from onaccount.delivery.office.desk import customer_page
from onaccount.delivery.office.history_shown import field_label
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.connectors.actions.checks import fill_from_register, note_check, order_check, void_check
from onaccount.domain.connectors.rules.checks import SOURCE_NAMES, NoSuchSource, Source
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused


@require_POST
@staff(Right.DECIDE_CREDIT)
def checks(request: StaffRequest, number: int) -> HttpResponse:
    asked = request.POST.get("source", "")
    if asked == Source.BY_HAND.value:
        return _noted(request, number)
    at = timezone.now()
    try:
        source = _source(asked)
        order_check(number=number, source=source, amount=request.POST.get("amount", ""), by=request.actor, at=at)
    except Refused as refusal:
        return _refused(request, number, refusal)
    messages.success(request, _("%(source)s is asked. Nothing waits for it.") % {"source": SOURCE_NAMES[source]})
    return _back(number)


def _source(text: str) -> Source:
    if text in {each.value for each in Source if each is not Source.BY_HAND}:
        return Source(text)
    raise NoSuchSource(source=text[:40], sources=", ".join(SOURCE_NAMES.values()))


def _noted(request: StaffRequest, number: int) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return customer_page(request, number, check_form=form, status=422)
    try:
        note_check(number=number, **form.cleaned_data, by=request.actor, at=timezone.now())
    except Refused as refusal:
        if form.refuse(refusal):
            return customer_page(request, number, check_form=form, status=refusal.status)
        return _refused(request, number, refusal)
    messages.success(request, _("The check is written down."))
    return _back(number)


@require_POST
@staff(Right.DECIDE_CREDIT)
def removal(request: StaffRequest, number: int, key: uuid.UUID) -> HttpResponse:
    """Make it void. It stays in the history."""
    try:
        void_check(number=number, key=key, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, number, refusal)
    messages.success(request, _("The check is void."))
    return _back(number)


@require_POST
@staff(Right.EDIT_CUSTOMERS)
def filling(request: StaffRequest, number: int, key: uuid.UUID) -> HttpResponse:
    """Take over from the register what is blank here."""
    try:
        names = fill_from_register(number=number, key=key, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, number, refusal)
    messages.success(request, _("Filled in: %(names)s.") % {"names": ", ".join(map(field_label, names))})
    return _back(number)


def _refused(request: StaffRequest, number: int, refusal: Refused) -> HttpResponse:
    if refusal.status == 404:
        raise refusal
    return customer_page(request, number, refusal=in_words(refusal), status=refusal.status)


def _back(number: int) -> HttpResponse:
    return redirect(f"{reverse('customer', kwargs={'number': number})}#checks")
