"""Signatures between a till and us: it signs its reports, we sign the copy that it keeps. Pure.

The till's key is ECDSA on P-256 with SHA-256 (FIPS 186-5), made on the device, which does not let it out; we know its
public half as SubjectPublicKeyInfo in base64. WebCrypto signs as r and s one after the other, 64 bytes (IEEE P1363).
"""

import base64
import binascii
import hashlib
import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

HALF = 32  # bytes of r, and of s


def public_key(text: str) -> ec.EllipticCurvePublicKey | None:
    """The key behind this text, or None where it is none of ours."""
    try:
        found = load_der_public_key(base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error, TypeError):
        return None
    is_ours = isinstance(found, ec.EllipticCurvePublicKey) and isinstance(found.curve, ec.SECP256R1)
    return found if is_ours and isinstance(found, ec.EllipticCurvePublicKey) else None


def is_signed(body: bytes, signature: str, *, key: str) -> bool:
    """Whether the device that has the other half of this key signed these bytes."""
    known = public_key(key)
    try:
        raw = base64.b64decode(signature, validate=True)
    except (ValueError, binascii.Error):
        return False
    if known is None or len(raw) != 2 * HALF:
        return False
    der = encode_dss_signature(int.from_bytes(raw[:HALF], "big"), int.from_bytes(raw[HALF:], "big"))
    try:
        known.verify(der, body, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def copy_secret(secret: str, *, till: int, pairing: int) -> bytes:
    """The key by which a till knows that its copy is ours and whole: it follows from our own, and is kept nowhere."""
    return hmac.new(secret.encode(), f"till copy {till} {pairing}".encode(), hashlib.sha256).digest()


def sign_copy(body: bytes, *, key: bytes) -> str:
    return base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()
