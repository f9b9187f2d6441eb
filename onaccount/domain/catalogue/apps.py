"""What is sold, and the index by which any piece of its name is found."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate


def ensure_pieces(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    from onaccount.domain.catalogue.queries.search import PRODUCTS

    PRODUCTS.ensure(using)


class CatalogueConfig(AppConfig):
    name = "onaccount.domain.catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(ensure_pieces, sender=self, dispatch_uid="catalogue.ensure_pieces")
