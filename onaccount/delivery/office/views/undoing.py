"""A whole import is taken back: what would happen is said first."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from onaccount.delivery.office.imported import ShownImport
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.imports.actions import ask_undo
from onaccount.domain.imports.queries import import_card, undo_preview
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.IMPORT_CUSTOMERS)
def undo(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """What taking the import back would do; POST has it done by the worker."""
    if request.method != "POST":
        return _page(request, key)
    try:
        ask_undo(key=key, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, key, refusal=in_words(refusal), status=refusal.status)
    return redirect("import", key=key)


def _page(request: StaffRequest, key: uuid.UUID, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    shown = ShownImport.of(import_card(key))
    if refusal is None and not shown.can_undo:
        return redirect("import", key=key)
    preview = undo_preview(key) if shown.can_undo else None
    context = {"imported": shown, "preview": preview, "refusal": refusal}
    return render(request, "office/import_undo.html", context, status=status)
