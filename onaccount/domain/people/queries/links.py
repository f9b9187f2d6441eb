"""The links that let people in, as they are found."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from onaccount.domain.business.queries import current_business
from onaccount.domain.people.models import Link
from onaccount.domain.people.rules import RESET_LASTS, Kind, LinkState, Purpose, link_state, token_hash


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


def link_lasts(purpose: Purpose) -> timedelta:
    """How long a link is good: one that lets somebody in for as long as the business says."""
    return RESET_LASTS if purpose is Purpose.NEW_PASSWORD else timedelta(days=current_business().link_days)
