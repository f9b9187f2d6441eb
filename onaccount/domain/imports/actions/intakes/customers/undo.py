"""Take the customers of a list back: the new ones go, the others get their old values."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from itertools import repeat

from django.db import connection, transaction
from django.db.models import F

from onaccount.domain.customers.actions import restore, sets
from onaccount.domain.customers.actions.restore import TakenBack
from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.actions.move import import_of
from onaccount.domain.imports.actions.progress import Tell, nobody
from onaccount.domain.imports.models import Import, KeptRow
from onaccount.domain.imports.queries.row_numbers import rows_of_new
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.progress import Work
from onaccount.domain.imports.rules.said import Said, pack
from onaccount.domain.imports.rules.states import ImportState
from onaccount.domain.vetting.actions import leave_waves
from onaccount.foundation.slices import SLICE_SECONDS, sizes

FIRST_SLICE, LARGEST_SLICE = 200, 5_000  # customers; each slice asks for them by their numbers
RESTORING = 0.09  # seconds of a slice: much of it is reckoning, which takes longer on a busy machine than writing does
AT_ONCE = 1_000  # customers in one transaction: a till that waits for it hardly notices


def undo_customers(key: uuid.UUID, *, tell: Tell, by: Actor, at: datetime) -> None:
    _remove_all(key, tell=tell, by=by, at=at)
    restore_all(key, tell=tell, by=by, at=at)


def take_back_customers(key: uuid.UUID, *, by: Actor, at: datetime) -> None:
    """What an import has written so far, if it is not complete. Killed meanwhile, it is called again."""
    if key not in sets.unpublished_batches():
        return
    restore_all(key, tell=nobody, by=by, at=at)
    first, last = Import.objects.filter(pk=key).values_list("first_number", "last_number").get()
    if first is not None and last is not None:
        for low in range(first, last + 1, AT_ONCE):
            with transaction.atomic():
                sets.take_back_added(key, low=low, high=min(low + AT_ONCE - 1, last))
    with transaction.atomic():
        sets.forget_unused_tags()
        sets.publish_batch(key)


def _sizes(seconds: float = SLICE_SECONDS) -> Iterator[int]:
    """On PostgreSQL nobody waits for us, and all of it is one transaction anyway."""
    on_postgresql = connection.vendor == "postgresql"
    return repeat(LARGEST_SLICE) if on_postgresql else sizes(FIRST_SLICE, LARGEST_SLICE, seconds)


def _remove_all(key: uuid.UUID, *, tell: Tell, by: Actor, at: datetime) -> None:
    """The new customers, in the file's order."""
    item = import_of(key)
    if item.first_number is None or item.last_number is None:
        return
    status = Options.of_json(item.options).status.value
    high, total = item.first_number - 1, item.last_number - item.first_number + 1
    for size in _sizes():
        tell(Work.TAKING_BACK, high + 1 - item.first_number, total + item.updated)
        if high == item.last_number:
            break
        low, high = high + 1, min(high + size, item.last_number)
        with transaction.atomic():
            leave_waves(batch=key, low=low, high=high)
            gone = restore.remove_added(key, status=status, low=low, high=high, by=by, at=at)
            _keep_account(key, gone, rows_of_new(key, [kept.number for kept in gone.kept], item.first_number))
            Import.objects.filter(pk=key).update(removed=F("removed") + gone.done)


def restore_all(key: uuid.UUID, *, tell: Tell, by: Actor, at: datetime) -> None:
    """Give the updated customers their old values back; also where their import was cut off before its end."""
    item = import_of(key)
    last = done = 0
    for size in _sizes(RESTORING):
        with transaction.atomic():
            slice_ = restore.restore_updated(key, after=last, most=size, by=by, at=at)
            _keep_account(key, slice_, {})
            if item.state == ImportState.UNDOING.value:
                Import.objects.filter(pk=key).update(restored=F("restored") + slice_.done)
        if slice_.last is None:
            break
        last, done = slice_.last, done + slice_.done + len(slice_.kept)
        tell(Work.TAKING_BACK, item.new_customers + done, item.new_customers + item.updated)


def _keep_account(key: uuid.UUID, taken: TakenBack, rows: dict[int, int]) -> None:
    KeptRow.objects.bulk_create(
        [
            KeptRow(
                item_id=key,
                customer=kept.number,
                row=kept.row if kept.row is not None else rows.get(kept.number),
                said=pack([Said("", kept.why, "", dict(kept.values))]),
            )
            for kept in taken.kept
        ],
        ignore_conflicts=True,
    )
