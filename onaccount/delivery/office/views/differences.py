"""Two customers who look alike and are not one, said from the page of one of them (lessons.md, 14)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from onaccount.delivery.office.desk import customer_page
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.matching.actions import decide_pair
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused


@require_POST
@staff(Right.MERGE_CUSTOMERS)
def difference(request: StaffRequest, number: int, other: int) -> HttpResponse:
    """Say that the other is not this one: it is not offered again, and that can be taken back."""
    low, high = sorted((number, other))
    seen = Decision.LATER if request.POST.get("seen") == Decision.LATER.value else Decision.OPEN
    try:
        decide_pair(low=low, high=high, decision=Decision.DIFFERENT, seen=seen, by=request.actor, at=timezone.now())
    except Refused as refusal:
        if refusal.status == 404:
            raise
        return customer_page(request, number, refusal=in_words(refusal), status=refusal.status)
    said = _("No. %(low)s and No. %(high)s are different: nobody is asked again.") % {"low": low, "high": high}
    undo = reverse("duplicate_pair_undo", kwargs={"low": low, "high": high})
    messages.success(request, said, extra_tags=f"{undo}?now={Decision.DIFFERENT.value}&back={seen.value}")
    return redirect("customer", number=number)
