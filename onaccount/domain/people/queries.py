"""Who is asking, and what they may."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Lower

from onaccount.domain.history.rules import Actor
from onaccount.domain.people.models import Group, Link, Principal
from onaccount.domain.people.permissions import OF_MACHINES, TRUSTED_KINDS, Right, rights_within
from onaccount.domain.people.rules import Kind, LinkState, NotAllowed, Purpose, Role, link_state, token_hash


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
    if by.kind in TRUSTED_KINDS:
        return True
    if by.kind not in HOLDERS:
        return right in OF_MACHINES.get(by.kind, ())
    principal = Principal.objects.filter(pk=by.key, kind=by.kind, is_active=True)
    levels = principal.values_list(HOLDERS[by.kind], flat=True).first()
    return levels is not None and right in rights_within(levels)


# The kinds of principals that can hold rights, and where these stand.
HOLDERS = {Kind.STAFF.value: "group__levels", Kind.TOKEN.value: "token__levels"}


def rights_of(user: object) -> frozenset[Right]:
    """What the user of a request may, by the row that this very request has read: nothing is asked again."""
    if isinstance(user, Principal) and user.kind == Kind.STAFF.value and user.is_active and user.group:
        return rights_within(user.group.levels)
    return frozenset()


def group_of(role: Role) -> Group:
    """The group of the start that has this role, whatever it is called now."""
    return Group.objects.get(role=role.value)


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """The names of principals by their keys; what is no principal's key is left out."""
    numbers = [int(key) for key in set(keys) if key.isdigit()]
    return {str(pk): name for pk, name in Principal.objects.filter(pk__in=numbers).values_list("pk", "name")}


def staff_count() -> int:
    return Principal.objects.filter(kind=Kind.STAFF.value).count()


@dataclass(frozen=True, slots=True)
class Way:
    """A link as it was found: whether it is good, and whose it is."""

    state: LinkState
    purpose: Purpose | None = None
    principal: int = 0
    kind: Kind | None = None
    email: str = ""


def way_in(token: str, *, at: datetime) -> Way:
    """What a token from an address is good for. An unknown token tells nothing."""
    link = Link.objects.select_related("principal").filter(token_hash=token_hash(token)).first()
    if link is None:
        return Way(LinkState.UNKNOWN)
    state = link_state(used_at=link.used_at, voided_at=link.voided_at, expires_at=link.expires_at, at=at)
    return Way(state, Purpose(link.purpose), link.principal_id, Kind(link.principal.kind), link.principal.email or "")


def has_password(principal: Principal | None) -> bool:
    return principal is not None and principal.has_usable_password()


def password_is_good(principal: int, *, at: datetime) -> bool:
    """Whether the password still counts: a temporary one runs out."""
    until = Principal.objects.filter(pk=principal).values_list("temporary_until", flat=True).first()
    return until is None or at < until


def principal_with_email(email: str, *, kind: Kind) -> Principal | None:
    """Who logs in with this address at the door of this kind, whatever the case."""
    found = Principal.objects.annotate(lower_email=Lower("email"))
    return found.filter(lower_email=email.lower(), kind=kind.value, is_active=True).first()
