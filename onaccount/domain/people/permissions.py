"""Who may do what: one table."""

from enum import Enum

from onaccount.domain.people.rules import Role


class Right(Enum):
    """A right, and the words in which its lack is said."""

    SEE_CUSTOMERS = "see customers"
    EDIT_CUSTOMERS = "correct customers"
    APPROVE_CUSTOMERS = "change a customer's status"
    IMPORT_CUSTOMERS = "import customers"
    READ_LETTERS = "read the outbox"
    EDIT_BUSINESS = "change the business's settings"
    MANAGE_STAFF = "add staff"
    BACK_UP = "back up and restore"


MAY: dict[Role, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(Right),
    Role.OFFICE: frozenset(Right) - {Right.EDIT_BUSINESS, Right.MANAGE_STAFF, Right.BACK_UP},
    Role.READER: frozenset({Right.SEE_CUSTOMERS}),
}

TRUSTED_KINDS = frozenset({"command", "system", "demo"})  # whoever can run these owns the machine and its database

# Actors that are no principal. What a timed import does, letting people in too, was settled by somebody who may.
OF_MACHINES: dict[str, frozenset[Right]] = {"clock": frozenset({Right.IMPORT_CUSTOMERS, Right.APPROVE_CUSTOMERS})}
