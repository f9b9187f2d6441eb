"""Read a file into its stage: every row cleaned by columns, with its key, or with the reason why it is rejected."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from onaccount.domain.customers.actions.known import PERSON, Key, Person
from onaccount.domain.customers.rules.fields import Cleaned, NeedsName, NeedsPersonName
from onaccount.domain.imports.actions.fold import is_same
from onaccount.domain.imports.actions.progress import Tell
from onaccount.domain.imports.actions.report import Counts
from onaccount.domain.imports.actions.row import EMAIL, as_record, can_stand, folded_name, person_of
from onaccount.domain.imports.actions.stage import Stage
from onaccount.domain.imports.rules.corrections import LEFT_OUT, NONE, Corrections
from onaccount.domain.imports.rules.further import Person as Values
from onaccount.domain.imports.rules.further import further_people
from onaccount.domain.imports.rules.joins import EMPLOYER, works_for_another
from onaccount.domain.imports.rules.kinds import names_contact
from onaccount.domain.imports.rules.mapping import Mapping
from onaccount.domain.imports.rules.options import AsKind, Options
from onaccount.domain.imports.rules.packing import BETWEEN, spread
from onaccount.domain.imports.rules.progress import Work
from onaccount.domain.imports.rules.rejects import as_uploaded, is_rejects_file
from onaccount.domain.imports.rules.rows import Memos, clean_columns, fold_key, make_memos
from onaccount.domain.imports.rules.said import Said, pack
from onaccount.domain.imports.rules.states import Outcome
from onaccount.domain.imports.rules.table import Record, Table, without_cells
from onaccount.foundation.text import fold, shorten, tidy

CHUNK = 5_000  # rows
MOST_KEPT = 20_000  # rows of which something is said, kept as they came; of others the file itself is asked
NEEDS_PERSON = Said("", "There is no contact person in this row.", "Add a name or an e-mail of the person.")
NEEDS_COMPANY = Said("", "This row does not say whom the contact works for.", "Add the company's name, id or number.")


def read_rows(
    table: Table, mapping: Mapping, options: Options, corrections: Corrections, stage: Stage, tell: Tell
) -> Counts:
    """Put every row of the file into the stage; return what was counted."""
    reader = Reader(mapping, options, corrections)
    ours = is_rejects_file(table.header)
    done, total = 0, expected_rows(table)
    tell(Work.READING, 0, total)
    for chunk in table.chunks(CHUNK):
        records = [record._replace(cells=as_uploaded(record.cells)) for record in chunk] if ours else chunk
        reader.read(records, stage)
        done += len(chunk)
        tell(Work.READING, done, total)
    return reader.counts


def expected_rows(table: Table) -> int:
    """A guess from the size of the file and of its first rows; good enough for a bar."""
    sample = table.sample(200)
    characters = sum(len(cell) + 1 for cells in sample for cell in cells)
    return int(table.path.stat().st_size * len(sample) / characters) if len(sample) == 200 else len(sample)


class Reader:
    """Cleans chunks of a file, remembering what it has seen of each column."""

    def __init__(self, mapping: Mapping, options: Options, corrections: Corrections = NONE) -> None:
        self.mapping = mapping
        self.corrections = corrections
        self.as_kind = options.as_kind
        self.update_by = options.update_by.value if options.update_by else None
        self.memos: Memos = make_memos(mapping)
        self.counts = Counts(mapping)
        self.kept = 0
        self.looks_at_rows = options.as_kind in (AsKind.AUTO, AsKind.MIXED)
        self.kind_column = mapping.columns.get("kind") if self.looks_at_rows else None
        self.says_kind = mapping.columns.get("is_company", self.kind_column) if self.looks_at_rows else None
        self.names_employers = self.looks_at_rows and bool(mapping.columns.keys() & EMPLOYER)
        self.further: dict[int, list[Values]] = {}  # persons of the rows of this chunk after the first of each

    def read(self, as_they_came: Sequence[Record], stage: Stage) -> None:
        self.counts.add(self.corrected(as_they_came))  # how many passwords there are may be said, not which
        if secrets := self.mapping.secrets:
            as_they_came = [record._replace(cells=without_cells(record.cells, secrets)) for record in as_they_came]
        records = self.corrected(as_they_came)
        records = self.without_left_out(records, stage)
        whole = [record for record in records if record.refusal is None]
        contacts = [record for record in whole if self.is_contact(record)]
        if contacts:
            rows_of_contacts = {record.row for record in contacts}
            whole = [record for record in whole if record.row not in rows_of_contacts]
        spoken_of = self.stage_rows(whole, self.as_kind, stage)
        spoken_of |= self.stage_rows([self.without_kind(record) for record in contacts], AsKind.CONTACTS, stage)
        self.keep_cells([record for record in as_they_came if record.row in spoken_of], stage)
        ragged = [record for record in records if record.refusal is not None]
        stage.add("records", [rejected(r, [Said.of_refusal("", r.refusal)]) for r in ragged if r.refusal])

    def corrected(self, records: Sequence[Record]) -> Sequence[Record]:
        if not self.corrections.mends:
            return records
        width = len(self.mapping.header)
        return [self.corrections.of(record, width) for record in records]

    def without_left_out(self, records: Sequence[Record], stage: Stage) -> Sequence[Record]:
        """Put the rows that somebody left out aside; nothing else is said of them."""
        names = self.corrections.left_out
        left_out = [record for record in records if record.row in names] if names else []
        if not left_out:
            return records
        whole = [record for record in left_out if record.refusal is None]
        cleaned = clean_columns(whole, self.mapping, self.as_kind.value, self.memos)
        values = {record.row: each.values for record, each in zip(whole, cleaned, strict=True)}
        said = {record.row: [Said("", LEFT_OUT, "", {"name": names[record.row]})] for record in left_out}
        stage.add("records", [rejected(each, said[each.row], values.get(each.row)) for each in left_out])
        stage.add("left_out", [(record.row,) for record in left_out])
        return [record for record in records if record.row not in names]

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

    def keep_cells(self, records: Sequence[Record], stage: Stage) -> None:
        """The first rows of which something is said, as they stand in the file, without passwords."""
        kept = records[: MOST_KEPT - self.kept]
        self.kept += len(kept)
        stage.add("cells", [(record.row, json.dumps(record.cells)) for record in kept])

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
            return rejected(record, said, values)
        if as_kind is AsKind.CONTACTS:
            return contact_record(record, values)
        key, value = key_of(values, self.update_by)
        if key is Key.FINGERPRINT:
            return rejected(record, said, values)
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


def contact_record(record: Record, values: dict[str, str]) -> tuple[Any, ...]:
    """A contact waits until all companies of the file are known. Its key is the company's and the person.

    The row is about the person, so an e-mail and a telephone without a "contact" before it are theirs.
    """
    values["contact_email"] = values.get("contact_email") or values.get("email", "")
    values["contact_phone"] = values.get("contact_phone") or values.get("phone") or values.get("mobile", "")
    person = person_of(values)
    if not can_stand(person):
        return rejected(record, [NEEDS_PERSON], values)
    for key in (Key.NUMBER, Key.EXTERNAL_ID, Key.NAME):
        if company := values.get(key.value, ""):
            company = fold(company) if key is Key.NAME else company
            who = person[EMAIL].lower() or folded_name(person)
            return as_record(record.row, record.line, key, f"{company}{BETWEEN}{who}", values, is_contact=True)
    return rejected(record, [NEEDS_COMPANY], values)


def rejected(record: Record, said: Iterable[Said], values: dict[str, str] | None = None) -> tuple[Any, ...]:
    values = dict(values or {})
    values["name"] = values.get("name") or shorten(", ".join(filter(None, map(tidy, record.cells))))
    return record.row, record.line, Outcome.REJECT.value, 0, None, None, "", "", *spread(values), "", pack(said)
