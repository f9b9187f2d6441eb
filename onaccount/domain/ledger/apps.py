"""The ledger, and the triggers that keep its postings as they were written (rules/guards.py)."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate


def guard(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    from onaccount.domain.ledger.actions import ensure_guards

    ensure_guards(using)


class LedgerConfig(AppConfig):
    name = "onaccount.domain.ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(guard, sender=self, dispatch_uid="ledger.guard")
