"""What somebody asks of a timed import, checked as a whole before it is kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from onaccount.domain.customers.rules.emails import clean_email
from onaccount.domain.customers.rules.unusable import Unusable
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.schedules import Guards, SourceKind, TellWhen, WhenClean
from onaccount.domain.imports.rules.slots import check_cron, zone_of
from onaccount.domain.imports.rules.sources import check_token_header, place_of
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import has_controls, shorten, tidy

ADDRESSES = re.compile(r"[\s,;]+")
MOST_ADDRESSES = 20


class ScheduleNameless(Refused):
    code = "schedule_nameless"
    sentence = "A timed import needs a name of 80 letters at most."
    cure = "Name it after what it brings, such as Customers from the till system."


class ScheduleNameTaken(Refused):
    code = "schedule_name_taken"
    sentence = "There is a timed import called {name} already."
    cure = "Give this one another name."


class NotAPercentage(Refused):
    code = "not_a_percentage"
    sentence = "A guard is a whole number of percent from 1 to 100."
    cure = "Leave it empty to switch the guard off."


class NotAnAddressToTell(Refused):
    code = "not_an_address_to_tell"
    sentence = "{address} is not an e-mail address."
    cure = "Write one address to a line, 20 at most."


class UserUnusable(Refused):
    code = "user_unusable"
    sentence = "A user or a password cannot hold line ends or other signs that are not seen, and a user no colon."
    cure = "Copy it once more from where it came."


class SecretNeededAgain(Refused):
    """Who may change the place could otherwise have the secret sent to a machine of their own."""

    code = "secret_needed_again"
    sentence = "The password or token was given for another machine."
    cure = "Enter it again, or say that none is needed."


@dataclass(frozen=True, slots=True)
class Plan:
    """A timed import as it is asked for. `secret`: None keeps the one that is there, "" takes it away."""

    name: str
    source: SourceKind
    place: str
    cron: str
    time_zone: str
    user: str = ""
    secret: str | None = field(default=None, repr=False)
    token_header: str = ""
    moves_taken: bool = False
    options: Options = field(default_factory=Options)
    guards: Guards = field(default_factory=Guards)
    when_clean: WhenClean = WhenClean.APPLY
    tell_to: Sequence[str] = ()
    tell_when: TellWhen = TellWhen.CHANGES

    @property
    def is_remote(self) -> bool:
        return self.source is not SourceKind.FOLDER


def check_plan(plan: Plan) -> Plan:
    """The plan as it is kept, or the first refusal."""
    name = tidy(plan.name)
    if not name or len(name) > 80:
        raise ScheduleNameless
    place_of(plan.source, plan.place)
    zone_of(plan.time_zone)
    for percent in (plan.guards.shrink, plan.guards.change):
        if percent is not None and not 1 <= percent <= 100:
            raise NotAPercentage
    if any(map(has_line_ends, (plan.user, plan.secret or ""))) or ":" in plan.user or len(plan.user) > 200:
        raise UserUnusable
    return replace(
        plan,
        name=name,
        place=plan.place.strip(),
        cron=check_cron(plan.cron),
        user=plan.user if plan.is_remote else "",
        secret=plan.secret if plan.is_remote else "",
        token_header=check_token_header(plan.token_header) if plan.source is SourceKind.HTTPS else "",
        moves_taken=plan.moves_taken and plan.source is SourceKind.FOLDER,
        tell_to=clean_addresses(plan.tell_to),
    )


def has_line_ends(text: str) -> bool:
    return has_controls(text) or any(sign in text for sign in "\r\n\t\v\f\x85\u2028\u2029")


def clean_addresses(typed: Sequence[str]) -> list[str]:
    found = [address for text in typed for address in ADDRESSES.split(text) if address]
    if len(found) > MOST_ADDRESSES:
        raise NotAnAddressToTell(address=f"{len(found)} addresses")
    return list(dict.fromkeys(map(clean_address, found)))


def clean_address(text: str) -> str:
    try:
        return str(clean_email(text))
    except Unusable:
        raise NotAnAddressToTell(address=shorten(text)) from None
