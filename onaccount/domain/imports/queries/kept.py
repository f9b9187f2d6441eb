"""What an undo would do, and what it left as it was."""

import uuid
from dataclasses import dataclass

from onaccount.domain.catalogue.queries.known import products_standing
from onaccount.domain.customers.queries import standing_of
from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.models import Import, KeptRow
from onaccount.domain.imports.queries.names import actor_of
from onaccount.domain.imports.rules.options import ListOf, list_of
from onaccount.domain.imports.rules.said import Said, unpack
from onaccount.domain.imports.rules.states import NoSuchImport


@dataclass(frozen=True, slots=True)
class Kept:
    """A customer that stays as it is. `row` is that of the file, None where it is not known any more."""

    customer: int
    row: int | None
    said: list[Said]


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """How many customers would go, get their old values back, and stay, as far as that can be said quickly."""

    removed: int
    restored: int
    kept: int


def undo_preview(key: uuid.UUID) -> UndoPreview:
    item = _import(key)
    of_products = list_of(item.options) is ListOf.PRODUCTS
    now = products_standing(key) if of_products else standing_of(key, item.first_number, item.last_number)
    return UndoPreview(
        removed=now.made - now.made_changed,
        restored=now.corrected - now.corrected_changed,
        kept=now.made_changed + now.corrected_changed,
    )


def kept_rows(key: uuid.UUID, *, limit: int | None = None) -> list[Kept]:
    """Whom an undo left as they are, in the file's order."""
    rows = KeptRow.objects.filter(item=key).order_by("row", "customer")[:limit]
    return [Kept(kept.customer, kept.row, unpack(kept.said)) for kept in rows]


def kept_count(key: uuid.UUID) -> int:
    return KeptRow.objects.filter(item=key).count()


def actor_of_undo(key: uuid.UUID) -> Actor:
    """Who wants the import taken back: whoever goes on with it does so in their name."""
    item = _import(key)
    return actor_of(item.undone_by_kind, item.undone_by_key)


def _import(key: uuid.UUID) -> Import:
    item = Import.objects.filter(pk=key).first()
    if item is None:
        raise NoSuchImport
    return item
