"""Files that people brought: kept outside the web root, under names of ours."""

import uuid

from django.db import models
from uuid_utils.compat import uuid7


def file_id() -> uuid.UUID:
    return uuid7()


class StoredFile(models.Model):
    """`name` is what the person called it, for show only; `path` is where it lies under $ONACCOUNT_DATA/files."""

    id = models.UUIDField(primary_key=True, default=file_id, editable=False)
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=120, unique=True)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
