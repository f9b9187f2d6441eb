"""Questions as text: put into one another, and several of them asked at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL and its values, to be put into another."""

    sql: str
    values: tuple[Any, ...] = ()

    def as_expression(self) -> RawSQL:
        return RawSQL(self.sql, self.values)  # noqa: S611 - what people typed is among the values

    def as_condition(self) -> RawSQL:
        return RawSQL(self.sql, self.values, output_field=BooleanField())  # noqa: S611


def statement_of(rows: QuerySet[Any, Any]) -> Statement:
    sql, values = rows.query.get_compiler(connection=connection).as_sql()
    return Statement(sql, tuple(values))


def counted(statement: Statement) -> Statement:
    """How many rows it has."""
    return Statement(f"SELECT COUNT(*) FROM ({statement.sql}) AS counted", statement.values)  # noqa: S608


def asked_at_once(statements: Sequence[Statement]) -> tuple[int | None, ...]:
    """The single value of each, in one statement."""
    sql = "SELECT " + ", ".join(f"({statement.sql})" for statement in statements)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for statement in statements for value in statement.values])
        return tuple(cursor.fetchone())
