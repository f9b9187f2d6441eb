"""Tokens of dealers: a machine of theirs asks the API for what is its dealer's own, and for nothing else."""

from datetime import datetime

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.partners.models import PartnerUser
from onaccount.domain.partners.queries import locked_partner
from onaccount.domain.partners.rules import NotForMachines, PartnerHasEnded, PortalRight
from onaccount.domain.people.actions.tokens import save_token
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def make_partner_token(
    *, partner: int, name: str, right: PortalRight, expires_at: datetime | None, by: Actor, at: datetime
) -> tuple[Principal, str]:
    """Make a token that is this dealer's, and return it with its secret, which nobody can see again.

    It holds no right of staff in any area: what it may is the dealer's, over its own, as long as the dealer has not
    ended. No machine manages people.
    """
    require(by, Right.MANAGE_TOKENS)
    require(by, Right.MANAGE_PARTNERS)
    if right is PortalRight.MANAGE:
        raise NotForMachines
    held = locked_partner(partner)
    if not held.is_active:
        raise PartnerHasEnded(name=held.name)
    principal, secret = save_token(f"{held.code}: {name}" if name.strip() else "", {}, expires_at=expires_at, at=at)
    PartnerUser.objects.create(partner=held, principal=principal, right=right.value)
    changes = {"partner": ("", held.code), "right": ("", right.value)}
    record("token.made", Subject("principal", str(principal.pk)), by=by, at=at, changes=changes)
    return principal, secret
