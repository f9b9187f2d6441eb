"""Delete a customer of whom nothing has to stay (D-11); it is asked first, and what stands against it is said."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.customers.actions import delete_customer
from onaccount.domain.customers.queries import customer_card, kept_by
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def removal(request: StaffRequest, number: int) -> HttpResponse:
    """The question, with all that forbids it; POST deletes."""
    card = customer_card(number)
    if request.method != "POST":
        return _page(request, number)
    try:
        delete_customer(number=number, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, number, refusal=in_words(refusal), status=refusal.status)
    name = card.customer.name
    messages.success(request, _("No. %(number)s, %(name)s, is deleted.") % {"number": number, "name": name})
    return redirect("customers")


def _page(request: StaffRequest, number: int, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    customer = customer_card(number).customer
    context = {
        "customer": customer,
        "reasons": [in_words(reason) for reason in kept_by(customer)],
        "refusal": refusal,
    }
    return render(request, "office/customer_removal.html", context, status=status)
