"""Who has a manager code. The code itself nobody reads."""

from datetime import datetime

from onaccount.domain.people.models import ManagerCode


def code_set_at(principal: int) -> datetime | None:
    """Since when somebody has the code that they have."""
    return ManagerCode.objects.filter(pk=principal).values_list("set_at", flat=True).first()
