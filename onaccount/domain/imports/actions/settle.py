"""What a person says of rows that look like another or like a customer: one row, or all that look so alike."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions.mend import note_correction, rehearse_short
from onaccount.domain.imports.models import AlikeSaid, Import, LeftOut
from onaccount.domain.imports.queries.rows import alike_rows
from onaccount.domain.imports.rules.alike import NotAlike, NothingAlike, Says, check_at_once
from onaccount.domain.matching.rules import Answer
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

WRITTEN_AT_ONCE = 5_000


@action
def say_of_alike(*, key: uuid.UUID, row: int, says: Says, number: int | None, by: Actor, at: datetime) -> bool:
    """Take a row in as new, or have it update the customer `number`, of those that it looks like.

    Answers whether the list is rehearsed again at once. Raises NotAlike, NotMendable.
    """
    require(by, Right.IMPORT_CUSTOMERS)
    item = note_correction(key)
    found = dict(alike_rows(item, row=row))
    if row not in found or (says is Says.UPDATE and number not in found[row]):
        raise NotAlike(row=row)
    was_left_out = LeftOut.objects.filter(of=item, row=row).delete()[0]
    was_said = AlikeSaid.objects.filter(of=item, row=row).values_list("says", flat=True).first()
    _keep(item, [(row, number if says is Says.UPDATE else None)], says, by=by, at=at)
    why = f"row {row}: {says.value}" + (f" No. {number}" if says is Says.UPDATE else "")
    record("import.alike_settled", Subject("import", str(key)), by=by, at=at, why=why)
    if says is Says.NEW and not was_left_out and was_said != Says.UPDATE.value:
        return _nothing_else(item)
    return rehearse_short(item, by=by, at=at)


@action
def say_of_all_alike(*, key: uuid.UUID, answer: Answer, says: Says | None, by: Actor, at: datetime) -> int:
    """The same of every row of this answer of which nobody has said anything; None leaves them out.

    Each that is to update somebody updates the customer it looks like most; rows that look only like other rows stay
    as they are. Returns how many rows that are. Raises OneByOne, NothingAlike, NotMendable.
    """
    require(by, Right.IMPORT_CUSTOMERS)
    check_at_once(answer, says)
    item = note_correction(key)
    rows = alike_rows(item, answer=answer, is_of_customer=says is Says.UPDATE)
    if not rows:
        raise NothingAlike
    if says is None:
        left_out = [LeftOut(of=item, row=row, by_kind=by.kind, by_key=by.key, at=at) for row, _ in rows]
        LeftOut.objects.bulk_create(left_out, ignore_conflicts=True, batch_size=WRITTEN_AT_ONCE)
    else:
        targets = [(row, numbers[0] if says is Says.UPDATE else None) for row, numbers in rows]
        _keep(item, targets, says, by=by, at=at)
    what = says.value if says else "left out"
    why = f"{len(rows)} rows, {answer.value}: {what}"
    record("import.alike_settled", Subject("import", str(key)), by=by, at=at, why=why)
    if says is Says.NEW:
        _nothing_else(item)
    else:
        rehearse_short(item, by=by, at=at)
    return len(rows)


@action
def unsay_of_alike(*, key: uuid.UUID, row: int, by: Actor, at: datetime) -> bool:
    """Take back what was said of a row. Answers whether the list is rehearsed again at once."""
    require(by, Right.IMPORT_CUSTOMERS)
    item = note_correction(key)
    said = AlikeSaid.objects.filter(of=item, row=row).first()
    if said is None:
        raise NotAlike(row=row)
    said.delete()
    record("import.alike_reopened", Subject("import", str(key)), by=by, at=at, why=f"row {row}")
    return _nothing_else(item) if said.says == Says.NEW.value else rehearse_short(item, by=by, at=at)


def _keep(item: Import, rows: Sequence[tuple[int, int | None]], says: Says, *, by: Actor, at: datetime) -> None:
    AlikeSaid.objects.filter(of=item, row__in=[row for row, _ in rows[:WRITTEN_AT_ONCE]]).delete()
    AlikeSaid.objects.bulk_create(
        [
            AlikeSaid(of=item, row=row, says=says.value, number=number, by_kind=by.kind, by_key=by.key, at=at)
            for row, number in rows
        ],
        batch_size=WRITTEN_AT_ONCE,
    )


def _nothing_else(item: Import) -> bool:
    """What was rehearsed is still what would happen, if it was so before."""
    Import.objects.filter(pk=item.pk, corrections_rehearsed=item.corrections - 1).update(
        corrections_rehearsed=item.corrections
    )
    return False
