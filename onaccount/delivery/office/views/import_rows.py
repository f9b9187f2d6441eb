"""One row of a list on its way in: its cells are mended, it is left out; and the list is rehearsed again."""

import uuid
from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.office import imported
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.imports.actions import (
    Typed,
    change_import,
    leave_out_row,
    mend_row,
    put_back_row,
    say_of_alike,
    say_of_all_alike,
    take_in_row,
    unsay_of_alike,
)
from onaccount.domain.imports.queries import import_card, open_row
from onaccount.domain.imports.rules.alike import Says
from onaccount.domain.imports.rules.options import Only, choice
from onaccount.domain.matching.rules import Answer
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused

Act = Callable[[StaffRequest, uuid.UUID, int], None]


@require_POST
@staff(Right.IMPORT_CUSTOMERS)
def rehearsal(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """Rehearse once more, with what was corrected; `only` takes in new ones, updates, or again all of them."""
    options = import_card(key).options
    only = request.POST.get("only")
    try:
        options = replace(options, only=choice(Only, "only", only)) if only else options
        change_import(key=key, options=options, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.error(request, in_words(refusal).text)
    return redirect("import", key=key)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.IMPORT_CUSTOMERS)
def row(request: StaffRequest, key: uuid.UUID, row: int) -> HttpResponse:
    """A row's cells, to be mended. POST with `do`: save, put_back, leave_out, take_in (each takes back another);
    take_new, update (of the customer `number`), unsay, of a row that looks like another."""
    if request.method != "POST":
        return _form(request, key, row)
    do = request.POST.get("do") or request.GET.get("do", "save")
    if do not in ACTS:
        raise Http404
    try:
        ACTS[do](request, key, row)
    except Refused as refusal:
        return _form(request, key, row, refusal=in_words(refusal), status=refusal.status)
    return redirect(f"{reverse('import', args=[key])}{_asked(request)}#row-{row}")


def _form(
    request: StaffRequest, key: uuid.UUID, row: int, *, refusal: Shown | None = None, status: int = 200
) -> HttpResponse:
    typed = {name: request.POST[name] for name in request.POST if name.startswith("cell-")}
    card, opened = import_card(key), open_row(key, row)
    in_place = request.headers.get("HX-Target") == f"row-{row}"
    context = {
        "in_place": in_place,
        "imported": imported.ShownImport.of(card),
        "row": imported.ShownRow.of(opened, typed, may_mend=card.can_change),
        "query": _asked(request),
        "refusal": refusal,
    }
    return render(request, f"office/import_row.html{'#row' if in_place else ''}", context, status=status)


def _asked(request: StaffRequest) -> str:
    """The part of the list that one came from, as a query."""
    query: QueryDict = request.GET.copy()
    query.pop("do", None)
    return f"?{query.urlencode()}" if query else ""


def _save(request: StaffRequest, key: uuid.UUID, row: int) -> None:
    cells = {
        int(position): Typed(seen=request.POST.get(f"seen-{position}", ""), text=request.POST[name])
        for name in request.POST
        if name.startswith("cell-") and is_position(position := name.removeprefix("cell-"))
    }
    was_mended = open_row(key, row).is_mended
    done = mend_row(key=key, row=row, cells=cells, by=request.actor, at=timezone.now())
    if not done.cells:
        return
    said = _("Row %(row)s is mended.") % {"row": f"{row:,}"}
    if done.overwritten:
        columns = ", ".join(done.overwritten)
        said += " " + _("Somebody mended %(columns)s meanwhile; yours took its place.") % {"columns": columns}
    messages.success(request, said, extra_tags="" if was_mended else _undo(request, key, row, "put_back"))


def is_position(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 7


def _put_back(request: StaffRequest, key: uuid.UUID, row: int) -> None:
    put_back_row(key=key, row=row, by=request.actor, at=timezone.now())
    messages.success(request, _("Row %(row)s is read as the file says again.") % {"row": f"{row:,}"})


def _leave_out(request: StaffRequest, key: uuid.UUID, row: int) -> None:
    leave_out_row(key=key, row=row, by=request.actor, at=timezone.now())
    said = _("Row %(row)s is left out.") % {"row": f"{row:,}"}
    messages.success(request, said, extra_tags=_undo(request, key, row, "take_in"))


def _take_in(request: StaffRequest, key: uuid.UUID, row: int) -> None:
    take_in_row(key=key, row=row, by=request.actor, at=timezone.now())
    said = _("Row %(row)s is taken in again.") % {"row": f"{row:,}"}
    messages.success(request, said, extra_tags=_undo(request, key, row, "leave_out"))


def _undo(request: StaffRequest, key: uuid.UUID, row: int, do: str) -> str:
    query = request.GET.copy()
    query["do"] = do
    return f"{reverse('import_row', args=[key, row])}?{query.urlencode()}"


def _take_new(request: StaffRequest, key: uuid.UUID, row: int) -> None:
    say_of_alike(key=key, row=row, says=Says.NEW, number=None, by=request.actor, at=timezone.now())
    said = _("Row %(row)s is taken in as new.") % {"row": f"{row:,}"}
    messages.success(request, said, extra_tags=_undo(request, key, row, "unsay"))


def _update(request: StaffRequest, key: uuid.UUID, row: int) -> None:
    text = request.POST.get("number", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    say_of_alike(key=key, row=row, says=Says.UPDATE, number=number, by=request.actor, at=timezone.now())
    said = _("Row %(row)s updates No. %(number)s instead.") % {"row": f"{row:,}", "number": number}
    messages.success(request, said, extra_tags=_undo(request, key, row, "unsay"))


def _unsay(request: StaffRequest, key: uuid.UUID, row: int) -> None:
    unsay_of_alike(key=key, row=row, by=request.actor, at=timezone.now())
    messages.success(request, _("Row %(row)s is open again.") % {"row": f"{row:,}"})


@require_POST
@staff(Right.IMPORT_CUSTOMERS)
def alike(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """Say the same of all rows that look like somebody in one way: `answer`, and `do`: new, update or leave_out."""
    answers, acts = {each.value: each for each in Answer}, {"new": Says.NEW, "update": Says.UPDATE, "leave_out": None}
    answer, do = request.POST.get("answer", ""), request.POST.get("do", "")
    if answer not in answers or do not in acts:
        raise Http404
    try:
        count = say_of_all_alike(key=key, answer=answers[answer], says=acts[do], by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.error(request, in_words(refusal).text)
    else:
        rows = imported.rows_text(count)
        messages.success(request, SAID_OF_ALL[do] % {"rows": rows})
    return redirect("import", key=key)


SAID_OF_ALL = {
    "new": gettext_lazy("Taken in as new: %(rows)s."),
    "update": gettext_lazy("Update the customer they look like: %(rows)s."),
    "leave_out": gettext_lazy("Left out: %(rows)s."),
}
ACTS: dict[str, Act] = {
    "take_new": _take_new,
    "update": _update,
    "unsay": _unsay,
    "save": _save,
    "put_back": _put_back,
    "leave_out": _leave_out,
    "take_in": _take_in,
}
