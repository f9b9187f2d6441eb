"""The ledger, and the triggers that keep its postings as they were written (rules/guards.py)."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate, pre_migrate


def guard(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    from onaccount.domain.ledger.actions import ensure_guards

    ensure_guards(using)


def unguard(using: str = DEFAULT_DB_ALIAS, plan: Any = (), **_: Any) -> None:
    """SQLite cannot rebuild a table that a trigger of another one speaks of."""
    from onaccount.domain.ledger.actions import drop_guards

    if plan and connections[using].vendor == "sqlite":
        drop_guards(using)


class LedgerConfig(AppConfig):
    name = "onaccount.domain.ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        pre_migrate.connect(unguard, sender=self, dispatch_uid="ledger.unguard")
        post_migrate.connect(guard, sender=self, dispatch_uid="ledger.guard")
