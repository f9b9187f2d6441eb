"""A row that looks like another of its file, or like a customer who is there: what is said of it, and by whom."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from onaccount.domain.imports.rules.said import Said
from onaccount.domain.matching.rules import Answer, Likeness, Reason
from onaccount.domain.matching.rules.pairs import as_json, of_json
from onaccount.foundation.refusals import Refused

MOST_COMPARED = 20_000  # new rows of a list that are compared before it is written; those of a longer one after it
KEPT_OF_ONE = 3  # whom a row looks like, the surest
NOT_COMPARED = (
    "{new} new rows are more than the {most} that are compared with one another and with the customers here first."
)
NOT_COMPARED_CURE = "They are compared in the background once they are in: look under Duplicates then."


class Says(Enum):
    """What a person says of such a row. To leave it out is said as of any other."""

    NEW = "new"  # it is nobody who is there
    UPDATE = "update"  # it is about the customer that it looks like


class NotAlike(Refused):
    code = "not_alike"
    sentence = "Row {row} looks like no customer of that number."
    cure = "Reload the page to see whom it looks like."
    status = 409


class NothingAlike(Refused):
    code = "nothing_alike"
    sentence = "No row is left of which that could be said."
    cure = "Reload the page to see how the list stands."
    status = 409


class OneByOne(Refused):
    code = "one_by_one"
    sentence = "Rows that are {answer} the same as a customer are not joined with it all at once."
    cure = "Look at each, and say that it updates the customer or is new."
    status = 409


def check_at_once(answer: Answer, says: Says | None) -> None:
    """To have a row update a customer makes one of the two, and only what is surely the same is so joined unseen: by an
    identifier that is unique (D-13). To take rows in as new, or leave them out, joins nobody."""
    if says is Says.UPDATE and answer is not Answer.SAME:
        raise OneByOne(answer=answer.value)


@dataclass(frozen=True, slots=True)
class Alike:
    """Whom a row looks like: the customer `number`, or `other_row` of the same file, before it."""

    number: int | None
    other_row: int | None
    name: str
    likeness: Likeness


def is_compared_first(new: int) -> bool:
    """Whether so many new rows are compared before they are written, while somebody waits for the rehearsal.

    Comparing takes longer than reading and writing do, and nobody goes through a hundred thousand rows one by one: of
    such a list the worker compares whom it brought in, and their pairs wait among the duplicates (D-13).
    """
    return new <= MOST_COMPARED


def not_compared(new: int) -> list[Said]:
    """What there is to say of a list with so many new rows."""
    if is_compared_first(new):
        return []
    return [Said("", NOT_COMPARED, NOT_COMPARED_CURE, {"most": f"{MOST_COMPARED:,}", "new": f"{new:,}"})]


def pack_reasons(reasons: Iterable[Reason]) -> str:
    """As text for the stage, and as it is kept with a pair."""
    return json.dumps([as_json(reason) for reason in reasons])


def unpack_likeness(answer: str, score: float, reasons: str) -> Likeness:
    return Likeness(Answer(answer), score, tuple(map(of_json, json.loads(reasons))))
