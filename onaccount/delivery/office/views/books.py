"""The books: how far they are closed, closing them further, and what the last check of them came to."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onaccount.delivery.office.books_shown import shown_sums
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.accounts.rules.periods import last_month
from onaccount.domain.history.queries import latest_fact
from onaccount.domain.history.rules import Subject
from onaccount.domain.ledger.actions import close_period
from onaccount.domain.ledger.queries import books_closed, closing_preview
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of
from onaccount.domain.tills.queries.tills import till_names
from onaccount.domain.tills.rules.tills import till_of_house
from onaccount.foundation.dates import day_of
from onaccount.foundation.refusals import Refused

DAY = "%d/%m/%Y"


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BOOKS, change=Right.CLOSE_PERIODS)
def books(request: StaffRequest) -> HttpResponse:
    """How they stand; with `through`, what closing up to that day would close. POST closes it, which nothing undoes."""
    try:
        if request.method == "POST":
            through = day_of(request.POST.get("through", ""))
            close_period(through=through, by=request.actor, at=timezone.now())
            messages.success(request, _("The books are closed through %(day)s.") % {"day": f"{through:{DAY}}"})
            return redirect("books")
        return _page(request, asked=_asked(request))
    except Refused as refusal:
        if refusal.status == 403:
            raise
        return _page(request, refusal=in_words(refusal), status=refusal.status)


def _asked(request: StaffRequest) -> dict[str, Any] | None:
    """The preview of the day that is asked for. Raises NotADay, PeriodNotOver, PeriodClosed."""
    if not request.GET.get("through") or Right.CLOSE_PERIODS not in request.rights:
        return None
    through = day_of(request.GET["through"])
    sums = closing_preview(through, today=timezone.localdate())
    return {
        "through": through.isoformat(),
        "day": f"{through:{DAY}}",
        "open_from": f"{through + timedelta(days=1):{DAY}}",
        **shown_sums(sums, till_names([till for _kind, till in filter(None, (till_of_house(of.code) for of in sums))])),
    }


def _page(
    request: StaffRequest, *, asked: dict[str, Any] | None = None, refusal: Shown | None = None, status: int = 200
) -> HttpResponse:
    closed = books_closed()
    typed = request.POST.get("through") or request.GET.get("through")
    context = {
        "closed": _closed(closed.through, closed.by_kind, closed.by_key) | {"at": closed.at} if closed else None,
        "through": typed or last_month(timezone.localdate()).last.isoformat(),
        "asked": asked,
        "check": latest_fact(Subject("books", "1"), ["books.checked"]),
        "refusal": refusal,
    }
    return render(request, "office/books.html", context, status=status)


def _closed(through: date, kind: str, key: str) -> dict[str, Any]:
    return {"through": f"{through:{DAY}}", "by": names_of([key]).get(key, kind)}
