"""Secrets of other systems: locked before they are kept, by a key that is not in the database. Pure."""

from onaccount.foundation.locks import WrongKey, lock, unlock
from onaccount.foundation.refusals import Refused

PURPOSE = b"onaccount.schedule-secret"


class SecretUnreadable(Refused):
    code = "secret_unreadable"
    sentence = "The password or token cannot be unlocked: it was kept under another secret key."
    cure = "Enter it again on the page of this timed import."


def locked(secret: str, key: str) -> str:
    return lock(secret, key=key, purpose=PURPOSE) if secret else ""


def unlocked(kept: str, key: str) -> str:
    try:
        return unlock(kept, key=key, purpose=PURPOSE) if kept else ""
    except WrongKey:
        raise SecretUnreadable from None
