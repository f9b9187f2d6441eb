"""The people of a dealer: invited by staff, or by those of them who manage the others."""

from datetime import datetime

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.letters.actions import void_queued
from onaccount.domain.partners.actions.letters import INVITATION, queue_invitation
from onaccount.domain.partners.actions.partners import about
from onaccount.domain.partners.models import PartnerUser
from onaccount.domain.partners.queries import locked_partner, locked_user, require_portal
from onaccount.domain.partners.rules import (
    HasPassword,
    NoSuchPartnerUser,
    NotOneselfHere,
    PartnerHasEnded,
    PortalRight,
    UserNameless,
)
from onaccount.domain.people.actions.links import void_links
from onaccount.domain.people.actions.logins import save_new
from onaccount.domain.people.actions.sessions import end_sessions_of_all
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.people.rules import Kind
from onaccount.foundation.text import tidy


@action
def add_partner_user(*, partner: int, name: str, email: str, right: PortalRight, by: Actor, at: datetime) -> int:
    """Let a person into the portal by a letter with a link, and answer their key. Raises EmailTaken."""
    require_manager(by, partner)
    held = locked_partner(partner)
    if not held.is_active:
        raise PartnerHasEnded(name=held.name)
    name = tidy(name)
    if not name or not email:
        raise UserNameless
    principal = Principal(kind=Kind.PARTNER.value, name=name[:160], email=email.lower(), created_at=at)
    principal.set_unusable_password()
    save_new(principal)
    PartnerUser.objects.create(partner=held, principal=principal, right=right.value)
    record("partner.user_added", about(held), by=by, at=at, changes={"user": ("", name)})
    queue_invitation(principal, by=by, at=at)
    return principal.pk


@action
def invite_partner_user_again(*, partner: int, user: int, by: Actor, at: datetime) -> None:
    """Send another invitation to somebody who has not come yet: the link before it is void."""
    require_manager(by, partner)
    held = locked_user(partner, user)
    principal = held.principal
    if not principal.is_active:
        raise NoSuchPartnerUser
    if principal.has_usable_password():
        raise HasPassword(name=principal.name)
    void_queued(about=Subject("principal", str(principal.pk)), kind=INVITATION)
    void_links(principal, at=at)
    queue_invitation(principal, by=by, at=at)
    record("partner.user_invited_again", about(held.partner), by=by, at=at, changes={"user": ("", principal.name)})


@action
def correct_partner_user(*, partner: int, user: int, right: PortalRight, by: Actor, at: datetime) -> None:
    """Let somebody of a dealer's do more or less from now on."""
    require_manager(by, partner)
    held = locked_user(partner, user)
    _not_oneself(by, user)
    if held.right == right.value:
        return
    changes = {"right": (held.right, right.value), "user": (held.principal.name, held.principal.name)}
    held.right = right.value
    held.save(update_fields=["right"])
    record("partner.user_corrected", about(held.partner), by=by, at=at, changes=changes)


@action
def end_partner_user(*, partner: int, user: int, by: Actor, at: datetime) -> None:
    """Somebody works there no more: out of every browser at once, and every link to them is void. The name stays."""
    require_manager(by, partner)
    held = locked_user(partner, user)
    _not_oneself(by, user)
    principal = held.principal
    if not principal.is_active:
        return
    principal.is_active = False
    principal.save(update_fields=["is_active"])
    end_sessions_of_all([principal.pk])
    void_links(principal, at=at)
    record("partner.user_ended", about(held.partner), by=by, at=at, changes={"user": (principal.name, "")})


def require_manager(by: Actor, partner: int) -> None:
    """Staff who manage partners, or whoever manages the people of this one. Another dealer's people are not there."""
    if by.kind != Kind.PARTNER.value:
        require(by, Right.MANAGE_PARTNERS)
    elif require_portal(by, PortalRight.MANAGE).partner != partner:
        raise NoSuchPartnerUser


def _not_oneself(by: Actor, user: int) -> None:
    if by.kind == Kind.PARTNER.value and by.key == str(user):
        raise NotOneselfHere
