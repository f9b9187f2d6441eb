"""A record becomes a row of fields: taken apart, put in order, cleaned. One by one, or a chunk at a time by columns."""

import functools
import hashlib
import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Values
from dataclasses import dataclass

from onaccount.domain.customers.rules.emails import PLAIN as EMAIL
from onaccount.domain.customers.rules.fields import (
    CLEANERS,
    FIELDS,
    NUMBER,
    Answer,
    Cleaned,
    Memo,
    answer_of,
    clean_answers,
    column_check,
    name_customer,
)
from onaccount.domain.customers.rules.identifiers import ID_CANONICAL
from onaccount.domain.customers.rules.phones import CANONICAL as PHONE
from onaccount.domain.customers.rules.words import text_pattern
from onaccount.domain.imports.rules.blanks import is_nothing, nothing_pattern
from onaccount.domain.imports.rules.joins import JOINED, first_id, join, spread_phones
from onaccount.domain.imports.rules.kinds import CONTACTS, FORCED, INDIVIDUAL, decide_kind
from onaccount.domain.imports.rules.mapping import Mapping
from onaccount.domain.imports.rules.people import split_name
from onaccount.domain.imports.rules.synonyms import PSEUDO, key_of
from onaccount.domain.imports.rules.table import Record
from onaccount.foundation.text import fold, tidy

PLACE = ("line1", "line2", "line3", "city", "region", "postcode", "country")
PERSON = ("title", "given_name", "family_name")
PERSONAL = {"full_name", "contact_name", *PERSON[1:], *(f"contact_{name}" for name in PERSON[1:])}
CONTACT = ("title", "given_name", "family_name", "job_title", "email", "phone")
# The house number goes before the street where the heading is English, after it in the languages of these.
NUMBER_AFTER_STREET = re.compile(r"haus|huis|civic|hus|dom\b|domu")
NEVER = re.compile(r"(?!)")
LINE_ENDS = re.compile(r"[\r\n\v\f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a mapping decides how its rows are put in order, looked up once for all of them."""

    as_kind: str
    name_is_company: bool
    is_business: bool
    is_of_people: bool
    has_persons: bool
    apart: tuple[str, ...]  # columns that are taken apart, and are no fields themselves
    streets: tuple[str, ...]  # prefixes of the streets among them
    number_after_street: bool
    has_joined: bool

    @classmethod
    def of(cls, mapping: Mapping, as_kind: str) -> "Shape":
        names = mapping.columns.keys()
        return cls(
            as_kind,
            mapping.name_is_company,
            mapping.is_business,
            mapping.is_of_people,
            bool(names & PERSONAL),
            tuple(name for name in names if name in PSEUDO and name != "number"),
            tuple(prefix for prefix in ("", "delivery_") if f"{prefix}street" in names),
            NUMBER_AFTER_STREET.search(fold(mapping.heading_of("house_number"))) is not None,
            bool(names & JOINED),
        )


def canonical_row(record: Record, mapping: Mapping, as_kind: str = "auto") -> dict[str, str]:
    """The row's fields by name, as typed: what programs write for nothing gone, names taken apart, kind decided."""
    return arranged(record, mapping, Shape.of(mapping, as_kind))


def arranged(record: Record, mapping: Mapping, shape: Shape) -> dict[str, str]:
    row = {}
    for name, index in mapping.columns.items():
        text = record.cells[index]
        row[name] = "" if is_nothing(text, name, mapping.header[index]) else text
    if row.get("phone"):
        spread_phones(row, tidy)
    arrange(row, shape, tidy)
    return row


def arrange(row: dict[str, str], shape: Shape, seen: Callable[[str], str]) -> None:
    """Settle what no field can settle by itself: whether it is a company, whose the names are, the lines of a street.

    `seen` is how a text looks to people: `tidy`, or nothing at all where the row is clean already.
    """
    apart = {name: row.pop(name) for name in shape.apart}
    if apart:
        arrange_streets(row, apart, shape, seen)
        if middle := seen(apart.get("middle_name", "")):
            row["given_name"] = " ".join(filter(None, (row.get("given_name", ""), middle)))
        if shape.has_joined:
            join(row, apart, seen)
    name = seen(row.get("name", ""))
    own = contact = full_name = contact_name = ""
    if shape.has_persons:
        own = seen(f"{row.get('given_name', '')} {row.get('family_name', '')}").strip()
        contact = seen(f"{row.get('contact_given_name', '')} {row.get('contact_family_name', '')}").strip()
        full_name, contact_name = seen(apart.get("full_name", "")), seen(apart.get("contact_name", ""))
    name_is_company = shape.name_is_company
    if shape.has_joined:
        if employer := seen(apart.get("employer", "")) if shape.as_kind == CONTACTS else "":
            contact_name = contact_name or name
            row["name"] = name = employer
        if not name and not own and (other := seen(apart.get("other_name", ""))):
            row["name"] = name = other
            name_is_company = False
    kind = decide_kind(
        as_kind=shape.as_kind,
        typed=row.get("kind", ""),
        name=name,
        persons=[person for person in (own, full_name, contact, contact_name) if person],
        name_is_company=name_is_company,
        is_business=shape.is_business,
        is_of_people=shape.is_of_people,
    )
    if kind == INDIVIDUAL:
        arrange_individual(row, own, contact, full_name or contact_name or name, seen)
    else:
        if not name and shape.as_kind == "companies":
            row["name"] = full_name or own
        arrange_company(row, own, contact, contact_name or full_name, seen)
        if "company_id" in apart:
            arrange_employee(row, first_id(apart["company_id"]), seen)
        elif shape.as_kind == CONTACTS and seen(apart.get("employer", "")):
            row["external_id"] = ""  # that is the person's
    if shape.as_kind in FORCED or not seen(row.get("kind", "")):
        row["kind"] = kind


def arrange_individual(row: dict[str, str], own: str, contact: str, whole: str, seen: Callable[[str], str]) -> None:
    """An individual is their own contact. The names: from their own columns, else a contact's, else a whole name."""
    if not own and contact:
        row |= {name: row.get(f"contact_{name}", "") for name in PERSON}
    elif not own and whole:
        person = split_name(whole)
        row |= {"given_name": person.given_name, "family_name": person.family_name, "name": whole}
        if person.title:
            row["title"] = person.title
    for name in CONTACT:
        text = row.pop(f"contact_{name}", "")
        if text and name in ("email", "phone") and not seen(row.get(name, "")):
            row[name] = text


def arrange_company(row: dict[str, str], own: str, contact: str, whole: str, seen: Callable[[str], str]) -> None:
    """The persons of a company's row are its contact: one with columns of its own, else the one beside the company."""
    title = row.pop("title", "")
    given, family = row.pop("given_name", ""), row.pop("family_name", "")
    if contact:
        return
    if own:
        row |= {"contact_given_name": given, "contact_family_name": family}
    elif whole and fold(whole) != fold(row.get("name", "")):
        person = split_name(whole)
        title = person.title or title
        alone = "" if person.given_name or person.family_name else whole
        row |= {"contact_given_name": person.given_name, "contact_family_name": person.family_name or alone}
    if seen(title) and not seen(row.get("contact_title", "")):
        row["contact_title"] = title


def arrange_employee(row: dict[str, str], company_id: str, seen: Callable[[str], str]) -> None:
    """Where a person's row names the company by an id, the row's own id, e-mail and phone are the person's."""
    row["external_id"] = company_id
    for name in ("email", "phone"):
        if (own := row.get(name, "")) and not seen(row.get(f"contact_{name}", "")):
            row[f"contact_{name}"] = own


def arrange_streets(row: dict[str, str], apart: Values[str, str], shape: Shape, seen: Callable[[str], str]) -> None:
    for prefix in shape.streets:
        if street := apart[f"{prefix}street"]:
            set_lines(row, prefix, street)
    if number := seen(apart.get("house_number", "")):
        both = row.get("line1", ""), number
        row["line1"] = " ".join(filter(None, both if shape.number_after_street else both[::-1]))
    if further := seen(apart.get("line4", "")):
        row["line3"] = ", ".join(filter(None, (row.get("line3", ""), further)))


def set_lines(row: dict[str, str], prefix: str, street: str) -> None:
    """The lines of one cell on our three; what columns of their own hold for later lines comes after them."""
    if not LINE_ENDS.search(street) and not any(row.get(f"{prefix}line{number}") for number in (1, 2, 3)):
        row[f"{prefix}line1"] = street
        return
    lines = [line for line in LINE_ENDS.split(street) if tidy(line)]
    lines += [text for number in (1, 2, 3) if (text := row.get(f"{prefix}line{number}", "")) and tidy(text)]
    if len(lines) > 3:
        lines[2:] = [", ".join(lines[2:])]
    for number, line in enumerate(lines, 1):
        row[f"{prefix}line{number}"] = line


# --- By columns ---

# Texts that are taken apart or put together: as short as this, every piece and every whole fits its own field.
APART = {name: text_pattern(40) for name in PSEUDO if name != "number"} | {
    name: text_pattern(100)
    for name in ("full_name", "contact_name", "street", "delivery_street", "other_name", "employer")
}
APART |= {"other_phone": PHONE, "other_email": EMAIL, "company_id": ID_CANONICAL, "tax_country": NEVER}
WHOLE = APART | {
    "name": text_pattern(100), "line1": text_pattern(100), "line3": text_pattern(100), "given_name": text_pattern(50)
}  # fmt: skip
Memos = dict[str, Memo]


def make_memos(mapping: Mapping) -> Memos:
    """What remembers a file's values, column by column, while its chunks pass."""
    memos = {}
    for name, index in mapping.columns.items():
        field = NUMBER if name == "number" else FIELDS.get(name)
        if field is not None:
            memos[name] = column_memo(name, mapping.header[index], field.canonical)
    return memos


def column_memo(name: str, heading: str, canonical: re.Pattern[str]) -> Memo:
    """Cleaning as in an import: what a program writes for nothing is nothing, and never canonical."""
    clean = CLEANERS[name]

    def clean_cell(text: str) -> str:
        return "" if is_nothing(text, name, heading) else clean(text)

    pattern = rf"(?!{nothing_pattern(name, heading)}$)(?:{canonical.pattern})"
    return Memo(clean_cell, re.compile(pattern, canonical.flags & re.ASCII))


def clean_columns(records: Sequence[Record], mapping: Mapping, as_kind: str, memos: Memos) -> list[Cleaned]:
    """The same as clean_row(canonical_row(record, ...)) for each record, several times as fast.

    Columns are cleaned first, each value once; a row in which anything is out of the ordinary goes the long way.
    Every record must be a whole one, without a refusal.
    """
    names = list(mapping.columns)
    if not names or not records:
        return [clean_record(record, mapping, Shape.of(mapping, as_kind), memos) for record in records]
    cells = list(zip(*(record.cells for record in records), strict=True))
    columns: list[Sequence[Answer]] = []
    for name in names:
        column = cells[mapping.columns[name]]
        columns.append(memos[name].answers(column) if name in memos else column)
    shape = Shape.of(mapping, as_kind)
    cleaned = []
    for record, answers, is_plain in zip(
        records, zip(*columns, strict=True), plain_rows(names, columns, mapping), strict=True
    ):
        if is_plain:
            cleaned.append(clean_plain(dict(zip(names, answers, strict=True)), shape))
        else:
            cleaned.append(clean_record(record, mapping, shape, memos))
    return cleaned


def plain_rows(names: Sequence[str], columns: Sequence[Sequence[Answer]], mapping: Mapping) -> list[bool]:
    """Which rows hold plain strings only, and in columns that are taken apart such as need no cleaning afterwards."""
    plain = [True] * (len(columns[0]) if columns else 0)
    for name, column in zip(names, columns, strict=True):
        if set(map(type, column)) != {str}:
            plain = [is_plain and type(answer) is str for is_plain, answer in zip(plain, column, strict=True)]
        if name in WHOLE and (name in APART or shares_a_field(name, mapping)):
            whole = whole_pattern(name, mapping.heading_of(name))
            texts = list(map(str, column))
            if not column_check(whole)(texts):
                plain = [
                    is_plain and whole.fullmatch(text) is not None for is_plain, text in zip(plain, texts, strict=True)
                ]
    return plain


@functools.cache
def whole_pattern(name: str, heading: str) -> re.Pattern[str]:
    pattern = WHOLE[name]
    return re.compile(rf"|(?!{nothing_pattern(name, heading)}$)(?:{pattern.pattern})", pattern.flags & re.ASCII)


def shares_a_field(name: str, mapping: Mapping) -> bool:
    """Whether a field's text is joined with, or taken for, that of another column."""
    others = {
        "name": (),
        "line1": ("house_number", "street"),
        "given_name": ("middle_name",),
        "line3": ("line4", "street"),
    }
    return name == "name" or any(other in mapping.columns for other in others[name])


def clean_plain(values: dict[str, str], shape: Shape) -> Cleaned:
    arrange(values, shape, str)
    refusal = name_customer(values)
    return Cleaned(values, [refusal] if refusal else [])


def clean_record(record: Record, mapping: Mapping, shape: Shape, memos: Memos) -> Cleaned:
    row = arranged(record, mapping, shape)
    return clean_answers({name: remembered(name, text, memos) for name, text in row.items()})


def remembered(name: str, text: str, memos: Memos) -> Answer:
    """A memo also knows what a program means by NULL; what is left of such words here is meant as it stands."""
    answer = memos[name].get(text) if name in memos and text and not is_nothing(text, name) else None
    return answer_of(CLEANERS[name], text) if answer is None else answer


# --- Rows of one customer ---


def fingerprint(values: Values[str, str]) -> str:
    """32 hexadecimal digits that two rows share when all their cleaned values are the same."""
    joined = "\x1f".join([values.get(name, "") for name in FIELDS])
    return hashlib.blake2b(joined.encode(), digest_size=16).hexdigest()


def fold_key(values: Values[str, str], update_by: str | None = None) -> str:
    """What makes two rows of a file one customer (D-12): the chosen key, else external id, tax id, or the whole row.

    E-mail only when it is the chosen key: a household shares one.
    """
    chosen = (update_by,) if update_by else ()
    for name in (*chosen, "external_id", "tax_id"):
        if value := values.get(name, ""):
            return f"{name}:{value.casefold() if name == 'email' else value}"
    return f"row:{fingerprint(values)}"


def merge_repeated(first: Values[str, str], other: Values[str, str]) -> tuple[dict[str, str], dict[str, str] | None]:
    """Fold a repeated row into the first: the first filled value stays. The other's address, if it is another one.

    An address is one thing: its lines are never mixed from two rows, unless the first row has none at all.
    """
    merged = dict(first)
    for name, value in other.items():
        if value and not merged.get(name) and name.removeprefix("delivery_") not in PLACE:
            merged[name] = value
    for prefix in ("delivery_", ""):
        if not any(address_of(first, prefix).values()):
            merged |= {f"{prefix}{name}": value for name, value in address_of(other, prefix).items() if value}
    theirs = address_of(other)
    is_new = any(theirs.values()) and not same_address(theirs, address_of(merged))
    return merged, theirs if is_new else None


def address_of(values: Values[str, str], prefix: str = "") -> dict[str, str]:
    return {name: values.get(f"{prefix}{name}", "") for name in PLACE}


def same_address(one: Values[str, str], other: Values[str, str]) -> bool:
    """Whether two addresses are one, blanks, case and accents aside."""
    return address_key(one) == address_key(other)


def address_key(address: Values[str, str]) -> str:
    """Addresses are the same when their keys are."""
    return "\x1f".join(key_of(address.get(name, "")) for name in PLACE)
