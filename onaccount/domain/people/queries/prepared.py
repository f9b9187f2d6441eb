"""Queries that are asked at every request, compiled once: Django's compiler takes longer than the database does."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from onaccount.domain.history.queries import planned_once

Converter = Callable[[Any, Any, Any], Any]
Compiled = tuple[str, list[Any], list[tuple[int, Any, list[Converter]]]]


class Prepared:
    """A query by values that differ each time. `make` is given `marks` once, of the kinds of the values, and answers
    rows of columns (`values_list`); each mark must be a value that the query does not hold otherwise.

    `Prepared(lambda number: Customer.objects.filter(pk=number).values_list("name"), MARK)(17)` is a list of tuples, as
    the query set itself would give.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], *marks: Any) -> None:
        self.make = make
        self.marks = marks
        self.compiled: dict[str, Compiled] = {}

    def __call__(self, *values: Any) -> list[tuple[Any, ...]]:
        compiled = self.compiled.get(connection.vendor)
        if compiled is None:
            compiled = self.compiled[connection.vendor] = self._compile()
        sql, slots, converters = compiled
        with planned_once() as cursor:
            cursor.execute(sql, [values[slot[0]] if isinstance(slot, tuple) else slot for slot in slots])
            rows = cursor.fetchall()
        return [_converted(row, converters) for row in rows] if converters else rows

    def _compile(self) -> Compiled:
        """The SQL; its values, of which a tuple names the one that is given; and how columns become Python's values."""
        compiler = self.make(*self.marks).query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        slots = [(self.marks.index(value),) if value in self.marks else value for value in values]
        found = {slot[0] for slot in slots if isinstance(slot, tuple)}
        assert found == set(range(len(self.marks))), "each mark stands in the query as it was given"
        converters = compiler.get_converters([column[0] for column in compiler.select])
        return sql, slots, [(at, expression, each) for at, (each, expression) in converters.items()]


def _converted(row: tuple[Any, ...], converters: list[tuple[int, Any, list[Converter]]]) -> tuple[Any, ...]:
    values = list(row)
    for at, expression, each in converters:
        for converter in each:
            values[at] = converter(values[at], expression, connection)
    return tuple(values)


A_NUMBER = 9_000_000_000_000_007  # marks: no query of ours holds them
A_TEXT = "\u2063a text that is given later"
