"""What a merge would show, in words: field by field, what each room has of both, and who logs in where."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.history_shown import actor_name, field_label
from onaccount.delivery.office.shown import KIND_LABELS, country_name, status_label
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.connectors.queries import links_of, tasks_of
from onaccount.domain.customers.queries import (
    addresses_of,
    contacts_of,
    family_numbers,
    lists_of,
    notes_of,
    people_by_location,
    places_of,
    timeline_of,
)
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.letters.queries import letters_about
from onaccount.domain.matching.actions import Unmerged
from onaccount.domain.matching.queries import LoginAfter, MergeCard, Preview
from onaccount.domain.matching.rules.merging import ADDRESS, CHOSEN, NAME, Side, parts_of
from onaccount.domain.vetting.queries import how_many_applications, membership_of

MOST = 1000  # counted to here


def _letters(number: int) -> int:
    return len(letters_about("customer", *map(str, family_numbers(number)), limit=MOST))


def _people(number: int) -> int:
    return sum(map(len, people_by_location(number).values()))


def _contacts_next_door(number: int) -> int:
    return sum(link.is_linked for link in links_of(number))


# What each room has of a customer. A room that is added says its line here.
ROOMS: list[tuple[str | Promise, Callable[[int], int]]] = [
    (gettext_lazy("Contacts"), lambda number: contacts_of(number).count),
    (gettext_lazy("Addresses"), lambda number: addresses_of(number).count),
    (gettext_lazy("Logins"), lambda number: places_of(number).count),
    (gettext_lazy("People at logins"), _people),
    (gettext_lazy("Notes"), lambda number: notes_of(number).count),
    (gettext_lazy("Letters"), _letters),
    (gettext_lazy("Applications"), lambda number: how_many_applications(family_numbers(number))),
    (gettext_lazy("Imported lists"), lambda number: len(lists_of(family_numbers(number)))),
    (gettext_lazy("Contacts in Xero"), _contacts_next_door),
    (gettext_lazy("Open tasks"), lambda number: len(tasks_of(number))),
    (gettext_lazy("Waves"), lambda number: int(membership_of(number) is not None)),
    (gettext_lazy("Merged before"), lambda number: len(family_numbers(number)) - 1),
    (gettext_lazy("Events"), lambda number: len(timeline_of(number, sees_credit=False, limit=MOST))),
]


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A field of both; `takes` where the loser's is shown, `differs` where there is anything to choose."""

    name: str
    label: str
    survivor: str
    loser: str
    takes: bool
    differs: bool


@dataclass(frozen=True, slots=True)
class ShownMerge:
    """The page of a merge before it is made."""

    survivor: int
    loser: int
    names: tuple[str, str]
    words: tuple[str, str]  # kind and status of both
    choices: list[ShownChoice]
    rooms: list[tuple[str, int, int]]  # where neither has anything, nothing is told
    logins: list[tuple[str, int, str]]
    remarks: list[str]
    seen: str
    refusal: Shown | None

    @classmethod
    def of(cls, found: Preview, asked: Mapping[str, str]) -> "ShownMerge":
        """`asked` are the choices that were sent, "survivor" or "loser" by field."""
        survivor, loser = found.survivor.number, found.loser.number
        return cls(
            survivor=survivor,
            loser=loser,
            names=found.names,
            words=(_words(found.survivor), _words(found.loser)),
            choices=[_choice(found, name, asked.get(name, "")) for name in CHOSEN],
            rooms=[each for each in _rooms(survivor, loser) if each[1] or each[2]],
            logins=[(login.email, login.customer, _login_words(login)) for login in found.logins],
            remarks=_remarks(found),
            seen=found.seen,
            refusal=in_words(found.refusal) if found.refusal else None,
        )


def _rooms(survivor: int, loser: int) -> list[tuple[str, int, int]]:
    return [(str(label), count(survivor), count(loser)) for label, count in ROOMS]


def _words(side: Side) -> str:
    return f"{KIND_LABELS[side.kind]}, {status_label(side.status)}"


def _choice(found: Preview, name: str, asked: str) -> ShownChoice:
    own, theirs = (_text(fields, name) for fields in found.fields)
    takes = asked == "loser" if asked else found.takes[name]
    return ShownChoice(name, _label(name), own, theirs, takes, own != theirs)


def _label(name: str) -> str:
    return _("Address") if name == ADDRESS else field_label(name)


def _text(fields: Mapping[str, str], name: str) -> str:
    if name == NAME:
        return fields[name]
    parts = [country_name(fields[part]) if part == "country" else fields[part] for part in parts_of(name)]
    return ", ".join(filter(None, parts))


def _login_words(login: LoginAfter) -> str:
    if login.will_be_in:
        return _("logs in, and sees all of it")
    if login.comes_in_later:
        return _("comes in when the customer is let in")
    return _("does not log in") if not login.is_in else _("would be locked out")


def _remarks(found: Preview) -> list[str]:
    said = []
    survivor, loser = found.survivor, found.loser
    if survivor.status is not loser.status:
        said.append(
            _("No. %(survivor)s stays %(status)s: a merge moves no status.")
            % {"survivor": survivor.number, "status": status_label(survivor.status)}
        )
    if loser.stage is Stage.FAILED and survivor.stage is not Stage.FAILED:
        said.append(
            _("No. %(loser)s failed the credit check; the stage of No. %(survivor)s counts.")
            % {"loser": loser.number, "survivor": survivor.number}
        )
    if any(
        not login.will_be_in and not login.comes_in_later for login in found.logins if login.customer == loser.number
    ):
        said.append(
            _("To let the logins of No. %(loser)s in as well, set it to Active first, then merge.")
            % {"loser": loser.number}
        )
    return said


@dataclass(frozen=True, slots=True)
class ShownMerged:
    """One who was merged into a customer, with what undoes it."""

    key: str
    loser: int
    survivor: int
    name: str
    external_id: str
    by: str
    at: object

    @classmethod
    def of(cls, card: MergeCard, names: Mapping[str, str]) -> "ShownMerged":
        by = actor_name(card.by_kind, card.by_key, names)
        return cls(str(card.key), card.loser, card.survivor, card.name, card.external_id, by, card.at)


def unmerged_in_words(undone: Unmerged) -> str:
    """What a merge that was taken back left as it is, and who logs in now."""
    numbers = {"loser": undone.loser, "survivor": undone.survivor}
    said = [_("No. %(loser)s and No. %(survivor)s are two customers again.") % numbers]
    if undone.kept:
        fields = ", ".join(_label(name) for name in undone.kept)
        said.append(_("Changed since, so it stays: %(fields)s.") % {"fields": fields})
    if undone.shut_out:
        said.append(_("No longer in: %(emails)s.") % {"emails": ", ".join(undone.shut_out)})
    if undone.let_in:
        said.append(_("In again: %(emails)s.") % {"emails": ", ".join(undone.let_in)})
    said += [
        _("No. %(number)s has no login any more, so it is Admin now.") % {"number": one} for one in undone.made_admin
    ]
    return " ".join(said)
