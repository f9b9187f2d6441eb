"""The list of customers, the queue of those who wait, and the page of one."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from onaccount.delivery.office.desk import Desk, whole_page
from onaccount.delivery.office.listing import CustomerList, read_filter
from onaccount.delivery.office.staff import StaffRequest, oneself, staff
from onaccount.domain.business.queries import is_settled
from onaccount.domain.people.permissions import Right

FIRST_PAGES = {
    Right.SEE_CUSTOMERS: "customers",
    Right.SEE_CATALOGUE: "products",
    Right.SEE_IMPORTS: "imports",
    Right.APPROVE_CUSTOMERS: "waves",
    Right.SEE_STAFF: "colleagues",
    Right.SEE_BUSINESS: "settings",
}


@require_safe
@oneself
def home(request: StaffRequest) -> HttpResponse:
    """To the customers, or what else one may see; at the first start to the questions that only the business itself
    can answer (D-21)."""
    must_settle = not is_settled() and Right.EDIT_BUSINESS in request.rights
    seen = (page for right, page in FIRST_PAGES.items() if right in request.rights)
    return redirect("settings_start" if must_settle else next(seen, "account"))


@require_safe
@staff(Right.SEE_CUSTOMERS)
def customers(request: StaffRequest) -> HttpResponse:
    shown = CustomerList(read_filter(request.GET), request.GET, rights=request.rights)
    template = "office/customers.html#list" if request.headers.get("HX-Target") == "list" else "office/customers.html"
    return render(request, template, shown.context())


@require_safe
@staff(Right.SEE_CUSTOMERS)
def customer(request: StaffRequest, number: int) -> HttpResponse:
    """The page of a customer; the number of one who was merged leads to the survivor's."""
    desk = Desk(request, number)
    if desk.number != number:
        return redirect(f"{reverse('customer', args=[desk.number])}?{urlencode({'merged': number})}")
    return whole_page(desk)
