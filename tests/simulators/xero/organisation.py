"""One organisation and its contacts: what may be written, what is refused in which words, what its users do by hand."""

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.simulators.xero.limits import Limits

NOT_UNIQUE = (
    "The contact name {name} is already assigned to another contact. "
    "The contact name must be unique across all active contacts."
)
LONGEST = {
    "Name": 255, "FirstName": 255, "LastName": 255, "EmailAddress": 255, "ContactNumber": 50, "AccountNumber": 50,
    "CompanyNumber": 50, "TaxNumber": 50,
}  # fmt: skip
WRITABLE = frozenset(LONGEST) | {
    "ContactStatus", "ContactPersons", "BankAccountDetails", "TaxNumberType", "AccountsReceivableTaxType",
    "AccountsPayableTaxType", "Addresses", "Phones", "DefaultCurrency", "PaymentTerms", "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode", "SalesDefaultLineAmountType", "PurchasesDefaultLineAmountType",
}  # fmt: skip
ADDRESSES = ("STREET", "POBOX")
PHONES = ("DEFAULT", "DDI", "FAX", "MOBILE")
EMAIL = re.compile(r"[!-~]+@[!-~]+\.[!-~]+")
COUNTRY = re.compile(r"[A-Za-z ]*")


class Invalid(Exception):  # noqa: N818 - an answer
    """What is wrong with one element, in words."""

    def __init__(self, *messages: str) -> None:
        self.messages = messages
        super().__init__(*messages)


@dataclass
class Stored:
    contact_id: str
    values: dict[str, Any]
    updated: float  # seconds since 1970
    merged_to: str = ""

    @property
    def name(self) -> str:
        return str(self.values.get("Name", ""))

    @property
    def status(self) -> str:
        return str(self.values.get("ContactStatus", "ACTIVE"))

    def shown(self, *, whole: bool) -> dict[str, Any]:
        """As the API answers it. `whole` is for paging and for one contact: lists without pages leave things out."""
        answer: dict[str, Any] = {
            "ContactID": self.contact_id,
            "ContactStatus": self.status,
            **{key: value for key, value in self.values.items() if key not in ("Addresses", "Phones")},
            "BankAccountDetails": self.values.get("BankAccountDetails", ""),
            "Addresses": list(self._blocks("Addresses", "AddressType", ADDRESSES, ("City", "Region", "PostalCode"))),
            "Phones": list(self._blocks("Phones", "PhoneType", PHONES, ("PhoneNumber", "PhoneAreaCode"))),
            "UpdatedDateUTC": stamp(self.updated),
            "ContactGroups": [],
            "IsSupplier": False,
            "IsCustomer": False,
            "ContactPersons": self.values.get("ContactPersons", []),
            "HasAttachments": False,
            "HasValidationErrors": False,
        }
        if whole and self.merged_to:
            answer["MergedToContactID"] = self.merged_to
        return answer

    def _blocks(
        self, key: str, kind: str, kinds: tuple[str, ...], members: tuple[str, ...]
    ) -> Iterator[dict[str, Any]]:
        """Xero shows a block of every kind, with empty members where nothing was said."""
        given = {each[kind]: each for each in self.values.get(key, [])}
        for each in kinds:
            yield {kind: each, **dict.fromkeys(members, ""), **given.get(each, {})}


def stamp(seconds: float) -> str:
    return f"/Date({round(seconds * 1000)}+0000)/"


def moment(text: str) -> float:
    """Of "2026-11-22T10:00:00", which is UTC, or with a zone of its own."""
    when = datetime.fromisoformat(text)
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


@dataclass
class Organisation:
    """`on_same_name` is what comes of a name that is taken: "refuse"; "overwrite" and "allow", as some have seen."""

    name: str
    clock: Any  # says what time it is
    tenant_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    connection_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    contacts: dict[str, Stored] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    is_gone: bool = False
    on_same_name: str = "refuse"
    answers: dict[str, tuple[float, str, tuple[int, dict[str, Any]]]] = field(
        default_factory=dict
    )  # by Idempotency-Key
    key_lives: float = 360.0

    # --- what the API does --------------------------------------------------------------------------------------------

    def create(self, given: Mapping[str, Any]) -> Stored:
        """PUT: a new contact, whatever else there is."""
        self._check(given)
        if not given.get("Name"):
            raise Invalid("The contact name must be specified.")
        if (same := self.active_named(given["Name"])) and self.on_same_name == "overwrite":
            return self._write(same, given)
        self._check_free(given, but=None)
        stored = Stored(str(given.get("ContactID") or uuid.uuid4()), {}, self.clock.now())
        self.contacts[stored.contact_id] = stored
        return self._write(stored, given)

    def create_or_update(self, given: Mapping[str, Any]) -> Stored:
        """POST: the contact of this id, else of this number, else a new one."""
        if key := given.get("ContactID"):
            if key not in self.contacts:
                raise Invalid(f"The contact with the specified contact ID '{key}' could not be found.")
            return self.update(self.contacts[key], given)
        if (number := given.get("ContactNumber")) and (found := self.numbered(number)):
            return self.update(found, given)
        return self.create(given)

    def update(self, stored: Stored, given: Mapping[str, Any]) -> Stored:
        self._check(given)
        if stored.status == "ARCHIVED" and given.get("ContactStatus") != "ACTIVE":
            raise Invalid("The contact is archived. Restore it before it is changed.")
        if stored.status == "GDPRREQUEST":
            raise Invalid("The contact is under a GDPR request and cannot be changed.")
        self._check_free({**stored.values, **given}, but=stored)
        return self._write(stored, given)

    def _write(self, stored: Stored, given: Mapping[str, Any]) -> Stored:
        for key in WRITABLE & given.keys():
            if key in ("Addresses", "Phones"):
                kind = "AddressType" if key == "Addresses" else "PhoneType"
                blocks = {each[kind]: each for each in stored.values.get(key, [])}
                blocks |= {each[kind]: dict(each) for each in given[key]}
                stored.values[key] = list(blocks.values())
            else:
                stored.values[key] = given[key]
        stored.updated = self.clock.now()
        return stored

    def _check(self, given: Mapping[str, Any]) -> None:
        wrong = [
            f"The {name} cannot be more than {longest} characters long."
            for name, longest in LONGEST.items()
            if len(str(given.get(name) or "")) > longest
        ]
        email = given.get("EmailAddress")
        if email and not EMAIL.fullmatch(email):
            wrong.append("Email address must be valid.")
        if any(not COUNTRY.fullmatch(each.get("Country") or "") for each in given.get("Addresses", ())):
            wrong.append("Country must consist of letters only.")
        if wrong:
            raise Invalid(*wrong)

    def _check_free(self, given: Mapping[str, Any], *, but: Stored | None) -> None:
        if given.get("ContactStatus", "ACTIVE") != "ACTIVE":
            return
        same = self.active_named(str(given.get("Name", "")), but=but)
        if same and self.on_same_name == "refuse":
            raise Invalid(NOT_UNIQUE.format(name=given["Name"]))
        number = given.get("ContactNumber")
        if number and (other := self.numbered(number)) and other is not but:
            raise Invalid(f"The contact number {number} is already assigned to another contact.")

    def active_named(self, name: str, *, but: Stored | None = None) -> Stored | None:
        key = name.strip().casefold()
        for stored in self.contacts.values():
            if stored is not but and stored.status == "ACTIVE" and stored.name.strip().casefold() == key:
                return stored
        return None

    def numbered(self, number: str) -> Stored | None:
        """By ContactNumber; an active one before an archived one."""
        found = [each for each in self.contacts.values() if each.values.get("ContactNumber") == number]
        return min(found, key=lambda each: each.status != "ACTIVE", default=None)

    # --- what its users do in the browser -----------------------------------------------------------------------------

    def add(self, **values: Any) -> str:
        """A contact that somebody entered there. Answers its id."""
        return self.create(values).contact_id

    def fill(self, count: int, *, at: float | None = None) -> None:
        """Many contacts at once, as a list that was imported there: all of one second, or each of its own."""
        for number in range(count):
            key = str(uuid.UUID(int=number + 1, version=4))
            values = {
                "Name": f"Customer {number:05} Ltd",
                "EmailAddress": f"Customer{number}@Example.com",
                "AccountNumber": f"AC{number:05}",
                "Addresses": [{"AddressType": "STREET", "AddressLine1": f"{number} High Street", "City": "Leeds"}],
            }
            when = self.clock.now() - count + number if at is None else at
            self.contacts[key] = Stored(key, values, when)

    def rename(self, contact_id: str, name: str) -> None:
        self._by_hand(contact_id, Name=name)

    def archive(self, contact_id: str) -> None:
        self._by_hand(contact_id, ContactStatus="ARCHIVED")

    def restore(self, contact_id: str) -> None:
        self._by_hand(contact_id, ContactStatus="ACTIVE")

    def forget_person(self, contact_id: str) -> None:
        self._by_hand(contact_id, ContactStatus="GDPRREQUEST")

    def change(self, contact_id: str, **values: Any) -> None:
        self._by_hand(contact_id, **values)

    def merge(self, contact_id: str, *, into: str) -> None:
        """The loser is archived and leads to the survivor."""
        self._by_hand(contact_id, ContactStatus="ARCHIVED")
        self.contacts[contact_id].merged_to = into
        self._by_hand(into)

    def _by_hand(self, contact_id: str, **values: Any) -> None:
        stored = self.contacts[contact_id]
        stored.values |= values
        stored.updated = self.clock.now()

    @property
    def active(self) -> list[Stored]:
        return [each for each in self.contacts.values() if each.status == "ACTIVE"]
