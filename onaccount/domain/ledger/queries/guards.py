"""Whether the ledger's triggers stand."""

import re
from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, connection, connections

from onaccount.domain.ledger.rules.books import Difference
from onaccount.domain.ledger.rules.guards import GUARDS, TABLES

SCHEMA = re.compile(r" ON [a-z_]+\.(?=ledger_)")  # PostgreSQL names it, and it is whichever the tables are in

# The names of the triggers that stand and are switched on, with what they do.
STANDING = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)",
    "postgresql": """SELECT tgname, prosrc || pg_get_triggerdef(pg_trigger.oid)
        FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE tgrelid IN (%s::regclass, %s::regclass) AND NOT tgisinternal AND tgenabled IN ('O', 'A')""",
}


def standing_guards(using: str = DEFAULT_DB_ALIAS) -> set[str]:
    """The names of the ledger's triggers that stand, and are switched on."""
    return set(_standing(using))


def _standing(using: str) -> dict[str, str]:
    with connections[using].cursor() as cursor:
        cursor.execute(STANDING[connections[using].vendor], TABLES)
        return {name: SCHEMA.sub(" ON ", made) for name, made in cursor.fetchall()}


def first_wrong_guard() -> Difference | None:
    """A trigger that is gone, switched off, or does something else than we made it for."""
    standing = _standing(DEFAULT_DB_ALIAS)
    for name, statements in GUARDS[connection.vendor].items():
        if name not in standing:
            return Difference("guard_missing", {"name": name})
        if standing[name] != _made_of(statements):
            return Difference("guard_altered", {"name": name})
    return None


def _made_of(statements: Sequence[str]) -> str:
    """What the engine keeps of what makes a trigger: on PostgreSQL, what its function does and when it is asked."""
    if "$$" not in statements[0]:
        return statements[0]
    function, trigger = statements
    return function.split("$$")[1] + trigger
