"""All that is known of one family, as values that JSON can hold. Of other people nothing: staff are 'staff'."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import ForeignKey, Model, Q

from onaccount.domain.files.models import StoredFile
from onaccount.domain.history.models import Event, EventDetail
from onaccount.domain.people.models import Principal
from onaccount.domain.people.rules import Kind
from onaccount.domain.privacy.queries.family import Family
from onaccount.domain.privacy.queries.theirs import rows_of
from onaccount.domain.privacy.rules.columns import Holds, held
from onaccount.domain.privacy.rules.export import HEADINGS, NO_TABLES, NOT_TOLD, STAFF

Object = dict[str, Any]


def all_known_of(family: Family) -> Object:
    """What stands in each table, under its heading, and what happened."""
    strangers = _strangers(family)
    found: Object = {}
    rows = rows_of(family)
    for table in sorted(rows, key=lambda table: HEADINGS.get(table._meta.db_table, table._meta.db_table)):
        name = table._meta.db_table
        if name in NO_TABLES:
            continue
        told = [_told(row, family, strangers) for row in table._base_manager.filter(rows[table]).order_by("pk")]
        if told := [each for each in told if each]:
            found[HEADINGS.get(name, name)] = told
    found["history"] = list(_history(family, strangers))
    return found


def papers_of_family(family: Family) -> list[StoredFile]:
    return list(StoredFile.objects.filter(rows_of(family)[StoredFile]).order_by("pk"))


def counts_of(family: Family) -> dict[str, int]:
    """How many rows are theirs, under each heading: what a page shows before anything is erased."""
    rows = rows_of(family)
    found = {
        HEADINGS[table._meta.db_table]: table._base_manager.filter(which).count()
        for table, which in rows.items()
        if table._meta.db_table in HEADINGS
    }
    return {heading: found[heading] for heading in HEADINGS.values() if found.get(heading)}


def _strangers(family: Family) -> dict[str, str]:
    """Names and addresses of those who work here or for a partner, and what stands in their place."""
    kinds = [Kind.STAFF.value, Kind.PARTNER.value, Kind.TOKEN.value]
    rows = Principal.objects.filter(kind__in=kinds).exclude(pk__in=family.principals)
    return {text: STAFF for row in rows.values_list("name", "email") for text in row if text}


def _told(row: Model, family: Family, strangers: Mapping[str, str]) -> Object:
    holds = held()
    own = {str(key) for key in family.principals}
    told: Object = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        column = f"{row._meta.db_table}.{field.column}"
        if field.name in NOT_TOLD or holds.get(column) is Holds.SECRET or value in (None, "", [], {}):
            continue
        if isinstance(field, ForeignKey) and field.related_model is Principal:
            value = "themselves" if str(value) in own else STAFF
        elif field.name.endswith("_key") and hasattr(row, f"{field.name[:-4]}_kind"):
            continue  # told with its kind
        elif field.name.endswith("_kind") and hasattr(row, f"{field.name[:-5]}_key"):
            value = "themselves" if str(getattr(row, f"{field.name[:-5]}_key")) in own else _kind(value)
        told[field.name] = _plain(value, strangers)
    return told


def _kind(kind: str) -> str:
    return kind if kind in ("system", "clock", "policy", "customer") else STAFF


def _plain(value: Any, strangers: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return strangers.get(value, value)
    if isinstance(value, dict):
        return {str(key): _plain(part, strangers) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part, strangers) for part in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _history(family: Family, strangers: Mapping[str, str]) -> Iterator[Object]:
    keys = {
        "customer": [str(number) for number in family.numbers],
        "account": [str(number) for number in family.numbers],
        "application": [str(key) for key in family.applications],
        "principal": [str(key) for key in family.principals],
    }
    which = Q(pk__in=[])
    for kind, some in keys.items():
        which |= Q(subject_kind=kind, subject_key__in=some)
    own = {str(key) for key in family.principals}
    events = Event.objects.filter(which).order_by("at", "pk")
    details = {each.event_id: each for each in EventDetail.objects.filter(event__in=events)}
    for event in events:
        told: Object = {"at": event.at.isoformat(), "what": event.name}
        told["by"] = "themselves" if event.actor_key in own else _kind(event.actor_kind)
        if detail := details.get(event.pk):
            told |= {"changes": _plain(detail.changes, strangers), "why": _plain(detail.why, strangers)}
        yield told
