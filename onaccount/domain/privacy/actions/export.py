"""Take out all that is known of one customer, for the customer: one ZIP with JSON that people can read, and papers."""

import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from onaccount.domain.connectors.queries.checks import documents_of
from onaccount.domain.files.queries import path_of
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.privacy.queries.export import all_known_of, papers_of_family
from onaccount.domain.privacy.queries.family import Family, family_of
from onaccount.domain.vetting.actions.sensitive import look_at_sensitive
from onaccount.domain.vetting.models import Application

PERSON = "person.json"


@dataclass(frozen=True, slots=True)
class Exported:
    number: int
    numbers: list[int]
    rows: int
    papers: list[str]
    missing: list[str]  # papers whose bytes are not on the disk
    is_sensitive: bool


@action
def export_person(*, number: int, out: IO[bytes], sensitive: bool = False, by: Actor, at: datetime) -> Exported:
    """Write the ZIP, and keep in history that it was. With `sensitive`, what is under lock is opened, under its right.

    Raises NoSuchCustomer.
    """
    require(by, Right.EXPORT_PERSON)
    family = family_of(number)
    known = all_known_of(family)
    told: dict[str, Any] = {
        "made_at": at.isoformat(),
        "number": family.number,
        "numbers": family.numbers,
        "includes_sensitive": sensitive,
        "known": known,
    }
    if sensitive:
        require(by, Right.SEE_SENSITIVE)
        told["sensitive"] = _opened(family, by=by, at=at)
    names, missing = _write(out, told, family)
    for each in family.numbers:
        record("customer.exported", Subject("customer", str(each)), by=by, at=at)
    rows = sum(len(part) for part in known.values())
    return Exported(family.number, family.numbers, rows, names, missing, sensitive)


def _opened(family: Family, *, by: Actor, at: datetime) -> dict[str, Any]:
    """What dealers and agencies told under lock. That somebody looked is put down as whenever somebody looks (D-20)."""
    sealed = Application.objects.filter(customer__in=family.numbers, partner__isnull=False).exclude(sealed="")
    answers = {
        str(number): look_at_sensitive(number=number, by=by, at=at)
        for number in sealed.order_by("customer").values_list("customer", flat=True)
        if number is not None
    }
    return {"applications": answers, "answers of agencies": documents_of(family.numbers)}


def _write(out: IO[bytes], told: dict[str, Any], family: Family) -> tuple[list[str], list[str]]:
    names: list[str] = []
    missing: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(PERSON, json.dumps(told, indent=1, ensure_ascii=False))
        for n, stored in enumerate(papers_of_family(family), start=1):
            name = f"papers/{n}-{stored.name.replace('/', '_')}"
            path = path_of(stored)
            if not path.is_file():
                missing.append(stored.name)
                continue
            packed.write(path, name)
            names.append(name)
    return names, missing
