"""Correct a customer's details (S0-08, S4-12, S4-13)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from onaccount.delivery.office.forms import Correction, correction_of, field_of
from onaccount.delivery.office.shown import ShownCustomer
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.queries import Card, category_names, customer_card
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def details(request: StaffRequest, number: int) -> HttpResponse:
    card = customer_card(number)
    if request.method != "POST":
        return _correction(request, card, Correction(card.fields, kind=card.customer.kind, bound=False))
    form = Correction(request.POST, kind=card.customer.kind)
    if form.is_valid():
        try:
            correct_customer(number=number, values=correction_of(form, card), by=request.actor, at=timezone.now())
            return redirect("customer", number=number)
        except Refused as refusal:
            name = field_of(refusal)
            form.add_error(name if name in form.fields else None, in_words(refusal).text)
    return _correction(request, card, form, status=422)


def _correction(request: StaffRequest, card: Card, form: Correction, *, status: int = 200) -> HttpResponse:
    return render(
        request,
        "office/customer_edit.html",
        {"customer": ShownCustomer(card), "form": form, "categories": category_names()},
        status=status,
    )
