"""Who sends the invoices, and on which terms. Pure."""

from dataclasses import dataclass

from onaccount.foundation.refusals import Refused

LONGEST_DAYS = 365


class TermsUnusable(Refused):
    code = "terms_unusable"
    sentence = "{what} cannot be so."
    cure = "Write a whole number of days from 0 to {most}."


class CountryUnknown(Refused):
    code = "country_unknown"
    sentence = '"{value}" is no country.'
    cure = "Write its two letters, such as GB."
    field = "country"


@dataclass(frozen=True, slots=True)
class Seller:
    """As invoices print it. EN 16931 wants name, country, and a tax id where tax is charged."""

    name: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""
    tax_id: str = ""
    registration_number: str = ""
    email: str = ""
    iban: str = ""
    bic: str = ""

    @property
    def is_named(self) -> bool:
        return bool(self.name and self.city and self.country)


@dataclass(frozen=True, slots=True)
class Terms:
    due_days: int = 14
    quote_days: int = 30
    invoice_prefix: str = "INV-"
    credit_note_prefix: str = "CN-"


def check_days(what: str, days: int) -> None:
    if not 0 <= days <= LONGEST_DAYS:
        raise TermsUnusable(what=what, most=LONGEST_DAYS)
