"""Xero's contacts, as last seen, in a table of ours: what is alike is then a query, and nobody waits for Xero (D-16).

They are asked for in the order of their last change, a thousand at a time, each time from the last change that was
seen. So a run that was killed goes on where it was, and a contact that changes meanwhile is only met again, later.
Where more than a page share one second, the next page of the same question is asked for.

Once a week all are walked through from the beginning: what was there and is not met any more is asked for by its id,
and then known to be gone.
"""

import logging
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from onaccount.domain.connectors.actions.wire import Reply, Unheard, Unreached, Wire
from onaccount.domain.connectors.actions.xero.asking import Clock, Closed, ask
from onaccount.domain.connectors.actions.xero.connection import ABOUT, locked_connection
from onaccount.domain.connectors.models import Connection, Contact, Task
from onaccount.domain.connectors.queries.connection import is_due
from onaccount.domain.connectors.rules.connection import ConnectionState
from onaccount.domain.connectors.rules.contacts import GONE, NotAContact, contact_of, name_key, words_of
from onaccount.domain.connectors.rules.next_door import XERO, Theirs
from onaccount.domain.connectors.rules.patience import any_part
from onaccount.domain.connectors.rules.tasks import TaskKind
from onaccount.domain.connectors.rules.windows import SHARE_OF_MIRROR
from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import SYSTEM, Subject

log = logging.getLogger(__name__)

PAGE_SIZE = 1000
IDS_AT_ONCE = 40  # in one address, 37 characters each
REST = timedelta(minutes=1)  # after an answer that is none: it may be none for long, and each costs a call
LEASE = timedelta(minutes=3)  # longer than a page may take
WALK_EVERY = timedelta(days=7)
TOLD = ("name", "status", "merged_to")  # what others act upon when it changes
COLUMNS = (
    "contact_number", "account_number", "name", "name_key", "email", "tax_id", "registration_number", "status",
    "merged_to", "values", "changed_at",
)  # fmt: skip


@dataclass(slots=True)
class Run:
    """What a run came to. `words` and `until` say why it stopped before its end, and when it goes on."""

    pages: int = 0
    seen: int = 0
    new: int = 0
    changed: int = 0
    is_whole: bool = False
    words: str = ""
    until: datetime | None = None


def mirror_contacts(wire: Wire, *, clock: Clock, most_pages: int = 10_000) -> Run | None:
    """Bring the mirror up to date. None where it is not due, or another process is at it."""
    lease = uuid.uuid4().hex
    if not _claim(lease, at=clock()):
        return None
    run = Run()
    try:
        _begin(lease, at=clock())
        while not run.is_whole and run.pages < most_pages:
            if not _one_page(wire, lease, run, clock=clock):
                break
        if run.is_whole:
            _end(wire, lease, run, clock=clock)
    except Closed as closed:
        run.words, run.until = closed.words, closed.until
    except (Unreached, Unheard) as silence:
        run.words, run.until = str(silence), clock() + REST * (1 + any_part())
    _let_go(lease, run, at=clock())
    return run


def _claim(lease: str, *, at: datetime) -> int:
    return Connection.objects.filter(is_due(at), pk=XERO).update(mirror_lease=lease, mirror_lease_until=at + LEASE)


@transaction.atomic
def _begin(lease: str, *, at: datetime) -> None:
    """A walk through all begins where none was done lately, or where we are said to be is yet to come; one that was
    cut off goes on."""
    row = locked_connection()
    is_old = row.walked_at is None or at - row.walked_at >= WALK_EVERY or (row.mirrored_until or at) > at
    if row.mirror_lease == lease and row.walk_began_at is None and is_old:
        row.walk_began_at, row.mirrored_until, row.mirror_page = at, None, 1
        row.save(update_fields=["walk_began_at", "mirrored_until", "mirror_page"])


def _one_page(wire: Wire, lease: str, run: Run, *, clock: Clock) -> bool:
    """Ask for the next page and keep it. False where another process has taken over."""
    row = Connection.objects.filter(pk=XERO, mirror_lease=lease).first()
    if row is None:
        return False
    query = {"includeArchived": "true", "order": "UpdatedDateUTC ASC", "pageSize": str(PAGE_SIZE)}
    contacts, is_last = _fetched(wire, {**query, "page": str(row.mirror_page)}, row.mirrored_until, clock=clock)
    if not _keep_page(lease, contacts, run, at=clock()):
        return False
    run.is_whole = is_last
    run.pages += 1
    return True


def _fetched(
    wire: Wire, query: Mapping[str, str], since: datetime | None, *, clock: Clock
) -> tuple[list[Theirs], bool]:
    """The contacts of one answer, and whether no more follow."""
    # A second earlier, for their clock has parts of seconds and the header may have none.
    since_text = (since - timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S") if since else ""
    headers = {"If-Modified-Since": since_text} if since_text else {}
    reply = ask(wire, "GET", "/Contacts", clock=clock, query=query, headers=headers, share=SHARE_OF_MIRROR)
    return read_page(reply)


def read_page(reply: Reply) -> tuple[list[Theirs], bool]:
    """The contacts of an answer with pages. Raises Unheard where it is none."""
    said = reply.json()
    if reply.status != 200 or not isinstance(said, dict) or not isinstance(said.get("Contacts"), list):
        raise Unheard(f"it answers {reply.status} {words_of(said)}".strip())
    contacts = [contact for contact in map(_read, said["Contacts"]) if contact is not None]
    if said["Contacts"] and not contacts:
        raise Unheard("no contact that came can be read")
    pages = said.get("pagination")
    if isinstance(pages, dict) and isinstance(pages.get("pageCount"), int) and isinstance(pages.get("page"), int):
        return contacts, pages["page"] >= pages["pageCount"]
    return contacts, len(said["Contacts"]) < PAGE_SIZE


def _read(given: Any) -> Theirs | None:
    """One that cannot be read is left out: it must not keep all others from being seen."""
    try:
        return contact_of(given)
    except NotAContact:
        log.warning("A contact that Xero sent cannot be read, and is left out of the mirror.")
        return None


@transaction.atomic
def _keep_page(lease: str, contacts: Sequence[Theirs], run: Run, *, at: datetime) -> bool:
    """Keep a page and where the next begins, together. False where the turn is over."""
    row = locked_connection()
    if row.mirror_lease != lease or row.state != ConnectionState.CONNECTED.value:
        return False
    row.mirror_news += keep_contacts(row, contacts, run, at=at)
    # What is said to have changed later than now would hide all that changes until then.
    last = max((each.changed_at for each in contacts if each.changed_at and each.changed_at <= at), default=None)
    is_further = last is not None and (row.mirrored_until is None or _second(last) > _second(row.mirrored_until))
    if is_further:
        row.mirrored_until, row.mirror_page = last, 1
    else:
        row.mirror_page += 1
    row.mirror_lease_until = at + LEASE
    row.save(update_fields=["mirrored_until", "mirror_page", "mirror_news", "mirror_lease_until"])
    return True


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def keep_contacts(row: Connection, contacts: Iterable[Theirs], run: Run, *, at: datetime) -> int:
    """Write what differs from what was last seen, and tell of names, statuses and merges that changed. Answers how many
    differ."""
    fresh = {each.contact_id: each for each in contacts}  # of one that is in a page twice, the later
    for erased in erased_there(list(fresh)):
        del fresh[erased]
    known = {each.contact_id: each for each in Contact.objects.filter(system=row, contact_id__in=list(fresh))}
    rows, told = [], []
    for contact_id, each in fresh.items():
        new, old = _row(row, each, at=at), known.get(contact_id)
        if old is not None and new.changed_at < old.changed_at <= at:
            continue  # somebody asked for this one meanwhile, and heard of something newer
        if old is not None and (changes := _changes(old, new)):
            told.append((contact_id, changes))
        run.new += old is None
        run.changed += old is not None and any(getattr(old, name) != getattr(new, name) for name in COLUMNS)
        if old is None or any(getattr(old, name) != getattr(new, name) for name in COLUMNS):
            rows.append(new)
    Contact.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["system", "contact_id"],
        update_fields=[*COLUMNS, "seen_at"],
        batch_size=500,
    )
    Contact.objects.filter(system=row, contact_id__in=list(fresh)).update(seen_at=at)
    for contact_id, changes in told:
        record("contact.changed", Subject("contact", contact_id), by=SYSTEM, at=at, changes=changes)
    run.seen += len(fresh)
    return len(rows)


def erased_there(contact_ids: Sequence[str]) -> list[str]:
    """Of these, those of customers who were erased: they do not come back, erased there or not."""
    named = Task.objects.filter(kind=TaskKind.ERASE.value, contact_id__in=contact_ids)
    return list(named.values_list("contact_id", flat=True).distinct())


def _row(row: Connection, each: Theirs, *, at: datetime) -> Contact:
    assert each.changed_at is not None, "contact_of reads no contact without its stamp"
    values = dict(each.values)
    return Contact(
        system=row,
        contact_id=each.contact_id,
        contact_number=each.contact_number,
        account_number=values.pop("account_number", ""),
        name=each.name,
        name_key=name_key(each.name),
        email=each.email,
        tax_id=values.pop("tax_id", ""),
        registration_number=values.pop("registration_number", ""),
        status=each.status,
        merged_to=each.merged_to,
        values=values,
        changed_at=each.changed_at,
        seen_at=at,
    )


def _changes(old: Contact, new: Contact) -> dict[str, tuple[str, str]]:
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in TOLD}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _end(wire: Wire, lease: str, run: Run, *, clock: Clock) -> None:
    """The end was reached: of a walk, look for those that were not met on it."""
    row = Connection.objects.filter(pk=XERO, mirror_lease=lease).first()
    if row is not None and row.walk_began_at is not None:
        _look_for_missing(wire, row, lease, run, clock=clock)
    with transaction.atomic():
        row = locked_connection()
        if row.mirror_lease != lease:
            return
        at = clock()
        is_first, news = row.mirrored_at is None, row.mirror_news  # those too of runs that did not get to their end
        row.mirrored_at, row.mirror_page, row.mirror_news = at, 1, 0
        if row.walk_began_at is not None:
            row.walked_at, row.walk_began_at = at, None
        row.mirror_asked_at = row.mirror_next_at = None
        row.save()
        if is_first or news:
            changes = {"contacts": ("", str(news))}
            record("connection.mirrored", ABOUT, by=SYSTEM, at=at, changes=changes)


def _look_for_missing(wire: Wire, row: Connection, lease: str, run: Run, *, clock: Clock) -> None:
    missing = Contact.objects.filter(system=row, seen_at__lt=row.walk_began_at).exclude(status=GONE)
    keys = list(missing.order_by("pk").values_list("contact_id", flat=True))
    for start in range(0, len(keys), IDS_AT_ONCE):
        some = keys[start : start + IDS_AT_ONCE]
        query = {"IDs": ",".join(some), "includeArchived": "true", "page": "1", "pageSize": str(PAGE_SIZE)}
        found, _ = _fetched(wire, query, None, clock=clock)
        _keep_missing(lease, some, found, run, at=clock())


@transaction.atomic
def _keep_missing(lease: str, keys: Sequence[str], found: Sequence[Theirs], run: Run, *, at: datetime) -> None:
    row = locked_connection()
    if row.mirror_lease != lease:
        return
    here = {each.contact_id for each in found}
    gone = [_as_theirs(each) for each in Contact.objects.filter(system=row, contact_id__in=set(keys) - here)]
    row.mirror_news += keep_contacts(row, [*found, *(replace(each, status=GONE) for each in gone)], run, at=at)
    row.mirror_lease_until = at + LEASE
    row.save(update_fields=["mirror_news", "mirror_lease_until"])


def _as_theirs(each: Contact) -> Theirs:
    own = {"account_number": each.account_number, "tax_id": each.tax_id}
    values: dict[str, Any] = {**each.values, **own, "registration_number": each.registration_number}
    return Theirs(
        each.contact_id,
        name=each.name,
        contact_number=each.contact_number,
        email=each.email,
        status=each.status,
        merged_to=each.merged_to,
        changed_at=each.changed_at.astimezone(UTC),
        values=values,
    )


def _let_go(lease: str, run: Run, *, at: datetime) -> None:
    """Give the turn back, and say when it is worth while to go on."""
    soon = at + timedelta(seconds=5 * (1 + any_part()))
    next_at = None if run.is_whole and not run.words else run.until or soon
    mine = Connection.objects.filter(pk=XERO, mirror_lease=lease)
    mine.update(mirror_lease="", mirror_lease_until=None, mirror_next_at=next_at)
