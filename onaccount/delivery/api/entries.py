"""What products stand in, are taxed by and are priced by: categories, tax classes and price levels."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from pydantic import Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.door import told
from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Taken, Told, example
from onaccount.domain.catalogue.actions import (
    add_category,
    add_level,
    add_tax_class,
    correct_level,
    correct_tax_class,
    delete_category,
    delete_level,
    delete_tax_class,
    give_level,
    move_category,
    rename_category,
)
from onaccount.domain.catalogue.queries import (
    CategoryRow,
    LevelRow,
    TaxRow,
    category_tree,
    own_level_of,
    price_level,
    price_levels,
    tax_classes,
)
from onaccount.domain.catalogue.rules.refused import NoSuchEntry
from onaccount.domain.catalogue.rules.shares import NotAPercentage, percent, ppm_of
from onaccount.domain.customers.queries import customer_record
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

resource = Resource("Catalogue")
CATEGORIES, LEVELS, TAXES = "/product-categories", "/price-levels", "/tax-classes"
OF_CUSTOMER = "/customers/{number:number}/price-level"
PREFIX = "/api/v1"
Name = Field(max_length=80, examples=["Trade"])
PERCENT = "Per cent, a decimal string."


class NewCategory(Taken):
    """A category to make, the last beside the others of its parent."""

    model_config = example({"name": "Cheese", "parent": None})

    name: str = Name
    parent: int | None = Field(None, ge=1, lt=10**18, description="The category that it stands in; null: at the top.")


class CategoryChange(Taken):
    """What is to be other: a field left out stays."""

    model_config = example({"name": "Soft cheese"})

    name: str = Name
    parent: int | None = Field(None, ge=1, lt=10**18, description="Where it is moved to; null: to the top.")


class Category(Told):
    """A category; `products` stand in it itself."""

    id: int
    name: str
    parent: int | None
    products: int
    links: dict[str, str]


class Categories(Told):
    """All categories, each followed by those in it."""

    items: list[Category]
    next: None = None


class LevelBody(Taken):
    """A price level: its name, and what it takes off each product that it says nothing else of."""

    model_config = example({"name": "Trade", "off_percent": "10"})

    name: str = Name
    off_percent: str = Field("0", description=PERCENT, max_length=20, examples=["10"])


class Level(Told):
    """A price level, and how much hangs on it."""

    id: int
    name: str
    off_percent: str
    prices: int = Field(description="Products that it has a price of its own for, counted by quantities.")
    customers: int = Field(description="With whom it was agreed.")
    tags: list[str] = Field(description="Whose customers have it.")
    links: dict[str, str]


class Levels(Told):
    """All price levels, in their order."""

    items: list[Level]
    next: None = None


class TaxBody(Taken):
    """A tax class: a rate of 0 needs a reason, which is printed."""

    model_config = example({"name": "Standard", "rate": "20", "exempt_reason": "", "is_default": True})

    name: str = Name
    rate: str = Field(description=PERCENT, max_length=20, examples=["20"])
    exempt_reason: str = Field("", max_length=200)
    is_default: bool = Field(False, description="Of products that name none. It stays so until another is.")


class TaxClass(Told):
    """A tax class; so many products are taxed by it."""

    id: int
    name: str
    rate: str
    exempt_reason: str
    is_default: bool
    products: int
    links: dict[str, str]


class TaxClasses(Told):
    """All tax classes, the default one first."""

    items: list[TaxClass]
    next: None = None


class LevelGiven(Taken):
    """The price level that is agreed with a customer."""

    model_config = example({"price_level": 1})

    price_level: int | None = Field(ge=1, lt=10**18, description="null: none any more.")


class LevelOfCustomer(Told):
    """The price level that is agreed with a customer; what its tags give is not told here."""

    price_level: int | None
    name: str


# --- categories -------------------------------------------------------------------------------------------------------


@resource.get(CATEGORIES, right=Right.SEE_CATALOGUE, answer=Categories, summary="List product categories")
def list_categories(request: ApiRequest) -> HttpResponse:
    """From top to bottom; there are never so many that the list has a second part."""
    return told(200, {"items": [_category(row) for row in category_tree()], "next": None})


@resource.post(
    CATEGORIES,
    right=Right.KEEP_CATALOGUE,
    answer=Category,
    summary="Add a product category",
    problems=(404, 409),
    headers=("Location",),
)
def add_a_category(request: ApiRequest, category: NewCategory) -> HttpResponse:
    """At most four stand in one another."""
    key = add_category(name=category.name, parent=category.parent, by=request.actor, at=timezone.now())
    return _made(CATEGORIES, key, _category(_category_row(key)))


@resource.get(
    CATEGORIES + "/{number:key}",
    right=Right.SEE_CATALOGUE,
    answer=Category,
    summary="One product category",
    problems=(404,),
)
def get_category(request: ApiRequest, key: int) -> HttpResponse:
    """With how many products stand in it itself."""
    return told(200, _category(_category_row(key)))


@resource.patch(
    CATEGORIES + "/{number:key}",
    right=Right.KEEP_CATALOGUE,
    answer=Category,
    summary="Rename or move a product category",
    problems=(404, 409),
)
def change_category(request: ApiRequest, key: int, change: CategoryChange) -> HttpResponse:
    """It takes those in it along."""
    sent, by, at = change.model_dump(exclude_unset=True), request.actor, timezone.now()
    _category_row(key)
    if "name" in sent:
        rename_category(category=key, name=sent["name"], by=by, at=at)
    if "parent" in sent:
        move_category(category=key, parent=sent["parent"], by=by, at=at)
    return told(200, _category(_category_row(key)))


@resource.delete(
    CATEGORIES + "/{number:key}", right=Right.KEEP_CATALOGUE, summary="Delete a product category", problems=(404, 409)
)
def remove_category(request: ApiRequest, key: int) -> HttpResponse:
    """Only an empty one."""
    delete_category(category=key, by=request.actor, at=timezone.now())
    return HttpResponse(status=204)


def _category_row(key: int) -> CategoryRow:
    found = next((row for row in category_tree() if row.key == key), None)
    if found is None:
        raise NoSuchEntry
    return found


def _category(row: CategoryRow) -> dict[str, Any]:
    links = _links(CATEGORIES, row.key)
    return {"id": row.key, "name": row.name, "parent": row.parent, "products": row.count, "links": links}


# --- price levels -----------------------------------------------------------------------------------------------------


@resource.get(LEVELS, right=Right.SEE_CATALOGUE, answer=Levels, summary="List price levels")
def list_levels(request: ApiRequest) -> HttpResponse:
    """In their order."""
    return told(200, {"items": [_level(row) for row in price_levels()], "next": None})


@resource.post(
    LEVELS,
    right=Right.KEEP_CATALOGUE,
    answer=Level,
    summary="Add a price level",
    problems=(409,),
    headers=("Location",),
)
def add_a_level(request: ApiRequest, level: LevelBody) -> HttpResponse:
    """It is agreed with customers, or given to all who have a tag."""
    off = _ppm("off_percent", level.off_percent)
    key = add_level(name=level.name, off_ppm=off, by=request.actor, at=timezone.now())
    return _made(LEVELS, key, _level(price_level(key)))


@resource.get(
    LEVELS + "/{number:key}", right=Right.SEE_CATALOGUE, answer=Level, summary="One price level", problems=(404,)
)
def get_level(request: ApiRequest, key: int) -> HttpResponse:
    """With how much hangs on it."""
    return told(200, _level(price_level(key)))


@resource.put(
    LEVELS + "/{number:key}",
    right=Right.KEEP_CATALOGUE,
    answer=Level,
    summary="Correct a price level",
    problems=(404, 409),
)
def change_level(request: ApiRequest, key: int, level: LevelBody) -> HttpResponse:
    """For what is sold from now on."""
    off = _ppm("off_percent", level.off_percent)
    correct_level(level=key, name=level.name, off_ppm=off, by=request.actor, at=timezone.now())
    return told(200, _level(price_level(key)))


@resource.delete(LEVELS + "/{number:key}", right=Right.KEEP_CATALOGUE, summary="Delete a price level", problems=(404,))
def remove_level(request: ApiRequest, key: int) -> HttpResponse:
    """With its prices: whoever had it pays as if it had never been."""
    delete_level(level=key, by=request.actor, at=timezone.now())
    return HttpResponse(status=204)


def _level(row: LevelRow) -> dict[str, Any]:
    return {
        "id": row.key,
        "name": row.name,
        "off_percent": percent(row.off_ppm),
        "prices": row.prices,
        "customers": row.customers,
        "tags": list(row.tags),
        "links": _links(LEVELS, row.key),
    }


@resource.get(
    OF_CUSTOMER,
    right=Right.SEE_CATALOGUE,
    answer=LevelOfCustomer,
    summary="The price level of a customer",
    problems=(404,),
)
def get_level_of_customer(request: ApiRequest, number: int) -> HttpResponse:
    """What was agreed with the customer itself. It takes the right to see customers too."""
    return _of_customer(request, number)


@resource.put(
    OF_CUSTOMER,
    right=Right.KEEP_CATALOGUE,
    answer=LevelOfCustomer,
    summary="Agree on a price level with a customer",
    problems=(404,),
)
def give_level_to_customer(request: ApiRequest, number: int, given: LevelGiven) -> HttpResponse:
    """Or on none any more. It takes the right to see customers too."""
    require(request.actor, Right.SEE_CUSTOMERS)
    give_level(customer=number, level=given.price_level, by=request.actor, at=timezone.now())
    return _of_customer(request, number)


def _of_customer(request: ApiRequest, number: int) -> HttpResponse:
    require(request.actor, Right.SEE_CUSTOMERS)
    own = own_level_of(customer_record(number).number)
    return told(200, {"price_level": own.key if own else None, "name": own.name if own else ""})


# --- tax classes ------------------------------------------------------------------------------------------------------


@resource.get(TAXES, right=Right.SEE_CATALOGUE, answer=TaxClasses, summary="List tax classes")
def list_tax_classes(request: ApiRequest) -> HttpResponse:
    """The default one first."""
    return told(200, {"items": [_tax(row) for row in tax_classes()], "next": None})


@resource.post(
    TAXES,
    right=Right.KEEP_CATALOGUE,
    answer=TaxClass,
    summary="Add a tax class",
    problems=(409,),
    headers=("Location",),
)
def add_a_tax_class(request: ApiRequest, tax: TaxBody) -> HttpResponse:
    """The first one is the default."""
    key = add_tax_class(**_tax_values(tax), by=request.actor, at=timezone.now())
    return _made(TAXES, key, _tax(_tax_row(key)))


@resource.get(
    TAXES + "/{number:key}", right=Right.SEE_CATALOGUE, answer=TaxClass, summary="One tax class", problems=(404,)
)
def get_tax_class(request: ApiRequest, key: int) -> HttpResponse:
    """With how many products are taxed by it."""
    return told(200, _tax(_tax_row(key)))


@resource.put(
    TAXES + "/{number:key}",
    right=Right.KEEP_CATALOGUE,
    answer=TaxClass,
    summary="Correct a tax class",
    problems=(404, 409),
)
def change_tax_class(request: ApiRequest, key: int, tax: TaxBody) -> HttpResponse:
    """For what is sold from now on."""
    _tax_row(key)
    correct_tax_class(tax_class=key, **_tax_values(tax), by=request.actor, at=timezone.now())
    return told(200, _tax(_tax_row(key)))


@resource.delete(TAXES + "/{number:key}", right=Right.KEEP_CATALOGUE, summary="Delete a tax class", problems=(404, 409))
def remove_tax_class(request: ApiRequest, key: int) -> HttpResponse:
    """Only one by which no product is taxed."""
    delete_tax_class(tax_class=key, by=request.actor, at=timezone.now())
    return HttpResponse(status=204)


def _tax_values(tax: TaxBody) -> dict[str, Any]:
    return {
        "name": tax.name,
        "rate_ppm": _ppm("rate", tax.rate),
        "exempt_reason": tax.exempt_reason,
        "is_default": tax.is_default,
    }


def _tax_row(key: int) -> TaxRow:
    found = next((row for row in tax_classes() if row.key == key), None)
    if found is None:
        raise NoSuchEntry
    return found


def _tax(row: TaxRow) -> dict[str, Any]:
    return {
        "id": row.key,
        "name": row.name,
        "rate": percent(row.rate_ppm),
        "exempt_reason": row.exempt_reason,
        "is_default": row.is_default,
        "products": row.count,
        "links": _links(TAXES, row.key),
    }


# --- what they have in common -----------------------------------------------------------------------------------------


def _ppm(field: str, text: str) -> int:
    try:
        return ppm_of(text)
    except NotAPercentage as refusal:
        raise NotUsable([FieldError.of(field, refusal)]) from None


def _links(place: str, key: int) -> dict[str, str]:
    return {"self": f"{PREFIX}{place}/{key}"}


def _made(place: str, key: int, shown: dict[str, Any]) -> HttpResponse:
    return told(201, shown, headers={"Location": f"{PREFIX}{place}/{key}"})
