"""Drafts become a version that tills fetch (S2-13), and an earlier version is gone back to (B-10)."""

from datetime import datetime

from django.db import transaction

from onaccount.domain.business.queries import locked_business
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.tills.actions.methods import write_entries
from onaccount.domain.tills.models import PaymentMenu, PaymentMethod, Publication, Till
from onaccount.domain.tills.queries.publications import current, draft, publication
from onaccount.domain.tills.rules.publications import (
    Content,
    DraftChanged,
    NothingToTransmit,
    VersionStands,
    digest_of,
)
from onaccount.domain.tills.rules.tills import TillState


@action
def transmit(*, expected: str, by: Actor, at: datetime) -> int:
    """Make a version of the drafts and return its number. `expected` is the digest of the preview that was shown.

    Raises NothingToTransmit, DraftChanged.
    """
    require(by, Right.KEEP_TILLS)
    locked_business()  # one transmission after the other
    last, content = current(), draft()
    if expected and digest_of(content) != expected:
        raise DraftChanged
    if last and last.digest == digest_of(content):
        raise NothingToTransmit
    return _publish(content, last, by=by, at=at)


@action
def roll_back(*, version: int, by: Actor, at: datetime) -> int:
    """Send an earlier version again, as a new one, and make the drafts as they were then."""
    require(by, Right.KEEP_TILLS)
    locked_business()
    last, earlier = current(), publication(version)
    if last is None or last.digest == earlier.digest:
        raise VersionStands(version=last.pk if last else version)
    restore_drafts(earlier.content)
    return _publish(draft(), last, by=by, at=at, restores=version)


def restore_drafts(content: Content) -> None:
    """The menus and who uses which as in a content; what was archived since comes back, what is new since goes out."""
    for menu in content["menus"]:
        row, _ = PaymentMenu.objects.update_or_create(pk=menu["id"], defaults={"name": _free_name(menu)})
        numbers = [method["id"] for method in menu["methods"]]
        for method in PaymentMethod.objects.filter(pk__in=numbers, archived_at__isnull=False):
            taken = PaymentMethod.objects.filter(name__iexact=method.name, archived_at=None).exists()
            method.name = f"{method.name} ({method.pk})"[-40:] if taken else method.name
            method.archived_at = None
            method.save(update_fields=["name", "archived_at"])
        write_entries(row.pk, numbers)
    for till in content["tills"]:
        Till.objects.filter(pk=till["id"]).exclude(state=TillState.ENDED.value).update(menu=till["menu"])


def _free_name(menu: Content) -> str:
    taken = PaymentMenu.objects.filter(name__iexact=menu["name"]).exclude(pk=menu["id"]).exists()
    return f"{menu['name']} ({menu['id']})"[-40:] if taken else str(menu["name"])


def _publish(
    content: Content, last: Publication | None, *, by: Actor, at: datetime, restores: int | None = None
) -> int:
    with transaction.atomic():
        made = Publication.objects.create(
            version=last.pk + 1 if last else 1,
            content=content,
            digest=digest_of(content),
            restores=restores,
            by_kind=by.kind,
            by_key=by.key,
            at=at,
        )
    changes = {"restores": (None, restores)} if restores else None
    record("publication.transmitted", Subject("publication", str(made.pk)), by=by, at=at, changes=changes)
    return made.pk
