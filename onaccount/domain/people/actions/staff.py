"""Members of staff come and go."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.password_validation import validate_password

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions.groups import check_managed, check_own, locked_group
from onaccount.domain.people.actions.links import void_links
from onaccount.domain.people.actions.logins import save_new
from onaccount.domain.people.models import Group, Principal, Session
from onaccount.domain.people.permissions import Right, rights_within
from onaccount.domain.people.queries import group_of, require
from onaccount.domain.people.queries.groups import group_named, locked_groups
from onaccount.domain.people.queries.rights import levels_of
from onaccount.domain.people.queries.staff import locked_staff
from onaccount.domain.people.rules import Kind, Nameless, Role
from onaccount.domain.people.rules.staff import AboveYou, OneselfOnly


@action
def add_staff(
    *, name: str, email: str, password: str, role: Role | None = None, group: str = "", by: Actor, at: datetime
) -> Principal:
    """Let a person into the office, into the group of this name or into the one of the start that has this role.

    The password is checked by the rules of `AUTH_PASSWORD_VALIDATORS`.
    """
    require(by, Right.MANAGE_STAFF)
    principal = new_staff(name, email, group_named(group) if group or role is None else group_of(role), by=by, at=at)
    validate_password(password, principal)
    principal.set_password(password)
    save_new(principal)
    record("staff.added", about(principal), by=by, at=at)
    return principal


def new_staff(name: str, email: str, group: Group, *, by: Actor, at: datetime) -> Principal:
    """A member of staff who is not kept yet. Nobody lets somebody in who may more than they do."""
    if not name or not email:
        raise Nameless
    check_own(rights_within(group.levels), by)
    principal = Principal(kind=Kind.STAFF.value, name=name, email=email.lower(), group=group, created_at=at)
    principal.set_unusable_password()
    return principal


@action
def move_staff(*, staff: int, group: int, by: Actor, at: datetime) -> None:
    """Put somebody into another group."""
    require(by, Right.MANAGE_STAFF)
    to = locked_group(group)
    moved = locked_below(staff, by)
    was = _group_of(moved)
    if was.pk == to.pk:
        return
    check_own(rights_within(to.levels), by)
    moved.group = to
    moved.save(update_fields=["group"])
    check_managed(rights_within(was.levels) - rights_within(to.levels))
    record("staff.moved", about(moved), by=by, at=at, changes={"group": (was.name, to.name)})


@action
def end_staff(*, staff: int, by: Actor, at: datetime) -> None:
    """Somebody works here no more: out of every browser at once, and every link to them is void. The name stays."""
    require(by, Right.MANAGE_STAFF)
    if by.kind == Kind.STAFF.value and by.key == str(staff):
        raise OneselfOnly
    locked_groups()
    ended = locked_below(staff, by)
    if not ended.is_active:
        return
    ended.is_active = False
    ended.save(update_fields=["is_active"])
    Session.objects.filter(principal=ended).delete()
    void_links(ended, at=at)
    check_managed(rights_within(_group_of(ended).levels))
    record("staff.ended", about(ended), by=by, at=at)


@action
def reopen_staff(*, staff: int, by: Actor, at: datetime) -> None:
    """Let somebody in again who was ended, with the password that they had."""
    require(by, Right.MANAGE_STAFF)
    opened = locked_below(staff, by)
    if opened.is_active:
        return
    opened.is_active = True
    opened.save(update_fields=["is_active"])
    record("staff.reopened", about(opened), by=by, at=at)


def locked_below(staff: int, by: Actor) -> Principal:
    """A member of staff, held. Nobody changes anything of somebody who may more than they do."""
    found = locked_staff(staff)
    if rights_within(_group_of(found).levels) - rights_within(levels_of(by)):
        raise AboveYou(name=found.name)
    return found


def about(principal: Principal) -> Subject:
    return Subject("principal", str(principal.pk))


def _group_of(principal: Principal) -> Group:
    assert principal.group is not None, "the database keeps no staff without a group"
    return principal.group


def remove_staff(keys: Iterable[str]) -> None:
    """Take members of staff out, with their ways in."""
    Principal.objects.filter(pk__in=[int(key) for key in keys], kind=Kind.STAFF.value).delete()
