"""What was handed in by an applicant is forgotten: what they typed, what a dealer added, and their papers (I25)."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from onaccount.domain.vetting.actions.papers import forget_papers
from onaccount.domain.vetting.models import Application, ChecklistItem, WaveMember
from onaccount.domain.vetting.queries.applications import applications_of
from onaccount.domain.vetting.rules.applications import ApplicationState

BLANK = {"values": {}, "answers": {}, "sealed": "", "login_email": "", "password": ""}


@dataclass(frozen=True, slots=True)
class ErasedApplications:
    keys: list[uuid.UUID]
    changed: int


def erase_applications(customers: Collection[int], emails: Collection[str]) -> ErasedApplications:
    """Blank the applications, withdraw the drafts among them, and take the papers out with their files.

    The caller has asked for the right. What is on a checklist about a customer goes; so do invitations to come.
    """
    keys = applications_of(customers, emails)
    changed = 0
    for application in Application.objects.select_for_update(no_key=True).filter(pk__in=keys):
        changed += application.papers.count()
        forget_papers(application)
    rows = Application.objects.filter(pk__in=keys)
    known = Q(*[~Q(**{name: blank}) for name, blank in BLANK.items()], _connector=Q.OR)
    changed += rows.filter(known).update(**BLANK)
    drafts = rows.filter(state=ApplicationState.DRAFT.value)
    changed += drafts.update(state=ApplicationState.WITHDRAWN.value)
    changed += ChecklistItem.objects.filter(customer__in=customers).delete()[0]
    members = WaveMember.objects.filter(customer__in=customers)
    changed += members.filter(invited_at=None).delete()[0]
    return ErasedApplications(keys, changed + members.exclude(why_not="").update(why_not=""))
