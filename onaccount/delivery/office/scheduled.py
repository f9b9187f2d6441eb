"""Timed imports in the words in which staff read them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from onaccount.delivery.office.imported import in_words
from onaccount.domain.imports.queries import RunCard, ScheduleCard
from onaccount.domain.imports.rules.schedules import UNFINISHED, RunState
from onaccount.domain.imports.rules.states import ImportState

RUN_LABELS = {
    RunState.WAITING: gettext_lazy("Begins in a moment"),
    RunState.FETCHING: gettext_lazy("Fetching"),
    RunState.IMPORTING: gettext_lazy("Reading"),
    RunState.DONE: gettext_lazy("Imported"),
    RunState.REHEARSED: gettext_lazy("Rehearsed, waits for you"),
    RunState.STOPPED: gettext_lazy("Stopped, waits for you"),
    RunState.NOTHING_NEW: gettext_lazy("Nothing new"),
    RunState.SKIPPED: gettext_lazy("Left out"),
    RunState.FAILED: gettext_lazy("Failed"),
}
# How the list went on that a run left to a person, or that somebody took back.
AFTER_LABELS = {
    ImportState.APPLIED: gettext_lazy("Imported after a look"),
    ImportState.CANCELLED: gettext_lazy("Let go"),
    ImportState.UNDONE: gettext_lazy("Taken back"),
    ImportState.FAILED: gettext_lazy("Failed"),
}
LEFT_TO_SOMEBODY = frozenset(AFTER_LABELS)
AFTERWARDS = {
    RunState.REHEARSED: LEFT_TO_SOMEBODY,
    RunState.STOPPED: LEFT_TO_SOMEBODY,
    RunState.DONE: frozenset({ImportState.UNDONE}),
}
TONES = {
    RunState.DONE: "good",
    RunState.REHEARSED: "care",
    RunState.STOPPED: "care",
    RunState.FAILED: "bad",
    RunState.SKIPPED: "care",
}
AFTER_TONES = {ImportState.APPLIED: "good", ImportState.FAILED: "bad"}
ICONS = {"good": "check", "care": "warn", "bad": "stop", "accent": "clock"}
DAYS = [
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
]


def time_text(at: datetime, zone: str) -> str:
    """Mon 02/11/2026 06:00, on the clocks of that zone."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{DAYS[local.weekday()]} {local:%d/%m/%Y %H:%M}"


@dataclass(frozen=True, slots=True)
class ShownRun:
    id: str
    at: str
    what: str
    tone: str
    icon: str
    label: str
    file_name: str
    figures: str
    said: list[str]
    href: str
    is_working: bool

    @classmethod
    def of(cls, card: RunCard, zone: str) -> "ShownRun":
        working = card.state in UNFINISHED
        tone = "accent" if working else TONES.get(card.state, "")
        label = str(RUN_LABELS[card.state])
        if card.import_state and card.import_state in AFTERWARDS.get(card.state, ()):
            tone, label = AFTER_TONES.get(card.import_state, ""), str(AFTER_LABELS[card.import_state])
        said = [" ".join(filter(None, in_words(said))) for said in card.said]
        if card.missed:
            text = ngettext("%(n)s earlier time was missed.", "%(n)s earlier times were missed.", card.missed)
            said.append(text % {"n": f"{card.missed:,}"})
        return cls(
            id=str(card.key),
            at=time_text(card.slot_at, zone),
            what=_("Tried by hand") if card.is_trial else _("Started by hand") if card.is_by_hand else "",
            tone=tone,
            icon=ICONS.get(tone, ""),
            label=label,
            file_name=card.file_name,
            figures=figures_text(card),
            said=said,
            href=f"/office/imports/{card.import_key}/" if card.import_key else "",
            is_working=working,
        )


@dataclass(frozen=True, slots=True)
class ShownOrigin:
    """Which timed import brought a list, and why it left it to somebody."""

    sentence: str
    said: list[str]
    href: str
    waits: bool

    @classmethod
    def of(cls, run: RunCard) -> "ShownOrigin":
        template = (
            _("The timed import %(name)s stopped before this list.")
            if run.state is RunState.STOPPED
            else _("Brought by the timed import %(name)s.")
        )
        return cls(
            sentence=template % {"name": run.schedule_name},
            said=[" ".join(filter(None, in_words(said))) for said in run.said],
            href=f"/office/imports/schedules/{run.schedule}/",
            waits=run.waits_for_somebody and bool(run.said),
        )


def figures_text(card: RunCard) -> str:
    if not card.read:
        return ""
    figures = {"read": f"{card.read:,}", "new": f"{card.created:,}", "changed": f"{card.updated:,}"}
    text = _("%(read)s rows: %(new)s new, %(changed)s changed") % figures
    return text + (_(", %(n)s rejected") % {"n": f"{card.rejected:,}"} if card.rejected else "")


@dataclass(frozen=True, slots=True)
class ShownSchedule:
    number: int
    name: str
    place: str
    cron: str
    time_zone: str
    is_active: bool
    next_at: str
    has_secret: bool
    host_key: str
    offered_host_key: str
    is_remote: bool
    last: ShownRun | None

    @classmethod
    def of(cls, card: ScheduleCard) -> "ShownSchedule":
        plan = card.plan
        return cls(
            number=card.number,
            name=plan.name,
            place=plan.place,
            cron=plan.cron,
            time_zone=plan.time_zone,
            is_active=card.is_active,
            next_at=time_text(card.next_at, plan.time_zone) if card.next_at else "",
            has_secret=card.has_secret,
            host_key=card.host_key,
            offered_host_key=card.offered_host_key,
            is_remote=plan.is_remote,
            last=ShownRun.of(card.last, plan.time_zone) if card.last else None,
        )
