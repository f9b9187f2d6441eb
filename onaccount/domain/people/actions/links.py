"""The links that let people in."""

from datetime import datetime
from itertools import count

from django.conf import settings

from onaccount.domain.people.models import Link, Principal, link_id
from onaccount.domain.people.queries import link_lasts
from onaccount.domain.people.rules import Purpose, link_token, token_hash


def issue_link(principal: Principal, *, purpose: Purpose, at: datetime, key: str | None = None) -> str:
    """Make the principal's one open link and return its token. The earlier one is void.

    With a `key` (a letter's id) the same letter sent again carries the same token while that is open, and its days
    count anew. One that was used or voided in between is never made good again: the letter carries the next one.
    """
    identity = key or str(link_id())
    lasts_until = at + link_lasts(purpose)
    open_links = principal.links.filter(used_at__isnull=True, voided_at__isnull=True)
    for token in (link_token(settings.SECRET_KEY, f"{identity}/{n}") for n in count()):
        known = Link.objects.filter(token_hash=token_hash(token))
        if open_links.filter(token_hash=token_hash(token)).update(expires_at=lasts_until):
            return token
        if not known.exists():
            break
    open_links.update(voided_at=at)
    Link.objects.create(
        principal=principal,
        purpose=purpose.value,
        token_hash=token_hash(token),
        issued_at=at,
        expires_at=lasts_until,
    )
    return token


def void_links(principal: Principal, *, at: datetime) -> None:
    principal.links.filter(used_at__isnull=True, voided_at__isnull=True).update(voided_at=at)
