"""Signed links of an application: one to its page, and one, sent by letter, that confirms the address as well.

Nothing of them is stored: a link says which application and which letter it is of, and is signed. So the letter that is
sent again after its worker was killed carries the same link, and a copy of the database opens nothing.
"""

import hashlib
import hmac
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from enum import Enum

MAC = 16  # bytes: 128 bits


class Opens(Enum):
    """What a link is good for."""

    PAGE = 1  # the application's page, for the browser that filled the form in
    LETTER = 2  # the same, and pressing its button confirms the address; then what is asked of the applicant
    TRACK = 3  # where a customer's application stands, and what is asked of the applicant


@dataclass(frozen=True, slots=True)
class Ticket:
    """`letter` is the how-manieth letter of the application it is of, or the how-manieth link that follows it; asking
    for another one makes it void.
    """

    application: uuid.UUID
    opens: Opens
    letter: int


def sign(ticket: Ticket, *, secret: str) -> str:
    payload = ticket.application.bytes + ticket.opens.value.to_bytes(1) + ticket.letter.to_bytes(1)
    return urlsafe_b64encode(payload + _mac(secret, payload)).decode().rstrip("=")


def read_ticket(token: str, *, secret: str) -> Ticket | None:
    """The ticket, or None where it is not one of ours."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii") + b"==")
    except ValueError:
        return None
    payload, mac = raw[:-MAC], raw[-MAC:]
    if len(payload) != 18 or not hmac.compare_digest(mac, _mac(secret, payload)):
        return None
    ticket = Ticket(uuid.UUID(bytes=payload[:16]), Opens(payload[16]), payload[17])
    return ticket if sign(ticket, secret=secret) == token else None  # one spelling, for unused bits may say anything


def _mac(secret: str, payload: bytes) -> bytes:
    return hmac.new(secret.encode(), b"onaccount.application:" + payload, hashlib.sha256).digest()[:MAC]
