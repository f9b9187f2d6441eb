"""The one table of field rules: forms, the API and the import ask it what a typed value becomes, or why it cannot."""

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import Enum

from onaccount.domain.customers.rules.countries import CANONICAL as COUNTRY
from onaccount.domain.customers.rules.countries import clean_country
from onaccount.domain.customers.rules.emails import PLAIN as EMAIL
from onaccount.domain.customers.rules.emails import NotAnEmail, clean_email
from onaccount.domain.customers.rules.identifiers import (
    ID_CANONICAL,
    REGISTER_CANONICAL,
    TAX_CANONICAL,
    clean_external_id,
    clean_registration_number,
    clean_tax_id,
)
from onaccount.domain.customers.rules.phones import CANONICAL as PHONE
from onaccount.domain.customers.rules.phones import clean_phone
from onaccount.domain.customers.rules.status import Kind
from onaccount.domain.customers.rules.unusable import Remark, TooLong, Unusable, Warned, remarks_of
from onaccount.domain.customers.rules.words import (
    CATEGORIES,
    NotAKind,
    clean_category,
    clean_kind,
    clean_postcode,
    clean_tags,
    clean_website,
    postcode_pattern,
    text_pattern,
)
from onaccount.foundation.text import tidy, tidy_lines, without_controls

__all__ = [
    "CATEGORIES", "FIELDS", "LOCATION_NAME", "NUMBER", "Answer", "Cleaned", "Field", "Memo", "NeedsName",
    "NeedsPersonName", "NotAKind", "NotANumber", "NotAnEmail", "Part", "Remark", "TooLong", "Unusable", "Warned",
    "answer_of", "clean_answers", "clean_fields", "clean_row", "column_check", "describe_fields", "name_customer",
    "remarks_of",
]  # fmt: skip

CONTROLS = "Characters that cannot be seen or printed were taken out."
NEVER = re.compile(r"(?!)")
Answer = str | Unusable  # of a field's cleaning: the value, perhaps a Warned, or why there is none
KINDS = re.compile("|".join(kind.value for kind in Kind))


class Part(Enum):
    """The part of a row that a field belongs to; the value is its heading."""

    CUSTOMER = "Customer"
    ADDRESS = "Address"
    DELIVERY = "Delivery address"
    CONTACT = "Contact person"


class NeedsName(Unusable):
    code = "needs_name"
    sentence = "A company needs a name."
    cure = "Add the company's name."
    field = "name"


class NeedsPersonName(Unusable):
    code = "needs_person_name"
    sentence = "An individual needs a name."
    cure = "Add a given name, a family name or a full name."
    field = "name"


class NotANumber(Unusable):
    code = "number"
    sentence = '"{value}" is not a customer number.'
    cure = "Write the number alone, as in 17, or leave it blank."


@dataclass(frozen=True, slots=True)
class Field:
    """What may stand in a field and how it is stored.

    `clean` takes text as typed and returns it as stored, "" for nothing; it raises Unusable, or returns a Warned when
    there is something to remark. A full match of `canonical` is already as stored, so a set need not call `clean`.
    """

    name: str
    label: str
    part: Enum
    max_length: int
    clean: Callable[[str], str]
    canonical: re.Pattern[str]
    help: str


def clean_by(rule: Callable[[str], str], canonical: re.Pattern[str], max_length: int) -> Callable[[str], str]:
    """What every field's cleaning has in common: the short way out, characters nobody can store, and the length."""

    def clean(text: str) -> str:
        if canonical.fullmatch(text):
            return text
        plain = without_controls(text)
        value = rule(plain)
        if len(value) > max_length:
            raise TooLong(value, given=len(value), allowed=max_length)
        return value if plain == text else Warned(value, Remark(CONTROLS))

    return clean


def make_field(
    name: str,
    label: str,
    part: Enum,
    max_length: int,
    help: str,
    rule: Callable[[str], str] = tidy,
    canonical: re.Pattern[str] | None = None,
) -> Field:
    pattern = canonical or text_pattern(max_length)
    return Field(name, label, part, max_length, clean_by(rule, pattern, max_length), pattern, help)


def address_fields(part: Part, prefix: str, label: str) -> list[Field]:
    place = "The delivery address" if prefix else "The address"
    return [
        make_field(f"{prefix}line1", f"{label} line 1", part, 200, f"{place}: street and number."),
        make_field(f"{prefix}line2", f"{label} line 2", part, 200, f"{place}: building, floor, unit."),
        make_field(f"{prefix}line3", f"{label} line 3", part, 200, f"{place}: what else the post needs."),
        make_field(f"{prefix}city", f"{label} city".strip(), part, 100, f"{place}: town or city."),
        make_field(f"{prefix}region", f"{label} region", part, 100, f"{place}: county, state or province."),
        make_field(
            f"{prefix}postcode", f"{label} postcode", part, 20,
            f"{place}: kept as typed, leading zeros included.", clean_postcode, postcode_pattern(20),
        ),
        make_field(
            f"{prefix}country", f"{label} country", part, 60,
            f"{place}: a name or a code; stored as two letters (ISO 3166), an unknown one as typed.",
            clean_country, COUNTRY,
        ),
    ]  # fmt: skip


ALL = [
    make_field(
        "kind", "Kind", Part.CUSTOMER, 10, "company or individual.", clean_kind, KINDS
    ),
    make_field(
        "external_id", "External id", Part.CUSTOMER, 80,
        "The customer's id in another system, to the letter; no two customers share one.",
        clean_external_id, ID_CANONICAL,
    ),
    make_field("name", "Name", Part.CUSTOMER, 300, "The company's name; an individual's is made of the names below."),
    make_field("title", "Title", Part.CUSTOMER, 40, "An individual's title, such as Mrs or Dr."),
    make_field("given_name", "Given name", Part.CUSTOMER, 100, "An individual's given names."),
    make_field("family_name", "Family name", Part.CUSTOMER, 100, "An individual's family name."),
    make_field(
        "category", "Category", Part.CUSTOMER, 80,
        f"One of these, or another: {'; '.join(CATEGORIES)}.", clean_category, NEVER,
    ),
    make_field(
        "email", "E-mail", Part.CUSTOMER, 254,
        "One whole address. It becomes the login when no other customer logs in with it.", clean_email, EMAIL,
    ),
    make_field(
        "phone", "Phone", Part.CUSTOMER, 60,
        "One number. With + and the country code it is stored in one spelling, otherwise as typed.", clean_phone, PHONE,
    ),
    make_field("mobile", "Mobile", Part.CUSTOMER, 60, "One number, as for Phone.", clean_phone, PHONE),
    make_field(
        "website", "Website", Part.CUSTOMER, 200, "A web address, with or without https://.", clean_website, NEVER
    ),
    make_field(
        "tax_id", "Tax id", Part.CUSTOMER, 40,
        "VAT or other tax number; stored in upper case without blanks, dots and dashes.", clean_tax_id, TAX_CANONICAL,
    ),
    make_field(
        "registration_number", "Registration number", Part.CUSTOMER, 40,
        "The number in the register of companies; stored in upper case without blanks, dots and dashes.",
        clean_registration_number, REGISTER_CANONICAL,
    ),
    make_field("notes", "Notes", Part.CUSTOMER, 10_000, "Anything else, on as many lines as it takes.", tidy_lines),
    make_field("tags", "Tags", Part.CUSTOMER, 500, "Words of your own, with ; or , between them.", clean_tags, NEVER),
    *address_fields(Part.ADDRESS, "", "Address"),
    *address_fields(Part.DELIVERY, "delivery_", "Delivery"),
    make_field("contact_title", "Contact title", Part.CONTACT, 40, "The title of the company's contact person."),
    make_field("contact_given_name", "Contact given name", Part.CONTACT, 100, "The contact person's given names."),
    make_field("contact_family_name", "Contact family name", Part.CONTACT, 100, "The contact person's family name."),
    make_field("contact_job_title", "Contact job title", Part.CONTACT, 100, "What the contact person does there."),
    make_field(
        "contact_email", "Contact e-mail", Part.CONTACT, 254,
        "The contact person's own address; several persons may share one.", clean_email, EMAIL,
    ),
    make_field("contact_phone", "Contact phone", Part.CONTACT, 60, "One number, as for Phone.", clean_phone, PHONE),
]  # fmt: skip
FIELDS: dict[str, Field] = {field.name: field for field in ALL}


def clean_number(text: str) -> str:
    digits = tidy(text).lower().removeprefix("no.").strip().removesuffix(".0")
    if digits and not (digits.isascii() and digits.isdecimal()):
        raise NotANumber(text)
    return digits.lstrip("0")


# Our own customer number: not a field that anybody fills in, but an import may update by it.
NUMBER = make_field(
    "number", "OnAccount number", Part.CUSTOMER, 18, "The number OnAccount gave the customer.",
    clean_number, re.compile(r"[1-9]\d{0,17}", re.ASCII),
)  # fmt: skip
# Of a location, which no import names.
LOCATION_NAME = make_field(
    "location_name", "Location name", Part.CUSTOMER, 120, "Which of the customer's places it is."
)
CLEANERS: dict[str, Callable[[str], str]] = {each.name: each.clean for each in (*ALL, NUMBER)}


class Memo(dict[str, Answer]):
    """Each distinct value of a column is cleaned once: `memo[text]` is the value (perhaps a Warned) or the refusal.

    Bounded, because a column of a million rows may hold a million values; canonical and long ones are not kept at all.
    """

    LARGEST = 50_000
    LONGEST = 200

    def __init__(self, clean: Callable[[str], str], canonical: re.Pattern[str] = NEVER) -> None:
        super().__init__()
        self.clean = clean
        self.is_canonical = canonical.fullmatch
        self.are_canonical = column_check(canonical)

    def answers(self, column: Sequence[str]) -> Sequence[Answer]:
        """The answers for a whole column."""
        if self.are_canonical(column):
            return column
        is_canonical = self.is_canonical  # asked here, for most are, and __missing__ would cost more than the answer
        return [text if is_canonical(text) else self[text] for text in column]

    def __missing__(self, text: str) -> Answer:
        if self.is_canonical(text):
            return text
        answer = answer_of(self.clean, text)
        if len(text) <= self.LONGEST:
            if len(self) >= self.LARGEST:
                self.clear()
            self[text] = answer
        return answer


def column_check(pattern: re.Pattern[str]) -> Callable[[Sequence[str]], bool]:
    """A question for many texts at once: is each of them blank, or matched in full? The pattern uses $ for its end."""
    whole = re.compile(rf"(?:(?:{pattern.pattern})?\n)*+", re.MULTILINE | pattern.flags & re.ASCII)

    def are_matched(column: Sequence[str]) -> bool:
        text = "\n".join(column) + "\n"
        return text.count("\n") == len(column) and whole.fullmatch(text) is not None

    return are_matched


def answer_of(clean: Callable[[str], str], text: str) -> Answer:
    """What `clean` says, its refusal being an answer as well."""
    try:
        return clean(text)
    except Unusable as refusal:
        return refusal.with_traceback(None)


@dataclass(slots=True)
class Cleaned:
    """A row as it would be stored: plain values by field name, and what there is to say about the rest."""

    values: dict[str, str]
    refusals: list[tuple[str, Unusable]] = field(default_factory=list)
    warnings: list[tuple[str, Remark]] = field(default_factory=list)


def clean_row(row: Mapping[str, str]) -> Cleaned:
    """Clean every field of a row and apply the rules of the row: who must have which name. Others are ignored."""
    return clean_answers({name: answer_of(CLEANERS[name], text) for name, text in row.items() if name in CLEANERS})


def clean_answers(answers: Mapping[str, Answer]) -> Cleaned:
    """The same, for fields that have been cleaned one by one (by a Memo, or by `answer_of`)."""
    cleaned = clean_fields(answers)
    refused = {name for name, _ in cleaned.refusals}
    if refusal := name_customer(cleaned.values, refused):
        cleaned.refusals.append(refusal)
    return cleaned


def clean_fields(answers: Mapping[str, Answer]) -> Cleaned:
    """What the fields alone come to, for a part of a row: the rules of the whole row are left aside."""
    cleaned = Cleaned({})
    for name, answer in answers.items():
        if isinstance(answer, Unusable):
            cleaned.refusals.append((name, answer))
            continue
        cleaned.values[name] = str(answer)
        cleaned.warnings += [(name, remark) for remark in remarks_of(answer)]
    return cleaned


def name_customer(values: dict[str, str], refused: Set[str] = frozenset()) -> tuple[str, Unusable] | None:
    """Settle kind and name in place; say which name is missing, unless it is one that was refused already."""
    kind = values["kind"] = values.get("kind") or likely_kind(values)
    if kind == Kind.INDIVIDUAL.value:
        given, family = values.get("given_name", ""), values.get("family_name", "")
        values["name"] = f"{given} {family}".strip() or values.get("name", "")
        if not values["name"] and not refused & {"name", "given_name", "family_name"}:
            return "name", NeedsPersonName()
    elif not values.setdefault("name", "") and "name" not in refused:
        return "name", NeedsName()
    return None


def likely_kind(values: Mapping[str, str]) -> str:
    """For a row that does not say: persons have a given or a family name."""
    is_person = values.get("given_name") or values.get("family_name")
    return Kind.INDIVIDUAL.value if is_person else Kind.COMPANY.value


TIDIED = """What is typed is kept as it was typed, letter for letter, but for this:

- one spelling for letters that have several (Unicode NFC): e and its accent become é;
- every run of blanks, tabs and line ends is one blank, and none stands at an end; notes keep their lines;
- what cannot be seen goes at the ends: zero-width blanks and joiners, direction marks, soft hyphens. Inside it stays;
- control characters (NUL, terminal escapes) and halves of characters go, and it is said: no database can keep them all.

Nothing else is changed in a name, an address line, a job title or notes, and nothing of it is ever run: `<b>`,
`{{7*7}}`, `%s` and `=1+1` are text on every page, in every letter and in every file. The other fields have the rules
below. What is longer than its field is refused and not cut. An import also reads what programs write for nothing
(`NULL`, `#N/A`, `-`) as blank; a form takes it as typed.""".splitlines()


def describe_fields() -> str:
    """The table as Markdown for docs/fields.md, the same on every machine."""
    lines = ["# Fields of a customer", "", "Made from the field table; every form, the API and the import obey it.", ""]
    lines += [*TIDIED, ""]
    for part in Part:
        lines += [f"## {part.value}", "", "| field | label | at most | rule |", "|---|---|---|---|"]
        for each in sorted((each for each in ALL if each.part is part), key=lambda each: each.name):
            lines.append(f"| `{each.name}` | {each.label} | {each.max_length:,} | {each.help} |")
        lines.append("")
    return "\n".join(lines)
