"""Categories: made, named anew, moved, taken away."""

from datetime import datetime

from django.db.models import Max

from onaccount.domain.business.queries import locked_business
from onaccount.domain.catalogue.actions.named import clean_name, locked, save_named
from onaccount.domain.catalogue.models import Product, ProductCategory
from onaccount.domain.catalogue.queries.products import branch_of, category_paths
from onaccount.domain.catalogue.rules.products import DEEPEST, WITHIN
from onaccount.domain.catalogue.rules.refused import CategoryInItself, CategoryInUse, TooDeep
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def add_category(*, name: str, parent: int | None = None, by: Actor, at: datetime) -> int:
    """Make a category, the last beside the others of its parent; its key."""
    require(by, Right.KEEP_CATALOGUE)
    locked_business()  # two who move categories at once would else build a ring of them
    above = locked(ProductCategory, parent) if parent else None
    return _make(clean_name(name), above, by=by, at=at).pk


def _make(name: str, parent: ProductCategory | None, *, by: Actor, at: datetime) -> ProductCategory:
    if parent is not None and depth_of(parent.pk) >= DEEPEST:
        raise TooDeep(deepest=DEEPEST)
    category = ProductCategory(name=name, parent=parent, position=_next_position(parent))
    save_named(category, name)
    record("product_category.added", about(category.pk), by=by, at=at, changes={"name": ("", name)})
    return category


def _next_position(parent: ProductCategory | None) -> int:
    last = ProductCategory.objects.filter(parent=parent).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def depth_of(key: int) -> int:
    """1 at the top."""
    return category_paths()[key].count(WITHIN) + 1


def category_named(path: str, *, by: Actor, at: datetime) -> ProductCategory:
    """The category of a path such as "Cheese / Blue", made where it is not there yet, whatever the case."""
    parent: ProductCategory | None = None
    for name in path.split(WITHIN):
        found = ProductCategory.objects.filter(parent=parent, name__iexact=name).first()
        parent = found or _make(name, parent, by=by, at=at)
    assert parent is not None, "a path has a name"
    return parent


@action
def rename_category(*, category: int, name: str, by: Actor, at: datetime) -> None:
    require(by, Right.KEEP_CATALOGUE)
    found, name = locked(ProductCategory, category), clean_name(name)
    before, found.name = found.name, name
    if before != name:
        save_named(found, name)
        record("product_category.renamed", about(category), by=by, at=at, changes={"name": (before, name)})


@action
def move_category(*, category: int, parent: int | None, place: int | None = None, by: Actor, at: datetime) -> None:
    """Put a category into another, or at the top; before the one that is in this place (from 0), or as the last."""
    require(by, Right.KEEP_CATALOGUE)
    locked_business()
    found = locked(ProductCategory, category)
    above = locked(ProductCategory, parent) if parent else None
    branch = branch_of(category)
    if parent in branch:
        raise CategoryInItself(name=found.name)
    paths = category_paths()
    height = max(paths[key].count(WITHIN) for key in branch) - paths[category].count(WITHIN) + 1
    if (depth_of(parent) if parent else 0) + height > DEEPEST:
        raise TooDeep(deepest=DEEPEST)
    found.parent = above
    save_named(found, found.name)
    beside = list(ProductCategory.objects.filter(parent=above).exclude(pk=category).order_by("position", "pk"))
    beside.insert(len(beside) if place is None else place, found)
    for position, each in enumerate(beside):
        each.position = position
    ProductCategory.objects.bulk_update(beside, ["position"])
    changes = {"path": (paths[category], category_paths()[category])}
    record("product_category.moved", about(category), by=by, at=at, changes=changes)


@action
def delete_category(*, category: int, by: Actor, at: datetime) -> None:
    """Take an empty category away. Products in the archive are taken out of it: nobody finds them there."""
    require(by, Right.KEEP_CATALOGUE)
    locked_business()
    found = locked(ProductCategory, category)
    products = Product.objects.filter(category=found, archived_at=None).count()
    below = ProductCategory.objects.filter(parent=found).count()
    if products or below:
        raise CategoryInUse(name=found.name, products=products, categories=below)
    Product.objects.filter(category=found).update(category=None)
    found.delete()
    record("product_category.deleted", about(category), by=by, at=at, changes={"name": (found.name, "")})


def about(key: int) -> Subject:
    return Subject("product_category", str(key))
