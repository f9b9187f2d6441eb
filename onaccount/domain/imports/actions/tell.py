"""The letter that tells how a run of a timed import ended: written from the run as it stands when the letter goes."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from onaccount.domain.business.queries import current_business
from onaccount.domain.imports.models import ScheduleRun
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.schedules import RunState
from onaccount.domain.letters.actions import compose, keep_outcome, post_letter, take_up, void_letter
from onaccount.domain.letters.rules import Outcome

HEADLINES = {
    RunState.DONE: gettext_lazy("the list is in"),
    RunState.REHEARSED: gettext_lazy("the list is rehearsed and waits for you"),
    RunState.STOPPED: gettext_lazy("stopped, and waits for you"),
    RunState.NOTHING_NEW: gettext_lazy("nothing new"),
    RunState.SKIPPED: gettext_lazy("left out"),
    RunState.FAILED: gettext_lazy("failed"),
}
WAITS = (RunState.REHEARSED, RunState.STOPPED)


def send_schedule_letter(*, letter_key: str, at: datetime) -> Outcome | None:
    """Write the letter, send it, and keep what the server said; None when there was nothing to send."""
    with transaction.atomic():
        letter = take_up(letter_key)
        if letter is None:
            return None
        runs = ScheduleRun.objects.select_related("schedule", "imported")
        run = runs.filter(pk=letter.recipient).first()
        if run is None:  # the timed import was taken out meanwhile
            void_letter(letter)
            return None
    subject, text = _write(run)
    outcome = post_letter(letter, subject=subject, text=text)
    with transaction.atomic():
        keep_outcome(letter, outcome, subject=subject, text=text, at=at)
    return outcome


def _write(run: ScheduleRun) -> tuple[str, str]:
    state, schedule = RunState(run.state), run.schedule
    waits = state in WAITS
    context = {
        "business": current_business(),
        "name": schedule.name,
        "headline": HEADLINES.get(state, state.value),
        "slot": f"{run.slot_at.astimezone(ZoneInfo(schedule.time_zone)):%d/%m/%Y %H:%M} ({schedule.time_zone})",
        "file": run.file_name,
        "figures": _figures(run),
        "said": [_in_words(Said(*parts)) for parts in run.said],
        "missed": _missed(run.missed),
        "what_to_do": _("Look at it, then take it in or let it go:") if waits else _("All about it:"),
        "link": _link(run),
    }
    return compose("schedule_result", context)


def _figures(run: ScheduleRun) -> str:
    item = run.imported
    if item is None or item.rehearsed_at is None:
        return ""
    figures = {name: f"{getattr(item, name):,}" for name in ("read", "created", "updated", "unchanged", "rejected")}
    if run.state == RunState.DONE.value:
        template = _("{read} rows: {created} new, {updated} changed, {unchanged} as before, {rejected} rejected.")
    else:
        template = _(
            "{read} rows, nothing written yet: {created} would be new, {updated} would change, "
            "{unchanged} are as before, {rejected} cannot be taken in."
        )
    return template.format(**figures)


def _in_words(said: Said) -> str:
    return " ".join(_(part).format(**said.values) for part in (said.sentence, said.cure) if part)


def _missed(count: int) -> str:
    text = ngettext("{n} earlier time was missed.", "{n} earlier times were missed.", count)
    return text.format(n=f"{count:,}") if count else ""


def _link(run: ScheduleRun) -> str:
    if run.imported_id:
        return f"{settings.PUBLIC_URL}/office/imports/{run.imported_id}/"
    return f"{settings.PUBLIC_URL}/office/imports/schedules/{run.schedule_id}/"
