"""Customers, and the index by which any piece of a name is found."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate


def ensure_search(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    from onaccount.domain.customers.queries.pieces import CUSTOMERS

    CUSTOMERS.ensure(using)


class CustomersConfig(AppConfig):
    name = "onaccount.domain.customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(ensure_search, sender=self, dispatch_uid="customers.ensure_search")
