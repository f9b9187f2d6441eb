"""The triggers that keep invoices are made, and lifted where the demo's are taken out or rows come back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

from onaccount.domain.billing.rules.guards import GUARDS, TABLES, drop_statement


def ensure_guards(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the triggers anew, whatever stood there; nothing happens where the tables are not yet."""
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
    """Without the triggers; a transaction takes back their absence too."""
    drop_guards(using)
    yield
    ensure_guards(using)
