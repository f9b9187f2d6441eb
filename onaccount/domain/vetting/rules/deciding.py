"""Decisions on credit: who has to say yes besides, and what can be taken back. Pure."""

from datetime import timedelta
from typing import ClassVar

from onaccount.domain.customers.rules.status import Stage
from onaccount.foundation.refusals import Refused

STAGE_UNDO_WITHIN = timedelta(minutes=10)  # while whoever pressed still sits in front of it


class SamePerson(Refused):
    code = "same_person"
    sentence = "You said yes to No. {customer} already, and it needs two people."
    cure = "Ask a colleague who decides on credit to look at it."
    status: ClassVar[int] = 409


class NoStageToUndo(Refused):
    code = "no_stage_to_undo"
    sentence = "There is no decision on No. {customer} that can be taken back: it is {now}."
    cure = "Set another stage instead."
    status: ClassVar[int] = 409


def takes_two(to: Stage, *, monthly_minor: int | None, above: int | None) -> bool:
    """Whether two people have to say yes: what a month is likely to bring lies above what one may decide alone."""
    return to is Stage.PASSED and above is not None and (monthly_minor or 0) > above
