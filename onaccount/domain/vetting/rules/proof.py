"""Proof of work: what a browser does instead of ticking pictures, without anybody else's service.

The server signs a token. The browser looks for a number so that SHA-256 of the token followed by that number, in
decimal digits, begins with 48 bits which, read as a number, are less than `below`. Each try succeeds with the
probability p = below / 2^48, so the tries it takes are geometrically distributed, with the median ln 2 / p and the mean
1 / p (Feller, An Introduction to Probability Theory, XI.2; the median for small p). `below` is chosen for a median of
2^work: half of all browsers are done after 2^work hashes, and the mean is 1.44 times that. To check costs one hash.

A token is 64 characters, so that it fills the first block of SHA-256: a browser works on the second block alone.
"""

import hashlib
import hmac
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from onaccount.foundation.refusals import Refused

LASTS = timedelta(minutes=10)
BITS = 48  # of the hash that are looked at: a JavaScript number holds them exactly
NONCE = 23  # bytes
MAC = 16  # bytes
LONGEST_ANSWER = 20  # digits


class NeedsProof(Refused):
    code = "proof_missing"
    sentence = "The sum that keeps robots out was not done."
    cure = "It is done by JavaScript: switch it on in your browser and send the form again."


class ProofWrong(Refused):
    code = "proof_wrong"
    sentence = "The sum that keeps robots out does not come out."
    cure = "Send the form again: your browser gets a new one."


class ProofTooOld(ProofWrong):
    code = "proof_too_old"
    sentence = "The sum that keeps robots out is more than ten minutes old."


class ProofSpent(ProofWrong):
    code = "proof_spent"
    sentence = "The sum that keeps robots out was used already."
    status: ClassVar[int] = 409


PROOF_REFUSALS = (NeedsProof, ProofWrong)


@dataclass(frozen=True, slots=True)
class Challenge:
    """What is to be solved. `lasts` is in seconds."""

    token: str
    below: int
    lasts: int


@dataclass(frozen=True, slots=True)
class Proof:
    """A token as it was handed out, and the number that was found for it."""

    token: str
    answer: str


def below(work: int) -> int:
    """The bound for a median of 2^work hashes: 2^48 ln 2 / 2^work, never more than all there is."""
    return min(1 << BITS, math.ceil((1 << BITS) * math.log(2) / (1 << work)))


def challenge(*, secret: str, nonce: bytes, work: int, at: datetime) -> Challenge:
    """Sign a token of `NONCE` random bytes. It says until when it is good and how much work it is."""
    payload = int((at + LASTS).timestamp()).to_bytes(8) + work.to_bytes(1) + nonce
    token = urlsafe_b64encode(payload + _mac(secret, payload)).decode()
    return Challenge(token, below(work), int(LASTS.total_seconds()))


def check_proof(proof: Proof | None, *, secret: str, at: datetime) -> datetime:
    """Until when the proof's token is good. Raises NeedsProof, ProofWrong, ProofTooOld; one hash and one signature."""
    if proof is None or not proof.token or not proof.answer:
        raise NeedsProof
    payload = _signed(proof.token, secret)
    if payload is None or not _is_number(proof.answer):
        raise ProofWrong
    until = datetime.fromtimestamp(int.from_bytes(payload[:8]), UTC)
    if not at < until <= at + LASTS + timedelta(seconds=1):  # nobody signs for later; a clock that was put back does
        raise ProofTooOld
    if value(proof.token, proof.answer) >= below(payload[8]):
        raise ProofWrong
    return until


def value(token: str, answer: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{token}{answer}".encode()).digest()[: BITS // 8])


def _is_number(answer: str) -> bool:
    return answer.isascii() and answer.isdigit() and len(answer) <= LONGEST_ANSWER


def _signed(token: str, secret: str) -> bytes | None:
    """What was signed, or None where it was not by us."""
    if not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token)
    except ValueError:
        return None
    payload, mac = raw[:-MAC], raw[-MAC:]
    is_ours = len(payload) == 9 + NONCE and urlsafe_b64encode(raw).decode() == token
    return payload if is_ours and hmac.compare_digest(mac, _mac(secret, payload)) else None


def _mac(secret: str, payload: bytes) -> bytes:
    return hmac.new(secret.encode(), b"onaccount.proof:" + payload, hashlib.sha256).digest()[:MAC]
