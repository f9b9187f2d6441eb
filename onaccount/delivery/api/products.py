"""Products: the list, one of them, a new one, and what is changed of one."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel, Field, create_model

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.door import told
from onaccount.delivery.api.paging import MOST, cursor_of, number_in
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Listed, Taken, Told, checked_texts, example
from onaccount.delivery.api.versions import PreconditionUnreadable, etag, is_known, version_to_change
from onaccount.domain.catalogue.actions import add_product, archive_product, correct_product, restore_product
from onaccount.domain.catalogue.queries import (
    Filter,
    ProductRow,
    Shelf,
    prices_of,
    product_by_key,
    products_page,
)
from onaccount.domain.catalogue.rules.products import FIELDS, clean_product
from onaccount.domain.catalogue.rules.shares import percent
from onaccount.domain.customers.queries import customer_record
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

resource = Resource("Products")
BASE = "/api/v1/products"
EXAMPLE_SENT = {
    "sku": "PAN-20", "name": "Steel frying pan, 20 cm", "unit": "each", "price": "24.50",
    "category": "Kitchen / Pots and pans", "tax_class": "Standard", "barcode": "4006381333931", "is_available": "yes",
}  # fmt: skip
EXAMPLE_TOLD = {
    "id": 7, **EXAMPLE_SENT, "description": "", "is_available": True, "is_for_some": False, "is_archived": False,
    "price": "21.00", "own_price": "24.50", "currency": "GBP", "price_level": 1, "tax_rate": "20",
    "changed_at": "2026-11-22T09:30:00Z", "links": {"self": "/api/v1/products/7"},
}  # fmt: skip


def _text(name: str) -> Any:
    field = FIELDS[name]
    extra: dict[str, Any] = {"maxLength": field.max_length}
    if name in EXAMPLE_SENT:
        extra["examples"] = [EXAMPLE_SENT[name]]
    return str, Field("", description=field.help, json_schema_extra=extra)


class Body(Taken):
    model_config = example(EXAMPLE_SENT)


NewProduct = create_model(
    "NewProduct", __base__=Body, __doc__="A product to add, its fields as people type them.",
    **{name: _text(name) for name in FIELDS},
)  # fmt: skip
ProductCorrection = create_model(
    "ProductCorrection", __base__=Body, __doc__="What is to be other: a field left out stays, a blank one is emptied.",
    **{name: _text(name) for name in FIELDS},
    is_archived=(bool, Field(False, description="true takes it out of every list, false brings it back.")),
)  # fmt: skip
Amount = Annotated[str, Field(description="A decimal string, of one unit.", examples=["24.50"])]


class Product(Told):
    """A product, at the price that holds for whom it was asked."""

    model_config = example(EXAMPLE_TOLD)

    id: int
    sku: str
    name: str
    description: str
    unit: str
    category: str = Field(description="Where it stands, from the top, with / between.")
    barcode: str
    price: Amount
    own_price: Amount
    currency: str
    price_level: int | None = Field(description="The price level that `price` is by. null: the product's own.")
    tax_class: str = Field(description="Its own, or the default one; blank where there is none.")
    tax_rate: str | None = Field(description="Per cent, a decimal string.", examples=["20"])
    is_available: bool
    is_for_some: bool = Field(description="Only customers with certain tags see it.")
    is_archived: bool
    changed_at: datetime = Field(description="UTC.")
    links: dict[str, str]


class Products(Listed):
    """Products, by name."""

    items: list[Product]
    similar: list[Product] = Field(description="Where `q` found few: what is like it, the most similar first.")


class Wanted(BaseModel):
    """What the list is narrowed to."""

    q: str = Field("", description="A whole SKU or barcode, or pieces of the name.", examples=["pan"])
    shelf: str = Field(
        "", description="available, unavailable or archived; blank: all but those in the archive.",
        pattern="^(available|unavailable|archived)?$",
    )  # fmt: skip
    category: int | None = Field(None, ge=0, lt=10**18, description="Of this category and those in it; 0: of none.")
    customer: int | None = Field(None, ge=1, lt=10**18, description="At the prices of this customer.")
    cursor: str = Field("", description="Where to go on: what stood in `next`.")
    limit: int = Field(50, ge=1, le=MOST, description="How many at once.")


@resource.get("/products", right=Right.SEE_CATALOGUE, answer=Products, summary="List products", problems=(404,))
def list_products(request: ApiRequest, wanted: Query[Wanted]) -> HttpResponse:
    """By name. With `q` the whole answer is one part of at most `limit`, what has it as its whole SKU or barcode first;
    where it finds few, `similar` tells what is like it. With `customer` the prices are those that hold for that
    customer, which takes the right to see customers too.
    """
    customer = _customer(request, wanted.customer)
    found = Filter(wanted.q[:100].replace("\x00", ""), Shelf(wanted.shelf), wanted.category)
    page = products_page(found, after=number_in(wanted.cursor), size=wanted.limit)
    rows = [*page.rows, *page.similar]
    prices = prices_of([row.key for row in rows], customer) if customer else {}
    items = [shown(row, prices) for row in rows]
    at = len(page.rows)
    return told(200, {"items": items[:at], "next": cursor_of(page.after), "similar": items[at:]})


def _customer(request: ApiRequest, number: int | None) -> int | None:
    if number is None:
        return None
    require(request.actor, Right.SEE_CUSTOMERS)
    return int(customer_record(number).number)


@resource.post(
    "/products",
    right=Right.KEEP_CATALOGUE,
    answer=Product,
    summary="Add a product",
    problems=(409,),
    headers=("Location", "ETag"),
)
def add_a_product(request: ApiRequest, product: NewProduct) -> HttpResponse:  # type: ignore[valid-type]
    """The fields are those of every form, cleaned by the same rules. A category that is not there yet is made; a tax
    class is not, for nobody can guess its rate.
    """
    given = checked_texts(product, clean_product)
    return one(201, product_by_key(add_product(values=given, by=request.actor, at=timezone.now())))


@resource.get(
    "/products/{number:key}",
    right=Right.SEE_CATALOGUE,
    answer=Product,
    summary="One product",
    problems=(404,),
    headers=("If-None-Match", "ETag"),
)
def get_product(request: ApiRequest, key: int) -> HttpResponse:
    """Send the ETag as If-Match to change it, or as If-None-Match to be told only what is new."""
    row = product_by_key(key)
    if is_known(request, str(row.version)):
        return HttpResponse(status=304, headers={"ETag": etag(str(row.version))})
    return one(200, row)


@resource.patch(
    "/products/{number:key}",
    right=Right.KEEP_CATALOGUE,
    answer=Product,
    summary="Correct a product",
    problems=(404, 409, 412, 428),
    headers=("If-Match", "ETag"),
)
def correct_a_product(request: ApiRequest, key: int, correction: ProductCorrection) -> HttpResponse:  # type: ignore[valid-type]
    """Changes the fields that are sent, in the version that If-Match names. A product is archived, never deleted:
    `is_archived` alone does that, and brings it back.
    """
    row = product_by_key(key)
    sent = correction.model_dump(exclude_unset=True)  # type: ignore[attr-defined]
    expected: int | None = _version(version_to_change(request, lambda: str(row.version)))
    by, at = request.actor, timezone.now()
    if "is_archived" in sent:
        move = archive_product if sent.pop("is_archived") else restore_product
        move(product=key, expected=expected, by=by, at=at)
        expected = None
    if sent:
        given = checked_texts(correction, lambda texts: clean_product(_texts(texts), is_whole=False))
        correct_product(product=key, values=_texts(given), expected=expected, by=by, at=at)
    return one(200, product_by_key(key))


def _texts(values: dict[str, Any]) -> dict[str, str]:
    return {name: text for name, text in values.items() if name in FIELDS}


def _version(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise PreconditionUnreadable(header="If-Match")
    return int(text)


def one(status: int, row: ProductRow) -> HttpResponse:
    headers = {"ETag": etag(str(row.version))}
    if status == 201:
        headers["Location"] = f"{BASE}/{row.key}"
    return told(status, shown(row, {}), headers=headers)


def shown(row: ProductRow, prices: Any) -> dict[str, Any]:
    """A product as the shape `Product` says it."""
    price = prices.get(row.key, row.price)
    return {
        "id": row.key,
        "sku": row.sku,
        "name": row.name,
        "description": row.description,
        "unit": row.unit,
        "category": row.category,
        "barcode": row.barcode,
        "price": str(price.unit),
        "own_price": str(row.own_price),
        "currency": row.own_price.currency,
        "price_level": price.level,
        "tax_class": row.tax.name if row.tax else "",
        "tax_rate": percent(row.tax.rate_ppm) if row.tax else None,
        "is_available": row.is_available,
        "is_for_some": row.is_for_some,
        "is_archived": row.archived_at is not None,
        "changed_at": row.changed_at,
        "links": {"self": f"{BASE}/{row.key}"},
    }
