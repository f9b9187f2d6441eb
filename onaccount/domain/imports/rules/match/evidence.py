"""Which columns of any list tell who somebody is: by what other programs and people call them, and by what is in them.

The headings that imports know come first. What is left is known by words that no import needs (a date of birth), and
then, where the heading says nothing at all, by the cells.
"""

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from onaccount.domain.imports.rules.contents import Column, look_at
from onaccount.domain.imports.rules.mapping import UnknownColumn, UnknownField, guess_mapping, heading_key
from onaccount.domain.imports.rules.match.cells import by_contents
from onaccount.domain.imports.rules.match.dates import order_of
from onaccount.domain.imports.rules.synonyms import OTHER_KEYS
from onaccount.foundation.text import tidy

# What a column can be, and what it is compared as. The first are those of the field table and of an import.
EVIDENCE: dict[str, str] = {
    "name": "Name, of a company or of a whole person",
    "full_name": "Full name of a person",
    "given_name": "Given name",
    "middle_name": "Middle name",
    "family_name": "Family name",
    "date_of_birth": "Date of birth",
    "national_id": "National id of a person",
    "street": "Street, on one line or several",
    "house_number": "House number",
    "line1": "Address line 1",
    "line2": "Address line 2",
    "line3": "Address line 3",
    "line4": "Address line 4",
    "city": "City",
    "region": "Region",
    "postcode": "Postcode",
    "country": "Country",
    "email": "E-mail",
    "other_email": "Further e-mail",
    "phone": "Phone",
    "mobile": "Mobile",
    "other_phone": "Further phone",
    "website": "Website",
    "tax_id": "Tax id",
    "registration_number": "Registration number",
    "external_id": "Id in another system",
}
# An id of another system says who somebody is only where both rows come from there, so nobody but a person can say so.
ONLY_WHEN_SAID = frozenset({"external_id"})
BIRTH = frozenset(
    """
    dob dateofbirth birthdate birthday birth born datebirth birthdt dobirth bday dateborn bornon birthdatum
    geburtsdatum geburtstag gebdatum geboren datedenaissance datenaissance naissance nele fechadenacimiento
    fechanacimiento nacimiento geboortedatum datadinascita datanascita fodelsedatum fodelsedag dataurodzenia
    yearofbirth birthyear yob
    """.split()
)
NATIONAL = frozenset(
    """
    ssn socsecid socsecno socsecnumber socialsecurity socialsecuritynumber socialsecurityno socialsecurityid socialno
    nationalid nationalidnumber nationalidno nationalinsurancenumber nationalinsuranceno nino ninumber nin personalid
    personalnumber personalidnumber identitynumber identitycardnumber idcard idcardnumber idssn passport passportno
    passportnumber nhsnumber nhsno medicarenumber dni nie curp cpf bsn burgerservicenummer pesel personnummer cprnumber
    sozialversicherungsnummer svnr ahvnummer numerosecuritesociale nir insee
    """.split()
)
# Headings that say the column is something else, whatever its cells look like.
SOMETHING_ELSE = frozenset(
    """
    fax telefax date until valid expires created updated modified status type source price amount total count number
    fund url note notes description cluster entity truth true match score group label category program programme
    cuisine gender sex age row line index opened closed since start end
    """.split()
)
WORDS_OF_HEADING = re.compile(r"[A-Z]+(?![a-z])|[^\W\d_][^\W\d_A-Z]*|\d+")
FILLED = 5  # cells that a column must have before what is in it says anything


@dataclass(frozen=True, slots=True)
class Evidence:
    """The field of each column, None where it says nothing of who somebody is; `order` is how dates are written."""

    header: tuple[str, ...]
    fields: tuple[str | None, ...]
    order: str = "ymd"

    @property
    def columns(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(self.fields) if name}

    def place_of(self, heading: str) -> int:
        return column_named(self.header, heading)

    def has(self, heading: str) -> bool:
        return is_column(self.header, heading)

    def shown(self) -> dict[str, str | None]:
        return dict(zip(self.header, self.fields, strict=True))


def fields_of(text: str) -> dict[str, str]:
    """What `--fields a=b,...` says: column a is field b; nothing behind the = leaves the column out.

    A heading with a comma in it stands in quotation marks: "Name, first"=given_name.
    """
    (parts,) = csv.reader([text], skipinitialspace=True)
    given = {}
    for part in filter(str.strip, parts):
        heading, mark, name = part.rpartition("=")
        if not mark:
            raise UnknownField(column=part.strip(), field="", fields=", ".join(EVIDENCE))
        given[heading.strip()] = field_named(heading.strip(), name.strip())
    return given


def field_named(heading: str, name: str) -> str:
    """The field by its name or its label, "" for none."""
    labels = {heading_key(label): field for field, label in EVIDENCE.items()}
    found = name if name in EVIDENCE else labels.get(heading_key(name), "") if name else ""
    if name and not found:
        raise UnknownField(column=heading, field=name, fields=", ".join(EVIDENCE))
    return found


def column_named(header: Sequence[str], heading: str) -> int:
    """Where the column of this heading stands; case, blanks and punctuation do not matter. Raises UnknownColumn."""
    places = {heading_key(each): index for index, each in reversed(list(enumerate(header)))}
    for index, each in enumerate(header):
        if each == tidy(heading):
            return index
    if heading_key(heading) not in places:
        raise UnknownColumn(column=heading, columns=", ".join(header))
    return places[heading_key(heading)]


def is_column(header: Sequence[str], heading: str) -> bool:
    try:
        column_named(header, heading)
    except UnknownColumn:
        return False
    return True


def guess_evidence(
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    *,
    given: Mapping[str, str] | None = None,
    but_not: Collection[int] = (),
) -> Evidence:
    """The field of every column. `given` has the last word, by heading; the columns `but_not` are never evidence."""
    open_ = [index for index in range(len(header)) if index not in but_not]
    guessed = guess_mapping([header[index] for index in open_], [[row[index] for index in open_] for row in sample])
    columns = look_at(header, sample)
    fields: list[str | None] = [None] * len(header)
    for index, name in zip(open_, guessed.fields, strict=True):
        fields[index] = name if name in EVIDENCE and name not in ONLY_WHEN_SAID else None
    fields = settle_given(columns, fields)
    for index in open_:
        if fields[index] is None:
            fields[index] = personal(columns[index], fields)
    by_contents(columns, sample, fields, [index for index in open_ if is_open(columns[index])])
    for heading, name in (given or {}).items():
        index = column_named(header, heading)
        fields = [None if each == name else each for each in fields]
        fields[index] = name or None
    dates = fields.index("date_of_birth") if "date_of_birth" in fields else None
    order = "ymd" if dates is None else order_of([row[dates] for row in sample])
    return Evidence(tuple(header), tuple(fields), order)


def settle_given(columns: Sequence[Column], fields: list[str | None]) -> list[str | None]:
    """A lone "Name" beside a column of family names, or of given ones, is the other half."""
    missing = {"given_name", "family_name"} - set(fields)
    if len(missing) == 1 and "name" in fields and columns[fields.index("name")].key in ("name", "names"):
        return [missing.pop() if name == "name" and missing else name for name in fields]
    return fields


def personal(column: Column, fields: Sequence[str | None]) -> str | None:
    """What an import does not take in, and tells a person apart."""
    if column.key in BIRTH and "date_of_birth" not in fields:
        return "date_of_birth"
    if column.key in NATIONAL and "national_id" not in fields and column.distinct > 0.3:
        return "national_id"
    return None


def is_open(column: Column) -> bool:
    """Whether nothing is known of the column but what is in it."""
    if column.filled < FILLED or column.is_secret or column.meanings or column.key in OTHER_KEYS:
        return False
    return not SOMETHING_ELSE & set(words_of(column.heading)) and column.key not in BIRTH | NATIONAL


def words_of(heading: str) -> list[str]:
    """The words of a heading, be it written rec_id, RecId or "Rec Id"."""
    return [word.lower() for word in WORDS_OF_HEADING.findall(heading)]
