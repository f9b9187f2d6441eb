"""An agency in the shape of Creditsafe Connect: a search that finds companies, and a report that costs money."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from onaccount.domain.connectors.rules.answers.reading import Unreadable, member, text, whole
from onaccount.domain.connectors.rules.checks import Applicant, CheckOutcome, Report, plain_text
from onaccount.foundation.money import Money, digits_of

# The agency's five grades, the same in all countries: A is the best, E was not rated.
GRADES = {
    "A": CheckOutcome.PASSED,
    "B": CheckOutcome.PASSED,
    "C": CheckOutcome.REFERRED,
    "D": CheckOutcome.FAILED,
    "E": CheckOutcome.REFERRED,
}
CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
MOST_LIMIT = 10**9  # in whole units: what is larger was misread


@dataclass(frozen=True, slots=True)
class Candidate:
    id: str
    name: str
    registration_number: str
    postcode: str


def candidates_of(said: Any) -> list[Candidate]:
    """Raises Unreadable where it is no list of companies."""
    companies = member(said, "companies")
    if not isinstance(companies, list):
        raise Unreadable
    found = [
        Candidate(
            text(each, "id"), text(each, "name"), text(each, "regNo").upper(), text(each, "address", "postCode").upper()
        )
        for each in companies
    ]
    if not all(each.id for each in found):
        raise Unreadable
    return found


def chosen(candidates: Sequence[Candidate], applicant: Applicant, number: str) -> list[Candidate]:
    """Who it can be: by the number where there is one, else by exactly the name in the same post code."""
    if number:
        return [each for each in candidates if each.registration_number == number]
    place = "".join(applicant.postcode.upper().split())
    return [
        each
        for each in candidates
        if plain_text(each.name) == plain_text(applicant.name)
        and (not place or "".join(each.postcode.split()) == place)
    ]


def not_one(order: str, count: int, document: bytes) -> Report:
    """None there, or several: a person looks."""
    why = "The agency knows no such company" if not count else f"The agency knows {count} such companies"
    return Report(order, CheckOutcome.REFERRED, reasons=(why,), document=document)


def report_of(said: Any, company: str, order: str, document: bytes) -> Report:
    """Raises Unreadable where it is no report on this company with a grade that we know."""
    report = member(said, "report")
    grade = text(report, "creditScore", "currentCreditRating", "commonValue").upper()
    if text(report, "companyId") != company or grade not in GRADES:
        raise Unreadable
    rating = member(report, "creditScore", "currentCreditRating")
    reasons = [_said(f"Grade {grade}", text(rating, "commonDescription"))]
    status = text(report, "companySummary", "companyStatus", "status")
    outcome = GRADES[grade]
    if status and status.lower() != "active":
        reasons.append(f"Its state is {status}")
        outcome = CheckOutcome.REFERRED if outcome is CheckOutcome.PASSED else outcome
    found = {
        "name": text(report, "companySummary", "businessName"),
        "registration_number": text(report, "companySummary", "companyRegistrationNumber").upper(),
    }
    return Report(
        reference=text(said, "orderId") or order,
        outcome=outcome,
        score=whole(rating, "providerValue", "value"),
        limit_advised=_limit(rating),
        reasons=tuple(reasons),
        found={name: value for name, value in found.items() if value},
        document=document,
    )


def _limit(rating: Any) -> Money | None:
    amount, currency = member(rating, "creditLimit", "value"), text(rating, "creditLimit", "currency")
    units = whole(amount) if not isinstance(amount, int) else amount if 0 <= amount <= MOST_LIMIT else None
    if units is None or isinstance(amount, bool) or not CURRENCY.fullmatch(currency):
        return None
    return Money(units * 10 ** digits_of(currency), currency)


def _said(head: str, rest: str) -> str:
    return f"{head}: {rest}" if rest else head
