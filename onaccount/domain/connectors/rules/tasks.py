"""What only a person can settle about a system next door, and the ways to settle it."""

from enum import Enum

from onaccount.foundation.refusals import Refused


class TaskKind(Enum):
    CHOOSE = "choose"  # several there may be it, or one that is not sure
    NAME_TAKEN = "name_taken"  # another contact there has the name
    REFUSED = "refused"  # they said no, in their words
    RENAMED = "renamed"
    MERGED = "merged"  # there, into another contact, and it is not certain that this one is meant
    FOLLOWED = "followed"  # the same, and it was certain: the link leads to the other one now
    ARCHIVED = "archived"
    GONE = "gone"
    CHANGED = "changed"  # both sides changed the same
    SHARED = "shared"  # two customers here are one contact there
    TWO_THERE = "two_there"  # one customer here, after a merge, is two contacts there
    ERASE = "erase"  # who was erased here is still known there; the mirror passes over the contact that it names


class Outcome(Enum):
    USE = "use"  # this contact of theirs; the one that is named with it
    CREATE = "create"
    AGAIN = "again"  # try once more: what stood in the way was mended
    TAKE = "take"  # theirs
    KEEP = "keep"  # ours
    FOLLOW = "follow"
    RESTORE = "restore"
    UNLINK = "unlink"
    LEAVE = "leave"
    ERASED = "erased"  # there too, by somebody
    MOOT = "moot"  # nobody chose it: what was asked is no question any more


# The usual one first.
OUTCOMES: dict[TaskKind, tuple[Outcome, ...]] = {
    TaskKind.CHOOSE: (Outcome.USE, Outcome.CREATE),
    TaskKind.NAME_TAKEN: (Outcome.USE, Outcome.AGAIN),
    TaskKind.REFUSED: (Outcome.AGAIN, Outcome.LEAVE),
    TaskKind.RENAMED: (Outcome.TAKE, Outcome.KEEP, Outcome.LEAVE),
    TaskKind.MERGED: (Outcome.FOLLOW, Outcome.UNLINK),
    TaskKind.FOLLOWED: (Outcome.LEAVE, Outcome.UNLINK),
    TaskKind.ARCHIVED: (Outcome.RESTORE, Outcome.UNLINK, Outcome.LEAVE),
    TaskKind.GONE: (Outcome.UNLINK, Outcome.CREATE),
    TaskKind.CHANGED: (Outcome.TAKE, Outcome.KEEP, Outcome.LEAVE),
    TaskKind.SHARED: (Outcome.LEAVE, Outcome.UNLINK),
    TaskKind.TWO_THERE: (Outcome.LEAVE,),
    TaskKind.ERASE: (Outcome.ERASED,),
}


class NoSuchTask(Refused):
    code = "no_such_task"
    sentence = "There is no such task."
    status = 404


class TaskSettled(Refused):
    code = "task_settled"
    sentence = "This was settled already."
    cure = "Nothing more is to be done."
    status = 409


class NoSuchOutcome(Refused):
    code = "no_such_outcome"
    sentence = "This cannot be settled in that way."
    cure = "Choose one of the buttons beside it."


class NotNextDoor(Refused):
    code = "not_next_door"
    sentence = "{system} is not connected."
    cure = "Connect it in the settings first."
    status = 409


class NoSuchContact(Refused):
    code = "not_known_there"
    sentence = "This contact is not, or no longer, known in {system}."
    cure = "Choose another one, or make a new one."
    field = "contact"


class LinkedNextDoor(Refused):
    """Why a customer is not deleted."""

    code = "linked_next_door"
    sentence = "No. {customer} is a contact next door, in Xero."
    cure = "Take the link off first. Or set it to Inactive instead, or merge it into another customer."
    status = 409


class AtWork(Refused):
    """A request of ours is on its way, and nobody knows yet what has become of it."""

    code = "link_at_work"
    sentence = "No. {customer} is being put into {system} at this moment."
    cure = "Wait a moment and reload the page."
    status = 409
