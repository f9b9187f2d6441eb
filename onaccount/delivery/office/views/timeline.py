"""What happened to a customer: older parts of it, and one kind of it."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from onaccount.delivery.office.desk import section_page
from onaccount.delivery.office.parts_shown import Asked
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.domain.customers.queries import KINDS, fact_in_timeline
from onaccount.domain.history.queries import Fact
from onaccount.domain.people.permissions import Right


@require_safe
@staff(Right.SEE_CUSTOMERS)
def timeline(request: StaffRequest, number: int) -> HttpResponse:
    kind = request.GET.get("kind", "")
    asked = Asked(
        "timeline", kind=kind if kind in KINDS else "", before=_fact_in(request.GET.get("before", ""), number)
    )
    return section_page(request, number, asked)


def _fact_in(text: str, number: int) -> Fact | None:
    """The fact to go on from; what is none of this customer's begins at the newest."""
    try:
        return fact_in_timeline(number, UUID(text))
    except ValueError:
        return None
