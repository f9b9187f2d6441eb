"""Who may do what: one table of rights, each of which needs a level in an area. Groups and tokens hold levels."""

from collections.abc import Collection, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any

from onaccount.domain.people.rules import Role
from onaccount.foundation.refusals import Refused


class Area(Enum):
    """A part of the work, and its name for people."""

    CUSTOMERS = "customers"
    ACCESS = "access"
    CREDIT = "credit"
    ACCOUNTS = "accounts"
    PARTNERS = "partners"
    SENSITIVE = "sensitive"
    PRIVACY = "privacy"
    BOOKS = "books"
    CATALOGUE = "catalogue"
    ORDERS = "orders"
    TILLS = "tills"
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
    SEE_ACCOUNTS = "see customers' accounts"
    KEEP_ACCOUNTS = "open customers' accounts and post to them"
    SET_LIMITS = "set credit limits"
    SEE_BILLING = "see quotes, invoices and payments"
    KEEP_BILLING = "quote, invoice and take payments"
    SEE_PARTNERS = "see partners"
    MANAGE_PARTNERS = "manage partners"
    CHOOSE_RESELLER = "choose a customer's reseller"
    SEE_CONTRACTS = "see customers' contracts"
    MOVE_CONTRACTS = "carry contracts on"
    SEE_SENSITIVE = "look at sensitive details"
    EXPORT_PERSON = "take out what is known of a customer"
    ERASE_PERSON = "erase a customer"
    SEE_BOOKS = "see the books"
    CLOSE_PERIODS = "close periods"
    SEE_CATALOGUE = "see products and prices"
    KEEP_CATALOGUE = "keep products and prices"
    SEE_ORDERS = "see orders"
    KEEP_ORDERS = "enter orders and carry them on"
    RELEASE_ORDERS = "release orders that are over a limit"
    SEE_TILLS = "see the tills"
    KEEP_TILLS = "set up tills and what they may take"
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
    Right.SEE_ACCOUNTS: (Area.ACCOUNTS, Level.READ),
    Right.KEEP_ACCOUNTS: (Area.ACCOUNTS, Level.WRITE),
    Right.SET_LIMITS: (Area.CREDIT, Level.WRITE),
    Right.SEE_BILLING: (Area.ACCOUNTS, Level.READ),
    Right.KEEP_BILLING: (Area.ACCOUNTS, Level.WRITE),
    Right.SEE_PARTNERS: (Area.PARTNERS, Level.READ),
    Right.MANAGE_PARTNERS: (Area.PARTNERS, Level.WRITE),
    Right.CHOOSE_RESELLER: (Area.PARTNERS, Level.WRITE),
    Right.SEE_CONTRACTS: (Area.PARTNERS, Level.READ),
    Right.MOVE_CONTRACTS: (Area.PARTNERS, Level.WRITE),
    Right.SEE_SENSITIVE: (Area.SENSITIVE, Level.READ),
    Right.EXPORT_PERSON: (Area.PRIVACY, Level.READ),
    Right.ERASE_PERSON: (Area.PRIVACY, Level.WRITE),
    Right.SEE_BOOKS: (Area.BOOKS, Level.READ),
    Right.CLOSE_PERIODS: (Area.BOOKS, Level.WRITE),
    Right.SEE_CATALOGUE: (Area.CATALOGUE, Level.READ),
    Right.KEEP_CATALOGUE: (Area.CATALOGUE, Level.WRITE),
    Right.SEE_ORDERS: (Area.ORDERS, Level.READ),
    Right.KEEP_ORDERS: (Area.ORDERS, Level.WRITE),
    Right.RELEASE_ORDERS: (Area.CREDIT, Level.WRITE),
    Right.SEE_TILLS: (Area.TILLS, Level.READ),
    Right.KEEP_TILLS: (Area.TILLS, Level.WRITE),
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


class FrontRight(Enum):
    """What is done at the counter, and the words in which its lack is said (S2-03 to S2-05)."""

    ADD_ACCOUNT = "add a customer account"
    DEPOSIT_WITHDRAW = "deposit to and withdraw from a customer account"
    PAY_WITH_ACCOUNT = "charge a customer account"
    REFUND = "refund"
    PRICE_OVERRIDE = "change a price"
    CLOSE_DAY = "close the day"
    EXCEED_LIMIT = "go over a customer's limit"


class Need(Enum):
    """What a group has of a right at the counter: exactly one of these (S2-06)."""

    NONE = "none"
    FREE = "free"  # without manager code
    CODE = "code"  # manager code required


FrontRights = Mapping[str, str]  # as a group keeps them: {name of the right in lower case: need}; not there is none

# What whoever keeps accounts in the office may do of it, and a machine whose token may.
OF_THE_OFFICE = frozenset(
    {FrontRight.ADD_ACCOUNT, FrontRight.DEPOSIT_WITHDRAW, FrontRight.PAY_WITH_ACCOUNT, FrontRight.REFUND}
)


def clipped_front(front: FrontRights) -> dict[str, str]:
    """The need of each right of the counter; what is not named is none. Raises ValueError for a need there is not."""
    return {right.name.lower(): front_need_of(front, right).value for right in FrontRight}


def front_need_of(front: FrontRights, right: FrontRight) -> Need:
    return Need(front.get(right.name.lower(), Need.NONE.value))


def office_need_of(rights: Collection[Right], right: FrontRight) -> Need:
    """Of those who are at no counter. Nobody among them goes over a limit: it is raised, for a time, instead (B-09)."""
    return Need.FREE if Right.KEEP_ACCOUNTS in rights and right in OF_THE_OFFICE else Need.NONE


Levels = Mapping[str, str]  # as groups and tokens keep them: {area: level}, an area that is not there is none
ORDER = list(Level)


def rights_within(levels: Levels) -> frozenset[Right]:
    """The rights that these levels come to."""
    return _rights_within(frozenset(levels.items()))


@lru_cache(1024)  # the levels are asked of the database each time; what they come to is counted once
def _rights_within(levels: frozenset[tuple[str, str]]) -> frozenset[Right]:
    known = dict(levels)
    return frozenset(right for right, (area, level) in NEEDS.items() if holds(known, area, level))


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
        Area.ACCOUNTS.value: Level.WRITE.value,
        Area.PARTNERS.value: Level.WRITE.value,
        Area.BOOKS.value: Level.READ.value,
        Area.CATALOGUE.value: Level.WRITE.value,
        Area.ORDERS.value: Level.WRITE.value,
        Area.TILLS.value: Level.WRITE.value,
        Area.IMPORTS.value: Level.WRITE.value,
        Area.LETTERS.value: Level.READ.value,
    },
    Role.READER: {Area.CUSTOMERS.value: Level.READ.value, Area.CATALOGUE.value: Level.READ.value},
}
NAMES_AT_THE_START = {
    Role.ADMINISTRATOR: "Administrators",
    Role.OFFICE: "Office",
    Role.READER: "Readers",
    Role.MANAGER: "Manager",
    Role.CLERK: "Clerk",
}

# The groups of the counter at the start (S2-02): a manager needs nobody's code, and gives it to clerks.
FRONT_AT_THE_START: dict[Role, dict[str, str]] = {
    Role.MANAGER: {right.name.lower(): Need.FREE.value for right in FrontRight},
    Role.CLERK: {
        FrontRight.ADD_ACCOUNT.name.lower(): Need.CODE.value,
        FrontRight.DEPOSIT_WITHDRAW.name.lower(): Need.FREE.value,
        FrontRight.PAY_WITH_ACCOUNT.name.lower(): Need.FREE.value,
        FrontRight.REFUND.name.lower(): Need.CODE.value,
        FrontRight.PRICE_OVERRIDE.name.lower(): Need.CODE.value,
        FrontRight.CLOSE_DAY.name.lower(): Need.CODE.value,
        FrontRight.EXCEED_LIMIT.name.lower(): Need.CODE.value,
    },
}

TRUSTED_KINDS = frozenset({"command", "system", "demo"})  # whoever can run these owns the machine and its database

# Actors that are no principal. What a timed import does, letting people in too, was settled by somebody who may.
OF_MACHINES: dict[str, frozenset[Right]] = {
    "clock": frozenset({Right.IMPORT_CUSTOMERS, Right.APPROVE_CUSTOMERS}),
    # A service is billed under an agreement that the customer accepted; what comes in pays the oldest invoice.
    "billing": frozenset({Right.KEEP_BILLING}),
    "policy": frozenset({Right.DECIDE_CREDIT}),  # its rules were written, rehearsed and switched on by somebody who may
}

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
    "policy": Right.SEE_BUSINESS,
    "task": Right.SEE_CUSTOMERS,
    "account": Right.SEE_ACCOUNTS,
    "partner": Right.SEE_PARTNERS,
    "contract": Right.SEE_CONTRACTS,
    "period": Right.SEE_BOOKS,
    "books": Right.SEE_BOOKS,
    "product": Right.SEE_CATALOGUE,
    "product_category": Right.SEE_CATALOGUE,
    "price_level": Right.SEE_CATALOGUE,
    "tax_class": Right.SEE_CATALOGUE,
    "order": Right.SEE_ORDERS,
    "standing_order": Right.SEE_ORDERS,
    "route": Right.SEE_ORDERS,
    "till": Right.SEE_TILLS,
    "payment_method": Right.SEE_TILLS,
    "payment_menu": Right.SEE_TILLS,
    "publication": Right.SEE_TILLS,
    "sale": Right.SEE_TILLS,
    "sale_exception": Right.SEE_TILLS,
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
