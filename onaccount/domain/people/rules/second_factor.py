"""What a log-in asks for beyond the password. Pure."""

from enum import Enum
from typing import ClassVar

from onaccount.foundation.refusals import Refused

STEP = 30  # seconds that a code stands, RFC 6238
SKEW = 1  # steps that a telephone's clock may be off, either way


class Factor(Enum):
    """Kinds of second factors, by the names that django-allauth keeps them under."""

    TOTP = "totp"
    PASSKEY = "webauthn"
    RECOVERY = "recovery_codes"


class WrongCode(Refused):
    code = "wrong_code"
    sentence = "This is not the code of now."
    cure = "Wait for the next one, and type that."


class FactorThere(Refused):
    code = "factor_there"
    sentence = "An authenticator app is set up already."
    cure = "Take it out first, then set up the other one."
    status: ClassVar[int] = 409


class NoSuchFactor(Refused):
    code = "no_such_factor"
    sentence = "This second factor is not set up."
    cure = "Look at the list again."
    status: ClassVar[int] = 404


class LastFactor(Refused):
    code = "last_factor"
    sentence = "Everybody who works here needs a second factor, and this is your only one."
    cure = "Set up another one first."
    status: ClassVar[int] = 409


class FactorUnreadable(Refused):
    code = "factor_unreadable"
    sentence = "Your second factor was kept under another secret key, and cannot be read."
    cure = "Ask an administrator to reset it."
    status: ClassVar[int] = 409


class NotYours(Refused):
    code = "not_yours"
    sentence = "A second factor is set up by its owner only."
    cure = "Log in as yourself."
    status: ClassVar[int] = 403
