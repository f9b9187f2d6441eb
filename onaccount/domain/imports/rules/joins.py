"""Columns that belong together and stand apart: a country and its tax id, a second phone, whom a person works for."""

import re
from collections.abc import Callable
from collections.abc import Mapping as Values

from onaccount.domain.customers.rules.phones import numbers_in
from onaccount.domain.imports.rules.blanks import is_nothing
from onaccount.domain.imports.rules.kinds import COMPANY, INDIVIDUAL, typed_kind
from onaccount.domain.imports.rules.mapping import Mapping
from onaccount.domain.imports.rules.table import Record
from onaccount.foundation.text import fold, tidy

# Fields that are joined with others here; a list without any of them has nothing to join.
JOINED = frozenset({"other_name", "other_phone", "other_email", "is_company", "tax_country", "company_id", "employer"})
YES = frozenset("true yes y 1 x ja oui si vero wahr vrai verdadero".split())
NO = frozenset("false no n 0 nein non nee falso falsch faux".split())
IDS_END = re.compile(r"[;,|\s]+")
NO_ID = re.compile(r"0+A*")  # Salesforce writes 000000000000000AAA for nothing
TELLING_DIGITS = 9  # of two numbers, the last so many tell whether they are one

EMPLOYER = frozenset({"company_id", "employer"})
SAYS_WHOSE = EMPLOYER | {"name", "kind", "is_company"}


def join(row: dict[str, str], apart: Values[str, str], seen: Callable[[str], str]) -> None:
    """Put the columns that were taken apart back to the fields they belong to, in place."""
    country, tax_id = seen(apart.get("tax_country", "")), seen(row.get("tax_id", ""))
    if country and tax_id and not tax_id.upper().startswith(country.upper()):
        row["tax_id"] = country + tax_id
    if (kind := kind_of(apart)) and not seen(row.get("kind", "")):
        row["kind"] = kind
    if (email := apart.get("other_email", "")) and not seen(row.get("email", "")):
        row["email"] = email
    if further := seen(apart.get("other_phone", "")):
        add_phone(row, further, seen)


def add_phone(row: dict[str, str], further: str, seen: Callable[[str], str]) -> None:
    """A further number stands under Phone where there is none, else under Mobile where there is none."""
    name = "mobile" if seen(row.get("phone", "")) else "phone"
    others = {digits_of(row.get(other, "")) for other in ("phone", "mobile")}
    if not seen(row.get(name, "")) and digits_of(further) not in others:
        row[name] = further


def digits_of(phone: str) -> str:
    return "".join(filter(str.isdigit, phone))[-TELLING_DIGITS:]


def spread_phones(row: dict[str, str], seen: Callable[[str], str]) -> None:
    """Of several numbers in the cell of Phone the second goes to Mobile, where there is none."""
    numbers = numbers_in(row["phone"])
    if len(numbers) > 1 and not seen(row.get("mobile", "")):
        row["phone"] = "; ".join([numbers[0], *numbers[2:]])
        row["mobile"] = numbers[1]


def kind_of(apart: Values[str, str]) -> str:
    """What a column says that asks "is it a company?"."""
    said = fold(apart.get("is_company", ""))
    return COMPANY if said in YES else INDIVIDUAL if said in NO else ""


def works_for_another(record: Record, mapping: Mapping) -> bool:
    """Whether a row is a person of a company that stands elsewhere: it names one, and is not a company's own row."""
    cells = {name: tidy(record.cells[index]) for name, index in mapping.columns.items() if name in SAYS_WHOSE}
    employer = cells.get("employer", "")
    named = "" if is_nothing(employer) or employer == cells.get("name") else employer
    if not named and not first_id(cells.get("company_id", "")):
        return False
    is_company = COMPANY in (kind_of(cells), typed_kind(cells.get("kind", "")))
    return not is_company and not (mapping.name_is_company and cells.get("name"))


def first_id(text: str) -> str:
    """The first of the ids in a cell; "" for one that stands for nothing."""
    found = next(filter(None, IDS_END.split(text.strip())), "").strip("'")
    return "" if NO_ID.fullmatch(found) else found
