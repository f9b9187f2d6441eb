"""A check of a customer at an agency or in a register: who is asked about, what may come of it, and its states."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from onaccount.domain.connectors.rules.numbers import company_number
from onaccount.foundation.money import Money
from onaccount.foundation.refusals import Refused

KEPT_FOR = timedelta(days=1)  # an answer to the same question is not asked for again
GIVE_UP_AFTER = timedelta(days=1)  # of tries without an answer; then a person says whether to ask once more
LONGEST_ANSWER = 512 * 1024  # bytes of a raw answer that are kept; a report has a hundred thousand
LONGEST_WORDS = 500


class Source(Enum):
    """Where an answer comes from. `by_hand`: somebody asked, and wrote it down here."""

    BY_HAND = "by_hand"
    CREDITSAFE = "creditsafe"
    COMPANIES_HOUSE = "companies_house"
    HMRC = "hmrc"
    VIES = "vies"


SOURCE_NAMES = {
    Source.BY_HAND: "By hand",
    Source.CREDITSAFE: "Creditsafe",
    Source.COMPANIES_HOUSE: "Companies House",
    Source.HMRC: "HMRC",
    Source.VIES: "VIES",
}
OF_CREDIT = frozenset({Source.BY_HAND, Source.CREDITSAFE})  # a stage may stand on these
PAID = frozenset({Source.CREDITSAFE})  # an order costs money: it is never repeated blindly


class CheckState(Enum):
    """SENT: the order left, and no answer came yet; it is asked about by our id, never repeated blindly."""

    ASKED = "asked"
    SENT = "sent"
    ANSWERED = "answered"
    NOT_CHECKED = "not_checked"  # nobody answered, or nobody knows: this says nothing against the customer (D-16)
    VOIDED = "voided"


CHECK_MOVES: dict[CheckState, set[CheckState]] = {
    CheckState.ASKED: {CheckState.SENT, CheckState.ANSWERED, CheckState.NOT_CHECKED, CheckState.VOIDED},
    CheckState.SENT: {CheckState.ASKED, CheckState.ANSWERED, CheckState.NOT_CHECKED},
    CheckState.ANSWERED: {CheckState.VOIDED},
    CheckState.NOT_CHECKED: {CheckState.VOIDED},
    CheckState.VOIDED: set(),
}
OPEN = (CheckState.ASKED.value, CheckState.SENT.value)


class CheckOutcome(Enum):
    """What an answer comes to. Of a register: stands well there; stands there, with a warning; not, or no more."""

    PASSED = "passed"
    REFERRED = "referred"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whom is asked about, by the names of the field table; `country` of two letters, or blank."""

    customer: int
    is_company: bool
    name: str
    registration_number: str = ""
    tax_id: str = ""
    line1: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody answered. `score` on the agency's own scale, the higher the better; `found` what stands there, by
    the names of the field table and those of FOUND; `document` the answer as it came."""

    reference: str
    outcome: CheckOutcome
    score: int | None = None
    limit_advised: Money | None = None
    reasons: tuple[str, ...] = ()
    found: Mapping[str, str] = field(default_factory=dict)
    document: bytes = b""


FOUND = ("company_status", "created_on")  # of a register, beside the fields of a customer


class Checker(Protocol):
    """Somebody who can be asked. Raises NotAnswered and NotTaken (rules.next_door), and those below.

    `leaves` is called right before what cannot be taken back is sent, and says whether it is still our turn.
    """

    def check(self, applicant: Applicant, /, *, order: str, leaves: Callable[[], bool]) -> Report: ...

    def find(self, order: str, /) -> Report | None:
        """What came of an order of ours that left; None where it never arrived. Raises CannotTell."""
        ...

    def test(self) -> None:
        """Whether it answers, and lets us in."""
        ...


class Unknown(Exception):  # noqa: N818 - not an error of ours
    """The order left, and no answer came that says what became of it."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class CannotTell(Unknown):
    """It was asked what became of an order, and does not say."""


class NotLetIn(Unknown):
    """It does not take our credentials. They are not tried again before somebody changes them."""


class TurnIsOver(Exception):  # noqa: N818 - not an error
    """Somebody else has the turn now: nothing was sent."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that a register has otherwise; `is_blank` where ours is blank."""

    name: str
    ours: str
    theirs: str

    @property
    def is_blank(self) -> bool:
        return not self.ours


COMPARED = ("name", "registration_number", "line1", "line2", "city", "region", "postcode", "country")


def differences(ours: Mapping[str, str], found: Mapping[str, str]) -> list[Difference]:
    """What a register has otherwise than we have it, whatever the case and the spaces. Shown, never written over."""
    told = [Difference(name, ours.get(name, ""), found[name]) for name in COMPARED if found.get(name)]
    return [each for each in told if _same(each.name, each.ours) != _same(each.name, each.theirs)]


def _same(name: str, text: str) -> str:
    """A number whose zeros a spreadsheet took away is the same number."""
    if name == "registration_number":
        return company_number(text) or plain_text(text)
    return plain_text(text)


def plain_text(text: str) -> str:
    kept = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return " ".join(ENDINGS.get(word, word) for word in kept.split())


ENDINGS = {"limited": "ltd", "company": "co", "and": ""}


def ended(asked_at: datetime, at: datetime) -> bool:
    """Whether it was tried for long enough."""
    return at - asked_at > GIVE_UP_AFTER


class NoSuchCheck(Refused):
    code = "no_such_check"
    sentence = "There is no such check."
    status = 404


class CheckedCustomer(Refused):
    """Why a customer is not deleted."""

    code = "customer_checked"
    sentence = "No. {customer} was checked at an agency or in a register."
    cure = "Set it to Inactive instead, or merge it into another customer."
    status = 409


class NoSuchSource(Refused):
    code = "no_such_source"
    sentence = '"{source}" is nobody who can be asked.'
    cure = "Choose one of: {sources}."
    field = "source"


class SourceNotOn(Refused):
    code = "source_not_on"
    sentence = "{source} is not connected, so nothing was checked."
    cure = "Switch it on under Settings, Checks, or write down what you found by hand."
    status = 409


class NothingToAsk(Refused):
    code = "nothing_to_ask"
    sentence = "{source} cannot be asked about this customer: {why}."
    cure = "Correct the customer's details, then ask again."


class AlreadyAsked(Refused):
    code = "already_asked"
    sentence = "{source} is being asked about this customer already."
    cure = "Wait for its answer."
    status = 409


class CheckAtWork(Refused):
    code = "check_at_work"
    sentence = "The order has left, and nobody knows yet what has become of it."
    cure = "Wait until it is found out."
    status = 409


class CheckOver(Refused):
    code = "check_over"
    sentence = "This check does not count any more."
    cure = "Nothing more is to be done."
    status = 409


class NeedsReference(Refused):
    code = "needs_reference"
    sentence = "A check by hand needs the reference of the answer."
    cure = "Write the number or the name by which it can be found again."
    field = "reference"


class NoSuchOutcome(Refused):
    code = "no_such_check_outcome"
    sentence = '"{text}" is no outcome of a check.'
    cure = "Choose passed, referred or failed."
    field = "outcome"


class ScoreImpossible(Refused):
    code = "score_impossible"
    sentence = '"{text}" is no score.'
    cure = "Give a whole number from 0 to 1000."
    field = "score"


class NothingToFill(Refused):
    code = "nothing_to_fill"
    sentence = "The register has nothing that is blank here."
    cure = "What differs is shown; correct it by hand where the register is right."
    status = 409
