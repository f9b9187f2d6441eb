"""The tags and categories of the business: made, named anew, made one of two, taken away.

Each change is one fact about the label, with how many customers it touched: what a customer has is what the label says.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from onaccount.domain.business.models import Business
from onaccount.domain.business.queries import locked_business
from onaccount.domain.customers.models import Customer, Tag
from onaccount.domain.customers.queries.labels import category_label, category_like, category_names
from onaccount.domain.customers.rules.labels import (
    MOST_CATEGORIES,
    LabelTaken,
    NoSuchLabel,
    TooManyCategories,
    clean_category_name,
    clean_tag_name,
    same_label,
)
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def make_tag(*, name: str, by: Actor, at: datetime) -> int:
    """Have a tag before any customer has it; it stays when the last one loses it. Returns its key."""
    require(by, Right.EDIT_BUSINESS)
    name = clean_tag_name(name)
    try:
        with transaction.atomic():
            tag = Tag.objects.create(name=name, is_kept=True)
    except IntegrityError:
        raise LabelTaken(name=name) from None
    record("tag.made", Subject("tag", str(tag.pk)), by=by, at=at, changes={"name": ("", name)})
    return tag.pk


@action
def rename_tag(*, key: int, name: str, merges: bool = False, by: Actor, at: datetime) -> int:
    """Give a tag another name, at once on every customer; return the key of the tag that has it now.

    Where another has the name and `merges` says so, the two become one, which is the other.
    """
    require(by, Right.EDIT_BUSINESS)
    name = clean_tag_name(name)
    locked_business()  # two who make two tags one of each other would else wait for one another for ever
    tag = Tag.objects.filter(pk=key).first()
    if tag is None:
        raise NoSuchLabel
    other = Tag.objects.filter(name__iexact=name).exclude(pk=key).first()
    if other is not None:
        if not merges:
            raise LabelTaken(name=other.name)
        return _merge_tags(tag, other, by=by, at=at)
    before, tag.name = tag.name, name
    try:
        with transaction.atomic():
            tag.save(update_fields=["name"])
    except IntegrityError:
        raise LabelTaken(name=name) from None
    if before != name:
        record("tag.renamed", Subject("tag", str(key)), by=by, at=at, changes={"name": (before, name)})
    return key


def _merge_tags(tag: Tag, other: Tag, *, by: Actor, at: datetime) -> int:
    on_customers = Customer.tags.through.objects
    has_both = on_customers.filter(tag=other).values("customer_id")
    count = on_customers.filter(tag=tag).count()
    on_customers.filter(tag=tag).exclude(customer__in=has_both).update(tag=other)
    on_customers.filter(tag=tag).delete()
    Tag.objects.filter(pk=other.pk).update(is_kept=tag.is_kept or other.is_kept)
    _move_above(tag, other)
    key = tag.pk
    tag.delete()
    changes = {"name": (tag.name, other.name), "customers": (count, 0)}
    record("tag.merged", Subject("tag", str(key)), by=by, at=at, changes=changes)
    return other.pk


def _move_above(tag: Tag, other: Tag) -> None:
    """What rooms above say of a tag is said of the one that it becomes; where that one has its own, that stays.

    Such a table says in `one_per_tag` by which of its columns it has one row per tag.
    """
    for relation in Tag._meta.related_objects:
        table: Any = relation.related_model
        name = relation.field.name
        if table._meta.app_label != Tag._meta.app_label:
            own = table._base_manager.filter(**{name: other})
            there = {f"{column}__in": own.values(column) for column in table.one_per_tag}
            rows = table._base_manager.filter(**{name: tag})
            if there or own.exists():
                rows.filter(**there).delete()
            rows.update(**{name: other})


@action
def delete_tag(*, key: int, by: Actor, at: datetime) -> int:
    """Take a tag off every customer and away; return how many had it."""
    require(by, Right.EDIT_BUSINESS)
    locked_business()
    tag = Tag.objects.filter(pk=key).first()
    if tag is None:
        raise NoSuchLabel
    count, _ = Customer.tags.through.objects.filter(tag=tag).delete()
    tag.delete()
    changes = {"name": (tag.name, ""), "customers": (count, 0)}
    record("tag.deleted", Subject("tag", str(key)), by=by, at=at, changes=changes)
    return count


@action
def make_category(*, name: str, by: Actor, at: datetime) -> None:
    """Offer a category in forms, after those that are there."""
    require(by, Right.EDIT_BUSINESS)
    name, business = clean_category_name(name), locked_business()
    if there := category_like(name):
        raise LabelTaken(name=there)
    _offer(business, lambda names: [*names, name])
    record("category.made", _about(name), by=by, at=at, changes={"name": ("", name)})


@action
def rename_category(*, old: str, name: str, merges: bool = False, by: Actor, at: datetime) -> None:
    """Give a category another name, on every customer that has it; where it is offered already, they become one."""
    require(by, Right.EDIT_BUSINESS)
    name, business = clean_category_name(name), locked_business()
    label = category_label(old)
    there = category_like(name)
    if there is not None and not same_label(there, old):
        if not merges:
            raise LabelTaken(name=there)
        name = there
    if name == old:
        return
    _offer(business, lambda names: _renamed(names, old, name))
    Customer.objects.filter(category=old).update(category=name, changed_at=at)
    changes = {"name": (old, name), "customers": (label.count, label.count)}
    record("category.renamed", _about(old), by=by, at=at, changes=changes)


def _renamed(names: list[str], old: str, name: str) -> list[str]:
    """Each once, in its place; a category that was only in use is offered under its new name."""
    return list(dict.fromkeys(name if each == old else each for each in [*names, *([old] if old not in names else [])]))


@action
def delete_category(*, name: str, by: Actor, at: datetime) -> int:
    """Take a category off every customer and offer it no more; return how many had it."""
    require(by, Right.EDIT_BUSINESS)
    business, label = locked_business(), category_label(name)
    _offer(business, lambda names: [each for each in names if each != name])
    Customer.objects.filter(category=name).update(category="", changed_at=at)
    changes = {"name": (name, ""), "customers": (label.count, 0)}
    record("category.deleted", _about(name), by=by, at=at, changes=changes)
    return label.count


def _offer(business: Business, change: Callable[[list[str]], list[str]]) -> None:
    """Change the list that forms offer. The caller holds the business."""
    names = change(category_names())
    if len(names) > MOST_CATEGORIES:
        raise TooManyCategories(most=MOST_CATEGORIES)
    business.categories = names
    business.save(update_fields=["categories"])


def _about(name: str) -> Subject:
    return Subject("category", name[:60])
