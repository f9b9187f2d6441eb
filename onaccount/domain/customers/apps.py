"""Customers, and the index by which any piece of a name is found."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

# SQLite: trigrams of the name in an FTS5 table beside the customers, kept by triggers, so that no writer can forget it.
# Triggers vanish when Django rebuilds the table for a migration: they are made again after every migrate. Each name is
# kept with two blanks behind it, so that its last letters too begin a trigram: that is how shorter pieces are found.
SQLITE_TABLE = """CREATE VIRTUAL TABLE customer_pieces USING fts5(
    search_name, content='', tokenize='trigram case_sensitive 1')"""
SQLITE_FILLED = """INSERT INTO customer_pieces(rowid, search_name)
    SELECT number, search_name || '  ' FROM customers_customer"""
SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS customer_trigrams USING fts5vocab(customer_pieces, row)",
    "DROP TRIGGER IF EXISTS customer_search_added",
    """CREATE TRIGGER customer_search_added AFTER INSERT ON customers_customer BEGIN
        INSERT INTO customer_pieces(rowid, search_name) VALUES (new.number, new.search_name || '  '); END""",
    "DROP TRIGGER IF EXISTS customer_search_removed",
    """CREATE TRIGGER customer_search_removed AFTER DELETE ON customers_customer BEGIN
        INSERT INTO customer_pieces(customer_pieces, rowid, search_name)
        VALUES ('delete', old.number, old.search_name || '  '); END""",
    "DROP TRIGGER IF EXISTS customer_search_renamed",
    """CREATE TRIGGER customer_search_renamed AFTER UPDATE OF search_name ON customers_customer
        WHEN old.search_name <> new.search_name BEGIN
        INSERT INTO customer_pieces(customer_pieces, rowid, search_name)
        VALUES ('delete', old.number, old.search_name || '  ');
        INSERT INTO customer_pieces(rowid, search_name) VALUES (new.number, new.search_name || '  '); END""",
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """CREATE INDEX IF NOT EXISTS customers_by_piece_of_name
        ON customers_customer USING gin (search_name gin_trgm_ops)""",
    """CREATE INDEX IF NOT EXISTS customers_with_other_letters
        ON customers_customer (number) WHERE octet_length(search_name) <> char_length(search_name)""",
)


def ensure_search(using: str = "default", **_: Any) -> None:
    """Make what finds names by a piece, whichever the engine; nothing happens where it stands already."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    if "customers_customer" not in tables:
        return
    statements = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    if connection.vendor == "sqlite" and "customer_pieces" not in tables:
        statements = (SQLITE_TABLE, SQLITE_FILLED, *statements)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class CustomersConfig(AppConfig):
    name = "onaccount.domain.customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(ensure_search, sender=self, dispatch_uid="customers.ensure_search")
