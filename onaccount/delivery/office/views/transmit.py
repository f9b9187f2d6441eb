"""General, Transmit: what was drafted goes to the tills as one version, or an earlier one goes again (S2-13, B-10)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.office.acting import done
from onaccount.delivery.office.payment_shown import preview, shown_versions
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown
from onaccount.domain.people.permissions import Right
from onaccount.domain.tills.actions.transmit import roll_back, transmit
from onaccount.domain.tills.queries.publications import versions


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_TILLS, change=Right.KEEP_TILLS)
def transmission(request: StaffRequest) -> HttpResponse:
    """What changes on which till; POST transmits what was previewed, and nothing else."""
    if request.method != "POST":
        return _page(request)
    expected = request.POST.get("digest", "") or "-"  # never without a preview
    refusal = done(
        request,
        lambda at: transmit(expected=expected, by=request.actor, at=at),
        _("Transmitted. Each till uses it from its next contact."),
    )
    return _page(request, refusal) if refusal else redirect("transmit")


@require_POST
@staff(Right.KEEP_TILLS)
def going_back(request: StaffRequest, version: int) -> HttpResponse:
    """An earlier version goes out again, as a new one."""
    refusal = done(
        request,
        lambda at: roll_back(version=version, by=request.actor, at=at),
        _("It is transmitted again. The drafts are as they were then."),
    )
    return _page(request, refusal) if refusal else redirect("transmit")


def _page(request: StaffRequest, refusal: tuple[Shown, int] | None = None) -> HttpResponse:
    context = {"preview": preview(), "versions": shown_versions(versions()), "refusal": refusal and refusal[0]}
    return render(request, "office/transmit.html", context, status=refusal[1] if refusal else 200)
