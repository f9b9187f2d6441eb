"""Who is asking, and what they may."""

from onaccount.domain.history.rules import Actor
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import (
    EVERYTHING,
    OF_MACHINES,
    TRUSTED_KINDS,
    Levels,
    Right,
    rights_within,
)
from onaccount.domain.people.queries.prepared import A_NUMBER, Prepared
from onaccount.domain.people.rules import Kind, NotAllowed


def actor_of(principal: Principal) -> Actor:
    return Actor(principal.kind, str(principal.pk), principal.name)


def staff_actor(user: object) -> Actor | None:
    """The member of staff behind a session's user; None for everybody else."""
    is_staff = isinstance(user, Principal) and user.kind == Kind.STAFF.value and user.is_active
    return actor_of(user) if is_staff and isinstance(user, Principal) else None


def require(by: Actor, right: Right) -> None:
    """The first line of every action. Asked of the database each time: a right that was taken away is gone at once."""
    if not can(by, right):
        raise NotAllowed(name=by.name, right=right.value)


def can(by: Actor, right: Right) -> bool:
    if by.kind in OF_MACHINES:
        return right in OF_MACHINES[by.kind]
    return by.kind in TRUSTED_KINDS or right in rights_within(levels_of(by))


def levels_of(by: Actor) -> Levels:
    """How far this actor may go in each area, as the database has it now; nothing for whom it does not know."""
    if by.kind in TRUSTED_KINDS:
        return EVERYTHING
    if by.kind not in HOLDERS:
        return {}
    rows = HOLDERS[by.kind](int(by.key))
    return rows[0][0] or {} if rows else {}


def _levels(kind: Kind, where: str) -> Prepared:
    principals = Principal.objects.order_by().filter(kind=kind.value, is_active=True)
    return Prepared(lambda key: principals.filter(pk=key).values_list(where), A_NUMBER)


# The kinds of principals that can hold rights, and what asks for the levels that one of them has.
HOLDERS = {
    Kind.STAFF.value: _levels(Kind.STAFF, "group__levels"),
    Kind.TOKEN.value: _levels(Kind.TOKEN, "token__levels"),
}


def staff_with(right: Right) -> list[str]:
    """The addresses of the members of staff who have a right now."""
    staff = Principal.objects.filter(kind=Kind.STAFF.value, is_active=True).exclude(email=None).order_by("pk")
    return [one.email for one in staff if one.email and right in rights_of(one)]


def rights_of(user: object) -> frozenset[Right]:
    """What the user of a request may, by the row that this very request has read: nothing is asked again."""
    if isinstance(user, Principal) and user.kind == Kind.STAFF.value and user.is_active and user.group:
        return rights_within(user.group.levels)
    return frozenset()
