"""Settle who the business is."""

from datetime import datetime
from typing import Any

from onaccount.domain.business.models import Business
from onaccount.domain.business.queries import current_business
from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import Actor, Subject


def keep_choices(*, by: Actor, at: datetime, **choices: Any) -> Business:
    """Keep the business's choices, and what they were before. Who may is asked above, in people/actions.py."""
    business = current_business()
    changes = {name: (getattr(business, name), value) for name, value in choices.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    for name, value in choices.items():
        setattr(business, name, value)
    business.settled_at = business.settled_at or at
    business.save()
    record("business.settled", Subject("business", "1"), by=by, at=at, changes=changes)
    return business


def forget_business(*, by: Actor, at: datetime) -> None:
    """Back to before the first start: the questions are asked again."""
    Business.objects.all().delete()
    record("business.forgotten", Subject("business", "1"), by=by, at=at)
