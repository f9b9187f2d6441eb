"""Texts locked before they are kept, by a key that is not where they are kept."""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class WrongKey(Exception):  # noqa: N818 - said of the key, and turned into a refusal by whoever asked
    """The text was locked by another key, or is not what was locked."""


def lock(text: str, *, key: str, purpose: bytes) -> str:
    """Each purpose has a key of its own, derived from the one: what opens sessions opens no passwords."""
    return _lock(key, purpose).encrypt(text.encode()).decode()


def unlock(kept: str, *, key: str, purpose: bytes) -> str:
    try:
        return _lock(key, purpose).decrypt(kept.encode()).decode()
    except InvalidToken:
        raise WrongKey from None


def _lock(key: str, purpose: bytes) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def lock_newest(text: str, *, keys: Sequence[str], purpose: bytes) -> str:
    """Lock with the first of several keys, the newest."""
    return lock(text, key=keys[0], purpose=purpose)


def unlock_any(kept: str, *, keys: Sequence[str], purpose: bytes) -> str:
    """Unlock with whichever of these it was locked by, so that a key can be followed by another. Raises WrongKey."""
    try:
        return MultiFernet([_lock(key, purpose) for key in keys]).decrypt(kept.encode()).decode()
    except InvalidToken:
        raise WrongKey from None
