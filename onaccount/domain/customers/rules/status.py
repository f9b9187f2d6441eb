"""Status is access, stage is credit: two axes of a customer, each a table (D-01 to D-03)."""

from enum import Enum

from onaccount.foundation.refusals import Refused


class Kind(Enum):
    """A company, whose contacts work for it, or an individual, who pays their own bills (D-22)."""

    COMPANY = "company"
    INDIVIDUAL = "individual"


class Status(Enum):
    NEW = "new"
    ADMIN = "admin"
    ACTIVE = "active"
    INACTIVE = "inactive"


class Stage(Enum):
    NONE = "none"
    NEW = "new"
    PASSED = "passed"
    REFERRED = "referred"
    FAILED = "failed"
    BILLING = "billing"


class Origin(Enum):
    """The door a customer came by. Those who came by themselves or through a partner stand in New Accounts (D-17)."""

    SIGNUP = "signup"
    PARTNER = "partner"
    STAFF = "staff"
    API = "api"
    IMPORT = "import"


CAME_BY_THEMSELVES = (Origin.SIGNUP, Origin.PARTNER, Origin.API)

STATUS_MOVES: dict[Status, set[Status]] = {
    Status.NEW: {Status.ACTIVE, Status.ADMIN, Status.INACTIVE},
    Status.ADMIN: {Status.ACTIVE, Status.INACTIVE},
    Status.ACTIVE: {Status.INACTIVE, Status.ADMIN},
    Status.INACTIVE: {Status.ACTIVE, Status.ADMIN},
}

# Not a move but a taking back: by the same person, while the activation's letter waits (D-02).
UNDO: tuple[Status, Status] = (Status.ACTIVE, Status.NEW)

STATUS_EVENTS: dict[Status, str] = {
    Status.NEW: "customer.activation_undone",
    Status.ACTIVE: "customer.activated",
    Status.ADMIN: "customer.made_admin",
    Status.INACTIVE: "customer.made_inactive",
}

# The move that a press on the status makes (S0-05, S0-13); the others are in its menu.
USUAL_MOVE: dict[Status, Status] = {
    Status.NEW: Status.ACTIVE,
    Status.ADMIN: Status.ACTIVE,
    Status.ACTIVE: Status.INACTIVE,
    Status.INACTIVE: Status.ACTIVE,
}

STAGE_MOVES: dict[Stage, set[Stage]] = {
    Stage.NONE: {Stage.NEW},
    Stage.NEW: {Stage.PASSED, Stage.REFERRED, Stage.FAILED},
    Stage.REFERRED: {Stage.PASSED, Stage.FAILED},
    Stage.PASSED: {Stage.BILLING, Stage.REFERRED},
    Stage.FAILED: {Stage.REFERRED},
    Stage.BILLING: {Stage.REFERRED},
}


class NoSuchMove(Refused):
    code = "no_such_move"
    sentence = "No. {customer} is {now} and cannot become {to}."
    cure = "Reload the page to see its status."


class AlreadyDone(Refused):
    code = "already_done"
    sentence = "No. {customer} is {now} already."
    cure = "Nothing more is to be done."
    status = 409


class NoLogin(Refused):
    code = "no_login"
    sentence = "This customer has no e-mail address to log in with."
    cure = "Add one, or set the status to Admin."


class FailedCredit(Refused):
    code = "failed_credit"
    sentence = "This customer failed the credit check."
    cure = "Refer it again first."


class LastLogin(Refused):
    code = "last_login"
    sentence = "This is the last login of an Active customer."
    cure = "Set the status to Admin first."
    field = "login_email"


class LoginTaken(Refused):
    code = "login_taken"
    sentence = "Login address {email} belongs to No. {owner}."
    cure = "Use another address, or look at No. {owner}."
    field = "login_email"


class LoginOfStaff(Refused):
    code = "login_of_staff"
    sentence = "{email} is the login of a member of staff."
    cure = "Use another address."
    field = "login_email"


class LoginOfNamedStaff(LoginOfStaff):
    """The same, for those who may see who works here."""

    sentence = "{email} is the login of {name}, a member of staff."


class NoSuchCustomer(Refused):
    code = "no_such_customer"
    sentence = "There is no customer No. {customer}."
    status = 404


class Merged(Refused):
    """What would be decided of a customer alone who is one with another (D-11)."""

    code = "merged"
    sentence = "No. {customer} was merged into No. {survivor}."
    cure = "Do it with No. {survivor}, or undo the merge first."
    status = 409


class ExternalIdTaken(Refused):
    code = "external_id_taken"
    sentence = "External id {external_id} belongs to No. {owner}."
    cure = "Two customers cannot share one. Correct it, or look at No. {owner}."
    field = "external_id"


def check_status_move(customer: int, now: Status, to: Status) -> None:
    if now is to:
        raise AlreadyDone(customer=customer, now=now.value.capitalize())
    if to not in STATUS_MOVES[now]:
        raise NoSuchMove(customer=customer, now=now.value.capitalize(), to=to.value.capitalize())


def check_activation(stage: Stage, logins: int) -> None:
    """A customer without a login cannot be let in (S0-11), nor one whose credit check failed (D-01)."""
    if stage is Stage.FAILED:
        raise FailedCredit
    if not logins:
        raise NoLogin
