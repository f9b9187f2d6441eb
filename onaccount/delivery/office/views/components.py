"""Every component in every state, for those who build pages."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.domain.people.permissions import Right


@require_safe
@staff(Right.SEE_CUSTOMERS)
def components(request: StaffRequest) -> HttpResponse:
    return render(request, "office/components.html")
