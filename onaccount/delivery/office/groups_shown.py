"""Groups and members of staff in the words in which staff read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from onaccount.delivery.office.history_shown import MACHINES
from onaccount.domain.catalogue.rules.products import FIELDS
from onaccount.domain.history.queries import Fact, facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.letters.queries import letters_about
from onaccount.domain.people.permissions import (
    NEEDS,
    Area,
    FrontRight,
    Level,
    Need,
    Right,
    front_need_of,
    rights_within,
    steps_of,
)
from onaccount.domain.people.queries import names_of
from onaccount.domain.people.queries.sessions import SessionRow
from onaccount.domain.people.queries.staff import StaffRow
from onaccount.domain.people.rules.sessions import device_of
from onaccount.domain.people.rules.staff import StaffState

AREA_LABELS = {
    Area.CUSTOMERS: gettext_lazy("Customers"),
    Area.ACCESS: gettext_lazy("Who may trade"),
    Area.CREDIT: gettext_lazy("Credit"),
    Area.ACCOUNTS: gettext_lazy("Customers' accounts"),
    Area.PARTNERS: gettext_lazy("Partners"),
    Area.SENSITIVE: gettext_lazy("Sensitive details"),
    Area.PRIVACY: gettext_lazy("Personal data"),
    Area.BOOKS: gettext_lazy("Books"),
    Area.CATALOGUE: gettext_lazy("Products and prices"),
    Area.ORDERS: gettext_lazy("Orders"),
    Area.TILLS: gettext_lazy("Tills"),
    Area.IMPORTS: gettext_lazy("Imports"),
    Area.LETTERS: gettext_lazy("Letters"),
    Area.EVENTS: gettext_lazy("Feed of events"),
    Area.SETTINGS: gettext_lazy("Settings"),
    Area.STAFF: gettext_lazy("Staff and groups"),
    Area.TOKENS: gettext_lazy("Tokens of the API"),
    Area.BACKUPS: gettext_lazy("Backups"),
}
LEVEL_LABELS = {
    Level.NONE: gettext_lazy("None"),
    Level.READ: gettext_lazy("Read"),
    Level.WRITE: gettext_lazy("Read and write"),
}
FRONT_LABELS = {
    FrontRight.ADD_ACCOUNT: gettext_lazy("Add customer account"),
    FrontRight.DEPOSIT_WITHDRAW: gettext_lazy("Customer account deposit and withdraw"),
    FrontRight.PAY_WITH_ACCOUNT: gettext_lazy("Pay with customer account"),
    FrontRight.REFUND: gettext_lazy("Refund"),
    FrontRight.PRICE_OVERRIDE: gettext_lazy("Price override"),
    FrontRight.CLOSE_DAY: gettext_lazy("Close day"),
    FrontRight.EXCEED_LIMIT: gettext_lazy("Exceed limit"),
}
NEED_LABELS = {
    Need.NONE: gettext_lazy("None"),
    Need.FREE: gettext_lazy("Without manager code"),
    Need.CODE: gettext_lazy("Manager code required"),
}
STATE_LABELS = {
    StaffState.INVITED: gettext_lazy("Invited"),
    StaffState.ACTIVE: gettext_lazy("Works here"),
    StaffState.ENDED: gettext_lazy("Ended"),
}
EVENT_SENTENCES = {
    "group.added": gettext_lazy("%(who)s made the group"),
    "group.changed": gettext_lazy("%(who)s changed the group"),
    "staff.added": gettext_lazy("%(who)s added this member of staff"),
    "staff.invited": gettext_lazy("%(who)s sent an invitation"),
    "staff.invited_again": gettext_lazy("%(who)s sent another invitation"),
    "staff.moved": gettext_lazy("%(who)s changed the group"),
    "staff.renamed": gettext_lazy("%(who)s changed the name"),
    "staff.ended": gettext_lazy("%(who)s ended the work here"),
    "staff.reopened": gettext_lazy("%(who)s let this member of staff in again"),
    "staff.second_factor_reset": gettext_lazy("%(who)s reset the second factor"),
    "staff.manager_code_set": gettext_lazy("%(who)s chose a manager code"),
    "staff.manager_code_removed": gettext_lazy("%(who)s removed the manager code"),
    "staff.pin_set": gettext_lazy("%(who)s set the PIN for the till"),
    "staff.approved": gettext_lazy("%(who)s was allowed something by this manager's code"),
    "partner.added": gettext_lazy("%(who)s added the partner"),
    "partner.corrected": gettext_lazy("%(who)s corrected the partner"),
    "partner.ended": gettext_lazy("%(who)s ended the work with this partner"),
    "partner.reopened": gettext_lazy("%(who)s opened the partner again"),
    "partner.user_added": gettext_lazy("%(who)s invited somebody"),
    "partner.user_invited_again": gettext_lazy("%(who)s sent another invitation"),
    "partner.user_corrected": gettext_lazy("%(who)s changed what somebody may do"),
    "partner.user_ended": gettext_lazy("%(who)s took somebody's way in away"),
    "product.added": gettext_lazy("%(who)s added the product"),
    "product.corrected": gettext_lazy("%(who)s corrected the product"),
    "product.removed": gettext_lazy("%(who)s took the product away with the list that brought it"),
    "product.put_back": gettext_lazy("%(who)s gave the product its old values back"),
    "product.archived": gettext_lazy("%(who)s put the product into the archive"),
    "product.restored": gettext_lazy("%(who)s brought the product back"),
    "product.shown": gettext_lazy("%(who)s settled who sees the product"),
    "product.price_set": gettext_lazy("%(who)s set a price"),
    "product.price_removed": gettext_lazy("%(who)s took a price out"),
    "till.added": gettext_lazy("%(who)s added the till"),
    "till.corrected": gettext_lazy("%(who)s corrected the till"),
    "till.code_given": gettext_lazy("%(who)s had a code given to pair a device by"),
    "till.paired": gettext_lazy("%(who)s was paired with a device"),
    "till.acknowledged": gettext_lazy("%(who)s uses another version"),
    "till.leases_recalled": gettext_lazy("%(who)s asked for what was lent to be given back"),
    "till.day_closed": gettext_lazy("%(who)s closed the day"),
    "till.lost": gettext_lazy("%(who)s said that it is lost"),
    "till.ended": gettext_lazy("%(who)s ended the till"),
    "login.password_chosen": gettext_lazy("%(who)s chose a password"),
    "login.password_changed": gettext_lazy("%(who)s changed the password"),
    "login.second_factor_added": gettext_lazy("%(who)s set up a second factor"),
    "login.second_factor_removed": gettext_lazy("%(who)s took a second factor out"),
    "login.recovery_codes_made": gettext_lazy("%(who)s made new recovery codes"),
    "login.recovery_code_used": gettext_lazy("%(who)s used a recovery code"),
    "login.sessions_ended": gettext_lazy("%(who)s ended sessions"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One level that may be chosen in an area, and what it lets one do beyond the one before it."""

    value: str
    label: str
    words: str
    chosen: bool
    is_beyond: bool  # it gives what the viewer does not have


def area_label(area: Area) -> str:
    return str(AREA_LABELS.get(area, area.value.capitalize()))


def areas_shown(levels: Mapping[str, str], viewer: frozenset[Right]) -> list[dict[str, Any]]:
    """A line for each area, with the levels that mean something there."""
    return [{"name": area.value, "label": area_label(area), "steps": _steps(area, levels, viewer)} for area in Area]


def front_shown(front: Mapping[str, str]) -> list[dict[str, Any]]:
    """A line for each right of the counter, with the three needs of which it has exactly one (S2-06)."""
    return [
        {
            "name": right.name.lower(),
            "label": FRONT_LABELS[right],
            "steps": [
                Step(need.value, str(NEED_LABELS[need]), "", front_need_of(front, right) is need, is_beyond=False)
                for need in Need
            ],
        }
        for right in FrontRight
    ]


def front_given_by(front: Mapping[str, str]) -> str:
    """What a group of the counter may, in one line."""
    named = [(FRONT_LABELS[right], front_need_of(front, right)) for right in FrontRight]
    if all(need is Need.FREE for _label, need in named):
        return _("Everything, without manager code")
    return ", ".join(f"{label}: {NEED_LABELS[need]}" for label, need in named if need is not Need.NONE) or _("Nothing")


def _steps(area: Area, levels: Mapping[str, str], viewer: frozenset[Right]) -> list[Step]:
    chosen = levels.get(area.value, Level.NONE.value)
    return [
        Step(
            value=level.value,
            label=level_label(area, level),
            words=_words(area, level),
            chosen=level.value == chosen,
            is_beyond=bool(rights_within({area.value: level.value}) - viewer),
        )
        for level in steps_of(area)
    ]


def level_label(area: Area, level: Level) -> str:
    """Where there is nothing to read, the one step that there is is a yes."""
    if Level.READ not in steps_of(area):
        return _("No") if level is Level.NONE else _("Yes")
    return str(LEVEL_LABELS[level])


def _words(area: Area, level: Level) -> str:
    given = [_(right.value) for right, needed in NEEDS.items() if needed == (area, level)]
    return ", ".join(given)


def given_by(levels: Mapping[str, str]) -> str:
    """What a group may, in one line."""
    named = [
        (area_label(area), level_label(area, Level(levels[area.value])))
        for area in Area
        if levels.get(area.value, Level.NONE.value) != Level.NONE.value
    ]
    if len(named) == len(Area) and all(Level(levels[area.value]) is steps_of(area)[-1] for area in Area):
        return _("Everything")
    return ", ".join(f"{area}: {level}" for area, level in named) or _("Nothing")


def people_count(count: int) -> str:
    return ngettext("%(n)d person", "%(n)d people", count) % {"n": count}


def shown_staff(row: StaffRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "email": row.email,
        "group": row.group,
        "group_name": row.group_name,
        "state": row.state.value,
        "state_label": STATE_LABELS[row.state],
        "seen_at": row.seen_at,
        "second_factor_at": row.second_factor_at,
        "invited_until": row.invited_until,
    }


def shown_session(row: SessionRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "device": device_label(row.agent),
        "address": row.address,
        "began_at": row.began_at,
        "seen_at": row.seen_at,
        "is_this": row.is_this,
    }


def device_label(agent: str) -> str:
    browser, system = device_of(agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser that does not say its name")


def history_of(kind: str, key: int) -> list[dict[str, Any]]:
    """What happened to a group or a member of staff, newest first."""
    facts = facts_of(Subject(kind, str(key)))
    names = names_of([fact.actor_key for fact in facts])
    return [_shown_fact(fact, names) for fact in facts if fact.name in EVENT_SENTENCES]


def _shown_fact(fact: Fact, names: Mapping[str, str]) -> dict[str, Any]:
    who = str(MACHINES[fact.actor_kind]) if fact.actor_kind in MACHINES else names.get(fact.actor_key, _("Somebody"))
    return {
        "at": fact.at,
        "sentence": EVENT_SENTENCES[fact.name] % {"who": who},
        "changes": [_change(key, *change) for key, change in fact.changes.items()],
    }


def _change(key: str, old: Any, new: Any) -> dict[str, str]:
    areas = {area.value: area for area in Area}
    if key in areas:
        area = areas[key]
        return {"label": area_label(area), "old": _level(area, old), "new": _level(area, new)}
    fronts = {right.name.lower(): right for right in FrontRight}
    if key in fronts:
        return {"label": str(FRONT_LABELS[fronts[key]]), "old": _need(old), "new": _need(new)}
    labels = {"name": _("Name"), "group": _("Group"), "factor": _("Second factor"), "sessions": _("Sessions")}
    labels |= {"code": _("Dealer code"), "user": _("Person"), "right": _("May"), "shown_to": _("Shown to")}
    labels |= {"menu": _("Menu"), "pairing": _("Device"), "version": _("Version")}
    labels |= {name: _(field.label) for name, field in FIELDS.items()}
    return {"label": labels.get(key, key), "old": _factor(old), "new": _factor(new)}


def _level(area: Area, value: Any) -> str:
    return level_label(area, Level(value)) if value in {level.value for level in Level} else str(value)


def _need(value: Any) -> str:
    known = {need.value: str(label) for need, label in NEED_LABELS.items()}
    return known.get(str(value), str(value))


def _factor(value: Any) -> str:
    known = {"totp": _("authenticator app"), "webauthn": _("passkey")}
    return known.get(str(value), str(value))


def left_until(row: StaffRow, at: datetime) -> str:
    """Where an invitation stands. What keeps its letter from leaving is said in the mail server's own words."""
    letter = next(iter(letters_about("principal", str(row.key), limit=1)), None)
    if letter and letter.sent_at is None and letter.server_words:
        return _("The letter has not left: %(words)s") % {"words": letter.server_words}
    if row.invited_until is None:
        return _("The letter is about to leave.")
    return _("The link is good.") if row.invited_until > at else _("The link is too old.")
