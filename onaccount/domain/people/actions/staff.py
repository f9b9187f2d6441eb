"""Members of staff come and go."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.password_validation import validate_password

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions.logins import save_new
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import group_of, require
from onaccount.domain.people.rules import Kind, Nameless, Role


@action
def add_staff(*, name: str, email: str, password: str, role: Role, by: Actor, at: datetime) -> Principal:
    """Let a person into the office. The password is checked by the rules of `AUTH_PASSWORD_VALIDATORS`."""
    require(by, Right.MANAGE_STAFF)
    if not name or not email:
        raise Nameless
    principal = Principal(kind=Kind.STAFF.value, name=name, email=email.lower(), group=group_of(role), created_at=at)
    validate_password(password, principal)
    principal.set_password(password)
    save_new(principal)
    record("staff.added", Subject("principal", str(principal.pk)), by=by, at=at)
    return principal


def remove_staff(keys: Iterable[str]) -> None:
    """Take members of staff out, with their ways in."""
    Principal.objects.filter(pk__in=[int(key) for key in keys], kind=Kind.STAFF.value).delete()
