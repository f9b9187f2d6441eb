"""Members of staff, from the invitation to the end. Pure."""

from enum import Enum
from typing import ClassVar

from onaccount.foundation.refusals import Refused


class StaffState(Enum):
    INVITED = "invited"  # has not chosen a password yet
    ACTIVE = "active"
    ENDED = "ended"  # cannot come in; the name stays in history


STAFF_MOVES: dict[StaffState, set[StaffState]] = {
    StaffState.INVITED: {StaffState.ACTIVE, StaffState.ENDED},
    StaffState.ACTIVE: {StaffState.ENDED},
    StaffState.ENDED: {StaffState.ACTIVE, StaffState.INVITED},
}


def staff_state(*, is_active: bool, has_password: bool) -> StaffState:
    if not is_active:
        return StaffState.ENDED
    return StaffState.ACTIVE if has_password else StaffState.INVITED


class NoSuchStaff(Refused):
    code = "no_such_staff"
    sentence = "This is nobody who works here."
    cure = "Look at the list of staff."
    status: ClassVar[int] = 404


class AboveYou(Refused):
    code = "above_you"
    sentence = "{name} has rights that you do not have."
    cure = "Ask somebody who has them."
    status: ClassVar[int] = 403


class NotInvited(Refused):
    code = "not_invited"
    sentence = "{name} has a password already."
    cure = "Who forgot it asks for a new one at the log-in."
    status: ClassVar[int] = 409


class OneselfOnly(Refused):
    code = "not_oneself"
    sentence = "Nobody ends their own work here."
    cure = "Ask a colleague who manages staff."
    status: ClassVar[int] = 409
