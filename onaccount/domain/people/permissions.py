"""Who may do what: one table of rights, each of which needs a level in an area. Groups and tokens hold levels."""

from collections.abc import Collection, Mapping
from enum import Enum
from typing import Any

from onaccount.domain.people.rules import Role
from onaccount.foundation.refusals import Refused


class Area(Enum):
    """A part of the work, and its name for people."""

    CUSTOMERS = "customers"
    ACCESS = "access"
    CREDIT = "credit"
    IMPORTS = "imports"
    LETTERS = "letters"
    EVENTS = "events"
    SETTINGS = "settings"
    STAFF = "staff"
    TOKENS = "tokens"
    BACKUPS = "backups"


class Level(Enum):
    """How far somebody may go in an area; each level holds those before it."""

    NONE = "none"
    READ = "read"
    WRITE = "write"


class Right(Enum):
    """A right, and the words in which its lack is said."""

    SEE_CUSTOMERS = "see customers"
    EDIT_CUSTOMERS = "correct customers"
    MERGE_CUSTOMERS = "merge customers"
    APPROVE_CUSTOMERS = "change a customer's status"
    GIVE_LOGINS = "decide who logs in for an Active customer"
    SEE_CREDIT = "see credit references"
    DECIDE_CREDIT = "decide on a customer's credit"
    SEE_IMPORTS = "look at imports"
    IMPORT_CUSTOMERS = "import customers"
    READ_LETTERS = "read the outbox"
    READ_EVENTS = "read the feed of events"
    SEE_BUSINESS = "see the business's settings"
    EDIT_BUSINESS = "change the business's settings"
    SEE_STAFF = "see who works here"
    MANAGE_STAFF = "manage staff"
    SEE_TOKENS = "see the tokens of the API"
    MANAGE_TOKENS = "make tokens for the API"
    BACK_UP = "back up and restore"


NEEDS: dict[Right, tuple[Area, Level]] = {
    Right.SEE_CUSTOMERS: (Area.CUSTOMERS, Level.READ),
    Right.EDIT_CUSTOMERS: (Area.CUSTOMERS, Level.WRITE),
    Right.MERGE_CUSTOMERS: (Area.CUSTOMERS, Level.WRITE),
    Right.APPROVE_CUSTOMERS: (Area.ACCESS, Level.WRITE),
    Right.GIVE_LOGINS: (Area.ACCESS, Level.WRITE),
    Right.SEE_CREDIT: (Area.CREDIT, Level.READ),
    Right.DECIDE_CREDIT: (Area.CREDIT, Level.WRITE),
    Right.SEE_IMPORTS: (Area.IMPORTS, Level.READ),
    Right.IMPORT_CUSTOMERS: (Area.IMPORTS, Level.WRITE),
    Right.READ_LETTERS: (Area.LETTERS, Level.READ),
    Right.READ_EVENTS: (Area.EVENTS, Level.READ),
    Right.SEE_BUSINESS: (Area.SETTINGS, Level.READ),
    Right.EDIT_BUSINESS: (Area.SETTINGS, Level.WRITE),
    Right.SEE_STAFF: (Area.STAFF, Level.READ),
    Right.MANAGE_STAFF: (Area.STAFF, Level.WRITE),
    Right.SEE_TOKENS: (Area.TOKENS, Level.READ),
    Right.MANAGE_TOKENS: (Area.TOKENS, Level.WRITE),
    Right.BACK_UP: (Area.BACKUPS, Level.WRITE),
}

Levels = Mapping[str, str]  # as groups and tokens keep them: {area: level}, an area that is not there is none
ORDER = list(Level)


def rights_within(levels: Levels) -> frozenset[Right]:
    """The rights that these levels come to."""
    return frozenset(right for right, (area, level) in NEEDS.items() if holds(levels, area, level))


def holds(levels: Levels, area: Area, level: Level) -> bool:
    return ORDER.index(Level(levels.get(area.value, Level.NONE.value))) >= ORDER.index(level)


class NoSuchLevel(Refused):
    code = "no_such_level"
    sentence = '"{text}" is no area of the work, or no level in one.'
    cure = "Write all, or areas with commas between, each with :read where it may only look: {areas}."
    field = "levels"


def read_levels(text: str) -> dict[Area, Level]:
    """Levels of "all", "all:read" or "customers,imports:read"; an area alone is write. Raises NoSuchLevel."""
    levels: dict[Area, Level] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        name, _, level = part.partition(":")
        try:
            areas = list(Area) if name == "all" else [Area(name)]
            levels |= dict.fromkeys(areas, Level(level or Level.WRITE.value))
        except ValueError:
            raise NoSuchLevel(text=part, areas=", ".join(area.value for area in Area)) from None
    return levels


def steps_of(area: Area) -> list[Level]:
    """The levels that mean something in an area: none, and those that some right needs."""
    needed = {level for needs, level in NEEDS.values() if needs is area}
    return [level for level in ORDER if level is Level.NONE or level in needed]


def clipped(levels: Levels) -> dict[str, str]:
    """The same rights, each area at the level that gives them: what lies above its last step adds nothing."""
    return {area.value: max_step(levels, area).value for area in Area}


def max_step(levels: Levels, area: Area) -> Level:
    return [step for step in steps_of(area) if holds(levels, area, step)][-1]


EVERYTHING: dict[str, str] = {area.value: Level.WRITE.value for area in Area}

# What the groups of the start may, until the business says otherwise.
AT_THE_START: dict[Role, dict[str, str]] = {
    Role.ADMINISTRATOR: EVERYTHING,
    Role.OFFICE: {
        Area.CUSTOMERS.value: Level.WRITE.value,
        Area.ACCESS.value: Level.WRITE.value,
        Area.CREDIT.value: Level.WRITE.value,
        Area.IMPORTS.value: Level.WRITE.value,
        Area.LETTERS.value: Level.READ.value,
    },
    Role.READER: {Area.CUSTOMERS.value: Level.READ.value},
}
NAMES_AT_THE_START = {Role.ADMINISTRATOR: "Administrators", Role.OFFICE: "Office", Role.READER: "Readers"}

TRUSTED_KINDS = frozenset({"command", "system", "demo"})  # whoever can run these owns the machine and its database

# Actors that are no principal. What a timed import does, letting people in too, was settled by somebody who may.
OF_MACHINES: dict[str, frozenset[Right]] = {"clock": frozenset({Right.IMPORT_CUSTOMERS, Right.APPROVE_CUSTOMERS})}

# Whom the values of an event may be told: whoever may see what it speaks of. Those of a kind that is not here, nobody.
SEEN_WITH: dict[str, Right] = {
    "application": Right.SEE_CUSTOMERS,
    "customer": Right.SEE_CUSTOMERS,
    "location": Right.SEE_CUSTOMERS,
    "category": Right.SEE_CUSTOMERS,
    "tag": Right.SEE_CUSTOMERS,
    "wave": Right.SEE_CUSTOMERS,
    "pair": Right.SEE_CUSTOMERS,
    "scan": Right.SEE_CUSTOMERS,
    "contact": Right.SEE_CUSTOMERS,
    "connection": Right.SEE_BUSINESS,
    "task": Right.SEE_CUSTOMERS,
    "import": Right.SEE_IMPORTS,
    "schedule": Right.SEE_IMPORTS,
    "schedule_run": Right.SEE_IMPORTS,
    "letter": Right.READ_LETTERS,
    "business": Right.SEE_BUSINESS,
    "letter_text": Right.SEE_BUSINESS,
    "group": Right.SEE_STAFF,
    "principal": Right.SEE_STAFF,
}
CREDIT_FIELDS = frozenset({"credit_reference", "billing_reference"})


def values_told(kind: str, changes: Mapping[str, Any] | None, rights: Collection[Right]) -> dict[str, Any] | None:
    """What somebody with these rights may know of the values of an event about such a subject; None for nothing."""
    right = SEEN_WITH.get(kind)
    if not changes or right not in rights:
        return None
    hidden = frozenset() if Right.SEE_CREDIT in rights else CREDIT_FIELDS
    return {name: values for name, values in changes.items() if name not in hidden} or None
