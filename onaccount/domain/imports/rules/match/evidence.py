"""Which columns of any list tell who somebody is: by what other programs and people call them, and by what is in them.

The headings that imports know come first. What is left is known by words that no import needs (a date of birth), and
then, where the heading says nothing at all, by the cells.
"""

import csv
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from onaccount.domain.imports.rules.contents import DATE, Column, look_at
from onaccount.domain.imports.rules.mapping import UnknownColumn, UnknownField, guess_mapping, heading_key
from onaccount.domain.imports.rules.match.dates import is_of_birth, order_of
from onaccount.domain.imports.rules.synonyms import OTHER_KEYS
from onaccount.foundation.text import fold, tidy

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
NAMES = ("name", "full_name", "given_name", "family_name")
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
STREET_WORDS = frozenset(
    """
    street st road rd avenue ave av lane ln drive dr boulevard blvd blv place pl square sq court ct crescent cres way
    close parade pde highway hwy pkwy terrace tce strasse str weg platz allee gasse rue chemin via viale piazza calle
    avenida plaza straat laan gatan gata vagen ulica
    """.split()
)
WORDS_OF_HEADING = re.compile(r"[A-Z]+(?![a-z])|[^\W\d_][^\W\d_A-Z]*|\d+")
POSTCODE = re.compile(
    r"[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}|[a-z]\d[a-z]\s?\d[a-z]\d|\d{5}-\d{4}|\d{4}\s?[a-z]{2}|\d{2}-\d{3}",
    re.IGNORECASE,
)
BARE_POSTCODE = re.compile(r"\d{4,6}")
PHONE = re.compile(r"(?=.*[-+/(). ]|0)[+(]?\d[\d\s()./-]{5,20}\d(?:\s*(?:x|ext\.?)\s*\d+)?", re.IGNORECASE)
WORDS = re.compile(r"[^\W\d_][^\d@]*")
PLACE = frozenset({"street", "line1", "line2", "line3", "house_number", "city", "region", "postcode", "country"})
MOST = 0.6  # share of the filled cells that must look so
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


def by_contents(
    columns: Sequence[Column], sample: Sequence[Sequence[str]], fields: list[str | None], open_: Collection[int]
) -> None:
    """Give the columns whose headings say nothing the field that their cells look like, each field once."""
    cells = {index: [text for row in sample if (text := tidy(row[index]))] for index in open_}
    tests: list[tuple[str, Callable[[Column, list[str]], bool]]] = [
        ("date_of_birth", lambda _, texts: is_of_birth(texts)),
        ("phone", lambda column, texts: column.distinct > 0.3 and share(texts, is_phone) > MOST),
        ("postcode", lambda _, texts: share(texts, POSTCODE.fullmatch) > MOST),
        ("street", lambda column, texts: column.distinct > 0.2 and share(texts, is_street) > MOST),
    ]
    for name, looks_so in tests:
        if name in fields or (name == "street" and "line1" in fields):
            continue
        for index in open_:
            if fields[index] is None and looks_so(columns[index], cells[index]):
                fields[index] = name
                break
    if not set(NAMES) & set(fields):
        name_by_contents(columns, cells, fields)
    near_an_address(columns, cells, fields)


def name_by_contents(columns: Sequence[Column], cells: Mapping[int, list[str]], fields: list[str | None]) -> None:
    """Where no heading is one of names: a column headed so somehow, else that of words which repeat least."""
    worded = [
        index
        for index, texts in cells.items()
        if fields[index] is None and share(texts, WORDS.fullmatch) > MOST and columns[index].distinct > 0.3
    ]
    named = [index for index, texts in cells.items() if fields[index] is None and "name" in columns[index].key]
    if not named and not worded:
        return
    best = named[0] if named else max(worded, key=lambda index: (round(columns[index].distinct, 1), -index))
    after = best + 1
    if after in worded and best in worded and all(share(cells[each], is_one_word) > MOST for each in (best, after)):
        fields[best], fields[after] = "given_name", "family_name"
    else:
        fields[best] = "name"


def near_an_address(columns: Sequence[Column], cells: Mapping[int, list[str]], fields: list[str | None]) -> None:
    """Beside the columns of an address, a code is its postcode and words that repeat are its town."""
    for index, texts in cells.items():
        beside = {fields[each] for each in (index - 1, index + 1) if 0 <= each < len(fields)}
        if fields[index] is not None or not beside & PLACE:
            continue
        distinct, kinds = columns[index].distinct, len(set(texts))
        if "postcode" not in fields and share(texts, BARE_POSTCODE.fullmatch) > 0.9 and len(set(map(len, texts))) < 3:
            fields[index] = "postcode"
        elif "city" not in fields and share(texts, WORDS.fullmatch) > 0.9 and kinds >= 10 and distinct < MOST:
            fields[index] = "city"


def share(texts: Sequence[str], looks_so: Callable[[str], object]) -> float:
    return sum(1 for text in texts if looks_so(text)) / len(texts) if texts else 0.0


def is_phone(text: str) -> bool:
    return PHONE.fullmatch(text) is not None and not DATE.fullmatch(text)


def is_street(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", fold(text))
    if not words or not any(map(str.isdigit, text)):
        return False
    return bool(STREET_WORDS & set(words)) or any(word.endswith(("strasse", "straat", "gatan")) for word in words)


def is_one_word(text: str) -> bool:
    return len(text.split()) == 1
