"""`onaccount migrate`: the database as this version wants it, made or brought up to date. Safe to repeat."""

import click
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor


@click.command("migrate")
def command() -> None:
    """Make the database, or bring it up to this version."""
    waiting = len(waiting_migrations())
    if waiting:
        call_command("migrate", interactive=False, verbosity=0)
    make_cache_table()
    done = f"{waiting} step{'' if waiting == 1 else 's'} taken" if waiting else "nothing to do"
    click.echo(f"The database ({connection.vendor}) is up to date: {done}.")


def waiting_migrations() -> list[str]:
    """The names of the steps between the database and this version of the program."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _backwards in plan]


def make_cache_table() -> None:
    alias = "cache" if "cache" in settings.DATABASES else "default"
    table = settings.CACHES["default"]["LOCATION"]
    if table not in connections[alias].introspection.table_names():
        call_command("createcachetable", database=alias, verbosity=0)
    caches["default"].get("onaccount")  # says here, and not at the first log-in, that the table cannot be read
