"""The persons of a row after the first: Person2FirstName, Person2Email, and so on."""

from collections.abc import Iterator

from onaccount.domain.customers.rules.fields import CLEANERS, Cleaned, answer_of, remarks_of
from onaccount.domain.customers.rules.unusable import Remark, Unusable
from onaccount.domain.imports.rules.blanks import is_nothing
from onaccount.domain.imports.rules.kinds import INDIVIDUAL
from onaccount.domain.imports.rules.mapping import Mapping
from onaccount.domain.imports.rules.people import split_name
from onaccount.domain.imports.rules.synonyms import FURTHER_PEOPLE
from onaccount.domain.imports.rules.table import Record
from onaccount.foundation.text import tidy

PERSON = ("title", "given_name", "family_name", "job_title", "email", "phone")
LEFT_OUT = "An individual has no contact persons; {people} is left out."

Person = dict[str, str]  # a contact's fields without the "contact_" before them


def further_people(record: Record, mapping: Mapping, cleaned: Cleaned) -> list[Person]:
    """The row's persons after the first. What there is to say about their cells is added to `cleaned`."""
    people = []
    for number in FURTHER_PEOPLE:
        if typed := dict(cells_of(record, mapping, f"contact{number}_")):
            person = {name: cleaned_cell(name, typed.get(name, ""), number, cleaned) for name in PERSON}
            people.append(person)
    if people and cleaned.values.get("kind") == INDIVIDUAL:
        said = "; ".join(" ".join(filter(None, person.values())) for person in people)
        cleaned.warnings.append(("", Remark(LEFT_OUT, people=said)))
        return []
    return people


def cells_of(record: Record, mapping: Mapping, prefix: str) -> Iterator[tuple[str, str]]:
    """One person's filled cells, a full name taken apart."""
    for name, index in mapping.further.items():
        text = tidy(record.cells[index])
        if not name.startswith(prefix) or not text or is_nothing(text, name.replace(prefix, "contact_")):
            continue
        if name == f"{prefix}name":
            person = split_name(text)
            yield "title", person.title
            yield "given_name", person.given_name
            yield "family_name", person.family_name or ("" if person.given_name else text)
        else:
            yield name.removeprefix(prefix), text


def cleaned_cell(name: str, text: str, number: int, cleaned: Cleaned) -> str:
    answer = answer_of(CLEANERS[f"contact_{name}"], text)
    if isinstance(answer, Unusable):
        cleaned.refusals.append((f"contact{number}_{name}", answer))
        return ""
    cleaned.warnings += [(f"contact{number}_{name}", remark) for remark in remarks_of(answer)]
    return str(answer)
