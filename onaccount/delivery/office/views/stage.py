"""The stage of a customer: one noun, set by POST with what the move stands on (D-03)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from onaccount.delivery.office.desk import customer_page
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.stages import WORDS, StageMove, stage_move
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.customers.queries import customer_card
from onaccount.domain.people.permissions import Right
from onaccount.domain.vetting.actions import set_stage
from onaccount.foundation.refusals import Refused


@require_POST
@staff(Right.DECIDE_CREDIT)
def stage(request: StaffRequest, number: int) -> HttpResponse:
    """Move the stage. What was refused comes back in its form on the customer's page."""
    form = stage_move(request.POST, customer_card(number))
    if form.to is None:
        refusal = Shown(_("There is no such stage."), _("Choose one of those on the page."))
        return customer_page(request, number, refusal=refusal, status=422)
    if not form.is_valid():
        return customer_page(request, number, stage_form=form, status=422)
    try:
        customer = set_stage(
            number=number,
            to=form.to,
            credit_reference=form.cleaned_data.get("credit_reference", ""),
            billing_reference=form.cleaned_data.get("billing_reference", ""),
            why=form.cleaned_data["reason"],
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _refused(request, number, form, refusal)
    messages.success(request, _("%(name)s: credit %(stage)s.") % {"name": customer.name, "stage": WORDS[form.to]})
    return redirect("customer", number=number)


def _refused(request: StaffRequest, number: int, form: StageMove, refusal: Refused) -> HttpResponse:
    if refusal.values.get("field") in form.fields:
        form.refuse(refusal)
        return customer_page(request, number, stage_form=form, status=refusal.status)
    return customer_page(request, number, refusal=in_words(refusal), status=refusal.status)
