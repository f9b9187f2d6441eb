"""Write the products of a list."""

from datetime import datetime
from itertools import repeat

from django.db import connection, transaction

from onaccount.domain.business.queries import current_business
from onaccount.domain.catalogue.actions import sets
from onaccount.domain.catalogue.actions.sets import Batch
from onaccount.domain.customers.actions.sets import (
    LAST,
    Source,
    TakenMeanwhile,
    count_updates,
    next_updates,
    take_numbers,
)
from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.actions.at_work import hold_postgresql
from onaccount.domain.imports.actions.bring import attached_stage, copied_stage
from onaccount.domain.imports.actions.intakes.intake import Finish
from onaccount.domain.imports.actions.progress import Tell
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.rules.progress import Work
from onaccount.domain.imports.rules.states import ChangedSinceRehearsal
from onaccount.foundation.slices import sizes

AT_ONCE = 20_000  # rows in one transaction on SQLite, where the books have one writer
FIRST_SLICE = 1_000
TOLD_EVERY = 20_000  # rows of one transaction


def write_products(item: Import, *, by: Actor, at: datetime, tell: Tell, finish: Finish) -> None:
    """All of it or nothing. On SQLite many rows are written in slices, and are seen one slice after the other: a till
    that finds half of a catalogue finds what it sells, and a writing that is cut off is taken back."""
    try:
        if connection.vendor == "postgresql":
            with transaction.atomic():
                before = _take_block(item)
            with transaction.atomic():
                hold_postgresql()
                with copied_stage(item.pk, sets.STAGE, sets.COMPARED) as source:
                    _write(item, _batch(item, source, before, by, at), tell, is_sliced=False)
                finish()
            return
        with attached_stage(item.pk) as source:
            if item.new_customers + count_updates(source) <= AT_ONCE:
                with transaction.atomic():
                    _write(item, _batch(item, source, _take_block(item), by, at), tell, is_sliced=False)
                    finish()
            else:
                with transaction.atomic():
                    before = _take_block(item)
                _write(item, _batch(item, source, before, by, at), tell, is_sliced=True)
                with transaction.atomic():
                    finish()
    except TakenMeanwhile as taken:
        raise ChangedSinceRehearsal(difference=str(taken)) from None


def _batch(item: Import, source: Source, before: int, by: Actor, at: datetime) -> Batch:
    return Batch(source, item.pk, before, current_business().currency, by, at)


def _take_block(item: Import) -> int:
    """Keys for the new products, one after the other in the file's order. Kept, so that a kill can be undone."""
    new = item.new_customers
    before = take_numbers(new, "catalogue_product", "id") if new else 0
    first, last = (before + 1, before + new) if new else (None, None)
    Import.objects.filter(pk=item.pk).update(first_number=first, last_number=last)
    return before


def _write(item: Import, batch: Batch, tell: Tell, *, is_sliced: bool) -> None:
    sets.check_products()
    with transaction.atomic():
        sets.name_categories(batch)
    new = item.new_customers
    total = new + count_updates(batch.source)
    written = 0
    for size in sizes(FIRST_SLICE) if is_sliced else repeat(TOLD_EVERY):
        tell(Work.WRITING, written, total)
        if written == new:
            break
        low, written = written + 1, min(written + size, new)
        with transaction.atomic():
            sets.add_products(batch, low=low, high=written)
    last = 0
    for size in sizes(FIRST_SLICE) if is_sliced else repeat(TOLD_EVERY):
        tell(Work.WRITING, written, total)
        if written == total:
            break
        low, last = last + 1, next_updates(batch.source, last, size)
        with transaction.atomic():
            written += sets.update_products(batch, low=low, high=min(last, LAST))
