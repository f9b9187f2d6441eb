"""Applications: before submission there is no customer."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from onaccount.domain.customers.models import Customer
from onaccount.domain.vetting.rules.applications import ApplicationState


def application_id() -> uuid.UUID:
    return uuid7()


class Application(models.Model):
    """`values` holds the fields of the field table as typed; the customer is made from them when it is submitted."""

    id = models.UUIDField(primary_key=True, default=application_id, editable=False)
    origin = models.CharField(max_length=8)
    state = models.CharField(
        max_length=9, choices=[(s.value, s.value) for s in ApplicationState], default=ApplicationState.DRAFT.value
    )
    values: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    login_email = models.CharField(max_length=320, blank=True)
    customer = models.OneToOneField(
        Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="application"
    )
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="submitted", submitted_at__isnull=False)
                | (~Q(state="submitted") & Q(submitted_at__isnull=True)),
                name="submitted_applications_say_when",
            )
        ]

    def __str__(self) -> str:
        return f"application {self.id}"
