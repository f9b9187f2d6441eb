"""Applications of dealers: found through who asks, and opened by the keys outside the database."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import partner_customer
from onaccount.domain.customers.rules.status import Kind
from onaccount.domain.files.queries import path_of_stored
from onaccount.domain.vetting.models import Application, ChecklistItem, Paper
from onaccount.domain.vetting.rules.applications import ApplicationState
from onaccount.domain.vetting.rules.checklist import NoSuchItem, Outcome, What
from onaccount.domain.vetting.rules.dealers import Draft, NoSuchDraft, last_part, name_in, secret_names
from onaccount.foundation.locks import WrongKey, unlock_any

PURPOSE = b"onaccount.sensitive"
MOST_DRAFTS = 100
APPLICANT = "applicant"  # the kind of actor that follows an application by its link


@dataclass(frozen=True, slots=True)
class DraftRow:
    key: uuid.UUID
    kind: Kind
    name: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PaperRow:
    key: uuid.UUID
    name: str
    kind: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A line of the checklist; `owner` is the key of whose matter it is, or none."""

    key: uuid.UUID
    what: What
    words: str
    owner: int | None
    owner_name: str
    due_on: date | None
    asks_partner: bool
    asks_applicant: bool
    answer: str
    answered_at: datetime | None
    settled_at: datetime | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a dealer handed in beside the field table; of secrets only the last part."""

    kind: Kind
    answers: Mapping[str, str]
    hints: Mapping[str, str]
    monthly_minor: int | None
    papers: list[PaperRow]
    submitted_at: datetime | None


def drafts_of(partner: int) -> list[DraftRow]:
    """What a dealer has begun and not submitted, what was touched last first."""
    drafts = Application.objects.filter(partner=partner, state=ApplicationState.DRAFT.value)
    return [_draft_row(one) for one in drafts.order_by("-changed_at")[:MOST_DRAFTS]]


def draft_application(partner: int, key: uuid.UUID, *, for_update: bool = False) -> Application:
    """A dealer's own draft. Another dealer's, a submitted one and one that there is not are answered alike: 404."""
    drafts = Application.objects.filter(partner=partner, state=ApplicationState.DRAFT.value, pk=key)
    if for_update:
        drafts = drafts.select_for_update(no_key=True)
    application = drafts.first()
    if application is None:
        raise NoSuchDraft
    return application


def draft_of(application: Application) -> Draft:
    kind = Kind(application.values.get("kind", Kind.COMPANY.value))
    return Draft(kind, application.values, application.answers, opened(application.sealed))


def opened(sealed: str) -> dict[str, str]:
    """The secrets of an application; none where no key that is here opens them."""
    if not sealed:
        return {}
    try:
        found: dict[str, str] = json.loads(unlock_any(sealed, keys=settings.SENSITIVE_KEYS, purpose=PURPOSE))
    except (WrongKey, ValueError):
        return {}
    return found


def papers_of(application: Application) -> list[PaperRow]:
    papers = Paper.objects.filter(application=application).select_related("file").order_by("pk")
    return [PaperRow(paper.pk, paper.file.name, paper.kind, paper.file.size, paper.at) for paper in papers]


def dossier_of(number: int) -> Dossier | None:
    """What a dealer handed in of a customer; None where no dealer did."""
    application = Application.objects.filter(customer=number, partner__isnull=False).first()
    return _dossier(application) if application else None


def dossier_for(partner: int, number: int) -> Dossier | None:
    """The same, as the dealer that handed it in sees it: who was given the customer later does not. What the applicant
    brought by a link is between the applicant and us.
    """
    application = Application.objects.filter(customer=number, partner=partner).first()
    if application is None:
        return None
    brought = application.papers.filter(file__by_kind=APPLICANT).values_list("pk", flat=True)
    dossier = _dossier(application)
    return replace(dossier, papers=[paper for paper in dossier.papers if paper.key not in set(brought)])


def paper_path(number: int, key: uuid.UUID) -> tuple[PaperRow, Path]:
    """A proof of a customer's application, and where it lies."""
    papers = Paper.objects.filter(application__customer=number, pk=key).select_related("file")
    paper = papers.first()
    if paper is None:
        raise NoSuchDraft
    row = PaperRow(paper.pk, paper.file.name, paper.kind, paper.file.size, paper.at)
    return row, path_of_stored(paper.file.path)


def checklist_of(number: int) -> list[ItemRow]:
    items = ChecklistItem.objects.filter(customer=number).select_related("owner").order_by("at", "pk")
    return [_item_row(item) for item in items]


def asked_of(partner: int, number: int) -> list[ItemRow]:
    """What a dealer is asked about its own customer, and what it said; whose matter it is here is not said."""
    customer = partner_customer(partner, number)
    items = ChecklistItem.objects.filter(customer=customer, asks_partner=True).order_by("at", "pk")
    return [_item_row(item, names_owner=False) for item in items]


def waiting_for(partner: int) -> dict[int, int]:
    """How many questions wait for this dealer's answer, by customer."""
    items = ChecklistItem.objects.filter(customer__partner=partner, asks_partner=True)
    waiting: dict[int, int] = {}
    for number in items.filter(answered_at=None, settled_at=None).values_list("customer_id", flat=True):
        waiting[number] = waiting.get(number, 0) + 1
    return waiting


def locked_item(customer: Customer, key: uuid.UUID) -> ChecklistItem:
    item = ChecklistItem.objects.select_for_update(no_key=True).filter(customer=customer, pk=key).first()
    if item is None:
        raise NoSuchItem
    return item


def _draft_row(one: Application) -> DraftRow:
    kind = Kind(one.values.get("kind", Kind.COMPANY.value))
    return DraftRow(one.pk, kind, name_in(one.values), one.changed_at or one.created_at)


def _dossier(application: Application) -> Dossier:
    kind = Kind(application.values.get("kind", Kind.COMPANY.value))
    secrets = opened(application.sealed)
    return Dossier(
        kind=kind,
        answers={name: text for name, text in application.answers.items() if text},
        hints={name: last_part(secrets[name]) for name in secret_names(kind) if secrets.get(name)},
        monthly_minor=application.monthly_minor,
        papers=papers_of(application),
        submitted_at=application.submitted_at,
    )


def _item_row(item: ChecklistItem, *, names_owner: bool = True) -> ItemRow:
    return ItemRow(
        key=item.pk,
        what=What(item.what),
        words=item.words,
        owner=item.owner_id if names_owner else None,
        owner_name=item.owner.name if names_owner and item.owner else "",
        due_on=item.due_on,
        asks_partner=item.asks_partner,
        asks_applicant=item.asks_applicant,
        answer=item.answer,
        answered_at=item.answered_at,
        settled_at=item.settled_at,
        outcome=Outcome(item.outcome) if item.outcome else None,
    )
