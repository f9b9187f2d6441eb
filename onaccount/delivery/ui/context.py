"""What every page shows: whose business it is, who is looking and may do what, and how many wait."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from onaccount.delivery.ui.templatetags.ui import initials
from onaccount.domain.business.queries import current_business
from onaccount.domain.connectors.queries import open_tasks
from onaccount.domain.customers.queries import COUNT_UP_TO, Statement, asked_at_once, waiting
from onaccount.domain.matching.queries import open_pairs
from onaccount.domain.orders.queries.orders import new_orders
from onaccount.domain.people.queries import rights_of
from onaccount.domain.tills.queries.leases import waiting_exceptions


def count_text(count: int) -> str:
    """Exact to 999, then "999+"."""
    return f"{COUNT_UP_TO}+" if count > COUNT_UP_TO else str(count)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of the page's frame; what costs a query is asked only by the pages that show it."""
    user = getattr(request, "user", None)
    name = getattr(user, "name", "")
    counts = cache(waiting_counts)
    return {
        "business": getattr(request, "business", None) or SimpleLazyObject(current_business),
        "may": {right.name.lower(): True for right in rights_of(user)},
        "me": {"name": name, "email": getattr(user, "email", "") or "", "initials": initials(name)},
        **{name: lambda at=at: counts()[at] for at, name in enumerate(COUNTED)},
        **{f"{name}_text": lambda at=at: count_text(counts()[at]) for at, name in enumerate(COUNTED)},
    }


COUNTED: dict[str, Callable[[], Statement]] = {
    "new_accounts": waiting,
    "duplicates": open_pairs,
    "open_tasks": open_tasks,
    "till_exceptions": waiting_exceptions,
    "new_orders": new_orders,
}


def waiting_counts() -> tuple[int, ...]:
    """How much waits in each of the queues that the menu counts, in one statement."""
    return tuple(count or 0 for count in asked_at_once([queue() for queue in COUNTED.values()]))


class BusinessTime:
    """Middleware: times are shown in the business's own zone."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        if request.path.startswith(("/office/", "/app/", "/verify/", "/portal/")):
            business = current_business()
            timezone.activate(business.time_zone)
            request.business = business  # type: ignore[attr-defined] # the page shows its name
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()
