"""What is refused of groups. Pure."""

from typing import ClassVar

from onaccount.foundation.refusals import Refused


class NoSuchGroup(Refused):
    code = "no_such_group"
    sentence = "There is no such group."
    cure = "Look at the list of groups."
    status: ClassVar[int] = 404


class GroupNameless(Refused):
    code = "group_nameless"
    sentence = "A group needs a name."
    cure = "Give it one, such as Front desk."


class GroupNameTaken(Refused):
    code = "group_name_taken"
    sentence = "There is a group {name} already."
    cure = "Give this one another name."


class GroupNotEmpty(Refused):
    code = "group_not_empty"
    sentence = "{members} belong to this group."
    cure = "Move them to another group first."
    status: ClassVar[int] = 409


class BeyondOwnRights(Refused):
    """Nobody gives what they do not have."""

    code = "beyond_own_rights"
    sentence = "This gives rights that you do not have: {rights}."
    cure = "Leave them out, or ask somebody who has them."
    status: ClassVar[int] = 403


class LastManager(Refused):
    code = "last_manager"
    sentence = "Nobody would be left who can manage staff."
    cure = "Let somebody else manage staff first."
    status: ClassVar[int] = 409
