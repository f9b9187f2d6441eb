"""Applications: a draft first, a customer once it is submitted (D-17)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.rules.status import Origin
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.vetting.models import Application
from onaccount.domain.vetting.rules.applications import ApplicationState, NotADraft
from onaccount.foundation.text import without_controls


@action
def start_application(
    *, values: Mapping[str, str], login_email: str, origin: Origin, by: Actor, at: datetime
) -> Application:
    """Keep what somebody has typed so far. Nothing is checked yet, and no customer exists.

    Only characters that no database can keep (PostgreSQL has no NUL) are left out.
    """
    application = Application.objects.create(
        values={name: without_controls(text) for name, text in values.items()},
        login_email=without_controls(login_email),
        origin=origin.value,
        created_at=at,
    )
    record("application.started", Subject("application", str(application.pk)), by=by, at=at)
    return application


@action
def submit_application(*, application: Application, by: Actor, at: datetime) -> int:
    """Make the customer that was applied for, once, and return its number. It is New and waits for staff."""
    move_application(application, to=ApplicationState.SUBMITTED, submitted_at=at)
    number = add_customer(
        values=application.values,
        origin=Origin(application.origin),
        login_email=application.login_email,
        by=by,
        at=at,
    )
    Application.objects.filter(pk=application.pk).update(customer=number)
    record("application.submitted", Subject("application", str(application.pk)), by=by, at=at)
    return number


def move_application(application: Application, *, to: ApplicationState, **columns: Any) -> None:
    """Out of the draft, once: of two at a time the conditional UPDATE lets one through."""
    draft = Application.objects.filter(pk=application.pk, state=ApplicationState.DRAFT.value)
    if not draft.update(state=to.value, **columns):
        application.refresh_from_db()
        raise NotADraft(state=application.state)
