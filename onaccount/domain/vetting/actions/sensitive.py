"""Looking at what is kept under keys outside the database: a right of its own, and each look is put down (D-20)."""

from datetime import datetime

from django.conf import settings

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.vetting.models import Application
from onaccount.domain.vetting.queries.dealers import PURPOSE, opened
from onaccount.domain.vetting.rules.dealers import NoSuchDraft
from onaccount.foundation.locks import WrongKey, lock_newest, unlock_any


@action
def look_at_sensitive(*, number: int, by: Actor, at: datetime) -> dict[str, str]:
    """The secrets of a customer's application, by name; that somebody looked stands in the customer's history."""
    require(by, Right.SEE_SENSITIVE)
    application = Application.objects.filter(customer=number, partner__isnull=False).first()
    if application is None:
        raise NoSuchDraft
    secrets = opened(application.sealed)
    about = Subject("customer", str(number))
    record("customer.sensitive_seen", about, by=by, at=at, changes={"seen": ("", ", ".join(sorted(secrets)))})
    return secrets


@action
def lock_anew(*, by: Actor, at: datetime, after: str = "", limit: int = 500) -> tuple[int, str]:
    """Lock what older keys locked with the newest one; how many, and the last key to go on from (blank at the end).

    After the last of them an older key may be taken out of the settings.
    """
    require(by, Right.BACK_UP)
    applications = Application.objects.exclude(sealed="").order_by("pk")
    if after:
        applications = applications.filter(pk__gt=after)
    rows = list(applications.select_for_update(no_key=True)[:limit])
    done = 0
    for application in rows:
        try:
            text = unlock_any(application.sealed, keys=settings.SENSITIVE_KEYS, purpose=PURPOSE)
        except WrongKey:
            continue
        application.sealed = lock_newest(text, keys=settings.SENSITIVE_KEYS, purpose=PURPOSE)
        application.save(update_fields=["sealed"])
        done += 1
    if done:
        record("business.sensitive_locked_anew", Subject("business", "1"), by=by, at=at)
    return done, str(rows[-1].pk) if len(rows) == limit else ""
