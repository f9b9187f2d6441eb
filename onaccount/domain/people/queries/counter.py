"""What somebody may do at the counter, with or without a manager's code."""

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
    return front_needs(by)[right]


def require_front(by: Actor, right: FrontRight) -> Need:
    """The first line of what is done at the counter: FREE, or CODE if a manager's is needed. Raises NotAllowed."""
    need = front_need(by, right)
    if need is Need.NONE:
        raise NotAllowed(name=by.name, right=right.value)
    return need


def front_needs(by: Actor) -> dict[FrontRight, Need]:
    """The same of every right, by one statement."""
    if by.kind in TRUSTED_KINDS:
        return {right: office_need_of(frozenset(Right), right) for right in FrontRight}
    if by.kind == Kind.STAFF.value:
        rows = OF_STAFF(int(by.key))
        if rows and rows[0][0]:
            return {right: front_need_of(rows[0][1] or {}, right) for right in FrontRight}
        levels = rows[0][2] if rows else {}
    else:
        rows = HOLDERS[by.kind](int(by.key)) if by.kind in HOLDERS else []
        levels = rows[0][0] if rows else {}
    held = rights_within(levels or {})
    return {right: office_need_of(held, right) for right in FrontRight}
