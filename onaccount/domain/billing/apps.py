"""Billing, and the triggers that keep invoices as they were issued (rules/guards.py)."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate, pre_migrate


def guard(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    from onaccount.domain.billing.actions.guards import ensure_guards

    ensure_guards(using)


def unguard(using: str = DEFAULT_DB_ALIAS, plan: Any = (), **_: Any) -> None:
    """SQLite cannot rebuild a table that a trigger speaks of."""
    from onaccount.domain.billing.actions.guards import drop_guards

    if plan and connections[using].vendor == "sqlite":
        drop_guards(using)


class BillingConfig(AppConfig):
    name = "onaccount.domain.billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        pre_migrate.connect(unguard, sender=self, dispatch_uid="billing.unguard")
        post_migrate.connect(guard, sender=self, dispatch_uid="billing.guard")
