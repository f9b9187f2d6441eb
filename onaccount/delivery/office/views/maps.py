"""Where a customer is (S4-16): looked for, given by coordinates, shown on a map."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from onaccount.delivery.office.map_shown import USUAL_ZOOM, drawn, let_tiles_in
from onaccount.delivery.office.shown import ShownAddress, ShownCustomer
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.connectors.actions.places import find_places
from onaccount.domain.customers.actions import remove_map_point, set_map_point
from onaccount.domain.customers.queries import addresses_of, customer_card, map_point_of
from onaccount.domain.customers.rules.points import NotAPoint, Point, checked_point, point_of
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused


class PlaceForm(forms.Form):
    place = forms.CharField(
        label=gettext_lazy("Place or coordinates"),
        help_text=gettext_lazy("A street and a town, or latitude and longitude: 51.5074, -0.1278"),
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


class ChosenForm(forms.Form):
    """One of the places that were found."""

    latitude = forms.IntegerField()
    longitude = forms.IntegerField()
    label = forms.CharField(required=False, max_length=300)


@dataclass(frozen=True, slots=True)
class Found:
    label: str
    point: Point


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_CUSTOMERS, change=Right.EDIT_CUSTOMERS)
def customer_map(request: StaffRequest, number: int) -> HttpResponse:
    """The map of a customer; staff who may edit it look for a place, take one of those found, or take it off.

    What is looked for is posted, so that no address of anybody stands in a log of addresses.
    """
    if request.method != "POST":
        return _page(request, number)
    does = request.POST.get("do", "find")
    try:
        if does == "remove":
            remove_map_point(number=number, by=request.actor, at=timezone.now())
            messages.success(request, _("The customer is no longer on the map."))
            return redirect("customer", number=number)
        if does == "take":
            return _take(request, number)
        return _find(request, number)
    except NotAPoint as refusal:
        form = PlaceForm(request.POST)
        form.is_valid()
        form.add_error("place", in_words(refusal).text)
        return _page(request, number, form, status=refusal.status)


def _take(request: StaffRequest, number: int) -> HttpResponse:
    form = ChosenForm(request.POST)
    if not form.is_valid():
        return _page(request, number, status=422)
    told = form.cleaned_data
    point = checked_point(told["latitude"], told["longitude"])
    return _set(request, number, point, told["label"])


def _find(request: StaffRequest, number: int) -> HttpResponse:
    """Coordinates are taken as they are; anything else is looked for."""
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _page(request, number, form, status=422)
    text = form.cleaned_data["place"]
    try:
        point = point_of(text)
    except NotAPoint:
        return _look(request, number, form, text)
    return _set(request, number, point, "")


def _set(request: StaffRequest, number: int, point: Point, label: str) -> HttpResponse:
    try:
        set_map_point(number=number, point=point, label=label, by=request.actor, at=timezone.now())
    except Refused as refusal:
        form = PlaceForm({"place": label or str(point)})
        form.is_valid()
        form.add_error("place", in_words(refusal).text)
        return _page(request, number, form, status=refusal.status)
    messages.success(request, _("The customer is on the map."))
    return redirect("customer", number=number)


def _look(request: StaffRequest, number: int, form: PlaceForm, text: str) -> HttpResponse:
    try:
        places = find_places(text)
    except Refused as refusal:
        form.add_error("place", in_words(refusal).text)
        return _page(request, number, form, status=refusal.status)
    if not places:
        form.add_error("place", _("Nobody knows this place. Write less of it, or give the coordinates."))
        return _page(request, number, form, status=422)
    found = [Found(each.label, Point(each.latitude, each.longitude)) for each in places]
    return _page(request, number, form, found=found)


def _page(
    request: StaffRequest,
    number: int,
    form: PlaceForm | None = None,
    *,
    found: Sequence[Found] = (),
    status: int = 200,
) -> HttpResponse:
    card = customer_card(number)
    placed = map_point_of(card.customer.number)
    addresses = [ShownAddress.of(each) for each in addresses_of(card.customer.number).items]
    likely = ", ".join(addresses[0].lines) if addresses and not placed else ""
    context = {
        "customer": ShownCustomer(card, editable=Right.EDIT_CUSTOMERS in request.rights),
        "map": placed and drawn(placed, _zoom(request)),
        "addresses": addresses,
        "form": form or PlaceForm(initial={"place": likely}),
        "found": found,
        "may_search": bool(settings.PLACE_SEARCH),
    }
    return let_tiles_in(render(request, "office/customer_map.html", context, status=status))


def _zoom(request: StaffRequest) -> int:
    text = request.GET.get("zoom", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else USUAL_ZOOM
