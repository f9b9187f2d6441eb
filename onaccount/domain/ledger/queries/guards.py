"""Whether the ledger's triggers stand."""

from django.db import DEFAULT_DB_ALIAS, connection, connections

from onaccount.domain.ledger.rules.books import Difference
from onaccount.domain.ledger.rules.guards import GUARDS, TABLES

# The names of the triggers that stand and are switched on, with what they do.
STANDING = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)",
    "postgresql": """SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE tgrelid IN (%s::regclass, %s::regclass) AND NOT tgisinternal AND tgenabled IN ('O', 'A')""",
}


def standing_guards(using: str = DEFAULT_DB_ALIAS) -> set[str]:
    """The names of the ledger's triggers that stand, and are switched on."""
    return set(_standing(using))


def _standing(using: str) -> dict[str, str]:
    with connections[using].cursor() as cursor:
        cursor.execute(STANDING[connections[using].vendor], TABLES)
        return dict(cursor.fetchall())


def first_wrong_guard() -> Difference | None:
    """A trigger that is gone, switched off, or does something else than we made it for."""
    standing = _standing(DEFAULT_DB_ALIAS)
    for name, statements in GUARDS[connection.vendor].items():
        if name not in standing:
            return Difference("guard_missing", {"name": name})
        if standing[name] != _made_of(statements[0]):
            return Difference("guard_altered", {"name": name})
    return None


def _made_of(statement: str) -> str:
    """What the engine keeps of the statement that makes a trigger: on PostgreSQL, what its function does."""
    return statement.split("$$")[1] if "$$" in statement else statement
