"""What is refused of the queue. Pure."""

from typing import ClassVar

from onaccount.foundation.refusals import Refused


class Taken(Refused):
    code = "application_taken"
    sentence = "{name} works on No. {customer} already."
    cure = "Assign it to yourself if you have agreed so."
    status: ClassVar[int] = 409


class NotAStaff(Refused):
    code = "claimed_by_staff_only"
    sentence = "Only members of staff work on applications."
    status: ClassVar[int] = 403
