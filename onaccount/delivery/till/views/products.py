"""What is sold: the products as the till keeps them, and what some of them cost a customer."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.http import HttpResponse

from onaccount.delivery.till.answers import told
from onaccount.delivery.till.bodies import NotReadable, body_of
from onaccount.delivery.till.device import TillRequest, till_only
from onaccount.delivery.till.shown import product_shown
from onaccount.domain.catalogue.queries import prices_of
from onaccount.domain.catalogue.rules.prices import Price
from onaccount.domain.tills.queries.copy import products_version
from onaccount.domain.tills.queries.wares import wares_page

PAGE = 1_000
MOST = 500  # products of one cart
LATE = timedelta(minutes=1)  # longer than anything that writes one product


@till_only("GET")
def products(request: TillRequest) -> HttpResponse:
    """A page of them. `since` is the version that the till has, and only what changed is told then, with what is no
    longer for sale; blank, or where a tax or a category changed, all are. For the next page it is the `next` of this
    one, until that is none. The version to keep is that of the first page.
    """
    version = products_version()
    had, _, last = request.GET.get("since", "").partition("@")
    since = _changed_since(had, version)
    page = wares_page(after=_number(request.GET.get("after", last)), since=since, limit=PAGE)
    return told(
        {
            "version": version,
            "whole": since is None,
            "products": [product_shown(row) for row in page.rows],
            "gone": page.gone,
            "after": page.after,
            "next": None if page.after is None else f"{had if since else ''}@{page.after}",
        }
    )


@till_only("POST")
def prices(request: TillRequest) -> HttpResponse:
    """Of one unit; a customer's own, and under `list` what everybody pays. `quantities`, in thousandths by product, are
    how many are bought of it.
    """
    body = body_of(request)
    products, customer = body.numbers("products", most=MOST), body.integer_or_none("customer", least=1)
    quantities = body.quantities("quantities")
    found = prices_of(products, customer, quantities)
    lists = found if customer is None else prices_of(products)
    return told({"prices": _by_product(found), "list": _by_product(lists)})


def _by_product(prices: Mapping[int, Price]) -> dict[str, int]:
    return {str(key): price.unit.minor for key, price in prices.items()}


def _changed_since(text: str, version: str) -> datetime | None:
    """The moment in the version that a till has, and a little before: what was committed late has an earlier time than
    what was told of. None where it has none, or all may be otherwise.
    """
    changed, _, taxed = text.partition("-")
    if not changed.isascii() or not changed.isdigit() or len(changed) > 17 or taxed != version.partition("-")[2]:
        return None
    return datetime.fromtimestamp(int(changed) // 1_000_000, UTC) - LATE


def _number(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise NotReadable(field="after")
    return int(text)
