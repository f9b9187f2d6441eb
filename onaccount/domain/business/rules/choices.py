"""The business that runs this deployment: what it may choose, and what of it cannot be."""

import re
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any
from zoneinfo import available_timezones

import pycountry

from onaccount.domain.business.rules.accent import check_accent
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import has_controls, shorten, tidy

SHORTEST_PASSWORD = 6  # whatever a business sets
LONGEST_MINIMUM = 64  # to ask for more would refuse passwords that are good (ASVS 6.2.9)
LONGEST_LINK = 90  # days that a letter with a way in may lie about
LONGEST_CLAIM = 3650  # days
LONGEST_NAME = 120


class Vetted(Enum):
    """Whose customers' credit is looked at before they trade on account; for all others the stage is None (D-01)."""

    PARTNERS = "partners"
    COMPANIES = "companies"
    INDIVIDUALS = "individuals"
    EVERYONE = "everyone"
    NOBODY = "nobody"


class LoginLetter(Enum):
    """What the letter to a newly activated login brings (D-04)."""

    LINK = "link"
    TEMPORARY_PASSWORD = "temporary_password"  # noqa: S105 - the name of a choice


class BusinessNameless(Refused):
    code = "business_nameless"
    sentence = "The business needs a name of one line, of at most {longest} characters."
    cure = "Write the name that is to stand on your pages and letters."


class NotACurrency(Refused):
    code = "not_a_currency"
    sentence = '"{value}" is no currency of today.'
    cure = "Choose one of ISO 4217, such as GBP."


class NotABusinessZone(Refused):
    code = "not_a_business_zone"
    sentence = '"{value}" is no time zone.'
    cure = "Choose one by its place, such as Europe/London."


class MinimumImpossible(Refused):
    code = "minimum_impossible"
    sentence = "Passwords cannot be asked to have at least {value} characters."
    cure = "Choose from {shortest} to {longest}."


class LinkDaysImpossible(Refused):
    code = "link_days_impossible"
    sentence = "A link cannot be good for {value} days."
    cure = "Choose from 1 to {longest}."


class ClaimDaysImpossible(Refused):
    code = "claim_days_impossible"
    sentence = "A claim cannot last {value} days."
    cure = "Choose from 1 to {longest}."


class NotOneOf(Refused):
    code = "not_one_of"
    sentence = '"{value}" cannot be chosen here.'
    cure = "Choose one of: {known}."


class NobodyToTell(Refused):
    code = "nobody_to_tell"
    sentence = '"{value}" is not an e-mail address.'
    cure = "Write one address, or leave it empty to tell all staff who may let customers in."


# Of ISO 4217's codes that begin with X these are money that people pay with; the rest are metals and reckoning units.
SHARED_MONEY = {"XAF", "XCD", "XCG", "XOF", "XPF"}
FUNDS = {"BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW"}  # marked "fund" there: nobody is paid in them
ADDRESS = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\"]+")


@cache
def currency_names() -> dict[str, str]:
    """The codes of money that ISO 4217 has today, with its English names."""
    known = {currency.alpha_3: currency.name for currency in pycountry.currencies}
    money = {code for code in known if not code.startswith("X") or code in SHARED_MONEY} - FUNDS
    return {code: known[code] for code in sorted(money)}


@cache
def zone_names() -> tuple[str, ...]:
    return tuple(zone for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC")


def check_choice(name: str, value: Any) -> None:
    """Refuse what a business cannot choose. A choice without a line in CHECKS may have every value of its type."""
    if name in CHECKS:
        CHECKS[name](value)


def _check_name(value: str) -> None:
    if not value or value != tidy(value) or len(value) > LONGEST_NAME or has_controls(value):
        raise BusinessNameless(longest=LONGEST_NAME)


def _check_currency(value: str) -> None:
    if value not in currency_names():
        raise NotACurrency(value=shorten(value))


def _check_zone(value: str) -> None:
    if value not in zone_names():
        raise NotABusinessZone(value=shorten(value))


def _check_minimum(value: int) -> None:
    if not SHORTEST_PASSWORD <= value <= LONGEST_MINIMUM:
        raise MinimumImpossible(value=value, shortest=SHORTEST_PASSWORD, longest=LONGEST_MINIMUM)


def _check_link_days(value: int) -> None:
    if not 1 <= value <= LONGEST_LINK:
        raise LinkDaysImpossible(value=value, longest=LONGEST_LINK)


def _check_claim_days(value: int) -> None:
    if not 1 <= value <= LONGEST_CLAIM:
        raise ClaimDaysImpossible(value=value, longest=LONGEST_CLAIM)


def _check_address(value: str) -> None:
    if value and not ADDRESS.fullmatch(value):
        raise NobodyToTell(value=shorten(value))


def one_of(choices: type[Enum]) -> Callable[[str], None]:
    known = [str(choice.value) for choice in choices]

    def check(value: str) -> None:
        if value not in known:
            raise NotOneOf(value=shorten(str(value)), known=", ".join(known))

    return check


CHECKS: dict[str, Callable[[Any], None]] = {
    "name": _check_name,
    "currency": _check_currency,
    "time_zone": _check_zone,
    "shortest_password": _check_minimum,
    "link_days": _check_link_days,
    "claim_days": _check_claim_days,
    "signups_told_to": _check_address,
    "accent": check_accent,
    "login_letter": one_of(LoginLetter),
    "vets": one_of(Vetted),
}
