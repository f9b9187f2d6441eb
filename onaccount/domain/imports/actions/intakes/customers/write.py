"""Write the customers of a list."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from onaccount.domain.business.queries import current_business
from onaccount.domain.business.rules import Vetted
from onaccount.domain.customers.actions import sets
from onaccount.domain.customers.actions.known import OWN
from onaccount.domain.customers.actions.match_keys import KeysOfSet
from onaccount.domain.customers.actions.sets import Batch, Source, TakenMeanwhile
from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.actions.at_work import hold_postgresql
from onaccount.domain.imports.actions.bring import attached_stage, copied_stage
from onaccount.domain.imports.actions.intakes.intake import Finish
from onaccount.domain.imports.actions.progress import Tell
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.progress import Work
from onaccount.domain.imports.rules.states import ChangedSinceRehearsal
from onaccount.foundation.slices import sizes

AT_ONCE = 20_000  # rows in one transaction on SQLite, where the books have one writer
FIRST_SLICE = 1_000
KEYS_OF = 200_000  # customers: the more at once, the fewer times each page of the keys' table is written
TOLD_EVERY = 50_000  # rows of one transaction
# What PostgreSQL compares with its own rows: all that corrects, and of what is new only the keys.
KEYS = ("seq", "key_kind", "external_id", "tax_id", "fingerprint", "email")
COMPARED = {
    "stage_customers": (KEYS, "1"),
    "stage_updates": (("number", "known_at", *OWN, "search_name"), "1"),
    "stage_addresses": (tuple(sets.STAGE["stage_addresses"]), "known IS NOT NULL"),
    "stage_contacts": (tuple(sets.STAGE["stage_contacts"]), "known IS NOT NULL"),
    "stage_logins": (tuple(sets.STAGE["stage_logins"]), "1"),
}
MakeBatch = Callable[[Source, int], Batch]


def write_customers(item: Import, *, by: Actor, at: datetime, tell: Tell, finish: Finish) -> None:
    status, vets = Options.of_json(item.options).status, Vetted(current_business().vets)

    def batch(source: Source, before: int) -> Batch:
        return Batch(source, item.pk, before, status, vets, by, at)

    try:
        if connection.vendor == "postgresql":
            _write_by_copy(item, batch, finish, tell)
        else:
            with attached_stage(item.pk) as source:
                if item.new_customers + sets.count_updates(source) <= AT_ONCE:
                    _write_at_once(item, source, batch, finish, tell)
                else:
                    _write_in_slices(item, source, batch, finish, tell)
    except TakenMeanwhile as taken:
        raise ChangedSinceRehearsal(difference=str(taken)) from None


def _take_block(item: Import) -> int:
    """Numbers for the new customers, one after the other in the file's order. Kept, so that a kill can be undone."""
    new = item.new_customers
    before = sets.take_numbers(new) if new else 0
    first, last = (before + 1, before + new) if new else (None, None)
    Import.objects.filter(pk=item.pk).update(first_number=first, last_number=last)
    return before


def _write_by_copy(item: Import, make: MakeBatch, finish: Finish, tell: Tell) -> None:
    """PostgreSQL: one transaction, with the numbers taken before it so that nobody waits for them."""
    with transaction.atomic():
        before = _take_block(item)
    with transaction.atomic():
        hold_postgresql()
        with copied_stage(item.pk, sets.STAGE, COMPARED) as source:
            _write_all(item, make(source, before), tell)
        finish()


def _write_at_once(item: Import, source: Source, make: MakeBatch, finish: Finish, tell: Tell) -> None:
    with transaction.atomic():
        _write_all(item, make(source, _take_block(item)), tell)
        finish()


def _write_all(item: Import, batch: Batch, tell: Tell) -> None:
    """All of it in the caller's transaction; in parts, so that it can say how far it is and be stopped."""
    sets.check_set()
    sets.name_tags(batch.source)
    total = item.new_customers + sets.count_updates(batch.source)
    for low in range(1, item.new_customers + 1, TOLD_EVERY):
        tell(Work.WRITING, low - 1, total)
        high = min(low + TOLD_EVERY - 1, item.new_customers)
        sets.add_set(batch, low=low, high=high)
        keys = sets.keys_of_set(batch, low=low, high=high)
        keys.write(0, len(keys))
    tell(Work.WRITING, item.new_customers, total)
    sets.update_set(batch, low=1, high=sets.LAST)
    tell(Work.WRITING, total, total)


def _write_in_slices(item: Import, source: Source, make: MakeBatch, finish: Finish, tell: Tell) -> None:
    """SQLite, many rows: in slices, so that no till waits for longer than one.

    The new customers are hidden until the last step shows them all. Updates are seen one slice after the other: what
    they write over is kept with them, and a writing that is cut off is taken back by it.
    """
    sets.check_set()  # reads, and lets others write; what comes between is found by the slices themselves
    sets.check_updates()
    with transaction.atomic():
        sets.name_tags(source)
        batch = make(source, _take_block(item))
        sets.hide_batch(item.pk)
    new = item.new_customers
    total = new + sets.count_updates(source)
    tell(Work.WRITING, 0, total)
    written = 0
    for size in sizes(FIRST_SLICE):
        if written == new:
            break
        low, written = written + 1, min(written + size, new)
        with transaction.atomic():
            sets.add_set(batch, low=low, high=written)
        tell(Work.WRITING, written, total)
    for low in range(1, new + 1, KEYS_OF):
        _write_keys_in_slices(sets.keys_of_set(batch, low=low, high=min(low + KEYS_OF - 1, new)))
        tell(Work.WRITING, written, total)
    last = 0
    for size in sizes(FIRST_SLICE):
        if written == total:
            break
        low, last = last + 1, sets.next_updates(source, last, size)
        with transaction.atomic():
            written += sets.update_set(batch, low=low, high=last)
        tell(Work.WRITING, written, total)
    with transaction.atomic():
        sets.publish_batch(item.pk)
        finish()


def _write_keys_in_slices(keys: KeysOfSet) -> None:
    """In the order of the keys and not of the customers, whom nobody sees yet."""
    first = 0
    for size in sizes(8 * FIRST_SLICE):
        if first >= len(keys):
            break
        with transaction.atomic():
            keys.write(first, size)
        first += size
