"""Tokens of the API, and the answers that are kept for the keys that machines send. Pure."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from enum import Enum
from typing import ClassVar

from onaccount.foundation.dates import moment_of
from onaccount.foundation.refusals import Refused

PREFIX = "oa_"  # so that one who finds such a text in a file or a log knows what it opens
SECRET_BYTES = 32
USE_NOTED_EVERY = timedelta(minutes=1)
NAME_LENGTH = 160

WAIT_FOR_KEY = 5.0  # seconds that a request waits for another that has its key
ANSWERS_KEPT = timedelta(hours=48)
KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)

SPAN = re.compile(r"([1-9][0-9]{0,4}) ?([dh])", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class TokenState(Enum):
    GOOD = "good"
    ENDED = "ended"
    EXPIRED = "expired"


class TokenNameless(Refused):
    code = "token_nameless"
    sentence = "A token needs a name of at most {longest} characters."
    cure = "Name it after the system that will use it."
    field = "name"


class TokenWithoutRights(Refused):
    code = "token_without_rights"
    sentence = "A token without any right opens nothing."
    cure = "Give it read or write in one area at least."
    field = "levels"


class ExpiryPast(Refused):
    code = "expiry_past"
    sentence = "{text} has passed already."
    cure = "Give a day to come, or a number of days such as 30d."
    field = "expires_at"


class NoSuchToken(Refused):
    code = "no_such_token"
    sentence = "There is no token {token}."
    cure = "Look at the list of tokens."
    status: ClassVar[int] = 404


class TokenEnded(Refused):
    code = "token_ended"
    sentence = "The token {name} has ended already."
    status: ClassVar[int] = 409


class KeyUnreadable(Refused):
    code = "key_unreadable"
    sentence = "This Idempotency-Key cannot be used."
    cure = "Send 1 to 255 visible ASCII characters without blanks, such as a UUID."
    status: ClassVar[int] = 400


class KeyReused(Refused):
    code = "key_reused"
    sentence = "This Idempotency-Key was sent before, with another request."
    cure = "Send a new key with a new request; the same key only to repeat the same request."


class KeyInUse(Refused):
    code = "key_in_use"
    sentence = "A request with this Idempotency-Key is still being worked on."
    cure = "Send the same request again in a moment: it will be given the same answer."
    status: ClassVar[int] = 409


def make_secret() -> str:
    return PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def token_state(*, is_active: bool, expires_at: datetime | None, at: datetime) -> TokenState:
    if not is_active:
        return TokenState.ENDED
    return TokenState.EXPIRED if expires_at is not None and at >= expires_at else TokenState.GOOD


def expiry_of(text: str, *, zone: str, at: datetime) -> datetime | None:
    """When a token runs out: "30d", "12h", or a day, to its end on the clocks of a zone. Blank is never.

    Raises NotATime, NoSuchTime, ExpiryPast.
    """
    if not (text := text.strip()):
        return None
    if span := SPAN.fullmatch(text):
        return at + timedelta(**{{"d": "days", "h": "hours"}[span[2]]: int(span[1])})
    moment = moment_of(text, zone)
    if DAY.fullmatch(text):
        moment += timedelta(days=1)
    if moment <= at:
        raise ExpiryPast(text=text)
    return moment


def key_hash(principal: str, key: str) -> str:
    """What a kept answer is found by. Raises KeyUnreadable."""
    if not KEY.fullmatch(key):
        raise KeyUnreadable
    return hashlib.sha256(f"{principal}/{key}".encode()).hexdigest()
