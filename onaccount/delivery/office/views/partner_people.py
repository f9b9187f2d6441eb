"""The people of a dealer: invited, let do more or less, ended."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from onaccount.delivery.office.partners_shown import PartnerPerson
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.views.partners import done_to_partner, partner_page
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.partners.actions import (
    add_partner_user,
    correct_partner_user,
    end_partner_user,
    invite_partner_user_again,
)
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused


@require_POST
@staff(Right.MANAGE_PARTNERS)
def people(request: StaffRequest, key: int) -> HttpResponse:
    """Invite somebody of the dealer's by letter."""
    form = PartnerPerson(request.POST, auto_id="person-%s")
    if form.is_valid():
        try:
            add_partner_user(partner=key, **form.cleaned_data, by=request.actor, at=timezone.now())
        except Refused as refusal:
            if refusal.status == 404:
                raise
            form.add_error("email" if refusal.code == "email_taken" else None, in_words(refusal).text)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("partner", key=key)
    return partner_page(request, key, person=form, status=422)


@require_POST
@staff(Right.MANAGE_PARTNERS)
def one(request: StaffRequest, key: int, user: int) -> HttpResponse:
    known = {right.value: right for right in PortalRight}
    right = known.get(request.POST.get("right", ""))
    if right is None:
        return partner_page(request, key, refusal=Shown(_("There is no such right."), _("Choose one.")), status=422)
    return done_to_partner(request, key, correct_partner_user, _("It is saved."), user=user, right=right)


@require_POST
@staff(Right.MANAGE_PARTNERS)
def end(request: StaffRequest, key: int, user: int) -> HttpResponse:
    said = _("Logged out everywhere, and cannot log in any more.")
    return done_to_partner(request, key, end_partner_user, said, user=user)


@require_POST
@staff(Right.MANAGE_PARTNERS)
def invitation(request: StaffRequest, key: int, user: int) -> HttpResponse:
    said = _("Another invitation is on its way. The link before it is void.")
    return done_to_partner(request, key, invite_partner_user_again, said, user=user)
