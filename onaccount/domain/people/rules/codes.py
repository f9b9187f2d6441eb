"""Manager codes: whoever holds a right without code allows others one action of it (D-10). Pure."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from onaccount.domain.history.rules import Subject
from onaccount.foundation.refusals import Refused

APPROVAL_LASTS = timedelta(minutes=2)  # from the code to the press that it allows


@dataclass(frozen=True, slots=True)
class Deed:
    """What one code allows: something about a subject. At a till also there alone, and where money moves for that
    amount alone, in minor units.
    """

    subject: Subject
    till: int | None = None
    amount_minor: int | None = None


def deed_of(about: Subject | Deed) -> Deed:
    return about if isinstance(about, Deed) else Deed(about)


class ManagerCodeNeeded(Refused):
    code = "manager_code"
    sentence = "A manager's code is needed to {right}."
    cure = "Have somebody who holds the right choose their name and type their code."
    status: ClassVar[int] = 409


class ApprovalNotGood(Refused):
    code = "approval_not_good"
    sentence = "This approval was used, is too old, or was given for something else."
    cure = "Ask for the code again."
    status: ClassVar[int] = 409


class ApproverMayNot(Refused):
    code = "approver_may_not"
    sentence = "{name} may not {right} without a code any more."
    cure = "Ask somebody else for theirs."
    status: ClassVar[int] = 409


class NoManagerCode(Refused):
    code = "no_manager_code"
    sentence = "{name} has no manager code."
    cure = "They choose one on their own page in the office."
    status: ClassVar[int] = 409


class CodeWrong(Refused):
    code = "code_wrong"
    sentence = "This is not the code of {name}."
    cure = "Type it again. Tries left: {left}."


class CodeLocked(Refused):
    code = "code_locked"
    sentence = "The code of {name} was wrong too often."
    cure = "Wait {minutes} minutes, have them choose a new one, or ask somebody else."
    status: ClassVar[int] = 429


class ApproverIsOneself(Refused):
    code = "approver_is_oneself"
    sentence = "Nobody approves what they do themselves."
    cure = "Ask somebody else for their code."
