"""The steps of an application, as its page shows them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from onaccount.domain.vetting.queries import Step, Tracked


@dataclass(frozen=True, slots=True)
class ShownStep:
    name: str
    is_done: bool
    is_now: bool
    at: datetime | None = None
    note: str = ""


def steps_of(page: Tracked) -> list[ShownStep]:
    done = {Step.CONFIRM: 1, Step.LOOKED_AT: 2, Step.LET_IN: 4}.get(page.step, 0)
    told = [
        (_("Received"), page.started_at, ""),
        (_("Address confirmed"), page.confirmed_at, _("By the button behind the link of our letter")),
        (_("Looked at by a person"), None, ""),
        (_("Ready to order"), None, _("You get one letter with your way in")),
    ]
    return [
        ShownStep(name, is_done=n < done, is_now=n == done, at=at if n < done else None, note=note)
        for n, (name, at, note) in enumerate(told)
    ]
