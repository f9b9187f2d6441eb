"""The ledger's triggers are made, and lifted where rows come back that they let in before."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

from onaccount.domain.ledger.rules.guards import GUARDS, TABLES, drop_statement


def ensure_guards(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the triggers anew, whatever stood there; nothing happens where the tables are not yet.

    They vanish when Django rebuilds a table on SQLite, so this is called after every migrate.
    """
    connection = connections[using]
    if not set(TABLES) <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for name, statements in GUARDS[connection.vendor].items():
            cursor.execute(drop_statement(connection.vendor, name))
            for statement in statements:
                cursor.execute(statement)


def drop_guards(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take the triggers away, until `ensure_guards`."""
    connection = connections[using]
    if connection.vendor == "postgresql" and not set(TABLES) <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for name in GUARDS[connection.vendor]:
            cursor.execute(drop_statement(connection.vendor, name))


@contextmanager
def lifted_guards(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Without the triggers, for a restore. Inside a transaction, which takes back their absence too."""
    drop_guards(using)
    yield
    ensure_guards(using)
