"""How somebody asked for a file to be taken in."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any, Self, TypeVar

from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.vetting.rules.waves import clean_wave_name
from onaccount.foundation.refusals import Refused

T = TypeVar("T", bound=Enum)


class ListOf(Enum):
    """What the rows of a list are. Everything that depends on it is its intake (actions/intakes)."""

    CUSTOMERS = "customers"
    PRODUCTS = "products"


class UpdateBy(Enum):
    """The key by which a row finds the customer that it is about (D-12). Unasked, it is never the e-mail."""

    NUMBER = "number"
    EXTERNAL_ID = "external_id"
    TAX_ID = "tax_id"
    EMAIL = "email"


class AsKind(Enum):
    """What the rows are. AUTO and MIXED look at each row; MIXED judges a name by itself, not by the names around it."""

    AUTO = "auto"
    COMPANIES = "companies"
    CONTACTS = "contacts"
    INDIVIDUALS = "individuals"
    MIXED = "mixed"


class Invite(Enum):
    """When the new customers get their login letter (S1-03)."""

    NEVER = "never"  # no login address, so no account until staff give one by hand
    NOW = "now"  # as soon as the list is written, in a wave of its own
    LATER = "later"  # when staff choose
    WAVE = "wave"  # together with the wave that is named


class Only(Enum):
    """Which rows to take in; the others are left out, which is no fault of theirs."""

    ALL = "all"
    NEW = "new"
    UPDATES = "updates"


IMPORT_STATUSES = (Status.NEW, Status.ADMIN, Status.INACTIVE)  # Active only by approval, which sends the letter (D-17)


class NotAnOption(Refused):
    code = "not_an_option"
    sentence = "An import cannot be done with {name} {value}."
    cure = "Choose one of these: {choices}."


class KeyNotMapped(Refused):
    code = "key_not_mapped"
    sentence = "Customers are to be found by {key}, and no column of the file is read as that."
    cure = "Choose the column that holds it, or another key."


class NothingMapped(Refused):
    code = "nothing_mapped"
    sentence = "No column of the file is read as a name, so there is nobody to take in."
    cure = "Choose which column holds the name."


class NoWaveNamed(Refused):
    code = "no_wave_named"
    sentence = "The new customers are to be invited by a wave, and it has no name."
    cure = "Say which wave: one that is there, or a new name."


class NotNew(Refused):
    code = "invited_but_not_new"
    sentence = "New customers cannot come in as {status} and be invited at once."
    cure = "Let them come in as New, or invite them later."


@dataclass(frozen=True, slots=True)
class Options:
    """`mapping` is {heading: field or None} for the columns that somebody settled; the others are guessed.

    `category` and `tags` are said of the whole list: they are no cell of any row, so no row is known by them.
    """

    of: ListOf = ListOf.CUSTOMERS
    update_by: UpdateBy | None = None
    as_kind: AsKind = AsKind.AUTO
    status: Status = Status.NEW
    partial: bool = False
    only: Only = Only.ALL
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None  # as a spreadsheet counts; None to have it found
    mapping: Mapping[str, str | None] | None = None
    category: str = ""  # of every row whose own cell is blank
    tags: tuple[str, ...] = ()  # of every customer of the list, be they new or found
    invite: Invite = Invite.LATER
    wave: str = ""
    matches: bool = True  # whether to look for rows that look like another, or like a customer who is there
    apply: bool = False  # written as soon as it was rehearsed, where nothing stands against it

    @property
    def invites(self) -> bool:
        """Whether customers become Active because of this import, which needs a right of its own."""
        return self.invite in (Invite.NOW, Invite.WAVE)

    def as_json(self) -> dict[str, Any]:
        return {name: value.value if isinstance(value, Enum) else value for name, value in asdict(self).items()}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        """From what `as_json` made or a form gave: values by name, blank or left out for the usual."""
        given = {
            name: value for name, value in kept.items() if value is not None and (value != "" or name == "delimiter")
        }
        status = choice(Status, "status", given.get("status", "new"))
        if status not in IMPORT_STATUSES:
            choices = ", ".join(each.value for each in IMPORT_STATUSES)
            raise NotAnOption(name="status", value=status.value, choices=choices)
        invite = invite_of(given)
        if invite is Invite.NOW and status is not Status.NEW:
            raise NotNew(status=status.value.capitalize())
        return cls(
            of=list_of(given),
            update_by=choice(UpdateBy, "update by", given["update_by"]) if given.get("update_by") else None,
            as_kind=choice(AsKind, "as", given.get("as_kind", "auto")),
            status=status,
            partial=bool(given.get("partial", False)),
            only=choice(Only, "only", given.get("only", "all")),
            encoding=given.get("encoding") or None,
            delimiter=given.get("delimiter") or None,
            sheet=given.get("sheet") or None,
            header_row=int(given["header_row"]) if given.get("header_row") else None,
            mapping=given.get("mapping"),
            category=FIELDS["category"].clean(given.get("category", "")),
            tags=tags_in(given.get("tags", "")),
            invite=invite,
            wave=clean_wave_name(given.get("wave", "")) if invite is Invite.WAVE else "",
            matches=bool(given.get("matches", True)),
            apply=bool(given.get("apply", False)),
        )


def list_of(kept: Mapping[str, Any]) -> ListOf:
    """What a list is of, from its options as they are kept."""
    return choice(ListOf, "a list of", kept.get("of") or ListOf.CUSTOMERS.value)


def invite_of(given: Mapping[str, Any]) -> Invite:
    """What is said of invitations. To name a wave is to choose it."""
    wave = str(given.get("wave", "")).strip()
    invite = choice(Invite, "invite", given.get("invite", "wave" if wave else "later"))
    if invite is Invite.WAVE and not wave:
        raise NoWaveNamed
    if invite is not Invite.WAVE and wave:
        raise NotAnOption(name="a wave and invite", value=invite.value, choices=Invite.WAVE.value)
    return invite


def tags_in(given: str | Sequence[str]) -> tuple[str, ...]:
    """The tags as they are stored, from one text with ; between them or from several."""
    text = FIELDS["tags"].clean(given if isinstance(given, str) else "; ".join(given))
    return tuple(text.split("; ")) if text else ()


def choice(kind: type[T], name: str, value: str) -> T:
    try:
        return kind(value)
    except ValueError:
        raise NotAnOption(name=name, value=value, choices=", ".join(each.value for each in kind)) from None
