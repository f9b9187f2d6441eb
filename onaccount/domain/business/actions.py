"""Settle who the business is."""

from datetime import datetime
from typing import Any

from onaccount.domain.business.models import Business
from onaccount.domain.business.queries import locked_business
from onaccount.domain.business.rules import check_choice
from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import Actor, Subject

BUSINESS = Subject("business", "1")


def keep_choices(*, by: Actor, at: datetime, **choices: Any) -> Business:
    """Keep the business's choices, and what they were before. Who may is asked above, in people.

    Only these columns are written: two people who change two settings at once both have their way.
    """
    for name, value in choices.items():
        check_choice(name, value)
    business = locked_business()
    changes = {name: (getattr(business, name), value) for name, value in choices.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    is_first = business.settled_at is None
    if not changes and not is_first:
        return business
    for name, (_before, value) in changes.items():
        setattr(business, name, value)
    business.settled_at = business.settled_at or at
    business.save(update_fields=[*changes, "settled_at"])
    record("business.settled", BUSINESS, by=by, at=at, changes=changes)
    return business


def forget_business(*, by: Actor, at: datetime) -> None:
    """Back to before the first start: the questions are asked again."""
    Business.objects.all().delete()
    record("business.forgotten", BUSINESS, by=by, at=at)
