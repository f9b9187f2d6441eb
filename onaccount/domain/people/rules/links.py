"""The links that let people in. Pure."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from enum import Enum
from typing import ClassVar

from onaccount.foundation.refusals import Refused

RESET_LASTS = timedelta(hours=2)


class Purpose(Enum):
    """What a link is good for."""

    WELCOME = "welcome"
    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a purpose


class LinkState(Enum):
    GOOD = "good"
    USED = "used"
    VOIDED = "voided"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class LinkNotGood(Refused):
    code = "link_not_good"
    sentence = "This link is {state}."
    cure = "Ask for a new one."
    status: ClassVar[int] = 410


def link_token(secret: str, link_id: str) -> str:
    """The token of a link: 256 bits that only this deployment can make, the same at each try to send one letter.

    A letter whose sending was cut off is sent again with the same words; a token made afresh each time would leave the
    customer with a mail whose link is dead. Only the SHA-256 of it is stored.
    """
    digest = hmac.new(secret.encode(), b"onaccount.link:" + link_id.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def link_state(
    *, used_at: datetime | None, voided_at: datetime | None, expires_at: datetime, at: datetime
) -> LinkState:
    if used_at:
        return LinkState.USED
    if voided_at:
        return LinkState.VOIDED
    return LinkState.EXPIRED if at >= expires_at else LinkState.GOOD
