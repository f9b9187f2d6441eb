"""Which tables there are, by Django's own account of them, so that no list of ours can forget one.

They are asked as the migrations left them that a database (or a backup) has been through, which may be fewer than this
program knows: it is backed up before it is brought up to date.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from onaccount.domain.backups.rules.refused import NewerDatabase
from onaccount.domain.backups.rules.values import KINDS, expression

Migrations = Mapping[str, list[str]]

# Tables (or patterns of their names) that are not in a backup, and why. A test finds a table that is in neither.
LEFT_OUT = {
    "django_session": "Of versions before ours kept whose a session is.",
    "people_session": "Whoever holds a copy of a session is logged in: after a restore, everybody logs in again.",
    "onaccount_cache": "Counts of log-ins of the last minutes.",
    "vetting_spentproof": "What kept robots out in the last ten minutes.",
    "django_migrations": "The manifest says them.",
    "customers_matchkey": "Made of the customers, and made again from them by the worker.",
    "customers_matchkeyswritten": "How far the worker is with that.",
    "customer_pieces*": "The index of names on SQLite, made again from the names.",
    "customer_trigrams": "The index of names on SQLite, made again from the names.",
    "product_pieces*": "The index of products on SQLite, made again from their names.",
    "product_trigrams": "The index of products on SQLite, made again from their names.",
}
# What a database holds from its first migration on, so that it counts as empty. It gives way to the backup's.
FILLED_BY_MIGRATE = {"django_content_type", "auth_permission", "people_group"}


@dataclass(frozen=True)
class Column:
    name: str
    kind: str


@dataclass(frozen=True)
class Table:
    """A table, and `counter`, the column whose numbers the engine counts out, where it has one."""

    name: str
    columns: list[Column]
    key: list[Column]
    counter: str | None

    @cached_property
    def quoted(self) -> str:
        return f'"{self.name}"'

    @property
    def column_list(self) -> str:
        return ", ".join(f'"{column.name}"' for column in self.columns)

    def reading(self, engine: str) -> str:
        """All rows in the order of their key, which is the same on both engines."""
        values = ", ".join(expression(engine, column.kind, f'"{column.name}"') for column in self.columns)
        return f"SELECT {values} FROM {self.quoted} ORDER BY {', '.join(_place(engine, part) for part in self.key)}"


def _place(engine: str, part: Column) -> str:
    bytewise = ' COLLATE "C"' if engine == "postgresql" and part.kind == "text" else ""
    return f'"{part.name}"{bytewise}'


def is_left_out(table: str) -> bool:
    return any(fnmatchcase(table, pattern) for pattern in LEFT_OUT)


def migrations_in(books: BaseDatabaseWrapper) -> dict[str, list[str]]:
    """What a database has been through, of each app; nothing where nobody has made it."""
    with books.cursor() as cursor:
        if "django_migrations" not in books.introspection.table_names(cursor):
            return {}
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        found: dict[str, list[str]] = {}
        for app, name in cursor.fetchall():
            found.setdefault(app, []).append(name)
        return found


def unknown_migration(migrations: Migrations) -> str | None:
    """The first that this program does not know: whoever has been through it is newer."""
    known = MigrationLoader(None).graph.nodes
    return next((f"{app}.{name}" for app, name in pairs(migrations) if (app, name) not in known), None)


def pairs(migrations: Migrations) -> list[tuple[str, str]]:
    return [(app, name) for app, names in migrations.items() for name in names]


def tables_after(migrations: Migrations) -> list[Table]:
    """The tables to back up, each after those that its rows refer to. Raises NewerDatabase."""
    if unknown := unknown_migration(migrations):
        raise NewerDatabase(migration=unknown)
    state = MigrationLoader(None).project_state(pairs(migrations))
    found = [model for model in state.apps.get_models(include_auto_created=True) if is_ours(model)]
    return [table_of(model) for model in referred_to_first(found) if not is_left_out(model._meta.db_table)]


def is_ours(model: type[models.Model]) -> bool:
    return model._meta.managed and not model._meta.proxy


def referred_to_first(found: list[type[models.Model]]) -> list[type[models.Model]]:
    """Sorted by name, and each after those it refers to. Tables that refer to each other stay as they come."""
    ordered: dict[type[models.Model], None] = {}
    entered: set[type[models.Model]] = set()

    def visit(model: type[models.Model]) -> None:
        if model in entered or model not in wanted:
            return
        entered.add(model)
        for other in sorted(set(referred_to(model)), key=table_name):
            visit(other)
        ordered[model] = None

    wanted = set(found)
    for model in sorted(found, key=table_name):
        visit(model)
    return list(ordered)


def table_name(model: type[models.Model]) -> str:
    return model._meta.db_table


def referred_to(model: type[models.Model]) -> Iterator[type[models.Model]]:
    for each in model._meta.concrete_fields:
        if isinstance(each, models.ForeignKey):
            yield each.related_model


def table_of(model: type[models.Model]) -> Table:
    columns = {each: Column(str(each.column), kind_of(each)) for each in model._meta.concrete_fields}
    key = model._meta.pk
    counter = str(key.column) if isinstance(key, models.AutoField) else None
    return Table(
        model._meta.db_table, list(columns.values()), [columns[part] for part in model._meta.pk_fields], counter
    )


def kind_of(each: "models.Field[object, object]") -> str:
    """Raises KeyError for a kind of column that backups do not know."""
    while isinstance(each, models.ForeignKey):
        each = each.target_field
    return KINDS[each.get_internal_type()]
