"""Groups of staff, and what somebody may give."""

from dataclasses import dataclass, field

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Q

from onaccount.domain.people.models import Group, Principal
from onaccount.domain.people.permissions import FrontRights, Right, clipped, clipped_front, rights_within
from onaccount.domain.people.rules import Kind
from onaccount.domain.people.rules.groups import NoSuchGroup


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group: `members` counts who work here, `former` who are ended but still stand in it."""

    key: int
    name: str
    levels: dict[str, str]
    members: int
    former: int
    is_front: bool = False
    front: FrontRights = field(default_factory=dict)

    @property
    def rights(self) -> frozenset[Right]:
        return rights_within(self.levels)


def group_rows() -> list[GroupRow]:
    groups = Group.objects.annotate(
        now=Count("members", filter=Q(members__is_active=True)),
        before=Count("members", filter=Q(members__is_active=False)),
    )
    rows = [
        GroupRow(
            group.pk, group.name, clipped(group.levels), group.now, group.before, group.is_front,
            clipped_front(group.front),
        )
        for group in groups
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row.name.casefold())


def group_row(key: int) -> GroupRow:
    found = next((row for row in group_rows() if row.key == key), None)
    if found is None:
        raise NoSuchGroup
    return found


def group_named(name: str) -> Group:
    found = Group.objects.filter(name__iexact=name.strip()).first()
    if found is None:
        raise NoSuchGroup
    return found


def locked_groups() -> dict[int, Group]:
    """All groups, held: of two who take each other's rights away at once, the second sees what the first did."""
    return {group.pk: group for group in Group.objects.select_for_update().order_by("pk")}


def somebody_manages_staff() -> bool:
    """Whether somebody who can log in may manage staff."""
    active = Principal.objects.filter(kind=Kind.STAFF.value, is_active=True)
    inside = active.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    levels = Group.objects.filter(pk__in=inside.values("group")).values_list("levels", flat=True)
    return any(Right.MANAGE_STAFF in rights_within(each) for each in levels)
