"""What staff wrote down about a customer."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onaccount.delivery.office.desk import section_page
from onaccount.delivery.office.part_forms import NoteForm
from onaccount.delivery.office.parts_shown import Asked
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.writing import missing, posted, remove, start_in, write
from onaccount.domain.customers.actions import add_note, remove_note
from onaccount.domain.customers.queries import note_of
from onaccount.domain.customers.rules.parts import NoSuchNote
from onaccount.domain.people.permissions import Right

SECTION = "notes"


@require_safe
@staff(Right.SEE_CUSTOMERS)
def notes(request: StaffRequest, number: int) -> HttpResponse:
    return section_page(request, number, Asked(SECTION, start=start_in(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def new(request: StaffRequest, number: int) -> HttpResponse:
    asked = Asked(SECTION, form=NoteForm(posted(request)))
    return write(
        request,
        number,
        asked,
        lambda values, _seen: add_note(number=number, text=values["text"], by=request.actor, at=timezone.now()),
        _("The note was written down."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_CUSTOMERS)
def removal(request: StaffRequest, number: int, key: UUID) -> HttpResponse:
    """By its author, or by who may correct customers; asked before, because its words are kept nowhere else."""
    try:
        note = note_of(number, key)
    except NoSuchNote as gone:
        return missing(request, gone)
    form = NoteForm(posted(request), shown={"text": note.text})
    if request.method != "POST":
        return section_page(request, number, Asked(SECTION, form=form, key=key, asks=True))
    return remove(
        request,
        number,
        Asked(SECTION, form=form, key=key),
        lambda _seen: remove_note(number=number, note=key, by=request.actor, at=timezone.now()),
        _("The note was removed."),
    )
