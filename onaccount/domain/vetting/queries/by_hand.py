"""Customers that staff add by hand."""

import uuid

from onaccount.domain.vetting.models import Application


def customer_asked_for(key: uuid.UUID) -> int | None:
    """The customer that a form with this key has made already."""
    return Application.objects.filter(pk=key).values_list("customer_id", flat=True).first()
