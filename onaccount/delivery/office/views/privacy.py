"""What is known of a customer: taken out for them, or erased, after it was shown what goes and what stays."""

import tempfile

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.office.privacy_shown import ShownErasure, ShownPreview
from onaccount.delivery.office.staff import StaffRequest, confirmed, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.people.permissions import Right
from onaccount.domain.privacy.actions.erase import erase_person
from onaccount.domain.privacy.actions.export import export_person
from onaccount.domain.privacy.queries.preview import preview_of
from onaccount.foundation.refusals import Refused

IN_MEMORY = 4 * 1024 * 1024  # bytes; a larger file is kept on the disk while it is sent, and has no name there


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EXPORT_PERSON)
@confirmed
def privacy(request: StaffRequest, number: int) -> HttpResponseBase:
    """What is known, counted; POST takes it out as one file. `sensitive` opens what is under lock too."""
    if request.method != "POST":
        return _page(request, number)
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    sensitive = bool(request.POST.get("sensitive")) and Right.SEE_SENSITIVE in request.rights
    made = export_person(number=number, out=out, sensitive=sensitive, by=request.actor, at=timezone.now())
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"person-{made.number}.zip", content_type="application/zip")


@require_POST
@staff(Right.ERASE_PERSON)
@confirmed
def erasure(request: StaffRequest, number: int) -> HttpResponse:
    """Erase, where the name that was typed is the customer's."""
    name = request.POST.get("name", "")
    try:
        done = erase_person(number=number, by=request.actor, at=timezone.now(), named=name)
    except Refused as refusal:
        return _page(request, number, refusal=in_words(refusal), name=name, status=refusal.status)
    return render(request, "office/customer_erased.html", {"erased": ShownErasure.of(done)})


def _page(
    request: StaffRequest, number: int, *, refusal: Shown | None = None, name: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "preview": ShownPreview.of(preview_of(number, by=request.actor, at=timezone.now())),
        "may_erase": Right.ERASE_PERSON in request.rights,
        "may_look": Right.SEE_SENSITIVE in request.rights,
        "refusal": refusal,
        "typed": name,
    }
    return render(request, "office/customer_privacy.html", context, status=status)
