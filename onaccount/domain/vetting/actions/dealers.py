"""Dealers bring customers: a draft that is theirs alone, submitted once, and then a customer that is New (S3-03)."""

import json
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.actions import new_location
from onaccount.domain.customers.actions.add import enter_customer
from onaccount.domain.customers.rules.status import Kind, Origin
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.partners.queries import require_portal
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.vetting.actions.apply import move_application
from onaccount.domain.vetting.actions.papers import forget_papers
from onaccount.domain.vetting.actions.tracker_letters import queue_tracker
from onaccount.domain.vetting.models import Application
from onaccount.domain.vetting.queries.dealers import PURPOSE, draft_application, draft_of
from onaccount.domain.vetting.rules.applications import ApplicationState
from onaccount.domain.vetting.rules.dealers import Draft, problems_of, revenue_minor, take_draft
from onaccount.foundation.locks import lock_newest
from onaccount.foundation.refusals import Refused

Problems = Sequence[tuple[str, Refused]]


class Unready(Refused):
    """A draft that cannot be kept or submitted as it is; `problems` say which field and why."""

    code = "application_unready"
    sentence = "Something needs a change. The rest is kept."

    def __init__(self, problems: Problems) -> None:
        super().__init__()
        self.problems = problems


@action
def start_dealer_draft(*, kind: Kind, by: Actor, at: datetime) -> uuid.UUID:
    """Begin an application, empty, and answer its key."""
    user = require_portal(by, PortalRight.SUBMIT)
    application = Application.objects.create(
        origin=Origin.PARTNER.value, partner_id=user.partner, values={"kind": kind.value}, created_at=at, changed_at=at
    )
    record("application.started", _about(application), by=by, at=at)
    return application.pk


@action
def save_dealer_draft(*, draft: uuid.UUID, typed: Mapping[str, str], by: Actor, at: datetime) -> None:
    """Keep what was typed so far; what cannot be what it should is refused. A secret that is blank stays as it was."""
    user = require_portal(by, PortalRight.SUBMIT)
    application = draft_application(user.partner, draft, for_update=True)
    _keep(application, typed, at=at, is_submitted=False)


@action
def submit_dealer_draft(*, draft: uuid.UUID, typed: Mapping[str, str], by: Actor, at: datetime) -> int:
    """Hand a customer in, once, and answer its number: New, and its credit too where the business vets partners'.

    Raises Unready with all that is missing. Whether its address logs in for somebody already is told to nobody: the
    customer comes in without then, and staff see it.
    """
    user = require_portal(by, PortalRight.SUBMIT)
    application = draft_application(user.partner, draft, for_update=True)
    kept = _keep(application, typed, at=at, is_submitted=True)
    move_application(application, to=ApplicationState.SUBMITTED, submitted_at=at)
    customer = enter_customer(values=kept.values, origin=Origin.PARTNER, by=by, at=at)
    customer.partner_id = user.partner
    customer.save(update_fields=["partner"])
    if email := kept.values.get("email", "").strip():
        with suppress(Refused):
            new_location(customer, login_email=email, at=at)
    Application.objects.filter(pk=application.pk).update(customer=customer.number)
    if application.login_email:
        queue_tracker(application, reason="submitted", by=by, at=at)
    record("application.submitted", _about(application), by=by, at=at)
    return customer.number


@action
def hand_in(*, kind: Kind, typed: Mapping[str, str], by: Actor, at: datetime) -> int:
    """Begin and submit in one go, as a machine does; nothing is kept where something is missing."""
    draft = start_dealer_draft(kind=kind, by=by, at=at)
    return submit_dealer_draft(draft=draft, typed=typed, by=by, at=at)


@action
def withdraw_dealer_draft(*, draft: uuid.UUID, by: Actor, at: datetime) -> None:
    """Take a draft back before it is submitted. What was typed and brought is forgotten."""
    user = require_portal(by, PortalRight.SUBMIT)
    application = draft_application(user.partner, draft, for_update=True)
    forget_papers(application)
    empty: dict[str, Any] = {"values": {}, "answers": {}, "sealed": "", "monthly_minor": None, "login_email": ""}
    move_application(application, to=ApplicationState.WITHDRAWN, **empty)
    record("application.withdrawn", _about(application), by=by, at=at)


def _keep(application: Application, typed: Mapping[str, str], *, at: datetime, is_submitted: bool) -> Draft:
    before = draft_of(application)
    draft = take_draft(before.kind, typed, before)
    business = current_business()
    today = at.astimezone(ZoneInfo(str(business.time_zone))).date()
    problems = problems_of(draft, currency=business.currency, today=today, is_submitted=is_submitted)
    if problems:
        raise Unready(problems)
    application.values = dict(draft.values)
    application.answers = dict(draft.answers)
    application.sealed = sealed(draft.secrets)
    application.monthly_minor = revenue_minor(draft.said("revenue"), business.currency)
    application.login_email = draft.values.get("email", "")[:320]
    application.changed_at = at
    application.save(update_fields=["values", "answers", "sealed", "monthly_minor", "login_email", "changed_at"])
    return draft


def sealed(secrets: Mapping[str, str]) -> str:
    said = {name: text for name, text in secrets.items() if text}
    return lock_newest(json.dumps(said), keys=settings.SENSITIVE_KEYS, purpose=PURPOSE) if said else ""


def _about(application: Application) -> Subject:
    return Subject("application", str(application.pk))
