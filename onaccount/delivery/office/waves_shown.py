"""Waves in the words in which staff read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from onaccount.delivery.office.shown import status_label
from onaccount.delivery.ui.templatetags.ui import thousands
from onaccount.domain.imports.rules.options import Invite, Options
from onaccount.domain.imports.rules.states import ImportState
from onaccount.domain.vetting.queries import Member, Membership, MembersPage, WaveCard
from onaccount.domain.vetting.rules.waves import WAVE_MOVES, WaveState

STATE_LABELS = {
    WaveState.PLANNED: gettext_lazy("Planned"),
    WaveState.OPENING: gettext_lazy("Opening"),
    WaveState.PAUSED: gettext_lazy("Paused"),
    WaveState.OPEN: gettext_lazy("Open"),
    WaveState.CANCELLED: gettext_lazy("Cancelled"),
}
TONES = {WaveState.OPENING: "accent", WaveState.PAUSED: "care", WaveState.OPEN: "good"}
REASONS = {
    "no_login": gettext_lazy("No e-mail address to log in with"),
    "merged": gettext_lazy("Merged into another customer"),
    "already_done": gettext_lazy("Was Active already"),
    "failed_credit": gettext_lazy("Failed the credit check"),
    "login_of_staff": gettext_lazy("Its address is the login of a member of staff"),
}


@dataclass(frozen=True, slots=True)
class ShownWave:
    key: int
    name: str
    state: str
    state_label: str
    tone: str
    when: datetime | None
    when_label: str
    opens_at: str  # as a field for date and time wants it
    by: str
    why: str
    members: int
    invited: int
    waiting: int
    without_login: int
    others: int
    can_open: bool
    can_pause: bool
    can_cancel: bool
    can_plan: bool
    can_join: bool
    is_working: bool

    @classmethod
    def of(cls, card: WaveCard) -> "ShownWave":
        moves = WAVE_MOVES[card.state]
        when, label = _when(card)
        return cls(
            key=card.key,
            name=card.name,
            state=card.state.value,
            state_label=str(STATE_LABELS[card.state]),
            tone=TONES.get(card.state, ""),
            when=when,
            when_label=label,
            opens_at=f"{localtime(card.opens_at):%Y-%m-%dT%H:%M}" if card.opens_at else "",
            by=card.by_name,
            why=card.why,
            members=card.members,
            invited=card.invited,
            waiting=card.waiting,
            without_login=card.without_login,
            others=card.others,
            can_open=WaveState.OPENING in moves and card.members > 0,
            can_pause=WaveState.PAUSED in moves,
            can_cancel=WaveState.CANCELLED in moves,
            can_plan=card.state in (WaveState.PLANNED, WaveState.CANCELLED),
            can_join=card.is_joinable,
            is_working=card.state is WaveState.OPENING,
        )


def _when(card: WaveCard) -> tuple[datetime | None, str]:
    if card.state is WaveState.OPEN:
        return card.opened_at, _("opened")
    if card.state in (WaveState.OPENING, WaveState.PAUSED):
        return card.opening_at, _("since")
    if card.state is WaveState.PLANNED and card.opens_at:
        return card.opens_at, _("opens")
    return None, _("opens when you open it") if card.state is WaveState.PLANNED else ""


def shown_member(member: Member, *, can_remove: bool) -> dict[str, Any]:
    return {
        "number": member.number,
        "name": member.name,
        "email": member.email,
        "status": member.status.value,
        "status_label": status_label(member.status),
        "invited_at": member.invited_at,
        "why_not": str(REASONS.get(member.why_not, member.why_not)) if member.why_not else "",
        "can_remove": can_remove and member.invited_at is None,
    }


def shown_members(page: MembersPage, card: WaveCard) -> dict[str, Any]:
    return {
        "address": f"/office/waves/{card.key}/",
        "rows": [shown_member(member, can_remove=card.is_joinable) for member in page.rows],
        "next": urlencode({"after": page.after}) if page.after else None,
        "previous": urlencode({"before": page.before}) if page.before else None,
        "count_text": ngettext("%(n)s customer", "%(n)s customers", card.members) % {"n": thousands(card.members)},
    }


def shown_membership(found: Membership | None) -> dict[str, Any] | None:
    """The wave that a customer is in, for the customer's page."""
    if found is None:
        return None
    if found.invited_at:
        return {"key": found.key, "name": found.name, "words": _("invited"), "at": found.invited_at}
    if found.state is WaveState.PLANNED and found.opens_at:
        return {"key": found.key, "name": found.name, "words": _("opens"), "at": found.opens_at}
    words = _("waits") if found.state in (WaveState.PLANNED, WaveState.PAUSED, WaveState.OPENING) else _("not invited")
    return {"key": found.key, "name": found.name, "words": words, "at": None}


def invitations(options: Options, state: ImportState, wave: tuple[int, str] | None) -> dict[str, Any]:
    """What an import will do, or has done, about the letters to its new customers; `href` leads to their wave."""
    done = state is ImportState.APPLIED
    href = f"/office/waves/{wave[0]}/" if wave else ""
    name = wave[1] if wave else options.wave
    if options.invite is Invite.NEVER:
        sentence = _("No account yet: the new customers have no login, and no wave invites them.")
        return {"sentence": sentence, "cure": _("To let one in, add a login on its page."), "href": ""}
    if options.invite is Invite.WAVE:
        sentence = (
            _("The new customers are in the wave %(name)s, which invites them.")
            if done and wave
            else _("The new customers join the wave %(name)s, which invites them.")
        )
        return {"sentence": sentence % {"name": name}, "cure": "", "href": href}
    if options.invite is Invite.NOW:
        sentence = (
            _("The new customers are being invited.")
            if done
            else _("The new customers are invited as soon as the list is imported: a letter goes to each login.")
        )
        return {"sentence": sentence, "cure": "", "href": href}
    sentence = _("The new customers wait, and no letter leaves until you invite them.")
    return {"sentence": sentence, "cure": "", "href": ""}
