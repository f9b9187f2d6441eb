"""Dealers: taken in, called otherwise, ended; and to whom of them a customer belongs."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.groups_shown import history_of
from onaccount.delivery.office.partners_shown import (
    PartnerForm,
    PartnerPerson,
    Reseller,
    right_choices,
    shown_partner,
    shown_user,
)
from onaccount.delivery.office.shown import ShownCustomer
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.customers.actions import choose_reseller
from onaccount.domain.customers.queries import customer_card
from onaccount.domain.partners.actions import add_partner, correct_partner, end_partner, reopen_partner
from onaccount.domain.partners.queries import partner_row, partner_rows, users_of
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused


@require_safe
@staff(Right.SEE_PARTNERS)
def partners(request: StaffRequest) -> HttpResponse:
    return render(request, "office/partners.html", {"rows": [shown_partner(row) for row in partner_rows()]})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.MANAGE_PARTNERS)
def new(request: StaffRequest) -> HttpResponse:
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            key = add_partner(**form.cleaned_data, by=request.actor, at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, in_words(refusal).text)
        else:
            messages.success(request, _("The partner is added. Invite somebody of theirs."))
            return redirect("partner", key=key)
    return render(request, "office/partner_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_PARTNERS, Right.MANAGE_PARTNERS)
def one(request: StaffRequest, key: int) -> HttpResponse:
    """A dealer with its people; POST corrects code and name."""
    if request.method != "POST":
        return partner_page(request, key)
    row, form = partner_row(key), PartnerForm(request.POST)
    if form.is_valid():
        try:
            correct_partner(partner=row.key, **form.cleaned_data, by=request.actor, at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, in_words(refusal).text)
        else:
            messages.success(request, _("It is saved."))
            return redirect("partner", key=key)
    return partner_page(request, key, form=form, status=422)


def partner_page(
    request: StaffRequest,
    key: int,
    *,
    form: forms.Form | None = None,
    person: forms.Form | None = None,
    refusal: Shown | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a dealer, with what was refused in its form."""
    row = partner_row(key)
    context = {
        "partner": shown_partner(row),
        "people": [shown_user(user) for user in users_of(key)],
        "form": form or PartnerForm(initial={"code": row.code, "name": row.name}),
        "person_form": person or PartnerPerson(auto_id="person-%s", initial={"right": "submit"}),
        "rights": right_choices(),
        "facts": history_of("partner", key),
        "may_manage": Right.MANAGE_PARTNERS in request.rights,
        "refusal": refusal,
    }
    return render(request, "office/partner.html", context, status=status)


def done_to_partner(
    request: StaffRequest, key: int, verb: Callable[..., Any], said: str, **values: Any
) -> HttpResponse:
    """Do one thing to a dealer or somebody of theirs, and come back to its page."""
    try:
        verb(partner=key, by=request.actor, at=timezone.now(), **values)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        return partner_page(request, key, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, said)
    return redirect("partner", key=key)


@require_POST
@staff(Right.MANAGE_PARTNERS)
def end(request: StaffRequest, key: int) -> HttpResponse:
    return done_to_partner(request, key, end_partner, _("The partner is ended, and its people are out."))


@require_POST
@staff(Right.MANAGE_PARTNERS)
def reopening(request: StaffRequest, key: int) -> HttpResponse:
    return done_to_partner(request, key, reopen_partner, _("The partner is open again."))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.CHOOSE_RESELLER)
def reseller(request: StaffRequest, number: int) -> HttpResponse:
    """To whom a customer belongs (S4-12)."""
    card = customer_card(number)
    form = Reseller(request.POST or None, initial={"partner": str(card.customer.partner_id or "")})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["partner"]
        try:
            choose_reseller(number=number, partner=int(chosen) if chosen else None, by=request.actor, at=timezone.now())
        except Refused as refusal:
            form.add_error("partner", in_words(refusal).text)
        else:
            messages.success(request, _("The reseller is chosen."))
            return redirect("customer", number=number)
    context = {"customer": ShownCustomer(card), "form": form}
    return render(request, "office/reseller.html", context, status=422 if form.errors else 200)
