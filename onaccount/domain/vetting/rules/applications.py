"""Applications: what somebody hands in before being a customer (D-17)."""

from datetime import timedelta
from enum import Enum

from onaccount.domain.customers.rules.stages import StageAlreadyDone
from onaccount.domain.customers.rules.status import AlreadyDone
from onaccount.foundation.refusals import Refused

UNDO_WITHIN = timedelta(seconds=10)  # how long an activation's letter waits, and so how long it can be taken back
TAKEN_BACK = "Taken back"  # why, of a move that took another one back: there is nothing to take back of it


class ApplicationState(Enum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


APPLICATION_MOVES: dict[ApplicationState, set[ApplicationState]] = {
    ApplicationState.DRAFT: {ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN, ApplicationState.EXPIRED},
    ApplicationState.SUBMITTED: set(),
    ApplicationState.WITHDRAWN: set(),
    ApplicationState.EXPIRED: set(),
}


class NotADraft(Refused):
    code = "not_a_draft"
    sentence = "This application is {state} already."
    status = 409


class AlreadyAdded(Refused):
    """A form that was sent twice. `customer` is the number that the first made; None where it is gone again."""

    code = "already_added"
    sentence = "This form has made customer No. {customer} already."
    cure = "Open an empty form for another customer."
    status = 409


class PasswordWithoutLogin(Refused):
    code = "password_without_login"
    sentence = "A password needs an e-mail address to log in with."
    cure = "Give the address, or leave the password blank."


class AlreadyDoneBy(AlreadyDone):
    """Two people at once: the second hears who was first."""

    sentence = "{name} made No. {customer} {now} already."


class StageAlreadyDoneBy(StageAlreadyDone):
    """The same of the stage."""

    sentence = "{name} set the credit stage of No. {customer} to {now} already."


class NotYours(Refused):
    code = "not_yours_to_undo"
    sentence = "{name} made this customer {now}."
    cure = "Only the same person can take it back; you can set another status."


class TooLate(Refused):
    code = "too_late_to_undo"
    sentence = "This was done more than {seconds} seconds ago."
    cure = "Set the status instead."
    status = 409


class NothingToUndo(Refused):
    code = "nothing_to_undo"
    sentence = "There is nothing to take back: No. {customer} is {now}."
    status = 409


class NotActiveYet(Refused):
    code = "not_active"
    sentence = "No. {customer} is {now}, so no letter can let it in."
    cure = "Set the status to Active: that sends one."
    status = 409
