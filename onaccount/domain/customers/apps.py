"""Customers, and the index by which any piece of a name is found."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

# SQLite: trigrams of the name in an FTS5 table beside the customers, kept by triggers, so that no writer can forget it.
# Triggers vanish when Django rebuilds the table for a migration: they are made again after every migrate.
SQLITE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS customer_search USING fts5(
        search_name, content='customers_customer', content_rowid='number', tokenize='trigram case_sensitive 1')""",
    "DROP TRIGGER IF EXISTS customer_search_added",
    """CREATE TRIGGER customer_search_added AFTER INSERT ON customers_customer BEGIN
        INSERT INTO customer_search(rowid, search_name) VALUES (new.number, new.search_name); END""",
    "DROP TRIGGER IF EXISTS customer_search_removed",
    """CREATE TRIGGER customer_search_removed AFTER DELETE ON customers_customer BEGIN
        INSERT INTO customer_search(customer_search, rowid, search_name)
        VALUES ('delete', old.number, old.search_name); END""",
    "DROP TRIGGER IF EXISTS customer_search_renamed",
    """CREATE TRIGGER customer_search_renamed AFTER UPDATE OF search_name ON customers_customer
        WHEN old.search_name <> new.search_name BEGIN
        INSERT INTO customer_search(customer_search, rowid, search_name)
        VALUES ('delete', old.number, old.search_name);
        INSERT INTO customer_search(rowid, search_name) VALUES (new.number, new.search_name); END""",
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """CREATE INDEX IF NOT EXISTS customers_by_piece_of_name
        ON customers_customer USING gin (search_name gin_trgm_ops)""",
)


def ensure_search(using: str = "default", **_: Any) -> None:
    """Make what finds names by a piece, whichever the engine; nothing happens where it stands already."""
    connection = connections[using]
    if "customers_customer" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


class CustomersConfig(AppConfig):
    name = "onaccount.domain.customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(ensure_search, sender=self, dispatch_uid="customers.ensure_search")
