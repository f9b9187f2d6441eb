"""The wave that an import's customers are in."""

import uuid

from onaccount.domain.imports.models import Import


def wave_of_import(key: uuid.UUID) -> tuple[int, str] | None:
    """Key and name of the wave that the new customers of a list joined; None where there is none, or not yet."""
    found = Import.objects.filter(pk=key, wave__isnull=False).values_list("wave_id", "wave__name").first()
    return (found[0], found[1]) if found else None
