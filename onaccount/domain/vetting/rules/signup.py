"""What somebody who signs up by themselves may say, must say, and is refused (S1-05, S1-12, S1-13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from onaccount.domain.customers.rules.fields import FIELDS, NeedsName, clean_row
from onaccount.domain.customers.rules.names import check_name, is_nothing
from onaccount.domain.customers.rules.status import Kind
from onaccount.domain.customers.rules.unusable import Unusable
from onaccount.domain.history.rules import Actor
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy

STRANGER = Actor("applicant", "applicant", "The applicant")  # whoever signs up; nobody yet
PAGE_LASTS = timedelta(days=60)  # how long the page of an application can be looked at
MOST_LETTERS = 10  # of one application
MOST_TO_AN_ADDRESS = 10  # letters of all its applications in a day: nobody has us fill somebody's mailbox

# What is ours to say of a customer, ids and tags, is not among them; what else is sent is not looked at.
MAY_SAY = tuple(name for name in FIELDS if name not in ("external_id", "tags"))
# The texts that stand at the head of pages and letters, and those that could.
NAMES = tuple(
    name for name in MAY_SAY if name not in ("kind", "email", "contact_email", "website", "notes", "phone", "mobile")
)
LONGEST_PASSWORD = 1000  # characters; argon2 reads them all


class SignupClosed(Refused):
    code = "signup_closed"
    sentence = "Accounts are opened by our staff."
    cure = "Ask {whom}."
    status: ClassVar[int] = 403


class NeedsBusinessName(Unusable):
    """`whom` to ask is the business's setting."""

    code = "needs_business_name"
    sentence = "Accounts are for businesses, and a business name is needed."
    cure = "Add it. If you have none, ask {whom}."


class NeedsEmail(Unusable):
    code = "needs_email"
    sentence = "An e-mail address is needed."
    cure = "Add yours: our letter goes there, and you log in with it."


class WeakPassword(Unusable):
    """`reasons` are the validators' own sentences."""

    code = "weak_password"
    sentence = "{reasons}"


class Unfit(Refused):
    """Something of what was typed cannot be used. `problems` are (field, refusal), the field "password" among them."""

    code = "unfit"
    sentence = "Something in this application cannot be used as it stands."
    cure = "Change what is named, and send it again."

    def __init__(self, problems: list[tuple[str, Refused]]) -> None:
        super().__init__()
        self.problems = problems


class AddressKnown(Refused):
    """Only said to somebody who has shown that the address is theirs."""

    code = "address_known"
    sentence = "There is an account with this address already."
    cure = "Log in with it, or choose a new password."
    status: ClassVar[int] = 409


class TooManyLetters(Refused):
    code = "too_many_letters"
    sentence = "The letter was asked for {most} times."
    cure = "Sign up again, with the address checked."
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Policy:
    """What the business lets people do by themselves. `ask_whom` is for a sentence: "01632 960 114"."""

    is_open: bool
    allows_individuals: bool
    ask_whom: str


def check_open(policy: Policy) -> None:
    if not policy.is_open:
        raise SignupClosed(whom=policy.ask_whom)


def checked(values: Mapping[str, str], policy: Policy) -> tuple[dict[str, str], list[tuple[str, Refused]]]:
    """The values as they would be kept, and what has to be changed, by field."""
    said = {name: values[name] for name in MAY_SAY if values.get(name)}
    problems: list[tuple[str, Refused]] = [
        (name, refusal) for name in NAMES if (refusal := _refusal_of(said.get(name, "")))
    ]
    named = {name for name, _ in problems}
    if is_nothing(said.get("name", "")):
        said.pop("name", None)
    cleaned = clean_row(said)
    problems += [(name, refusal) for name, refusal in cleaned.refusals if name not in named]
    problems = _with_business_name(problems, cleaned.values, policy)
    if not cleaned.values.get("email") and "email" not in dict(problems):
        problems.append(("email", NeedsEmail()))
    return {name: text for name, text in cleaned.values.items() if text}, problems


def _refusal_of(text: str) -> Unusable | None:
    try:
        check_name(text)
    except Unusable as refusal:
        return refusal.with_traceback(None)
    return None


def _with_business_name(
    problems: list[tuple[str, Refused]], values: Mapping[str, str], policy: Policy
) -> list[tuple[str, Refused]]:
    """Where only businesses may come, whoever gives no business name is told whom to ask."""
    if policy.allows_individuals:
        return problems
    lacks = values.get("kind") == Kind.INDIVIDUAL.value or any(isinstance(one, NeedsName) for _, one in problems)
    others = [(name, one) for name, one in problems if not isinstance(one, NeedsName)]
    return [("name", NeedsBusinessName(whom=policy.ask_whom)), *others] if lacks else problems


def applicant_name(values: Mapping[str, str]) -> str:
    """Who is applying, as history says it."""
    person = f"{values.get('contact_given_name', '')} {values.get('contact_family_name', '')}"
    return tidy(person) or values.get("name", "")
