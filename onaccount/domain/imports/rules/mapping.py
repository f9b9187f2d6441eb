"""Which column holds which field: guessed from headings and contents, corrected by people, remembered by heading."""

import hashlib
from collections.abc import Mapping as Values
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from onaccount.domain.customers.rules.fields import FIELDS, NUMBER
from onaccount.domain.imports.rules.contents import Column, look_at
from onaccount.domain.imports.rules.kinds import is_list_of_companies
from onaccount.domain.imports.rules.options import ListOf
from onaccount.domain.imports.rules.recognised import Export, recognise, recognised_fields
from onaccount.domain.imports.rules.synonyms import (
    FURTHER,
    GOODS_KEYS,
    PSEUDO,
    Block,
    Meaning,
    is_company_heading,
    is_secret,
    key_of,
)
from onaccount.foundation.refusals import Refused

OURS = "onaccount"  # headings that we add to a file of rejected rows begin with it
ADDRESS = ("street", "line1", "line2", "line3", "line4", "house_number", "city", "region", "postcode", "country")
DELIVERED = {
    name: f"delivery_{name}" for name in ("street", "line1", "line2", "line3", "city", "region", "postcode", "country")
}
OF_A_PERSON = ("title", "given_name", "family_name", "email", "phone")
# How much less an e-mail or a telephone of another place is what we look for.
FARTHER = {Block.WORK: 0.1, Block.HOME: 0.15, Block.BILLING: 0.2, Block.DELIVERY: 0.5, Block.OTHER: 0.4}
# "Name" beside "Vorname" is the family name; "Nombre" beside "Apellidos" the given one.
FAMILY_BESIDE_GIVEN = ("name", "nom", "naam", "namn", "nazwa")
GIVEN_BESIDE_FAMILY = ("nombre", "nome")
SPEAKS_OF_GOODS = ("category", "description", "id", "code", "no", "nr", "ref", "reference", "type", "name", "kategorie")
# Second names of a company that has another in another column.
ALIASES = ("legalname", "tradingname", "tradename", "registeredname", "dba")
LEAST_SURE = 0.25
STRETCH = 0.3  # how sure a column's contents alone make us


class UnknownField(Refused):
    code = "unknown_field"
    sentence = 'The column "{column}" is given the field "{field}", which does not exist.'
    cure = "Use one of these: {fields}."


class UnknownColumn(Refused):
    code = "unknown_column"
    sentence = 'The file has no column "{column}".'
    cure = "Its columns are: {columns}."


class TwoColumns(Refused):
    code = "two_columns"
    sentence = 'The columns "{first}" and "{second}" are both given the field "{field}".'
    cure = "Leave one of them out."


@dataclass(frozen=True)
class Mapping:
    """The field of every column, None where it is left out. At most one column for a field.

    `is_business` says that names which could be anybody's are companies' here: the list has what only companies have.
    """

    header: tuple[str, ...]
    fields: tuple[str | None, ...]
    is_business: bool = False
    columns: dict[str, int] = field(init=False, repr=False, compare=False)
    further: dict[str, int] = field(init=False, repr=False, compare=False)  # columns of the persons after the first

    def __post_init__(self) -> None:
        places = {name: index for index, name in enumerate(self.fields) if name}
        columns = {name: index for name, index in places.items() if name not in FURTHER}
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "further", {name: index for name, index in places.items() if name in FURTHER})

    @property
    def never_stored(self) -> list[str]:
        """Headings of columns that hold passwords and the like."""
        return [heading for heading in self.header if is_secret(heading)]

    @property
    def secrets(self) -> list[int]:
        """Where those columns stand. What is in them goes nowhere, not even into a sample."""
        return [index for index, heading in enumerate(self.header) if is_secret(heading)]

    @property
    def name_is_company(self) -> bool:
        """Whether the column of names can hold nothing but companies."""
        index = self.columns.get("name")
        return index is not None and is_company_heading(self.header[index])

    @property
    def is_of_people(self) -> bool:
        return "name" not in self.columns and bool({"given_name", "family_name", "full_name"} & self.columns.keys())

    def heading_of(self, name: str) -> str:
        return self.header[self.columns[name]] if name in self.columns else ""

    def to_json(self) -> dict[str, str | None]:
        return dict(zip(self.header, self.fields, strict=True))

    @classmethod
    def from_json(
        cls,
        header: Sequence[str],
        data: Values[str, str | None],
        sample: Sequence[Sequence[str]] = (),
        *,
        is_strict: bool = False,
    ) -> "Mapping":
        """The mapping that says which heading is which field. Strict: every heading in it must be in the file."""
        by_key = {heading_key(heading): index for index, heading in enumerate(header)}
        fields: list[str | None] = [None] * len(header)
        for heading, name in data.items():
            index = by_key.get(heading_key(heading))
            if index is not None:
                fields[index] = check_field(heading, name)
            elif is_strict:
                raise UnknownColumn(column=heading, columns=", ".join(header))
        check_each_once(header, fields)
        secrets = [None if is_secret(heading) else name for heading, name in zip(header, fields, strict=True)]
        return with_evidence(cls(tuple(header), tuple(secrets)), sample)


def heading_key(heading: str) -> str:
    return key_of(heading) or heading.casefold()


def check_field(heading: str, name: str | None) -> str | None:
    """The field by its name or its label; None and "" leave the column out."""
    if not name:
        return None
    labels = {key_of(each.label): each.name for each in (*FIELDS.values(), NUMBER)}
    if name in FIELDS or name in PSEUDO or name in FURTHER:
        return name
    if key_of(name) in labels:
        return labels[key_of(name)]
    raise UnknownField(column=heading, field=name, fields=", ".join([*FIELDS, *PSEUDO]))


def check_each_once(header: Sequence[str], fields: Sequence[str | None]) -> None:
    seen: dict[str, str] = {}
    for heading, name in zip(header, fields, strict=True):
        if name and name in seen:
            raise TwoColumns(first=seen[name], second=heading, field=name)
        if name:
            seen[name] = heading


def with_evidence(mapping: Mapping, sample: Sequence[Sequence[str]]) -> Mapping:
    index = mapping.columns.get("name")
    names = [row[index] for row in sample] if index is not None else []
    return replace(mapping, is_business=is_list_of_companies(mapping.columns, names))


def header_key(header: Sequence[str], of: ListOf = ListOf.CUSTOMERS) -> str:
    """The same for every list of this kind with these headings, so that a corrected mapping is found again. Ours are
    not counted."""
    keys = [heading_key(heading) for heading in header]
    joined = "\x1f".join(key for key in keys if not key.startswith(OURS))
    digest = hashlib.blake2b(joined.encode(), digest_size=16).hexdigest()
    return digest if of is ListOf.CUSTOMERS else f"{of.value} {digest}"


def guess_mapping(header: Sequence[str], sample: Sequence[Sequence[str]]) -> Mapping:
    """The columns of an export that is known by its headings, and the best guess for those of any other list."""
    fields = guess_fields(header, sample)
    if export := recognise(header):
        fields = over_guess(header, export, fields)
    return with_evidence(Mapping(tuple(header), tuple(settle_streets(fields))), sample)


def over_guess(header: Sequence[str], export: Export, guess: Sequence[str | None]) -> list[str | None]:
    """What is known of an export over what was guessed, which is left for columns that people added themselves."""
    known = recognised_fields(header, export)
    taken = set(known)
    fields = [
        (own or None) if own is not None else (None if guessed in taken else guessed)
        for own, guessed in zip(known, guess, strict=True)
    ]
    return [None if is_secret(heading) else name for heading, name in zip(header, fields, strict=True)]


def guess_fields(header: Sequence[str], sample: Sequence[Sequence[str]]) -> list[str | None]:
    """For every field the column that means it most surely, if its contents do not deny it."""
    columns = look_at(header, sample)
    context = Context.of(columns)
    offers = sorted(
        (-sureness, column.index, name)
        for column in columns
        for name, sureness in offers_of(column, context)
        if sureness >= LEAST_SURE
    )
    fields: list[str | None] = [None] * len(header)
    taken: set[str] = set()
    for _, index, name in offers:
        if fields[index] is None and name not in taken:
            fields[index] = name
            taken.add(name)
    return settle_people(fields)


@dataclass(frozen=True)
class Context:
    """What a heading's meaning depends on: which other headings stand beside it."""

    main: Block
    has_company: bool
    has_generic_name: bool
    has_given: bool
    has_family: bool
    is_of_goods: bool

    @classmethod
    def of(cls, columns: Sequence[Column]) -> Self:
        means = {meaning.field for column in columns for meaning in column.meanings[:1]}
        keys = {column.key for column in columns}
        generic = any(is_generic_name(column) for column in columns)
        companies = [each for each in columns if is_company_heading(each.heading) and not each.is_numeric]
        sure = any(each.key not in ALIASES for each in companies)
        return cls(
            main_block(columns), sure or bool(companies and not generic), generic,
            "given_name" in means, "family_name" in means, len(keys & GOODS_KEYS) > 1,
        )  # fmt: skip


def is_generic_name(column: Column) -> bool:
    """Whether it is a column of customers' names, be they companies or people. Xero's ContactName is one."""
    first = [meaning.field for meaning in column.meanings[:1]]
    return first == ["name"] and not is_company_heading(column.heading)


def main_block(columns: Sequence[Column]) -> Block:
    """The address block that is the customer's: of those with something in them, the one that we prefer."""
    sizes = dict.fromkeys(Block, 0)
    filled = dict.fromkeys(Block, 0)
    for column in columns:
        for block in {meaning.block for meaning in column.meanings if meaning.field in ADDRESS}:
            sizes[block] += 1
            filled[block] += column.filled > 0
    for is_likely in (lambda block: sizes[block] > 1 and filled[block], lambda block: sizes[block] > 1, sizes.get):
        if likely := next(filter(is_likely, Block), None):
            return likely
    return Block.PLAIN


def offers_of(column: Column, context: Context) -> list[tuple[str, float]]:
    """The fields that a column may hold, and how sure that is."""
    if column.is_secret or (column.key.startswith(OURS) and column.key != key_of(NUMBER.label)):
        return []
    offers = [offer for meaning in column.meanings for offer in offer_of(column, meaning, context)]
    if column.emails > 0.6:
        offers.append(("email", STRETCH))
    return [(name, sureness) for name, sureness in offers if column.may_be(name)]


def offer_of(column: Column, meaning: Meaning, context: Context) -> list[tuple[str, float]]:
    name, sureness = meaning.field, meaning.sureness
    if context.is_of_goods and column.key in SPEAKS_OF_GOODS:
        return []
    if name in ADDRESS:
        is_code = column.key == "code"  # of a billing address it is the postcode, alone the customer's
        return [] if is_code else offer_place(meaning, context)
    if name in ("name", "full_name", "contact_name", "given_name", "family_name"):
        return offer_person(column, meaning, context)
    if name in ("title", "contact_title", "contact_job_title"):
        return offer_title(column, meaning, context)
    if name in ("email", "phone", "mobile"):
        near = sureness - FARTHER.get(meaning.block, 0.0)
        return (
            [(f"contact_{name}", near), (name, near - 0.3)]
            if meaning.is_person and name != "mobile"
            else [(name, near)]
        )
    if name == "number" and not column.is_whole_numbers:
        return [("external_id", sureness)]
    return [(name, sureness)]


def offer_place(meaning: Meaning, context: Context) -> list[tuple[str, float]]:
    if meaning.block is context.main:
        return [(meaning.field, meaning.sureness)]
    if meaning.block is Block.DELIVERY:
        return [(DELIVERED[meaning.field], meaning.sureness)] if meaning.field in DELIVERED else []
    if meaning.block is Block.PLAIN:  # a lone "Country" beside a whole billing address
        return [(meaning.field, meaning.sureness - 0.5)]
    return []


def offer_person(column: Column, meaning: Meaning, context: Context) -> list[tuple[str, float]]:
    """Names: a company's, a person's, or one that could be either."""
    name, sureness = meaning.field, meaning.sureness
    if name in ("given_name", "family_name"):
        has_name = context.has_company or context.has_generic_name
        return [(f"contact_{name}" if meaning.is_person and has_name else name, sureness)]
    if column.key in FAMILY_BESIDE_GIVEN and context.has_given and not context.has_family:
        return [("family_name", sureness)]
    if column.key in GIVEN_BESIDE_FAMILY and context.has_family and not context.has_given:
        return [("given_name", sureness)]
    if name != "name":
        return [(name, sureness)]
    if is_company_heading(column.heading):
        return [("name", sureness if column.key not in ALIASES else sureness - 0.4)]
    if meaning.is_person or column.key == "contactname":
        return [("contact_name", sureness)] if context.has_company else [
            ("name", sureness - 0.15), ("contact_name", sureness - 0.2)
        ]  # fmt: skip
    return [("full_name", sureness - 0.2)] if context.has_company else [("name", sureness)]


def offer_title(column: Column, meaning: Meaning, context: Context) -> list[tuple[str, float]]:
    """Mrs, or Sales manager: the heading "Title" is used for both."""
    is_persons = meaning.is_person or meaning.field.startswith("contact_")
    has_name = context.has_company or context.has_generic_name
    salutation = "contact_title" if is_persons and has_name else "title"
    if column.salutations > 0.5:
        return [(salutation, meaning.sureness)]
    if column.filled or (context.has_company and meaning.field == "title" and column.key == "title"):
        is_word_for_both = column.key.endswith("title") or meaning.field == "contact_job_title"
        is_second = meaning.field == "title"
        offers = [("contact_job_title", meaning.sureness - 0.3 * is_second)] if is_word_for_both else []
        return offers if column.filled else [*offers, (salutation, meaning.sureness - 0.4)]
    return [("contact_job_title" if meaning.field == "contact_job_title" else salutation, meaning.sureness)]


def settle_people(fields: list[str | None]) -> list[str | None]:
    """Where nothing but a contact's columns is there, they are the customer's own."""
    swaps = {"contact_email": "email", "contact_phone": "phone"}
    if "name" not in fields and "full_name" not in fields:
        swaps |= {f"contact_{name}": name for name in OF_A_PERSON}
        swaps["contact_name"] = (
            "name" if not {"given_name", "family_name", "contact_given_name"} & set(fields) else "full_name"
        )
    return [swaps[name] if name in swaps and swaps[name] not in fields else name for name in fields]


def settle_streets(fields: list[str | None]) -> list[str | None]:
    """Lines of their own say more than a column for the whole street."""
    doubled = {f"{prefix}street" for prefix in ("", "delivery_") if f"{prefix}line1" in fields}
    return [None if name in doubled else name for name in fields]
