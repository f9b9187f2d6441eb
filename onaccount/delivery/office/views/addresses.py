"""The addresses of a customer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.desk import section_page
from onaccount.delivery.office.part_forms import AddressForm
from onaccount.delivery.office.parts_shown import Asked
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.writing import missing, posted, remove, start_in, write
from onaccount.domain.customers.actions import add_address, change_address, remove_address
from onaccount.domain.customers.queries import address_of, customer_card, free_uses
from onaccount.domain.customers.rules.parts import NoSuchAddress
from onaccount.domain.people.permissions import Right

SECTION = "addresses"


@require_safe
@staff(Right.SEE_CUSTOMERS)
def addresses(request: StaffRequest, number: int) -> HttpResponse:
    return section_page(request, number, Asked(SECTION, start=start_in(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def new(request: StaffRequest, number: int) -> HttpResponse:
    asked = Asked(SECTION, form=AddressForm(posted(request), uses=free_uses(number)))
    return write(
        request,
        number,
        asked,
        _telling(
            request,
            number,
            lambda values, _seen: add_address(
                number=number, use=values["use"], values=values, by=request.actor, at=timezone.now()
            ),
        ),
        _("The address was added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def one(request: StaffRequest, number: int, key: int) -> HttpResponse:
    try:
        address = address_of(number, key)
    except NoSuchAddress as gone:
        return missing(request, gone)
    asked = Asked(
        SECTION, form=AddressForm(posted(request), shown=address.values), key=key, name=", ".join(address.lines)
    )
    return write(
        request,
        number,
        asked,
        _telling(
            request,
            number,
            lambda values, seen: change_address(
                number=number, address=key, values=values, seen=seen, by=request.actor, at=timezone.now()
            ),
        ),
        _("The address was updated."),
    )


@require_POST
@staff(Right.EDIT_CUSTOMERS)
def removal(request: StaffRequest, number: int, key: int) -> HttpResponse:
    asked = Asked(SECTION, form=AddressForm(posted(request)), key=key)
    return remove(
        request,
        number,
        asked,
        _telling(
            request,
            number,
            lambda seen: remove_address(number=number, address=key, seen=seen, by=request.actor, at=timezone.now()),
        ),
        _("The address was removed."),
        undo=lambda gone: (reverse("address_new", kwargs={"number": number}), gone),
    )


def _telling(request: StaffRequest, number: int, act: Callable[..., Any]) -> Callable[..., Any]:
    """Do it, and say so where credit was checked by the post code and that is void by it (D-03)."""

    def done(*given: Any) -> Any:
        before = len(customer_card(number).customer.void_references)
        answer = act(*given)
        if len(customer_card(number).customer.void_references) > before:
            messages.warning(request, _("The post code was checked for credit: that check is void."))
        return answer

    return done
