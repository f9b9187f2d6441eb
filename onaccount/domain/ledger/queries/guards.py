"""Whether the ledger's triggers stand."""

from django.db import DEFAULT_DB_ALIAS, connections

from onaccount.domain.ledger.rules.guards import TABLES


def standing_guards(using: str = DEFAULT_DB_ALIAS) -> set[str]:
    """The names of the ledger's triggers that stand, and are switched on."""
    connection = connections[using]
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid IN (%s::regclass, %s::regclass) "
        "AND NOT tgisinternal AND tgenabled IN ('O', 'A')",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor], TABLES)
        return {name for (name,) in cursor.fetchall()}
