"""What a merge may do: which customers it joins, whose values are shown, and who logs in afterwards (D-11). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from onaccount.domain.customers.rules.parts import PLACE
from onaccount.domain.customers.rules.status import Kind, Stage, Status
from onaccount.foundation.refusals import Refused

NAME, ADDRESS = "name", "address"
NAMES = ("name", "title", "given_name", "family_name")  # an individual's name is made of its parts: chosen together
SINGLE = ("category", "tax_id", "registration_number", "email", "phone", "mobile", "website", "notes")
CHOSEN = (NAME, *SINGLE, ADDRESS)  # what may be chosen; an external id stays with its own, and leads to the survivor

Fields = Mapping[str, str]  # of one customer: NAMES, SINGLE and PLACE
Choices = Mapping[str, int]  # whose value is shown, by the names of CHOSEN


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two who are to be one, as far as it decides: `logins` is how many come in where it is Active."""

    number: int
    kind: Kind
    status: Status
    stage: Stage
    logins: int
    survivor: int | None = None  # it was merged already

    @property
    def lets_in(self) -> bool:
        return self.status is Status.ACTIVE and self.logins > 0


class MergedIntoItself(Refused):
    code = "merged_into_itself"
    sentence = "No. {customer} cannot be merged into itself."
    cure = "Choose another customer."


class AlreadyMerged(Refused):
    code = "already_merged"
    sentence = "No. {customer} was merged into No. {survivor} already."
    cure = "Merge No. {survivor}, or undo that merge first."
    status = 409


class CompanyIntoIndividual(Refused):
    code = "company_into_individual"
    sentence = "No. {loser} is a company, No. {survivor} an individual, who has no contacts."
    cure = "Let No. {loser} survive, or correct what kind one of them is."


class LocksOut(Refused):
    code = "locks_out"
    sentence = "No. {survivor} is {now}: who logs in for No. {loser} would be locked out."
    cure = "Let No. {loser} survive, or make No. {survivor} Active first."


class LookedAtOther(Refused):
    code = "looked_at_other"
    sentence = "No. {survivor} or No. {loser} was changed since you looked."
    cure = "Look at what would be shown now, then merge."
    status = 409


class NoSuchChoice(Refused):
    code = "no_such_choice"
    sentence = '"{name}" cannot be taken from {value}.'
    cure = "Choose between the two numbers, in {names}."
    field = "choices"


class NoSuchMerge(Refused):
    code = "no_such_merge"
    sentence = "There is no such merge."
    status = 404


class AlreadyApart(Refused):
    code = "already_apart"
    sentence = "No. {loser} and No. {survivor} are apart again already."
    cure = "Nothing more is to be done."
    status = 409


def check_merge(survivor: Side, loser: Side) -> None:
    """Refuse what cannot be one, and what would lock somebody out."""
    if survivor.number == loser.number:
        raise MergedIntoItself(customer=loser.number)
    for side in (loser, survivor):
        if side.survivor is not None:
            raise AlreadyMerged(customer=side.number, survivor=side.survivor)
    if loser.kind is Kind.COMPANY and survivor.kind is Kind.INDIVIDUAL:
        raise CompanyIntoIndividual(loser=loser.number, survivor=survivor.number)
    if loser.lets_in and survivor.status is not Status.ACTIVE:
        raise LocksOut(loser=loser.number, survivor=survivor.number, now=survivor.status.value.capitalize())


def stays_shut(survivor: Status, loser: Status) -> bool:
    """Whether the loser's logins let nobody in while it is merged: a merge lets nobody in who was not in.

    Who is New with both of them comes in with the survivor, when somebody looks at it and decides. Whom somebody kept
    out stays out.
    """
    return loser is Status.INACTIVE or (survivor is Status.ACTIVE and loser is not Status.ACTIVE)


def chosen(survivor: Fields, loser: Fields, choices: Choices, *, numbers: tuple[int, int]) -> dict[str, bool]:
    """Whether the loser's value is shown, by the names of CHOSEN. Unasked, it fills what the survivor leaves blank.

    `numbers` are the survivor's and the loser's. Raises NoSuchChoice.
    """
    for name, number in choices.items():
        if name not in CHOSEN or number not in numbers:
            raise NoSuchChoice(name=name, value=number, names=", ".join(CHOSEN))
    return {
        name: choices[name] == numbers[1] if name in choices else is_blank(name, survivor) and not is_blank(name, loser)
        for name in CHOSEN
    }


def is_blank(name: str, fields: Fields) -> bool:
    return not any(fields.get(part, "") for part in parts_of(name))


def parts_of(name: str) -> tuple[str, ...]:
    """The fields that a choice stands for."""
    return NAMES if name == NAME else PLACE if name == ADDRESS else (name,)


def written(survivor: Fields, loser: Fields, takes: Mapping[str, bool], *, same_kind: bool) -> dict[str, str]:
    """The survivor's own fields that change, with what they become; the address apart. A company that takes an
    individual's name takes it whole."""
    names = [part for name, taken in takes.items() if taken and name != ADDRESS for part in parts_of(name)]
    if not same_kind:
        names = [name for name in names if name not in NAMES[1:]]
    return {name: loser[name] for name in names if loser[name] != survivor[name]}
