"""What a customer is in Xero, and what waits about it, in the words in which staff read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.history_shown import actor_name, field_label
from onaccount.delivery.ui.likeness import ShownLikeness
from onaccount.domain.connectors.queries import Prospect, TaskCard
from onaccount.domain.connectors.rules.expected import Alike, Expected
from onaccount.domain.connectors.rules.states import LinkState, Wish
from onaccount.domain.connectors.rules.tasks import OUTCOMES, Outcome, TaskKind
from onaccount.domain.customers.rules.status import Status

CONTACT_PAGE = "https://go.xero.com/Contacts/View/{key}"  # Xero's own page of a contact
TRADES = frozenset({Status.ACTIVE.value, Status.ADMIN.value})

STATE_WORDS = {
    LinkState.WANTED: gettext_lazy("Waiting"),
    LinkState.SENT: gettext_lazy("Sent, not answered yet"),
    LinkState.LINKED: gettext_lazy("Linked"),
    LinkState.STUCK: gettext_lazy("To be settled"),
}
TONES = {LinkState.LINKED: "good", LinkState.STUCK: "care"}
OUTCOME_LABELS = {
    Outcome.USE: gettext_lazy("Use this one"),
    Outcome.CREATE: gettext_lazy("Make a new one"),
    Outcome.AGAIN: gettext_lazy("Try again"),
    Outcome.TAKE: gettext_lazy("Take theirs"),
    Outcome.KEEP: gettext_lazy("Keep ours"),
    Outcome.FOLLOW: gettext_lazy("Follow the merge"),
    Outcome.RESTORE: gettext_lazy("Restore it there"),
    Outcome.UNLINK: gettext_lazy("Link another"),
    Outcome.LEAVE: gettext_lazy("Leave it"),
    Outcome.ERASED: gettext_lazy("Erased there"),
    Outcome.MOOT: gettext_lazy("No question any more"),
}
# Letters that no other key of the page has; a contact is chosen by its number in the list.
OUTCOME_KEYS = {
    Outcome.CREATE: "c", Outcome.AGAIN: "a", Outcome.TAKE: "t", Outcome.KEEP: "o", Outcome.FOLLOW: "f",
    Outcome.RESTORE: "r", Outcome.UNLINK: "l", Outcome.LEAVE: "i",
    Outcome.ERASED: "e",
}  # fmt: skip
TASK_SENTENCES = {
    TaskKind.CHOOSE: gettext_lazy("More than one contact in Xero may be this customer, or one that is not sure."),
    TaskKind.NAME_TAKEN: gettext_lazy("Another contact in Xero has this name."),
    TaskKind.REFUSED: gettext_lazy("Xero refused this customer."),
    TaskKind.RENAMED: gettext_lazy("The contact was renamed in Xero."),
    TaskKind.MERGED: gettext_lazy("The contact was merged in Xero, and it is not certain with whom."),
    TaskKind.FOLLOWED: gettext_lazy("The contact was merged in Xero; the link follows it."),
    TaskKind.ARCHIVED: gettext_lazy("The contact was archived in Xero: no invoice can be made for it."),
    TaskKind.GONE: gettext_lazy("The contact is not in Xero any more."),
    TaskKind.CHANGED: gettext_lazy("It was changed here and in Xero."),
    TaskKind.SHARED: gettext_lazy("Two customers are one contact in Xero."),
    TaskKind.TWO_THERE: gettext_lazy("Two contacts in Xero are one here. Merge them there."),
    TaskKind.ERASE: gettext_lazy("Who was erased here is still in Xero. Erase the contact there."),
}
CURES = {
    TaskKind.NAME_TAKEN: gettext_lazy("Use that contact, or correct the name here and try again."),
    TaskKind.REFUSED: gettext_lazy("Correct what it names, here or there, and try again."),
}


def page_of(contact_id: str) -> str:
    return CONTACT_PAGE.format(key=contact_id) if contact_id else ""


@dataclass(frozen=True, slots=True)
class ShownContact:
    """A contact of theirs that may be chosen; `key` is the digit that chooses it."""

    id: str
    name: str
    email: str
    href: str
    likeness: ShownLikeness | None = None
    key: str = ""
    has_our_number: bool = False
    is_archived: bool = False
    taken_by: int | None = None

    @classmethod
    def of(cls, alike: Alike, place: int) -> "ShownContact":
        contact = alike.contact
        return cls(
            id=contact.contact_id,
            name=contact.name,
            email=contact.email,
            href=page_of(contact.contact_id),
            likeness=ShownLikeness.of(alike.likeness),
            key=str(place),
            has_our_number=alike.has_our_number,
            is_archived=not contact.is_active,
            taken_by=alike.taken_by,
        )


@dataclass(frozen=True, slots=True)
class ShownXero:
    """The Xero part of a customer's page."""

    is_connected: bool
    sentence: str
    cure: str = ""
    checked: str = ""  # when their contacts were last looked at, if anybody did; shown with `mirrored_at`
    mirrored_at: datetime | None = None
    state: str = ""
    state_label: str = ""
    tone: str = ""
    name: str = ""
    href: str = ""
    why: str = ""
    next_try_at: datetime | None = None
    candidates: list[ShownContact] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    in_short: str = ""  # for where one decides: what letting it in does there
    may_create: bool = False
    may_unlink: bool = False
    may_try: bool = False

    @classmethod
    def of(cls, prospect: Prospect, *, status: str, may_edit: bool) -> "ShownXero":
        if not prospect.is_connected:
            return cls(False, _("Not connected, so nothing was checked there."), in_short=_("Xero: not connected"))
        link = prospect.link
        is_linked = link is not None and bool(link.contact_id)
        is_away = link is not None and link.state is LinkState.SENT
        candidates = [ShownContact.of(each, n) for n, each in enumerate(prospect.alike, start=1)]
        may_change = may_edit and not is_away
        has_asked = link is not None and (link.wish is Wish.CREATE or link.next_try_at is not None)
        return cls(
            is_connected=True,
            sentence=_sentence(prospect, trades=status in TRADES),
            cure=prospect.refused_why,
            checked=_("Xero's contacts as of") if prospect.is_checked else _("Not checked yet: Xero was not read."),
            mirrored_at=prospect.mirrored_at,
            state=link.state.value if link else "",
            state_label=str(STATE_WORDS[link.state]) if link and (is_linked or link.next_try_at) else "",
            tone=TONES.get(link.state, "") if link else "",
            name=_name_there(prospect),
            href=page_of(prospect.contact.contact_id if prospect.contact else link.contact_id if link else ""),
            why=link.why if link else "",
            next_try_at=link.next_try_at if link and link.why else None,
            candidates=[] if is_linked or not may_change else candidates,
            aliases=[each.contact_id for each in prospect.aliases],
            in_short=_in_short(prospect),
            may_create=may_change and not is_linked and not has_asked and (status in TRADES or bool(candidates)),
            may_unlink=may_change and is_linked,
            may_try=may_change and link is not None and link.state is LinkState.STUCK,
        )


def _sentence(prospect: Prospect, *, trades: bool) -> str:
    link, expected = prospect.link, prospect.expected
    if link is not None and link.contact_id:
        return _("This customer is contact %(name)s.") % {"name": _name_there(prospect)}
    if link is not None and link.state is LinkState.SENT:
        return _("It was sent to Xero, and no answer came. It is looked up there before anything is sent again.")
    if link is not None and link.wish is Wish.CREATE:
        return _("A new contact will be made, as somebody said.")
    if not prospect.is_checked:
        return _("Not checked: what Xero has is not known yet.")
    if expected is Expected.USE:
        return _("Will use contact %(name)s.") % {"name": _name_there(prospect)}
    if expected is Expected.CHOOSE:
        return _("Say which contact in Xero this is: until then it gets none there.")
    if trades and link is None:
        return _("Not in Xero: no contact there has its name, e-mail or tax id.")
    return _("Will make a new contact: none there has its name, e-mail or tax id.")


def _in_short(prospect: Prospect) -> str:
    if (prospect.link is not None and prospect.link.contact_id) or prospect.expected is Expected.USE:
        return _("Xero: will use contact %(name)s") % {"name": _name_there(prospect)}
    if not prospect.is_checked:
        return _("Xero: not checked yet")
    if prospect.expected is Expected.CHOOSE and (prospect.link is None or prospect.link.wish is not Wish.CREATE):
        return _("Xero: say which contact it is")
    return _("Xero: will make a new contact")


def _name_there(prospect: Prospect) -> str:
    if prospect.contact:
        return prospect.contact.name
    return prospect.link.contact_id if prospect.link else ""


@dataclass(frozen=True, slots=True)
class ShownWay:
    """A button that settles a task."""

    outcome: str
    label: str
    key: str
    contact: str = ""
    name: str = ""
    is_usual: bool = False


@dataclass(frozen=True, slots=True)
class ShownTask:
    key: str
    number: int
    name: str
    sentence: str
    cure: str
    theirs: str
    href: str
    words: str  # theirs, of a refusal
    changes: list[tuple[str, str, str]]  # label, before or ours, after or theirs
    other: int | None
    ways: list[ShownWay]
    raised_at: datetime
    settled_at: datetime | None = None
    settled: str = ""  # how, and by whom

    @classmethod
    def of(cls, task: TaskCard, *, may_edit: bool, names: Mapping[str, str] | None = None) -> "ShownTask":
        who = actor_name(task.settled_by_kind, task.settled_by_key, names or {}) if task.settled_at else ""
        how = str(OUTCOME_LABELS[task.outcome]) if task.outcome else ""
        return cls(
            key=str(task.key),
            number=task.number,
            name=task.name,
            sentence=str(TASK_SENTENCES[task.kind]),
            cure=str(CURES.get(task.kind, "")),
            theirs=task.theirs,
            href=page_of(task.contact_id),
            words=str(task.values.get("words", "")),
            changes=_changes(task.values),
            other=task.values.get("other"),
            ways=_ways(task) if may_edit and not task.settled_at else [],
            raised_at=task.raised_at,
            settled_at=task.settled_at,
            settled=_("%(how)s: %(who)s") % {"how": how, "who": who} if how else "",
        )


def _changes(values: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    fields = [
        (field_label(name), str(old) or _("None"), str(new) or _("None"))
        for name, (old, new) in values.get("fields", {}).items()
    ]
    if values.get("to_name"):
        fields.append((_("Merged into"), str(values.get("theirs", "")), str(values["to_name"])))
    return fields


def _ways(task: TaskCard) -> list[ShownWay]:
    ways: list[ShownWay] = []
    for outcome in OUTCOMES[task.kind]:
        if outcome is Outcome.USE:
            ways += _contacts(task)
        elif not (outcome is Outcome.FOLLOW and not task.values.get("to_name")):
            ways.append(ShownWay(outcome.value, str(OUTCOME_LABELS[outcome]), OUTCOME_KEYS[outcome]))
    return [ShownWay(*_as_tuple(way), is_usual=n == 0) for n, way in enumerate(ways)]


def _as_tuple(way: ShownWay) -> tuple[str, str, str, str, str]:
    return way.outcome, way.label, way.key, way.contact, way.name


def _contacts(task: TaskCard) -> list[ShownWay]:
    own = [{"contact_id": task.contact_id, "name": task.theirs}] if task.contact_id else []
    alike = task.values.get("alike") or own
    return [
        ShownWay(
            Outcome.USE.value, _("Use %(name)s") % {"name": each["name"]}, str(n), each["contact_id"], each["name"]
        )
        for n, each in enumerate(alike[:5], start=1)
    ]
