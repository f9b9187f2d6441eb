"""Read a list of customers: companies, individuals, and the persons who work for them."""

from collections.abc import Iterable, Sequence
from typing import Any

from onaccount.domain.customers.actions.known import PERSON, Key, Person
from onaccount.domain.customers.rules.fields import Cleaned, NeedsName, NeedsPersonName
from onaccount.domain.imports.actions.fold import is_same
from onaccount.domain.imports.actions.read import Reader
from onaccount.domain.imports.actions.row import EMAIL, as_record, can_stand, folded_name, person_of
from onaccount.domain.imports.actions.stage import Stage
from onaccount.domain.imports.rules.corrections import NONE, Corrections
from onaccount.domain.imports.rules.further import Person as Values
from onaccount.domain.imports.rules.further import further_people
from onaccount.domain.imports.rules.joins import EMPLOYER, works_for_another
from onaccount.domain.imports.rules.kinds import names_contact
from onaccount.domain.imports.rules.mapping import Mapping
from onaccount.domain.imports.rules.options import AsKind, Options
from onaccount.domain.imports.rules.packing import BETWEEN, CUSTOMERS
from onaccount.domain.imports.rules.rows import Memos, clean_columns, fold_key, make_memos
from onaccount.domain.imports.rules.said import Said, pack
from onaccount.domain.imports.rules.table import Record, without_cells
from onaccount.foundation.text import fold

NEEDS_PERSON = Said("", "There is no contact person in this row.", "Add a name or an e-mail of the person.")
NEEDS_COMPANY = Said("", "This row does not say whom the contact works for.", "Add the company's name, id or number.")


class CustomersReader(Reader):
    """Cleans chunks of a file, remembering what it has seen of each column."""

    packing = CUSTOMERS

    def __init__(self, mapping: Mapping, options: Options, corrections: Corrections = NONE) -> None:
        super().__init__(mapping, corrections)
        self.as_kind = options.as_kind
        self.update_by = options.update_by.value if options.update_by else None
        self.memos: Memos = make_memos(mapping)
        self.looks_at_rows = options.as_kind in (AsKind.AUTO, AsKind.MIXED)
        self.kind_column = mapping.columns.get("kind") if self.looks_at_rows else None
        self.says_kind = mapping.columns.get("is_company", self.kind_column) if self.looks_at_rows else None
        self.names_employers = self.looks_at_rows and bool(mapping.columns.keys() & EMPLOYER)
        self.further: dict[int, list[Values]] = {}  # persons of the rows of this chunk after the first of each

    def cleaned(self, records: Sequence[Record]) -> Sequence[Cleaned]:
        return clean_columns(records, self.mapping, self.as_kind.value, self.memos)

    def stage_whole(self, records: Sequence[Record], stage: Stage) -> set[int]:
        whole = records
        contacts = [record for record in whole if self.is_contact(record)]
        if contacts:
            rows_of_contacts = {record.row for record in contacts}
            whole = [record for record in whole if record.row not in rows_of_contacts]
        spoken_of = self.stage_rows(whole, self.as_kind, stage)
        return spoken_of | self.stage_rows([self.without_kind(record) for record in contacts], AsKind.CONTACTS, stage)

    def stage_rows(self, records: Sequence[Record], as_kind: AsKind, stage: Stage) -> set[int]:
        """Put rows into the stage; return those of which there is something to say."""
        if not records:
            return set()
        cleaned = clean_columns(records, self.mapping, as_kind.value, self.memos)
        pairs = list(zip(records, cleaned, strict=True))
        if self.mapping.further:
            self.further = {record.row: further_people(record, self.mapping, each) for record, each in pairs}
        stage.add("records", [self.judged(record, each, as_kind) for record, each in pairs])
        warnings = [
            (record.row, record.line, pack([Said.of_remark(name, remark)]))
            for record, each in pairs
            for name, remark in each.warnings
        ]
        stage.add("warnings", warnings)
        return {record.row for record, each in pairs if each.refusals or each.warnings}

    def is_contact(self, record: Record) -> bool:
        """Whether the row's own cell says so: one list may hold companies and the people who work for them (S1-06)."""
        if self.kind_column is not None and names_contact(record.cells[self.kind_column]):
            return True
        return self.names_employers and works_for_another(record, self.mapping)

    def without_kind(self, record: Record) -> Record:
        if self.kind_column is None:
            return record
        return record._replace(cells=without_cells(record.cells, [self.kind_column]))

    def judged(self, record: Record, cleaned: Cleaned, as_kind: AsKind) -> tuple[Any, ...]:
        """The record of one row: with its key, or rejected."""
        values = cleaned.values
        if not cleaned.refusals and as_kind is not AsKind.CONTACTS:
            return self.undecided(record, *key_of(values, self.update_by), values)
        said = [Said.of_refusal(name, refusal) for name, refusal in cleaned.refusals]
        lacks_name = [refusal for _, refusal in cleaned.refusals if isinstance(refusal, NeedsName | NeedsPersonName)]
        if len(said) > len(lacks_name):
            return self.rejected(record, said, values)
        if as_kind is AsKind.CONTACTS:
            return self.contact_record(record, values)
        key, value = key_of(values, self.update_by)
        if key is Key.FINGERPRINT:
            return self.rejected(record, said, values)
        return self.undecided(record, key, value, values, nameless=pack(said))

    def undecided(
        self, record: Record, key: Key, value: str, values: dict[str, str], nameless: str = ""
    ) -> tuple[Any, ...]:
        kind_is_said = self.says_kind is not None and bool(record.cells[self.says_kind].strip())
        people = self.further.get(record.row)
        contacts = with_further(values, people) if people else ()
        return as_record(
            record.row,
            record.line,
            key,
            value,
            values,
            kind_is_said=kind_is_said,
            nameless=nameless,
            contacts=contacts,
        )

    def contact_record(self, record: Record, values: dict[str, str]) -> tuple[Any, ...]:
        """A contact waits until all companies of the file are known. Its key is the company's and the person.

        The row is about the person, so an e-mail and a telephone without a "contact" before it are theirs.
        """
        values["contact_email"] = values.get("contact_email") or values.get("email", "")
        values["contact_phone"] = values.get("contact_phone") or values.get("phone") or values.get("mobile", "")
        person = person_of(values)
        if not can_stand(person):
            return self.rejected(record, [NEEDS_PERSON], values)
        for key in (Key.NUMBER, Key.EXTERNAL_ID, Key.NAME):
            if company := values.get(key.value, ""):
                company = fold(company) if key is Key.NAME else company
                who = person[EMAIL].lower() or folded_name(person)
                return as_record(record.row, record.line, key, f"{company}{BETWEEN}{who}", values, is_contact=True)
        return self.rejected(record, [NEEDS_COMPANY], values)


def key_of(values: dict[str, str], update_by: str | None) -> tuple[Key, str]:
    """What the row is known by: the chosen key, else an external id, a tax id, or all that stands in it (D-12)."""
    kind, _, value = fold_key(values, update_by).partition(":")
    if kind == "row":
        return Key.FINGERPRINT, value
    return Key(kind), value if kind != "email" else values["email"].lower()


def with_further(values: dict[str, str], further: Iterable[Values]) -> list[Person]:
    """All persons of a row, each once. The first of them has the fields of the table."""
    people = [person_of(values)] if can_stand(person_of(values)) else []
    for each in further:
        person = tuple([each.get(name, "") for name in PERSON])
        if can_stand(person) and not any(is_same(person, other) for other in people):
            people.append(person)
    if people:
        values |= {f"contact_{name}": text for name, text in zip(PERSON, people[0], strict=True)}
    return people
