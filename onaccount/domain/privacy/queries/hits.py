"""Where a person's values stand: in every text column of every table, and in every file of ours (I25)."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import ForeignKey, Model

from onaccount.domain.backups.rules.manifest import MARK
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import merged_among
from onaccount.domain.files.queries import path_of
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.queries.places import rejects_path, stage_path
from onaccount.domain.imports.rules.states import ENDED
from onaccount.domain.privacy.queries.family import Family
from onaccount.domain.privacy.queries.theirs import rows_of
from onaccount.domain.privacy.rules.columns import KEPT_BECAUSE, Holds, held
from onaccount.domain.privacy.rules.hits import Place, Why
from onaccount.foundation.needles import Needles

PATTERNS_AT_ONCE = 200
NOT_OURS = frozenset({"auth_group", "auth_permission", "django_content_type", "django_session"})
ENGINES_OWN = ("-wal", "-shm", "-journal")

T = TypeVar("T")


def places_of(needles: Needles, family: Family) -> list[Place]:
    """Every cell and every file in which one of these stands. Reads all of the database."""
    return [*_cells(needles, family), *_files(needles)] if needles else []


# --- the database -----------------------------------------------------------------------------------------------------


def _cells(needles: Needles, family: Family) -> Iterator[Place]:
    theirs = rows_of(family)
    for table in _tables():
        columns = _columns(table)
        if not columns:
            continue
        found = dict(_rows_with(table, columns, needles))
        if not found:
            continue
        own = _own(table, theirs, list(found))
        whose = _whose(table, list(found))
        for key, texts in found.items():
            for column, text in zip(columns, texts, strict=True):
                name = table._meta.db_table
                if ways := needles.found_in(text):
                    why = KEPT_BECAUSE.get(f"{name}.{column}", "")
                    yield Place(name, column, key, whose.get(key), key in own, why, frozenset(ways))


def _tables() -> list[type[Model]]:
    found = {table._meta.db_table: table for table in apps.get_models(include_auto_created=True)}
    return [found[name] for name in sorted(found) if found[name]._meta.managed and name not in NOT_OURS]


def _columns(table: type[Model]) -> list[str]:
    holds = held()
    name = table._meta.db_table
    columns = [str(field.column) for field in table._meta.concrete_fields]
    return [column for column in columns if holds.get(f"{name}.{column}") not in (None, Holds.SECRET)]


def _rows_with(
    table: type[Model], columns: Sequence[str], needles: Needles
) -> Iterator[tuple[tuple[Any, ...], tuple[str, ...]]]:
    quote = connection.ops.quote_name
    keys = [quote(str(field.column)) for field in table._meta.pk_fields]
    texts = [f"COALESCE(CAST({quote(column)} AS text), '')" for column in columns]
    line = " || ' ' || ".join(texts)
    seen: set[tuple[Any, ...]] = set()
    ways = needles.cased
    with connection.cursor() as cursor:
        for start in range(0, len(ways), PATTERNS_AT_ONCE):
            patterns = [f"%{_plain(way)}%" for way in ways[start : start + PATTERNS_AT_ONCE]]
            one = f"({line}) {'LIKE' if connection.vendor == 'sqlite' else 'ILIKE'} %s ESCAPE '!'"
            cursor.execute(
                f"SELECT {', '.join([*keys, *texts])} FROM {quote(table._meta.db_table)} "  # noqa: S608 - our names
                f"WHERE {' OR '.join([one] * len(patterns))}",
                patterns,
            )
            for row in cursor.fetchall():
                key = tuple(row[: len(keys)])
                if key not in seen:
                    seen.add(key)
                    yield key, tuple(row[len(keys) :])


def _plain(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _own(table: type[Model], theirs: dict[type[Model], Any], keys: Sequence[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Which of these rows are the family's."""
    if table not in theirs:
        return set()
    return set(_raw_keys(table, table._base_manager.filter(theirs[table]))) & set(keys)


def _raw_keys(table: type[Model], rows: Any) -> Iterator[tuple[Any, ...]]:
    """Keys as the engine gives them: a UUID is 32 letters on SQLite."""
    fields = table._meta.pk_fields
    for row in rows.values_list(*[field.attname for field in fields]):
        yield tuple(_raw(value) for value in row)


def _raw(value: Any) -> Any:
    return value.hex if connection.vendor == "sqlite" and hasattr(value, "hex") and hasattr(value, "int") else value


def _whose(table: type[Model], keys: Sequence[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
    """The customer of whom each row is said, where one is."""
    if len(table._meta.pk_fields) > 1:
        return {}
    name = table._meta.db_table
    pk = str(table._meta.pk.attname)
    path = "pk" if table is Customer else _path_to_customer(table)
    ids = [key[0] for key in keys]
    found: dict[tuple[Any, ...], int] = {}
    if path:
        for some in _slices(ids):
            rows = table._base_manager.filter(pk__in=some).values_list(pk, path)
            found |= {(_raw(key),): number for key, number in rows if number is not None}
    if name in SUBJECTS:
        kind, subject = SUBJECTS[name]
        for some in _slices(ids):
            rows = table._base_manager.filter(pk__in=some, **{kind: "customer"}).values_list(pk, subject)
            found |= {(_raw(key),): int(number) for key, number in rows if number.isdigit()}
    if name == "people_principal":
        for some in _slices(ids):
            for way in ("location__customer", "named_person__location__customer"):
                rows = table._base_manager.filter(pk__in=some).values_list(pk, way)
                found |= {(_raw(key),): number for key, number in rows if number is not None}
    into = merged_among(list(set(found.values())))
    return {key: into.get(number, number) for key, number in found.items()}


SUBJECTS = {
    "letters_letter": ("subject_kind", "subject_key"),
    "history_details": ("event__subject_kind", "event__subject_key"),
    "history_delivery": ("event__subject_kind", "event__subject_key"),
}


def _slices(values: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    return (values[start : start + size] for start in range(0, len(values), size))


def _path_to_customer(table: type[Model], depth: int = 3) -> str:
    """By which foreign keys a row leads to a customer; blank where none do."""
    waiting: list[tuple[Any, str, int]] = [(table, "", 0)]
    while waiting:
        model, path, steps = waiting.pop(0)
        for field in model._meta.concrete_fields:
            if not isinstance(field, ForeignKey) or field.name in ("merged_into", "partner", "survivor"):
                continue
            name = f"{path}__{field.name}" if path else field.name
            if field.related_model is Customer:
                return name
            if steps < depth and field.related_model is not model:
                waiting.append((field.related_model, name, steps + 1))
    return ""


# --- files ------------------------------------------------------------------------------------------------------------


def _files(needles: Needles) -> Iterator[Place]:
    folder = Path(settings.DATA)
    books = str(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else ""
    waiting = _waiting_files()
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink() or _is_of_engine(path, books):
            continue
        if needles.in_file(path):
            yield Place(str(path.relative_to(folder)), "", why=_why(path, waiting))


def files_in(places: Iterable[Place]) -> frozenset[Path]:
    """The files among these."""
    return frozenset(Path(settings.DATA) / place.table for place in places if not place.column)


def _is_of_engine(path: Path, books: str) -> bool:
    """The database itself is looked at by its cells, and once it is erased by its bytes."""
    return bool(books) and str(path) in {books, *(books + end for end in ENGINES_OWN)}


def _why(path: Path, waiting: set[Path]) -> str:
    if path in waiting:
        return Why.IMPORT.value
    if path.suffix == ".log" or ".log." in path.name:
        return Why.LOG.value
    return Why.BACKUP.value if _is_backup(path) else ""


def _is_backup(path: Path) -> bool:
    with path.open("rb") as file:
        return MARK.strip().encode() in file.read(4096)


def _waiting_files() -> set[Path]:
    waiting = Import.objects.select_related("file").exclude(state__in=[state.value for state in ENDED])
    return {path for item in waiting for path in (path_of(item.file), stage_path(item.pk), rejects_path(item.pk))}
