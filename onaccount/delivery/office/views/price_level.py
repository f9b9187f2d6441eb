"""The price level that is agreed with a customer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onaccount.delivery.office.products_shown import LevelOfCustomerForm
from onaccount.delivery.office.shown import ShownCustomer
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.catalogue.actions import give_level
from onaccount.domain.catalogue.queries import own_level_of
from onaccount.domain.customers.queries import customer_card
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.KEEP_CATALOGUE)
def price_level(request: StaffRequest, number: int) -> HttpResponse:
    """Agree on a level with a customer, or on none any more."""
    card, own = customer_card(number), own_level_of(number)
    form = LevelOfCustomerForm(request.POST or None, initial={"level": str(own.key) if own else ""})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["level"]
        try:
            give_level(customer=number, level=int(chosen) if chosen else None, by=request.actor, at=timezone.now())
        except Refused as refusal:
            form.add_error("level", in_words(refusal).text)
        else:
            messages.success(request, _("The price level is agreed.") if chosen else _("No price level any more."))
            return redirect("customer", number=number)
    context = {"customer": ShownCustomer(card), "form": form}
    return render(request, "office/customer_level.html", context, status=422 if form.errors else 200)
