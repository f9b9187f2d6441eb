"""Groups of staff: what each may, and nobody more than who gives it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.models import Group
from onaccount.domain.people.permissions import FrontRights, Levels, Right, clipped, clipped_front, rights_within
from onaccount.domain.people.queries import require
from onaccount.domain.people.queries.groups import locked_groups, somebody_manages_staff
from onaccount.domain.people.queries.rights import levels_of
from onaccount.domain.people.rules.groups import (
    BeyondOwnRights,
    GroupNameless,
    GroupNameTaken,
    GroupNotEmpty,
    LastManager,
    NoSuchGroup,
)


@action
def add_group(*, name: str, levels: Levels, by: Actor, at: datetime, front: FrontRights | None = None) -> int:
    """Make a group. `levels` is {area: level}; an area that is not named is none. With `front`, {right: need}, it is
    one of the counter, and has no levels.
    """
    require(by, Right.MANAGE_STAFF)
    check_own(rights_within(levels), by)
    group = Group(name=name, levels={}, is_front=True, front=clipped_front(front)) if front is not None else None
    group = group or Group(name=name, levels=clipped(levels))
    _save(group)
    record("group.added", _about(group), by=by, at=at, changes=_changes("", _blank(group), group))
    return group.pk


@action
def change_group(
    *, group: int, name: str, levels: Levels, by: Actor, at: datetime, front: FrontRights | None = None
) -> None:
    """Rename a group and say anew what it may: by `front` one of the counter, by `levels` any other. Its members have
    the new rights at their next request.
    """
    require(by, Right.MANAGE_STAFF)
    changed = locked_group(group)
    old_name, old, was = changed.name, clipped(changed.levels), _given(changed)
    if changed.is_front:
        changed.front = clipped_front(changed.front if front is None else front)
    else:
        check_own(rights_within(levels) ^ rights_within(old), by)
        changed.levels = clipped(levels)
    changed.name = name
    changes = _changes(old_name, was, changed)
    if not changes:
        return
    _save(changed)
    if not changed.is_front:
        check_managed(rights_within(old) - rights_within(levels))
    record("group.changed", _about(changed), by=by, at=at, changes=changes)


@action
def remove_group(*, group: int, by: Actor, at: datetime) -> None:
    """Take out a group that nobody belongs to, not even somebody who is ended and might be let in again."""
    require(by, Right.MANAGE_STAFF)
    removed = locked_group(group)
    members = removed.members.count()
    if members:
        raise GroupNotEmpty(members=members)
    record("group.removed", _about(removed), by=by, at=at, changes={"name": (removed.name, "")})
    removed.delete()


def locked_group(key: int) -> Group:
    found = locked_groups().get(key)
    if found is None:
        raise NoSuchGroup
    return found


def check_own(rights: frozenset[Right], by: Actor) -> None:
    """Refuse to give (or to take) what the actor does not hold."""
    beyond = rights - rights_within(levels_of(by))
    if beyond:
        raise BeyondOwnRights(rights=", ".join(right.value for right in Right if right in beyond))


def check_managed(taken: frozenset[Right]) -> None:
    """Refuse what took the right to manage staff from the last who had it. Asked after the change is written."""
    if Right.MANAGE_STAFF in taken and not somebody_manages_staff():
        raise LastManager


def _save(group: Group) -> None:
    if not group.name:
        raise GroupNameless
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError:
        raise GroupNameTaken(name=group.name) from None


def _about(group: Group) -> Subject:
    return Subject("group", str(group.pk))


def _given(group: Group) -> dict[str, str]:
    return clipped_front(group.front) if group.is_front else clipped(group.levels)


def _blank(group: Group) -> dict[str, str]:
    return clipped_front({}) if group.is_front else clipped({})


def _changes(name: str, given: Mapping[str, str], group: Group) -> dict[str, tuple[str, str]]:
    """What is other than before: {"name", an area, or a right of the counter: (from, to)}."""
    was = {"name": name, **given}
    now = {"name": group.name, **_given(group)}
    return {key: (was[key], now[key]) for key in now if was[key] != now[key]}
