"""Secrets of other systems: locked before they are kept, by a key that is not in the database. Pure."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from onaccount.foundation.refusals import Refused

PURPOSE = b"onaccount.schedule-secret"  # a key of its own: what opens sessions opens no passwords


class SecretUnreadable(Refused):
    code = "secret_unreadable"
    sentence = "The password or token cannot be unlocked: it was kept under another secret key."
    cure = "Enter it again on the page of this timed import."


def locked(secret: str, key: str) -> str:
    return _lock(key).encrypt(secret.encode()).decode() if secret else ""


def unlocked(kept: str, key: str) -> str:
    try:
        return _lock(key).decrypt(kept.encode()).decode() if kept else ""
    except InvalidToken:
        raise SecretUnreadable from None


def _lock(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
