"""Principals by what is known of them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models.functions import Lower

from onaccount.domain.people.models import Group, Principal
from onaccount.domain.people.rules import Kind, Role


def group_of(role: Role) -> Group:
    """The group of the start that has this role, whatever it is called now."""
    return Group.objects.get(role=role.value)


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """The names of principals by their keys; what is no principal's key is left out."""
    numbers = [int(key) for key in set(keys) if key.isdigit()]
    return {str(pk): name for pk, name in Principal.objects.filter(pk__in=numbers).values_list("pk", "name")}


def staff_count() -> int:
    return Principal.objects.filter(kind=Kind.STAFF.value).count()


def has_password(principal: Principal | None) -> bool:
    return principal is not None and principal.has_usable_password()


def password_is_good(principal: int, *, at: datetime) -> bool:
    """Whether the password still counts: a temporary one runs out."""
    until = Principal.objects.filter(pk=principal).values_list("temporary_until", flat=True).first()
    return until is None or at < until


def staff_with_email(email: str) -> str | None:
    """The name of the member of staff who logs in with this address, also one who may not any more."""
    found = Principal.objects.annotate(lower_email=Lower("email")).filter(lower_email=email.lower())
    return found.filter(kind=Kind.STAFF.value).values_list("name", flat=True).first()


def principal_with_email(email: str, *, kind: Kind) -> Principal | None:
    """Who logs in with this address at the door of this kind, whatever the case."""
    found = Principal.objects.annotate(lower_email=Lower("email"))
    return found.filter(lower_email=email.lower(), kind=kind.value, is_active=True).first()


def names_its_principal(email: str) -> str:
    """Whose login an address is, as the log says it: "staff 17"; blank where it is nobody's."""
    found = Principal.objects.annotate(lower_email=Lower("email")).filter(lower_email=email.lower())
    return " ".join(map(str, found.values_list("kind", "pk").first() or ()))
