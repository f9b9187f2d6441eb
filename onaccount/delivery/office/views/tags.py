"""Words of the business's own on a customer (S4-11)."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.desk import section_page
from onaccount.delivery.office.part_forms import TagForm
from onaccount.delivery.office.parts_shown import Asked
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.writing import posted, remove, write
from onaccount.domain.customers.actions import add_tag, remove_tag
from onaccount.domain.people.permissions import Right

SECTION = "tags"


@require_safe
@staff(Right.SEE_CUSTOMERS)
def tags(request: StaffRequest, number: int) -> HttpResponse:
    return section_page(request, number, Asked(SECTION))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def new(request: StaffRequest, number: int) -> HttpResponse:
    asked = Asked(SECTION, form=TagForm(posted(request)))
    return write(
        request,
        number,
        asked,
        lambda values, _seen: add_tag(number=number, name=values["name"], by=request.actor, at=timezone.now()),
        _("The tag was added."),
    )


@require_POST
@staff(Right.EDIT_CUSTOMERS)
def removal(request: StaffRequest, number: int) -> HttpResponse:
    name = request.POST.get("name", "")
    return remove(
        request,
        number,
        Asked(SECTION, form=TagForm(posted(request))),
        lambda _seen: remove_tag(number=number, name=name, by=request.actor, at=timezone.now()),
        _("The tag was taken off."),
        undo=lambda _gone: (reverse("tag_new", kwargs={"number": number}), {"name": name}),
    )
