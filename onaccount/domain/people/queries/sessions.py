"""The browsers in which somebody is logged in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from onaccount.domain.people.models import Session


@dataclass(frozen=True, slots=True)
class SessionRow:
    """`name` stands for the session on pages: its key is what its cookie proves, and goes nowhere."""

    name: str
    began_at: datetime
    seen_at: datetime
    address: str
    agent: str
    is_this: bool


def session_rows(principal: int, *, at: datetime, this: str = "") -> list[SessionRow]:
    """This one first, then the one seen last. `this` is the key of the session that asks."""
    found = Session.objects.filter(principal=principal, expire_date__gt=at).order_by("-seen_at")
    rows = [
        SessionRow(
            name_of(each.session_key), each.began_at, each.seen_at, each.address, each.agent, each.session_key == this
        )
        for each in found
    ]
    return sorted(rows, key=lambda row: not row.is_this)


def name_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:24]
