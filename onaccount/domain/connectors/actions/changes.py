"""What they changed: a contact renamed, merged, archived, gone. Each is told to a person; nothing here is changed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from onaccount.domain.connectors.actions.families import settle_family
from onaccount.domain.connectors.actions.links import known_of, name_there
from onaccount.domain.connectors.actions.raising import raise_task, settle_tasks
from onaccount.domain.connectors.models import Contact, Link
from onaccount.domain.connectors.queries.links import links_of, taken_by
from onaccount.domain.connectors.queries.profiles import ours_of
from onaccount.domain.connectors.queries.prospects import theirs_of
from onaccount.domain.connectors.rules.contacts import GONE
from onaccount.domain.connectors.rules.next_door import ACTIVE, XERO, Theirs
from onaccount.domain.connectors.rules.states import LinkState
from onaccount.domain.connectors.rules.tasks import Outcome, TaskKind
from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import SYSTEM, Subject

AT_ONCE = 500  # links that are looked at together


def look_at_changes(*, at: datetime, since: datetime | None = None, system: str = XERO) -> int:
    """Compare every link with the contact as it was last seen, or those that changed there since. Answers how many
    differ. Told twice, a task stands once."""
    linked = Link.objects.filter(system=system, linked_at__isnull=False, state=LinkState.LINKED.value)
    if since is not None:
        changed = Contact.objects.filter(system=system, changed_at__gte=since).values("contact_id")
        linked = linked.filter(contact_id__in=changed)
    keys = list(linked.order_by("pk").values_list("pk", flat=True))
    found = 0
    for start in range(0, len(keys), AT_ONCE):
        found += sum(look_at_link(key, at=at) for key in _differing(keys[start : start + AT_ONCE], system))
    return found


def _differing(keys: Sequence[int], system: str) -> Iterator[int]:
    links = {
        key: (contact_id, theirs)
        for key, contact_id, theirs in Link.objects.filter(pk__in=keys).values_list("pk", "contact_id", "theirs")
    }
    rows = Contact.objects.filter(system=system, contact_id__in={each for each, _ in links.values()})
    seen = {row.contact_id: row for row in rows}
    for key, (contact_id, theirs) in links.items():
        row = seen.get(contact_id)
        if row is not None and _is_newer(row, theirs) and _difference(theirs_of(row), theirs):
            yield key


def _is_newer(row: Contact, theirs: dict[str, str]) -> bool:
    """What was mirrored before we last spoke to them about it says nothing new."""
    known = theirs.get("changed_at")
    return known is None or row.status == GONE or row.changed_at > datetime.fromisoformat(known)


def _difference(contact: Theirs, theirs: dict[str, str]) -> TaskKind | None:
    if contact.merged_to:
        return TaskKind.MERGED
    if contact.status == GONE:
        return TaskKind.GONE
    if contact.status != ACTIVE:
        return TaskKind.ARCHIVED if theirs.get("status", ACTIVE) == ACTIVE else None
    return TaskKind.RENAMED if contact.name != theirs.get("name", "") else None


@transaction.atomic
def look_at_link(key: int, *, at: datetime) -> int:
    """One link and its contact as last seen. 1 where somebody is to look."""
    link = Link.objects.select_for_update(no_key=True, of=("self",)).filter(pk=key).first()
    if link is None or link.state != LinkState.LINKED.value:
        return 0
    row = Contact.objects.filter(system=link.system_id, contact_id=link.contact_id).first()
    if row is None or not _is_newer(row, link.theirs):
        return 0
    contact = theirs_of(row)
    kind = _difference(contact, link.theirs)
    if kind is TaskKind.MERGED:
        target = Contact.objects.filter(system=link.system_id, contact_id=contact.merged_to).first()
        was_merged(link, contact, theirs_of(target) if target else None, at=at)
    elif kind is TaskKind.ARCHIVED:
        values = {"theirs": contact.name, "fields": {"status": [ACTIVE, contact.status]}}
        stop(link, TaskKind.ARCHIVED, values, at=at)
    elif kind is TaskKind.GONE:
        stop(link, TaskKind.GONE, {"theirs": contact.name}, at=at)
    elif kind is TaskKind.RENAMED:
        values = {"theirs": contact.name, "fields": {"name": [link.theirs.get("name", ""), contact.name]}}
        raise_task(link, kind, link.contact_id, values, at=at)
    return int(kind is not None)


def was_merged(link: Link, contact: Theirs, target: Theirs | None, *, at: datetime) -> None:
    """They say that a contact is another one. That is followed where nobody else here is the other; somebody is told.

    The caller holds the link. Where it is not certain, nothing is changed and a person decides.
    """
    values = {"theirs": contact.name, "merged_to": contact.merged_to}
    if target is None or not target.is_active:
        return stop(link, TaskKind.MERGED, values | {"to_name": target.name if target else ""}, at=at)
    family = {each.number for each in links_of(link.customer_id, system=link.system_id)}
    other = taken_by([target.contact_id], system=link.system_id).get(target.contact_id)
    values |= {"to_name": target.name}
    if other is not None and other not in family:
        return stop(link, TaskKind.MERGED, values | {"other": other}, at=at)
    before, was = name_there(link), link.contact_id
    link.contact_id, link.theirs, link.ours = target.contact_id, known_of(target), ours_of(link.customer_id)
    is_told = target.contact_number == str(link.customer_id) or bool(target.contact_number)
    link.state = (LinkState.LINKED if is_told else LinkState.WANTED).value
    link.next_try_at, link.tries = (None if is_told else at), link.tries + 1
    link.save()
    record(
        "link.followed",
        Subject("customer", str(link.customer_id)),
        by=SYSTEM,
        at=at,
        changes={"xero_contact": (before, target.name)},
    )
    settle_tasks(link, {TaskKind.MERGED}, Outcome.FOLLOW, by=SYSTEM, at=at)
    settle_family(link, Outcome.FOLLOW, at=at)
    raise_task(link, TaskKind.FOLLOWED, was, values, at=at)
    return None


def stop(link: Link, kind: TaskKind, values: Mapping[str, Any], *, at: datetime) -> None:
    """Nothing more happens to a link until somebody has looked. The caller holds it."""
    link.state, link.next_try_at, link.tries = LinkState.STUCK.value, None, link.tries + 1
    link.save()
    raise_task(link, kind, link.contact_id, values, at=at)
