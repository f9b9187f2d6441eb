"""What somebody may do at the counter, with or without a manager's code."""

from collections.abc import Callable
from functools import partial

from onaccount.domain.history.rules import Actor
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import (
    TRUSTED_KINDS,
    FrontRight,
    Need,
    Right,
    front_need_of,
    office_need_of,
    rights_within,
)
from onaccount.domain.people.queries.prepared import A_NUMBER, Prepared
from onaccount.domain.people.queries.rights import HOLDERS
from onaccount.domain.people.rules import Kind, NotAllowed

# One statement for both kinds of groups: whether it is one of the counter, what it may there, and its levels.
OF_STAFF = Prepared(
    lambda key: (
        Principal.objects.order_by()
        .filter(kind=Kind.STAFF.value, is_active=True, pk=key)
        .values_list("group__is_front", "group__front", "group__levels")
    ),
    A_NUMBER,
)


def front_need(by: Actor, right: FrontRight) -> Need:
    """What this actor has of a right, as the database has it now (D-10: looked at again when the action posts)."""
    return _asked(by)(right)


def require_front(by: Actor, right: FrontRight) -> Need:
    """The first line of what is done at the counter: FREE, or CODE if a manager's is needed. Raises NotAllowed."""
    need = front_need(by, right)
    if need is Need.NONE:
        raise NotAllowed(name=by.name, right=right.value)
    return need


def front_needs(by: Actor) -> dict[FrontRight, Need]:
    """The same of every right, by one statement."""
    need = _asked(by)
    return {right: need(right) for right in FrontRight}


def _asked(by: Actor) -> Callable[[FrontRight], Need]:
    """What tells the need of a right, for one that is asked about as for all; the database is asked now."""
    if by.kind in TRUSTED_KINDS:
        return partial(office_need_of, frozenset(Right))
    if by.kind == Kind.TILL.value:
        # The device itself only settles what it was lent; whoever sells at it acts in their own name.
        is_there = Principal.objects.filter(kind=Kind.TILL.value, is_active=True, pk=int(by.key)).exists()
        settles = FrontRight.PAY_WITH_ACCOUNT if is_there else None
        return lambda right: Need.FREE if right is settles else Need.NONE
    if by.kind == Kind.STAFF.value:
        rows = OF_STAFF(int(by.key))
        if rows and rows[0][0]:
            return partial(front_need_of, rows[0][1] or {})
        levels = rows[0][2] if rows else {}
    else:
        rows = HOLDERS[by.kind](int(by.key)) if by.kind in HOLDERS else []
        levels = rows[0][0] if rows else {}
    return partial(office_need_of, rights_within(levels or {}))


def of_the_counter() -> list[tuple[int, str, bool, bool]]:
    """The members of the counter's groups by name: key, name, whether they have a PIN, and a manager code."""
    staff = Principal.objects.filter(kind=Kind.STAFF.value, is_active=True, group__is_front=True).order_by("name", "pk")
    rows = staff.values_list("pk", "name", "counter_pin", "manager_code")
    return [(key, name, pin is not None, code is not None) for key, name, pin, code in rows]


def is_of_the_counter(key: int) -> bool:
    """Whether somebody works here, in one of the counter's groups."""
    staff = Principal.objects.filter(pk=key, kind=Kind.STAFF.value, is_active=True, group__is_front=True)
    return staff.exists()


def has_counter_pin(key: int) -> bool:
    return Principal.objects.filter(pk=key, counter_pin__isnull=False).exists()
