"""Price levels: made, corrected, given to customers and tags; and what they say of a product."""

from datetime import datetime

from django.db.models import Max

from onaccount.domain.catalogue.actions.named import clean_name, locked, save_named
from onaccount.domain.catalogue.actions.products import about as about_product
from onaccount.domain.catalogue.actions.products import check_standing
from onaccount.domain.catalogue.models import LevelOfCustomer, LevelOfTag, PriceLevel, ProductPrice
from onaccount.domain.catalogue.queries.products import locked_product
from onaccount.domain.catalogue.rules.quantities import ONE_MILLI, quantity
from onaccount.domain.catalogue.rules.refused import NoSuchEntry, PriceOrShare
from onaccount.domain.catalogue.rules.shares import percent
from onaccount.domain.customers.models import Tag
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.customers.rules.labels import NoSuchLabel
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.money import Money, OtherCurrency, plain


@action
def add_level(*, name: str, off_ppm: int = 0, by: Actor, at: datetime) -> int:
    """Make a price level, which takes a share off every product that it says nothing else of; its key."""
    require(by, Right.KEEP_CATALOGUE)
    name = clean_name(name)
    last = PriceLevel.objects.aggregate(last=Max("position"))["last"]
    level = PriceLevel(name=name, off_ppm=off_ppm, position=0 if last is None else last + 1)
    save_named(level, name)
    record("price_level.added", _about(level.pk), by=by, at=at, changes={"name": ("", name), "off": (0, off_ppm)})
    return level.pk


@action
def correct_level(*, level: int, name: str, off_ppm: int, by: Actor, at: datetime) -> None:
    require(by, Right.KEEP_CATALOGUE)
    found, name = locked(PriceLevel, level), clean_name(name)
    changes: dict[str, tuple[object, object]] = {"name": (found.name, name), "off": (found.off_ppm, off_ppm)}
    changes = {key: pair for key, pair in changes.items() if pair[0] != pair[1]}
    found.name, found.off_ppm = name, off_ppm
    if changes:
        save_named(found, name)
        record("price_level.corrected", _about(level), by=by, at=at, changes=changes)


@action
def delete_level(*, level: int, by: Actor, at: datetime) -> None:
    """Take a level away with its prices; whoever had it pays as if it had never been."""
    require(by, Right.KEEP_CATALOGUE)
    found = locked(PriceLevel, level)
    lost = {"prices": (found.prices.count(), 0), "customers": (found.customers.count(), 0)}
    found.delete()
    record("price_level.deleted", _about(level), by=by, at=at, changes={"name": (found.name, ""), **lost})


@action
def give_level(*, customer: int, level: int | None, by: Actor, at: datetime) -> None:
    """Agree on a level with a customer, or, with None, on none any more."""
    require(by, Right.KEEP_CATALOGUE)
    number = locked_customer(customer).number
    before = LevelOfCustomer.objects.filter(customer=number).select_related("level").first()
    found = locked(PriceLevel, level) if level else None
    if (before.level_id if before else None) == level:
        return
    LevelOfCustomer.objects.filter(customer=number).delete()
    if found:
        LevelOfCustomer.objects.create(customer_id=number, level=found)
    changes = {"price_level": (before.level.name if before else "", found.name if found else "")}
    record("customer.price_level_given", Subject("customer", str(number)), by=by, at=at, changes=changes)


@action
def give_level_to_tag(*, tag: str, level: int | None, by: Actor, at: datetime) -> None:
    """Give a level to all customers with a tag, or, with None, take it from them."""
    require(by, Right.KEEP_CATALOGUE)
    about = Tag.objects.select_for_update(no_key=True).filter(name__iexact=tag.strip()).first()
    if about is None:
        raise NoSuchLabel
    found = locked(PriceLevel, level) if level else None
    before = LevelOfTag.objects.filter(tag=about).select_related("level").first()
    if (before.level_id if before else None) == level:
        return
    LevelOfTag.objects.filter(tag=about).delete()
    if found:
        LevelOfTag.objects.create(tag=about, level=found)
    changes = {"price_level": (before.level.name if before else "", found.name if found else "")}
    record("tag.price_level_given", Subject("tag", str(about.pk)), by=by, at=at, changes=changes)


@action
def set_price(
    *,
    product: int,
    level: int,
    price: Money | None = None,
    off_ppm: int | None = None,
    from_milli: int = ONE_MILLI,
    by: Actor,
    at: datetime,
) -> None:
    """What a level asks for a product from a quantity on: an amount for one unit, or a share off the product's own."""
    require(by, Right.KEEP_CATALOGUE)
    if (price is None) == (off_ppm is None):
        raise PriceOrShare
    found = locked_product(product)
    check_standing(found)
    if price is not None and price.currency != found.currency:
        raise OtherCurrency(given=price.currency, kept=found.currency)
    level_found = locked(PriceLevel, level)
    here = ProductPrice.objects.filter(product=found, level=level_found, from_milli=from_milli)
    before = here.first()
    after = ProductPrice(
        product=found,
        level=level_found,
        from_milli=from_milli,
        price_minor=price.minor if price is not None else None,
        currency=price.currency if price is not None else "",
        off_ppm=off_ppm,
    )
    if before and _words(before) == _words(after):
        return
    here.delete()
    after.save()
    changes = {_place(level_found, from_milli): (_words(before) if before else "", _words(after))}
    record("product.price_set", about_product(product), by=by, at=at, changes=changes)


@action
def remove_price(*, product: int, price: int, by: Actor, at: datetime) -> None:
    """Have a level say no more what it said of a product from a quantity on."""
    require(by, Right.KEEP_CATALOGUE)
    locked_product(product)
    found = ProductPrice.objects.filter(pk=price, product=product).select_related("level").first()
    if found is None:
        raise NoSuchEntry
    found.delete()
    changes = {_place(found.level, found.from_milli): (_words(found), "")}
    record("product.price_removed", about_product(product), by=by, at=at, changes=changes)


def _place(level: PriceLevel, from_milli: int) -> str:
    return level.name if from_milli == ONE_MILLI else f"{level.name}, from {quantity(from_milli)}"


def _words(price: ProductPrice) -> str:
    if price.price_minor is None:
        return f"{percent(price.off_ppm or 0)} % off"
    return f"{plain(price.price_minor, price.currency)} {price.currency}"


def _about(key: int) -> Subject:
    return Subject("price_level", str(key))
