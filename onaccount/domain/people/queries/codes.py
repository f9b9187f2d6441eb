"""Who has a manager code. The code itself nobody reads."""

from datetime import datetime
from uuid import UUID

from onaccount.domain.history.rules import Subject
from onaccount.domain.people.models import Approval, ManagerCode


def code_set_at(principal: int) -> datetime | None:
    """Since when somebody has the code that they have."""
    return ManagerCode.objects.filter(pk=principal).values_list("set_at", flat=True).first()


def subject_of(approval: UUID) -> Subject | None:
    """What an approval was given for."""
    row = Approval.objects.filter(pk=approval).values_list("subject_kind", "subject_key").first()
    return Subject(*row) if row else None
