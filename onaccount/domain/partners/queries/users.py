"""The people of dealers, and who of them is in the portal."""

from dataclasses import dataclass
from datetime import datetime

from onaccount.domain.history.rules import Actor
from onaccount.domain.partners.models import PartnerUser
from onaccount.domain.partners.rules import NoSuchPartnerUser, PortalRight, holds
from onaccount.domain.people.rules import Kind, NotAllowed
from onaccount.domain.people.rules.staff import StaffState, staff_state

ASKED = PartnerUser.objects.select_related("principal", "partner")


@dataclass(frozen=True, slots=True)
class PortalUser:
    """Somebody who is in the portal: through this one everything there is found."""

    principal: int
    name: str
    email: str
    partner: int
    partner_code: str
    partner_name: str
    right: PortalRight
    kind: str = Kind.PARTNER.value  # or that of a token: a machine of the dealer's

    @property
    def actor(self) -> Actor:
        return Actor(self.kind, str(self.principal), self.name)

    def may(self, right: PortalRight) -> bool:
        return holds(self.right, right)


def portal_user(principal: int) -> PortalUser | None:
    """Who comes in with this principal; None where it is nobody's, or theirs or the dealer's way in has ended."""
    user = ASKED.filter(principal=principal, principal__is_active=True, partner__is_active=True).first()
    return _portal_user(user) if user else None


def require_portal(by: Actor, right: PortalRight) -> PortalUser:
    """The first line of every action of the portal: who acts, as the books say now. Raises NotAllowed."""
    is_theirs = by.kind in OF_A_DEALER and by.key.isdecimal()
    user = portal_user(int(by.key)) if is_theirs else None
    if user is None or not user.may(right):
        raise NotAllowed(name=by.name, right=WORDS[right])
    return user


OF_A_DEALER = (Kind.PARTNER.value, Kind.TOKEN.value)  # a person, or a machine that was given a token of the dealer's
WORDS = {
    PortalRight.SEE: "look into the portal",
    PortalRight.SUBMIT: "bring customers",
    PortalRight.MANAGE: "manage the people of the portal",
}


@dataclass(frozen=True, slots=True)
class UserRow:
    key: int  # of the principal
    name: str
    email: str
    right: PortalRight
    state: StaffState
    seen_at: datetime | None


def users_of(partner: int) -> list[UserRow]:
    """The people; a dealer's tokens stand among the tokens."""
    people = ASKED.filter(partner=partner, principal__kind=Kind.PARTNER.value)
    return [_row(user) for user in people.order_by("principal__name", "pk")]


def told_of(partner: int) -> list[UserRow]:
    """Those who are told what becomes of a customer: they can come in, and have been in once."""
    return [row for row in users_of(partner) if row.state is StaffState.ACTIVE]


def user_row(principal: int) -> UserRow:
    user = ASKED.filter(principal=principal, principal__kind=Kind.PARTNER.value).first()
    if user is None:
        raise NoSuchPartnerUser
    return _row(user)


def locked_user(partner: int, principal: int) -> PartnerUser:
    """Somebody of this dealer's, held. Whoever is another dealer's is not there."""
    users = PartnerUser.objects.select_for_update(no_key=True, of=("self",)).select_related("principal", "partner")
    user = users.filter(partner=partner, principal=principal, principal__kind=Kind.PARTNER.value).first()
    if user is None:
        raise NoSuchPartnerUser
    return user


def _portal_user(user: PartnerUser) -> PortalUser:
    return PortalUser(
        principal=user.principal_id,
        name=user.principal.name,
        email=user.principal.email or "",
        partner=user.partner_id,
        partner_code=user.partner.code,
        partner_name=user.partner.name,
        right=PortalRight(user.right),
        kind=user.principal.kind,
    )


def _row(user: PartnerUser) -> UserRow:
    principal = user.principal
    return UserRow(
        key=principal.pk,
        name=principal.name,
        email=principal.email or "",
        right=PortalRight(user.right),
        state=staff_state(is_active=principal.is_active, has_password=principal.has_usable_password()),
        seen_at=principal.seen_at,
    )
