"""What is sold: the products as the till keeps them, and what some of them cost a customer."""

from datetime import UTC, datetime

from django.http import HttpResponse

from onaccount.delivery.till.answers import told
from onaccount.delivery.till.bodies import NotReadable, body_of
from onaccount.delivery.till.device import TillRequest, till_only
from onaccount.delivery.till.shown import product_shown
from onaccount.domain.catalogue.queries import prices_of
from onaccount.domain.tills.queries.copy import products_version
from onaccount.domain.tills.queries.wares import wares_page

PAGE = 1_000
MOST = 500  # products of one cart


@till_only("GET")
def products(request: TillRequest) -> HttpResponse:
    """A page of them, `after` the last of the page before. `since` is the version that the till has: only what changed
    is told then, and what is no longer for sale; where a tax or a category changed, all are.
    """
    version = products_version()
    since = _changed_since(request.GET.get("since", ""), version)
    page = wares_page(after=_number(request.GET.get("after", "")), since=since, limit=PAGE)
    return told(
        {
            "version": version,
            "whole": since is None,
            "products": [product_shown(row) for row in page.rows],
            "gone": page.gone,
            "after": page.after,
        }
    )


@till_only("POST")
def prices(request: TillRequest) -> HttpResponse:
    """Of one unit; a customer's own, or what everybody pays."""
    body = body_of(request)
    customer = body.integer_or_none("customer", least=1)
    found = prices_of(body.numbers("products", most=MOST), customer)
    return told({"prices": {str(key): price.unit.minor for key, price in found.items()}})


def _changed_since(text: str, version: str) -> datetime | None:
    """The moment in the version that a till has; None where it has none, or all may be otherwise."""
    changed, _, taxed = text.partition("-")
    if not changed.isascii() or not changed.isdigit() or len(changed) > 17 or taxed != version.partition("-")[2]:
        return None
    return datetime.fromtimestamp(int(changed) // 1_000_000, UTC)


def _number(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise NotReadable(field="after")
    return int(text)
