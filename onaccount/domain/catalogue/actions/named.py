"""What categories, price levels and tax classes have in common: a name that no other beside them has."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from onaccount.domain.catalogue.rules.products import LONGEST_ENTRY
from onaccount.domain.catalogue.rules.refused import EntryNameless, EntryTaken, NoSuchEntry
from onaccount.foundation.text import tidy


def clean_name(typed: str) -> str:
    name = tidy(typed)
    if not name or len(name) > LONGEST_ENTRY:
        raise EntryNameless(longest=LONGEST_ENTRY)
    return name


def locked(table: Any, key: int) -> Any:
    """Held until the transaction ends. Raises NoSuchEntry."""
    found = table.objects.select_for_update(no_key=True).filter(pk=key).first()
    if found is None:
        raise NoSuchEntry
    return found


def save_named(entry: Model, name: str) -> None:
    """Raises EntryTaken where another has the name."""
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        raise EntryTaken(name=name) from None
