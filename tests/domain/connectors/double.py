"""A system next door in memory, for tests of what is decided; what is said to the real one is held over HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from onaccount.domain.connectors.models import Connection, Contact
from onaccount.domain.connectors.rules.contacts import name_key
from onaccount.domain.connectors.rules.next_door import XERO, Answer, Heard, NotAnswered, NotTaken, Theirs

FIELDS = {
    "Name": "name", "EmailAddress": "email", "TaxNumber": "tax_id", "CompanyNumber": "registration_number",
    "FirstName": "given_name", "LastName": "family_name",
}  # fmt: skip
BEGIN = datetime(2026, 11, 20, tzinfo=UTC)


@dataclass
class Double:
    """`fail` is what the next calls come to: "lost" (done, no answer), "away" (not sent), "shut" (asked to wait),
    "refused" (a question that they do not take)."""

    contacts: dict[str, Theirs] = field(default_factory=dict)
    fail: list[str] = field(default_factory=list)
    said: list[tuple[str, Any]] = field(default_factory=list)
    age: int = 0

    def add(self, **values: str) -> str:
        key = str(uuid4())
        self._put(Theirs(contact_id=key, name=values.get("name", ""), email=values.get("email", "")), values)
        return key

    def change(self, key: str, **values: str) -> None:
        self._put(self.contacts[key], values)

    def _put(self, before: Theirs, values: Mapping[str, str]) -> Theirs:
        self.age += 1
        own = {name: text for name, text in values.items() if name in Theirs.__slots__}
        kept = {**before.values, **{name: text for name, text in values.items() if name in FIELDS.values()}}
        after = replace(before, **own, values=kept, changed_at=BEGIN + timedelta(seconds=self.age))
        self.contacts[after.contact_id] = after
        return after

    def mirror(self, *, at: datetime) -> None:
        """What the mirror would have seen."""
        for each in self.contacts.values():
            Contact.objects.update_or_create(
                system_id=XERO,
                contact_id=each.contact_id,
                defaults={
                    "contact_number": each.contact_number,
                    "name": each.name,
                    "name_key": name_key(each.name),
                    "email": each.email,
                    "tax_id": each.values.get("tax_id", ""),
                    "registration_number": each.values.get("registration_number", ""),
                    "status": each.status,
                    "merged_to": each.merged_to,
                    "values": dict(each.values),
                    "changed_at": each.changed_at or at,
                    "seen_at": at,
                },
            )
        Connection.objects.filter(pk=XERO).update(mirrored_at=at)

    # --- the protocol ---

    def by_id(self, contact_id: str) -> Theirs | None:
        self._ask("by_id", contact_id)
        return self.contacts.get(contact_id)

    def by_number(self, number: str) -> Theirs | None:
        self._ask("by_number", number)
        return next((each for each in self.contacts.values() if each.contact_number == number), None)

    def by_name(self, name: str) -> Sequence[Theirs]:
        self._ask("by_name", name)
        return [each for each in self.contacts.values() if each.name.casefold() == name.casefold() and each.is_active]

    def by_email(self, email: str) -> Sequence[Theirs]:
        self._ask("by_email", email)
        return [each for each in self.contacts.values() if each.email == email and each.is_active]

    def create(self, body: Mapping[str, Any], *, key: str) -> Answer:
        return self._write("create", Theirs(contact_id=str(uuid4()), name=""), body)

    def update(self, contact_id: str, body: Mapping[str, Any], *, key: str) -> Answer:
        return self._write("update", self.contacts[contact_id], body)

    def _ask(self, verb: str, what: str) -> None:
        self.said.append((verb, what))
        if self.fail and self.fail[0] in ("away", "shut"):
            self.fail.pop(0)
            raise NotAnswered("nobody answers")
        if self.fail and self.fail[0] == "refused":
            self.fail.pop(0)
            raise NotTaken("they do not say why")

    def _write(self, verb: str, before: Theirs, body: Mapping[str, Any]) -> Answer:
        self.said.append((verb, dict(body)))
        fault = self.fail.pop(0) if self.fail else ""
        if fault == "not sent":
            return Answer(Heard.NOT_SENT, words="nobody answers")
        name = body.get("Name", before.name)
        if any(
            each.is_active and each.name.casefold() == name.casefold() and each.contact_id != before.contact_id
            for each in self.contacts.values()
        ):
            return Answer(Heard.NAME_TAKEN, words=f"The contact name {name} is already assigned to another contact.")
        values = {FIELDS[key]: text for key, text in body.items() if key in FIELDS}
        values |= {"contact_number": body["ContactNumber"]} if "ContactNumber" in body else {}
        values |= {"status": body["ContactStatus"]} if "ContactStatus" in body else {}
        after = self._put(before, values)
        return Answer(Heard.UNKNOWN, words="no answer came") if fault == "lost" else Answer(Heard.DONE, after)

    def written(self, verb: str) -> list[Any]:
        return [what for said, what in self.said if said == verb]
