"""The places of a customer that log in, each with its one address (S0-12)."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onaccount.delivery.office.desk import section_page
from onaccount.delivery.office.part_forms import LocationForm
from onaccount.delivery.office.parts_shown import Asked
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.writing import missing, posted, remove, start_in, write
from onaccount.domain.customers.queries import place_of
from onaccount.domain.customers.rules.parts import NoSuchLocation
from onaccount.domain.people.permissions import Right
from onaccount.domain.vetting.actions import add_location, change_location, remove_location

SECTION = "locations"


@require_safe
@staff(Right.SEE_CUSTOMERS)
def locations(request: StaffRequest, number: int) -> HttpResponse:
    return section_page(request, number, Asked(SECTION, start=start_in(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def new(request: StaffRequest, number: int) -> HttpResponse:
    asked = Asked(SECTION, form=LocationForm(posted(request)))
    return write(
        request,
        number,
        asked,
        lambda values, _seen: add_location(
            number=number,
            name=values["location_name"],
            login_email=values["login_email"],
            by=request.actor,
            at=timezone.now(),
        ),
        _("The login was added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def one(request: StaffRequest, number: int, key: int) -> HttpResponse:
    try:
        place = place_of(number, key)
    except NoSuchLocation as gone:
        return missing(request, gone)
    asked = Asked(SECTION, form=LocationForm(posted(request), shown=place.values), key=key, name=place.login_email)
    return write(
        request,
        number,
        asked,
        lambda values, seen: change_location(
            number=number, location=key, values=values, seen=seen, by=request.actor, at=timezone.now()
        ),
        _("The login was updated."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def removal(request: StaffRequest, number: int, key: int) -> HttpResponse:
    """Asked before, because it cannot be taken back: a password and who shares it go with the login."""
    try:
        place = place_of(number, key)
    except NoSuchLocation as gone:
        return missing(request, gone)
    form = LocationForm(posted(request), shown=place.values)
    asked = Asked(SECTION, form=form, key=key, name=place.login_email)
    if request.method != "POST":
        return section_page(request, number, Asked(SECTION, form=form, key=key, name=place.login_email, asks=True))
    return remove(
        request,
        number,
        asked,
        lambda seen: remove_location(number=number, location=key, seen=seen, by=request.actor, at=timezone.now()),
        _("The login was removed."),
    )
