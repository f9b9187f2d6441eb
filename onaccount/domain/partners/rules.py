"""Dealers who bring customers, and what their people may do in the portal. Pure."""

import re
from enum import Enum
from typing import ClassVar

from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import has_controls, shorten, tidy

CODE = re.compile(r"[A-Z0-9]{3,12}", re.ASCII)
LONGEST_NAME = 120


class PartnerState(Enum):
    ACTIVE = "active"
    ENDED = "ended"  # its people cannot come in; its customers stay


PARTNER_MOVES: dict[PartnerState, set[PartnerState]] = {
    PartnerState.ACTIVE: {PartnerState.ENDED},
    PartnerState.ENDED: {PartnerState.ACTIVE},
}


class PortalRight(Enum):
    """What somebody of a dealer's may do there; each holds those before it."""

    SEE = "see"
    SUBMIT = "submit"
    MANAGE = "manage"


def holds(given: PortalRight, needed: PortalRight) -> bool:
    order = list(PortalRight)
    return order.index(given) >= order.index(needed)


class CodeUnusable(Refused):
    code = "dealer_code_unusable"
    sentence = '"{text}" cannot be a dealer code.'
    cure = "Write 3 to 12 letters and digits, such as ABC123."
    field = "code"


class CodeTaken(Refused):
    code = "dealer_code_taken"
    sentence = "Dealer code {text} belongs to {name}."
    cure = "Choose another code."
    status: ClassVar[int] = 409
    field = "code"


class PartnerNameless(Refused):
    code = "partner_nameless"
    sentence = "A partner needs a name of one line, of at most {longest} characters."
    cure = "Write the name that the dealer trades under."
    field = "name"


class UserNameless(Refused):
    code = "partner_user_incomplete"
    sentence = "Somebody of a partner's needs a name and an e-mail address."
    cure = "Give both: the address is what the person logs in with."
    field = "name"


class NoSuchPartner(Refused):
    code = "no_such_partner"
    sentence = "There is no such partner."
    cure = "Look at the list of partners."
    status: ClassVar[int] = 404


class NoSuchPartnerUser(Refused):
    code = "no_such_partner_user"
    sentence = "Nobody of this partner's logs in like that."
    cure = "Look at the list of its people."
    status: ClassVar[int] = 404


class PartnerHasEnded(Refused):
    code = "partner_ended"
    sentence = "{name} is ended."
    cure = "Open it again first."
    status: ClassVar[int] = 409


class HasPassword(Refused):
    code = "partner_user_not_invited"
    sentence = "{name} has a password already."
    cure = "Who forgot it asks for a new one at the log-in."
    status: ClassVar[int] = 409


class NotForMachines(Refused):
    code = "right_not_for_machines"
    sentence = "A token manages no people."
    cure = "Choose see or submit."
    field = "right"


class NotOneselfHere(Refused):
    code = "partner_user_not_oneself"
    sentence = "Nobody takes away their own way in, or their own rights."
    cure = "Ask a colleague who manages people."
    status: ClassVar[int] = 409


def clean_code(text: str) -> str:
    """The code as it is kept, in capitals. Raises CodeUnusable."""
    code = tidy(text).upper()
    if not CODE.fullmatch(code):
        raise CodeUnusable(text=shorten(text))
    return code


def clean_name(text: str) -> str:
    name = tidy(text)
    if not name or len(name) > LONGEST_NAME or has_controls(name):
        raise PartnerNameless(longest=LONGEST_NAME)
    return name
