"""Take the products of a list back: the new ones go, the others get their old values."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from itertools import repeat

from django.db import connection, transaction
from django.db.models import F

from onaccount.domain.catalogue.actions import restore
from onaccount.domain.catalogue.actions.restore import TakenBack
from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.actions.move import import_of
from onaccount.domain.imports.actions.progress import Tell, nobody
from onaccount.domain.imports.models import Import, KeptRow
from onaccount.domain.imports.queries.row_numbers import rows_of_new
from onaccount.domain.imports.rules.options import ListOf
from onaccount.domain.imports.rules.progress import Work
from onaccount.domain.imports.rules.said import Said, pack
from onaccount.domain.imports.rules.states import ImportState
from onaccount.domain.tills.queries.wares import products_sold
from onaccount.foundation.slices import sizes

FIRST_SLICE, LARGEST_SLICE = 200, 5_000  # products
CUT_OFF = (ImportState.APPLYING.value, ImportState.STOPPING.value)


def unfinished_products() -> list[uuid.UUID]:
    """Whether their process lives says its lock."""
    found = Import.objects.filter(state__in=CUT_OFF, options__of=ListOf.PRODUCTS.value)
    return list(found.values_list("pk", flat=True))


def take_back_products(key: uuid.UUID, *, by: Actor, at: datetime) -> None:
    if key in unfinished_products():
        undo_products(key, tell=nobody, by=by, at=at)


def undo_products(key: uuid.UUID, *, tell: Tell, by: Actor, at: datetime) -> None:
    item = import_of(key)
    _remove_all(item, tell=tell, by=by, at=at)
    _restore_all(item, tell=tell, by=by, at=at)
    with transaction.atomic():
        restore.forget_categories(key)


def _remove_all(item: Import, *, tell: Tell, by: Actor, at: datetime) -> None:
    if item.first_number is None or item.last_number is None:
        return
    sold = products_sold(item.first_number, item.last_number)
    high, total = item.first_number - 1, item.last_number - item.first_number + 1
    for size in _sizes():
        tell(Work.TAKING_BACK, high + 1 - item.first_number, total + item.updated)
        if high == item.last_number:
            break
        low, high = high + 1, min(high + size, item.last_number)
        with transaction.atomic():
            gone = restore.remove_added(item.pk, low=low, high=high, sold=sold, by=by, at=at)
            rows = rows_of_new(item.pk, [kept.product for kept in gone.kept], item.first_number)
            _keep_account(item, gone, rows, removed=gone.done)


def _restore_all(item: Import, *, tell: Tell, by: Actor, at: datetime) -> None:
    last = done = 0
    for size in _sizes():
        with transaction.atomic():
            slice_ = restore.restore_updated(item.pk, after=last, most=size, by=by, at=at)
            _keep_account(item, slice_, {}, restored=slice_.done)
        if slice_.last is None:
            break
        last, done = slice_.last, done + slice_.done + len(slice_.kept)
        tell(Work.TAKING_BACK, item.new_customers + done, item.new_customers + item.updated)


def _keep_account(item: Import, taken: TakenBack, rows: dict[int, int], *, removed: int = 0, restored: int = 0) -> None:
    KeptRow.objects.bulk_create(
        [
            KeptRow(
                item=item,
                customer=kept.product,
                row=kept.row if kept.row is not None else rows.get(kept.product),
                said=pack([Said("", kept.why, "", dict(kept.values))]),
            )
            for kept in taken.kept
        ],
        ignore_conflicts=True,
    )
    if item.state == ImportState.UNDOING.value:
        Import.objects.filter(pk=item.pk).update(removed=F("removed") + removed, restored=F("restored") + restored)


def _sizes() -> Iterator[int]:
    on_postgresql = connection.vendor == "postgresql"
    return repeat(LARGEST_SLICE) if on_postgresql else sizes(FIRST_SLICE, LARGEST_SLICE)
