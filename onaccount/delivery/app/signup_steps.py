"""The steps of an application, as its page shows them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.domain.vetting.queries import Step, Tracked
from onaccount.domain.vetting.rules.checklist import What

WHATS = {
    What.DEPOSIT: gettext_lazy("A deposit"),
    What.GUARANTEE: gettext_lazy("A guarantee"),
    What.TRADE_REFERENCES: gettext_lazy("Trade references"),
    What.LOWER_LIMIT: gettext_lazy("A lower limit"),
    What.DIRECTOR: gettext_lazy("A director's details"),
    What.PAPER: gettext_lazy("A paper"),
    What.QUESTION: gettext_lazy("A question"),
}


@dataclass(frozen=True, slots=True)
class ShownStep:
    name: str
    is_done: bool
    is_now: bool
    at: datetime | None = None
    note: str = ""


def steps_of(page: Tracked) -> list[ShownStep]:
    done = {Step.CONFIRM: 1, Step.LOOKED_AT: 2, Step.LET_IN: 4}.get(page.step, 0)
    second = (_("Address confirmed"), page.confirmed_at, _("By the button behind the link of our letter"))
    if page.is_handed_in:
        second = (_("Complete"), page.confirmed_at, _("Handed in by our partner"))
    told = [
        (_("Received"), page.started_at, ""),
        second,
        (_("Looked at by a person"), None, _("More is needed before we can decide") if page.is_referred else ""),
        (_("Ready to order"), None, _("You get one letter with your way in")),
    ]
    return [
        ShownStep(name, is_done=n < done, is_now=n == done, at=at if n < done else None, note=note)
        for n, (name, at, note) in enumerate(told)
    ]
