"""A customer as agencies and registers are asked about it, and which question that is."""

from collections.abc import Callable

from onaccount.domain.connectors.queries.profiles import ours_of
from onaccount.domain.connectors.rules.checks import SOURCE_NAMES, Applicant, NothingToAsk, Source
from onaccount.domain.connectors.rules.numbers import company_number, vat_number
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import Kind

HOME = "GB"  # of a customer whose address names no country
ASKED_ABOUT: dict[Source, tuple[str, ...]] = {
    Source.BY_HAND: ("name", "registration_number"),
    Source.CREDITSAFE: ("name", "registration_number", "postcode"),
    Source.COMPANIES_HOUSE: ("registration_number",),
    Source.HMRC: ("tax_id",),
    Source.VIES: ("tax_id",),
}


def applicant_of(number: int) -> Applicant:
    """Two statements."""
    kind = Customer.objects.values_list("kind", flat=True).get(number=number)
    ours = ours_of(number)
    fields = ("registration_number", "tax_id", "line1", "city", "postcode", "country")
    told = {name: ours.get(name, "") for name in fields}
    return Applicant(number, kind == Kind.COMPANY.value, ours.get("name", ""), **told)


def asked_about(source: Source, applicant: Applicant) -> dict[str, str]:
    """The fields on which the answer stands, as they are now."""
    return {name: getattr(applicant, name) for name in ASKED_ABOUT[source]}


def question_of(source: Source, applicant: Applicant) -> str:
    """What is asked, in short: the same question has the same answer. Raises NothingToAsk."""
    return QUESTIONS[source](applicant)


def _of_credit(applicant: Applicant) -> str:
    if not applicant.is_company:
        raise NothingToAsk(source=SOURCE_NAMES[Source.CREDITSAFE], why="it knows companies, and this is a person")
    country = applicant.country or HOME
    if len(country) != 2:
        raise NothingToAsk(source=SOURCE_NAMES[Source.CREDITSAFE], why="the country of its address is not known")
    if number := number_there(applicant):
        return f"{country} {number}"
    return f"{country} {' '.join(applicant.name.split()).casefold()} {applicant.postcode.upper()}".strip()


def number_there(applicant: Applicant) -> str:
    """The registration number as the register of its country writes it; blank where there is none."""
    if (applicant.country or HOME) == HOME:
        return company_number(applicant.registration_number) or ""
    return applicant.registration_number.upper()


def _of_company(applicant: Applicant) -> str:
    number = company_number(applicant.registration_number)
    name = SOURCE_NAMES[Source.COMPANIES_HOUSE]
    if applicant.country not in ("", HOME):
        raise NothingToAsk(source=name, why="its address is not in the United Kingdom")
    if number is None:
        why = "its registration number is not one of the United Kingdom" if applicant.registration_number else MISSING
        raise NothingToAsk(source=name, why=why)
    return number


MISSING = "it has no registration number"
NO_TAX_ID = "it has no tax id that could be a VAT number"


def _of_vat(source: Source, applicant: Applicant) -> str:
    found = vat_number(applicant.tax_id, applicant.country or HOME) if applicant.tax_id else None
    if found is None:
        raise NothingToAsk(source=SOURCE_NAMES[source], why=NO_TAX_ID)
    is_british = found[0] == "GB"
    if is_british != (source is Source.HMRC):
        other = SOURCE_NAMES[Source.HMRC if is_british else Source.VIES]
        raise NothingToAsk(source=SOURCE_NAMES[source], why=f"its VAT number is one that {other} knows")
    return f"{found[0]} {found[1]}"


QUESTIONS: dict[Source, Callable[[Applicant], str]] = {
    Source.CREDITSAFE: _of_credit,
    Source.COMPANIES_HOUSE: _of_company,
    Source.HMRC: lambda applicant: _of_vat(Source.HMRC, applicant),
    Source.VIES: lambda applicant: _of_vat(Source.VIES, applicant),
}
