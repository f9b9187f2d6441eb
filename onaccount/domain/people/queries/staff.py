"""Who works here."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import Right, rights_within
from onaccount.domain.people.rules import Kind, Purpose
from onaccount.domain.people.rules.staff import NoSuchStaff, StaffState, staff_state


@dataclass(frozen=True, slots=True)
class StaffRow:
    key: int
    name: str
    email: str
    group: int
    group_name: str
    rights: frozenset[Right]
    state: StaffState
    seen_at: datetime | None
    second_factor_at: datetime | None
    invited_until: datetime | None  # of an invitation that is on its way


def staff_rows() -> list[StaffRow]:
    """Who works here by name, then who is ended."""
    rows = [_row(principal) for principal in _staff()]
    return sorted(rows, key=lambda row: (row.state is StaffState.ENDED, row.name.casefold(), row.key))


def staff_row(key: int) -> StaffRow:
    found = _staff().filter(pk=key).first()
    if found is None:
        raise NoSuchStaff
    return _row(found)


def _staff() -> "QuerySet[Principal]":
    still_open = Q(links__purpose=Purpose.WELCOME.value, links__used_at=None, links__voided_at=None)
    until = Max("links__expires_at", filter=still_open)  # there is one at most
    return Principal.objects.filter(kind=Kind.STAFF.value).annotate(invited_until=until)


def _row(principal: Principal) -> StaffRow:
    assert principal.group is not None, "staff have a group"
    state = staff_state(is_active=principal.is_active, has_password=principal.has_usable_password())
    return StaffRow(
        key=principal.pk,
        name=principal.name,
        email=principal.email or "",
        group=principal.group.pk,
        group_name=principal.group.name,
        rights=rights_within(principal.group.levels),
        state=state,
        seen_at=principal.seen_at,
        second_factor_at=principal.second_factor_at,
        invited_until=getattr(principal, "invited_until", None),
    )


def locked_staff(key: int) -> Principal:
    """A member of staff, held while something of theirs is changed."""
    staff = Principal.objects.select_for_update(no_key=True, of=("self",)).filter(pk=key, kind=Kind.STAFF.value)
    found = staff.first()
    if found is None:
        raise NoSuchStaff
    return found
