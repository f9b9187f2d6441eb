"""What tells of one family: its own values, as they stand in the rows that are said of it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from onaccount.domain.customers.rules.erased import ERASED_AT, ERASED_NAME
from onaccount.domain.privacy.queries.family import Family
from onaccount.domain.privacy.queries.theirs import rows_of
from onaccount.domain.privacy.rules.columns import Holds, held
from onaccount.domain.privacy.rules.telling import NOT_TELLING, TELLS
from onaccount.foundation.needles import Needles


def needles_of(family: Family) -> Needles:
    """Names, addresses, numbers and notes of a family. What is the same for thousands, a city or a title, is none."""
    return Needles.of(text for text in _values(family) if not _is_ours(text))


def _values(family: Family) -> Iterator[str]:
    holds = held()
    for table, which in rows_of(family).items():
        name = table._meta.db_table
        if name not in TELLS:
            continue
        columns = [
            field.attname
            for field in table._meta.concrete_fields
            if holds.get(f"{name}.{field.column}") is Holds.PERSONAL and field.name not in NOT_TELLING
        ]
        for row in _rows(table, which, columns):
            for value in row:
                yield from leaves(value)
            if {"given_name", "family_name"} <= set(columns):
                own = dict(zip(columns, row, strict=True))
                yield f"{own['given_name']} {own['family_name']}".strip()


def _rows(table: type[Model], which: Any, columns: list[str]) -> Any:
    return table._base_manager.filter(which).values_list(*columns) if columns else []


def leaves(value: Any, name: str = "") -> Iterator[str]:
    """The texts of a value; of an object, those whose name may tell of somebody."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in NOT_TELLING:
                yield from leaves(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, name)


def _is_ours(text: str) -> bool:
    """What stands in the place of something that was erased."""
    return text.startswith(f"{ERASED_NAME} ") or text.endswith(f"@{ERASED_AT}") or text.lower() == ERASED_NAME.lower()
