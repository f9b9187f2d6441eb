"""A record becomes a row of fields: taken apart, put in order, cleaned. One by one, or a chunk at a time by columns."""

import hashlib
import re
from collections.abc import Mapping as Values
from collections.abc import Sequence

from onaccount.domain.customers.rules.fields import (
    CLEANERS,
    FIELDS,
    NUMBER,
    Answer,
    Cleaned,
    Memo,
    answer_of,
    clean_answers,
    name_customer,
)
from onaccount.domain.customers.rules.words import text_pattern
from onaccount.domain.imports.rules.blanks import is_nothing, nothing_pattern
from onaccount.domain.imports.rules.kinds import COMPANY, INDIVIDUAL, decide_kind
from onaccount.domain.imports.rules.mapping import Mapping
from onaccount.domain.imports.rules.people import split_name
from onaccount.domain.imports.rules.synonyms import PSEUDO, key_of
from onaccount.domain.imports.rules.table import Record
from onaccount.foundation.text import fold, tidy

PLACE = ("line1", "line2", "line3", "city", "region", "postcode", "country")
PERSON = ("title", "given_name", "family_name")
CONTACT = ("title", "given_name", "family_name", "job_title", "email", "phone")
# The house number goes before the street where the heading is English, after it in the languages of these.
NUMBER_AFTER_STREET = re.compile(r"haus|huis|civic|hus|dom\b|domu")
LINE_ENDS = re.compile(r"[\r\n\v\f\x85\u2028\u2029]+")


def canonical_row(record: Record, mapping: Mapping, as_kind: str = "auto") -> dict[str, str]:
    """The row's fields by their names, as typed: blanks of programs gone, names and streets taken apart, kind decided."""
    texts = {}
    for name, index in mapping.columns.items():
        text = record.cells[index]
        texts[name] = "" if is_nothing(text, name, mapping.header[index]) else text
    return arrange(texts, mapping, as_kind)


def arrange(texts: dict[str, str], mapping: Mapping, as_kind: str) -> dict[str, str]:
    """Settle what no field can settle by itself: whether it is a company, whose the names are, the lines of a street."""
    row = {name: text for name, text in texts.items() if name not in PSEUDO or name == "number"}
    arrange_streets(row, texts, mapping)
    seen = {name: tidy(row.get(name, "")) for name in (*PERSON, *(f"contact_{each}" for each in PERSON), "name")}
    full_name, contact_name = tidy(texts.get("full_name", "")), tidy(texts.get("contact_name", ""))
    own = f"{seen['given_name']} {seen['family_name']}".strip()
    contact = f"{seen['contact_given_name']} {seen['contact_family_name']}".strip()
    kind = decide_kind(
        as_kind=as_kind,
        typed=row.get("kind", ""),
        name=seen["name"],
        persons=[person for person in (own, full_name, contact, contact_name) if person],
        name_is_company=mapping.name_is_company,
        is_business=mapping.is_business,
    )
    if kind == INDIVIDUAL:
        arrange_individual(row, own, contact, (full_name, contact_name, seen["name"]))
    else:
        arrange_company(row, seen, contact, (full_name, contact_name), as_kind)
    row["kind"] = row["kind"] if row.get("kind") and as_kind in ("auto", "mixed") else kind
    return row


def arrange_individual(row: dict[str, str], own: str, contact: str, whole_names: Sequence[str]) -> None:
    """An individual is their own contact. The names: from their own columns, else a contact's, else a whole name."""
    if not own and contact:
        row |= {name: row.get(f"contact_{name}", "") for name in PERSON}
    elif not own and (whole := next(filter(None, whole_names), "")):
        person = split_name(whole)
        title = person.title or row.get("title", "")
        row |= {"title": title, "given_name": person.given_name, "family_name": person.family_name}
        row["name"] = whole
    for name in ("email", "phone"):
        if not tidy(row.get(name, "")) and f"contact_{name}" in row:
            row[name] = row[f"contact_{name}"]
    for name in CONTACT:
        row.pop(f"contact_{name}", None)


def arrange_company(
    row: dict[str, str], seen: Values[str, str], contact: str, whole_names: Sequence[str], as_kind: str
) -> None:
    """The persons of a company's row are its contact: one with columns of their own, else the one beside the company."""
    whole = next(filter(None, reversed(whole_names)), "")
    if not seen["name"] and as_kind == "companies":
        row["name"] = whole_names[0] or f"{row.get('given_name', '')} {row.get('family_name', '')}"
    if not contact and (seen["given_name"] or seen["family_name"]):
        row |= {f"contact_{name}": row.get(name, "") for name in PERSON if seen[name] or not seen[f"contact_{name}"]}
    elif not contact and whole and fold(whole) != fold(row.get("name", "")):
        person = split_name(whole)
        row |= {
            "contact_title": person.title or row.get("contact_title", ""),
            "contact_given_name": person.given_name,
            "contact_family_name": person.family_name or ("" if person.given_name else whole),
        }
    for name in PERSON:
        row.pop(name, None)


def arrange_streets(row: dict[str, str], texts: Values[str, str], mapping: Mapping) -> None:
    for prefix in ("", "delivery_"):
        if street := texts.get(f"{prefix}street", ""):
            set_lines(row, prefix, street)
    if number := tidy(texts.get("house_number", "")):
        street = row.get("line1", "")
        is_after = NUMBER_AFTER_STREET.search(fold(mapping.heading_of("house_number")))
        row["line1"] = f"{street} {number}" if is_after else f"{number} {street}"
    if further := tidy(texts.get("line4", "")):
        row["line3"] = ", ".join(filter(None, (row.get("line3", ""), further)))


def set_lines(row: dict[str, str], prefix: str, street: str) -> None:
    """The lines of one cell on our three; columns of their own for later lines come after them."""
    lines = [line for line in LINE_ENDS.split(street) if tidy(line)]
    later = [text for number in (1, 2, 3) if tidy(text := row.get(f"{prefix}line{number}", ""))]
    lines += later
    if not lines:
        return
    if len(lines) > 3:
        lines[2:] = [", ".join(lines[2:])]
    row |= {f"{prefix}line{number}": line for number, line in enumerate(lines, 1)}


# --- By columns ---

# Texts that are taken apart: as long as this, every piece of them fits its own field.
APART = {name: text_pattern(100 if name.endswith("name") else 150) for name in PSEUDO if name != "number"}
APART["house_number"] = text_pattern(40)
APART_ALSO = {"name": text_pattern(100), "line1": text_pattern(150)}  # an individual's name, a street before its number
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

    pattern = rf"(?!{nothing_pattern(name, heading)}\Z)(?:{canonical.pattern})"
    return Memo(clean_cell, re.compile(pattern, canonical.flags & re.ASCII))


def clean_columns(records: Sequence[Record], mapping: Mapping, as_kind: str, memos: Memos) -> list[Cleaned]:
    """The same as clean_row(canonical_row(record, ...)) for each record, several times as fast.

    Columns are cleaned first, each value once; a row in which anything is out of the ordinary goes the long way.
    Every record must be a whole one, without a refusal.
    """
    names = list(mapping.columns)
    cells = list(zip(*(record.cells for record in records), strict=True))
    columns: list[Sequence[Answer]] = []
    for name in names:
        column = cells[mapping.columns[name]]
        columns.append(list(map(memos[name].__getitem__, column)) if name in memos else column)
    plain = plain_rows(names, columns, mapping)
    return [
        clean_plain(dict(zip(names, answers, strict=True)), mapping, as_kind) if is_plain
        else clean_record(record, mapping, as_kind, memos)
        for record, answers, is_plain in zip(records, zip(*columns, strict=True), plain, strict=True)
    ]  # fmt: skip


def plain_rows(names: Sequence[str], columns: Sequence[Sequence[Answer]], mapping: Mapping) -> list[bool]:
    """Which rows hold plain strings only, and in columns that are taken apart such as need no cleaning afterwards."""
    plain = [True] * (len(columns[0]) if columns else 0)
    for name, column in zip(names, columns, strict=True):
        if set(map(type, column)) != {str}:
            plain = [is_plain and type(answer) is str for is_plain, answer in zip(plain, column, strict=True)]
        if name in APART or name in APART_ALSO:
            is_whole = re.compile(
                rf"(?!{nothing_pattern(name, mapping.heading_of(name))}\Z){(APART | APART_ALSO)[name].pattern}"
            ).fullmatch
            plain = [
                is_plain and (not answer or (type(answer) is str and is_whole(answer) is not None))
                for is_plain, answer in zip(plain, column, strict=True)
            ]
    return plain


def clean_plain(texts: dict[str, str], mapping: Mapping, as_kind: str) -> Cleaned:
    values = arrange(texts, mapping, as_kind)
    refusal = name_customer(values)
    return Cleaned(values, [refusal] if refusal else [])


def clean_record(record: Record, mapping: Mapping, as_kind: str, memos: Memos) -> Cleaned:
    row = canonical_row(record, mapping, as_kind)
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


def merge_repeated(
    first: Values[str, str], other: Values[str, str]
) -> tuple[dict[str, str], dict[str, str] | None]:
    """Fold a repeated row into the first: the first filled value stays. The other's address, if it is another one.

    An address is one thing: its lines are never mixed from two rows, unless the first row has none at all.
    """
    merged = dict(first)
    for name, value in other.items():
        if value and not merged.get(name) and not name.removeprefix("delivery_") in PLACE:
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
