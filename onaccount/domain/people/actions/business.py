"""Who the business is. Its room is below this one and knows nobody's rights: who may is asked here."""

from datetime import datetime
from typing import Any

from onaccount.domain.business.actions import keep_choices
from onaccount.domain.business.models import Business
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def settle_business(*, by: Actor, at: datetime, **choices: Any) -> Business:
    """Say who the business is: name, currency, time zone and the other columns of `Business`."""
    require(by, Right.EDIT_BUSINESS)
    return keep_choices(by=by, at=at, **choices)
