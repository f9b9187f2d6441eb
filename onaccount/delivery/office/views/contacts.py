"""The people who work for a customer."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.desk import section_page
from onaccount.delivery.office.part_forms import ContactForm
from onaccount.delivery.office.parts_shown import Asked
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.writing import missing, posted, remove, start_in, write
from onaccount.domain.customers.actions import add_contact, change_contact, remove_contact
from onaccount.domain.customers.queries import contact_of
from onaccount.domain.customers.rules.parts import NoSuchContact
from onaccount.domain.people.permissions import Right

SECTION = "contacts"


@require_safe
@staff(Right.SEE_CUSTOMERS)
def contacts(request: StaffRequest, number: int) -> HttpResponse:
    return section_page(request, number, Asked(SECTION, start=start_in(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def new(request: StaffRequest, number: int) -> HttpResponse:
    asked = Asked(SECTION, form=ContactForm(posted(request)))
    return write(
        request,
        number,
        asked,
        lambda values, _seen: add_contact(number=number, values=values, by=request.actor, at=timezone.now()),
        _("The contact was added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def one(request: StaffRequest, number: int, key: int) -> HttpResponse:
    try:
        contact = contact_of(number, key)
    except NoSuchContact as gone:
        return missing(request, gone)
    asked = Asked(SECTION, form=ContactForm(posted(request), shown=contact.values), key=key, name=contact.name)
    return write(
        request,
        number,
        asked,
        lambda values, seen: change_contact(
            number=number, contact=key, values=values, seen=seen, by=request.actor, at=timezone.now()
        ),
        _("The contact was updated."),
    )


@require_POST
@staff(Right.EDIT_CUSTOMERS)
def removal(request: StaffRequest, number: int, key: int) -> HttpResponse:
    asked = Asked(SECTION, form=ContactForm(posted(request)), key=key)
    return remove(
        request,
        number,
        asked,
        lambda seen: remove_contact(number=number, contact=key, seen=seen, by=request.actor, at=timezone.now()),
        _("The contact was removed."),
        undo=lambda gone: (reverse("contact_new", kwargs={"number": number}), gone),
    )
