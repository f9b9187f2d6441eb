"""Customers, letters and facts in the words in which staff read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from babel import Locale
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from onaccount.delivery.ui.templatetags.ui import moment
from onaccount.domain.customers.queries import Card, LocationCard, PersonCard, Place, Row
from onaccount.domain.customers.rules.names import look_alikes
from onaccount.domain.customers.rules.status import STATUS_MOVES, USUAL_MOVE, Kind, Origin, Status
from onaccount.domain.letters.queries import LetterNews
from onaccount.domain.letters.rules import LetterState

STATUS_LABELS = {
    Status.NEW: gettext_lazy("New"),
    Status.ADMIN: gettext_lazy("Admin"),
    Status.ACTIVE: gettext_lazy("Active"),
    Status.INACTIVE: gettext_lazy("Inactive"),
}
MOVE_LABELS = {
    Status.ADMIN: gettext_lazy("Make Admin"),
    Status.ACTIVE: gettext_lazy("Make Active"),
    Status.INACTIVE: gettext_lazy("Make Inactive"),
}
KIND_LABELS = {Kind.COMPANY: gettext_lazy("Company"), Kind.INDIVIDUAL: gettext_lazy("Individual")}
ORIGIN_LABELS = {
    Origin.SIGNUP: gettext_lazy("signed up"),
    Origin.PARTNER: gettext_lazy("by a partner"),
    Origin.STAFF: gettext_lazy("added by staff"),
    Origin.API: gettext_lazy("by the API"),
    Origin.IMPORT: gettext_lazy("imported"),
}
KIND_OF_LETTER = {
    "books_checked": gettext_lazy("Check of the books"),
    "signup_known": gettext_lazy("Sign-up with an address that is known"),
    "login_details": gettext_lazy("Login details"),
    "new_password": gettext_lazy("New password"),
    "schedule_result": gettext_lazy("Result of a timed import"),
    "second_factor_reset": gettext_lazy("Second factor reset"),
    "signup": gettext_lazy("Confirmation of a sign-up"),
    "signup_news": gettext_lazy("News of a sign-up"),
    "staff_invitation": gettext_lazy("Invitation"),
    "partner_invitation": gettext_lazy("Invitation of a partner"),
    "order_placed": gettext_lazy("Order"),
    "partner_stage": gettext_lazy("News for the partner"),
    "tracker": gettext_lazy("The applicant's link"),
    "connection_refused": gettext_lazy("Xero to be connected again"),
}
LETTER_LABELS = {
    LetterState.QUEUED: gettext_lazy("Queued"),
    LetterState.SENDING: gettext_lazy("Queued"),
    LetterState.SENT: gettext_lazy("Sent"),
    LetterState.REFUSED: gettext_lazy("Refused"),
    LetterState.VOIDED: gettext_lazy("Taken back"),
}


def country_name(code: str) -> str:
    """The country's name in the reader's language; what is no code stays as it was typed."""
    language = Locale.parse((get_language() or "en").replace("-", "_"))
    return str(language.territories.get(code, code))


def status_label(status: Status) -> str:
    return str(STATUS_LABELS[status])


def moves_of(status: Status) -> list[dict[str, Any]]:
    """The moves that the status control offers, the usual one first."""
    usual = USUAL_MOVE[status]
    others = sorted(STATUS_MOVES[status] - {usual}, key=list(Status).index)
    return [{"value": to.value, "label": str(MOVE_LABELS[to]), "usual": to is usual} for to in (usual, *others)]


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """`state` is one of queued, sent, refused, voided: being on its way is still waiting, to who looks."""

    key: str
    subject: str
    to: str
    state: str
    label: str
    server_words: str
    at: datetime
    sent_at: datetime | None
    next_try_at: datetime | None  # of a letter that a server would not take yet

    @classmethod
    def of(cls, letter: LetterNews) -> "ShownLetter":
        state = LetterState.QUEUED if letter.state is LetterState.SENDING else letter.state
        label = str(LETTER_LABELS[state])
        if state is LetterState.QUEUED and letter.server_words:
            label = _("Not sent yet")
        return cls(
            key=letter.key,
            subject=str(KIND_OF_LETTER.get(letter.kind, letter.kind)),
            to=letter.to,
            state=state.value,
            label=label,
            server_words=letter.server_words,
            at=letter.sent_at or letter.queued_at,
            sent_at=letter.sent_at,
            next_try_at=letter.send_after if state is LetterState.QUEUED and letter.server_words else None,
        )


class RowShape(NamedTuple):
    """Of a row of the list what is the same in many."""

    kind_label: str
    status: str
    status_label: str
    origin_label: str
    may_move: bool
    letter: tuple[str, str] | None  # state and label
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownRow:
    number: int
    name: str
    kind: str
    kind_label: str
    category: str
    status: str
    status_label: str
    email: str
    city: str
    created_at: datetime
    origin_label: str
    letter: ShownLetter | None
    may_move: bool  # whether who looks may change the status
    warnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: Row, *, may_move: bool) -> "ShownRow":
        return cls(
            number=row.number,
            name=row.name,
            kind=row.kind.value,
            kind_label=str(KIND_LABELS[row.kind]),
            category=row.category,
            status=row.status.value,
            status_label=status_label(row.status),
            email=row.email,
            city=row.city,
            created_at=row.created_at,
            origin_label=str(ORIGIN_LABELS[row.origin]),
            letter=ShownLetter.of(row.letter) if row.letter else None,
            may_move=may_move,
        )

    @property
    def moves(self) -> list[dict[str, Any]]:
        return moves_of(Status(self.status)) if self.may_move else []

    def shape(self) -> RowShape:
        letter = (self.letter.state, self.letter.label) if self.letter else None
        return RowShape(
            self.kind_label, self.status, self.status_label, self.origin_label, self.may_move, letter, self.warnings
        )

    def texts(self) -> dict[str, str]:
        return {
            "number": str(self.number),
            "name": self.name,
            "category": self.category,
            "email": self.email,
            "city": self.city,
            "created_at": moment(localtime(self.created_at)),
        }

    def marked(self, marks: Mapping[str, str]) -> dict[str, Any]:
        """The row as `office/customers.html#row` reads it, and nothing that neither the shape nor a mark holds."""
        shape = self.shape()
        letter = {"state": shape.letter[0], "label": shape.letter[1]} if shape.letter else None
        return {**shape._asdict(), "letter": letter, "moves": self.moves, **marks}


USE_LABELS = {
    "main": gettext_lazy("Address"),
    "delivery": gettext_lazy("Delivery address"),
    "further": gettext_lazy("Further address"),
}


@dataclass(frozen=True, slots=True)
class ShownAddress:
    label: str
    lines: list[str]
    key: int = 0
    customer: int = 0

    @classmethod
    def of(cls, place: Place) -> "ShownAddress":
        country = country_name(place.country)
        lines = [*place.lines, country] if country else place.lines
        return cls(str(USE_LABELS[place.use]), lines, place.key, place.customer)


class ShownCustomer:
    """A customer's own fields as they stand, with the words for what they mean."""

    def __init__(self, card: Card, *, editable: bool = False, may_move: bool = False) -> None:
        self._card = card
        self.editable = editable
        customer = card.customer
        self.status = customer.status
        self.status_label = status_label(Status(customer.status))
        self.moves = moves_of(Status(customer.status)) if may_move else []
        self.kind_label = str(KIND_LABELS[Kind(customer.kind)])
        self.origin_label = str(ORIGIN_LABELS[Origin(customer.origin)])
        self.tags = card.tags
        self.look_alikes = look_alikes(customer.name)  # words whose letters look like others

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._card.customer, name)

    def locations_with(
        self, places: list[LocationCard], letters: list[LetterNews], people: Mapping[int, list[PersonCard]]
    ) -> list["ShownLocation"]:
        """Each location with what became of its newest letter, and who shares its login."""
        return [self._location(place, letters, people.get(place.key, [])) for place in places]

    def _location(self, place: LocationCard, letters: list[LetterNews], people: list[PersonCard]) -> "ShownLocation":
        newest = next(
            (letter for letter in letters if letter.kind == "login_details" and letter.recipient == str(place.key)),
            None,
        )
        return ShownLocation(
            key=place.key,
            name=place.name,
            login_email=place.login_email,
            has_password=place.has_password,
            people=people,
            letter=ShownLetter.of(newest) if newest else None,
            can_send_again=self.status == Status.ACTIVE.value and bool(self.moves) and not place.is_shut,
            customer=place.customer,
            is_shut=place.is_shut,
        )


@dataclass(frozen=True, slots=True)
class ShownLocation:
    key: int
    name: str
    login_email: str
    has_password: bool
    people: list[PersonCard]
    letter: ShownLetter | None
    can_send_again: bool
    customer: int
    is_shut: bool
