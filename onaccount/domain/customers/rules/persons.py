"""The named people under a location's login (S0-12, D-05)."""

from datetime import timedelta
from typing import ClassVar

from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy

LONGEST_NAME = 60  # what fits on the button by which they are chosen
MOST_PEOPLE = 50  # under one login; more names than that nobody finds theirs in

# A tablet that was put down may be taken up by somebody else; a whole order is typed in less.
ASKED_AGAIN_AFTER = timedelta(minutes=30)


class PersonNameless(Refused):
    code = "person_nameless"
    sentence = "There is no name."
    cure = "Type the name by which the others know the person."


class PersonNameTooLong(Refused):
    code = "person_name_too_long"
    sentence = "This name has {given} characters, and {allowed} are allowed."
    cure = "Shorten it."


class PersonNameTaken(Refused):
    code = "person_name_taken"
    sentence = "{name} is here already."
    cure = "Add a surname or a letter, so that everybody knows who is meant."


class TooManyPeople(Refused):
    code = "too_many_people"
    sentence = "{most} people share this login already."
    cure = "Remove whoever is gone, or have another login made."

    def __init__(self) -> None:
        super().__init__(most=MOST_PEOPLE)


class NoSuchPerson(Refused):
    code = "no_such_person"
    sentence = "There is no such person under this login."
    status: ClassVar[int] = 404


class OfAnotherPerson(Refused):
    code = "of_another_person"
    sentence = "Only {name} may change this."
    cure = "Type the password of this login to do it all the same."
    status: ClassVar[int] = 403


class DayLimitIsOthersToSet(Refused):
    code = "day_limit_is_others_to_set"
    sentence = "Nobody who shares this login sets day limits."
    cure = "Type the password of this login, or ask us."
    status: ClassVar[int] = 403


def clean_person_name(typed: str) -> str:
    """The name as it is stored."""
    name = tidy(typed)
    if not name:
        raise PersonNameless
    if len(name) > LONGEST_NAME:
        raise PersonNameTooLong(given=len(name), allowed=LONGEST_NAME)
    return name
