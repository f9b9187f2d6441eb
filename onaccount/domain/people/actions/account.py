"""What somebody changes of themselves."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions.links import void_links
from onaccount.domain.people.actions.passwords import set_password
from onaccount.domain.people.models import Principal, Session
from onaccount.domain.people.rules import Nameless
from onaccount.domain.people.rules.passwords import WrongPassword


@action
def rename_oneself(*, name: str, by: Actor, at: datetime) -> None:
    """Everybody may say what others read of them."""
    if not name:
        raise Nameless
    principal = _oneself(by)
    if principal.name == name:
        return
    changes = {"name": (principal.name, name)}
    principal.name = name
    principal.save(update_fields=["name"])
    record("staff.renamed", Subject("principal", by.key), by=by, at=at, changes=changes)


@action
def change_password(*, old: str, new: str, session: str, by: Actor, at: datetime) -> Principal:
    """Choose another password, by the one there is. All browsers but the one of this session are out at once."""
    principal = _oneself(by)
    if not principal.check_password(old):
        raise WrongPassword
    validate_password(new, principal)
    set_password(principal, new)
    void_links(principal, at=at)
    Session.objects.filter(principal=principal).exclude(session_key=session).delete()
    record("login.password_changed", Subject("principal", by.key), by=by, at=at)
    return principal


def _oneself(by: Actor) -> Principal:
    return Principal.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.key, kind=by.kind)
