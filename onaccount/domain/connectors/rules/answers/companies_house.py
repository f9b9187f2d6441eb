"""Companies House: the profile of a company."""

from typing import Any

from onaccount.domain.connectors.rules.answers.reading import Unreadable, member, text
from onaccount.domain.connectors.rules.checks import CheckOutcome, Report

GOOD = frozenset({"active", "open", "registered"})
GONE = frozenset({"dissolved", "converted-closed", "removed", "closed"})
NOT_THERE = "company-profile-not-found"
WARNINGS = {
    "active-proposal-to-strike-off": "It is about to be struck off the register",
    "liquidation": "It is in liquidation",
    "receivership": "It is in receivership",
    "administration": "It is in administration",
    "voluntary-arrangement": "It has a voluntary arrangement with its creditors",
    "insolvency-proceedings": "It is in insolvency proceedings",
    "dissolved": "It was dissolved",
    "converted-closed": "It was converted or closed",
    "removed": "It was taken off the register",
    "closed": "It is closed",
}
COUNTRIES = {
    **dict.fromkeys(("united kingdom", "england", "scotland", "wales", "northern ireland", "great britain"), "GB"),
    "england and wales": "GB",
    "ireland": "IE",
}


def says_not_there(said: Any) -> bool:
    """Whether the register itself says that it has no such company; whoever else stands on the way says 404 too."""
    errors = member(said, "errors")
    return isinstance(errors, list) and any(text(each, "error") == NOT_THERE for each in errors)


def no_such_company(number: str, document: bytes) -> Report:
    return Report(number, CheckOutcome.FAILED, reasons=("No company has this number",), document=document)


def report_of(said: Any, number: str, document: bytes) -> Report:
    """Raises Unreadable where it is not the profile of this company with a name and a state that we know."""
    name, status, detail = text(said, "company_name"), text(said, "company_status"), text(said, "company_status_detail")
    if text(said, "company_number").upper() != number or not name or not status:
        raise Unreadable
    reasons = [WARNINGS[each] for each in (status, detail) if each in WARNINGS]
    if member(said, "undeliverable_registered_office_address") is True:
        reasons.append("Post does not reach its registered office")
    if member(said, "registered_office_is_in_dispute") is True:
        reasons.append("Its registered office is in dispute")
    if member(said, "accounts", "overdue") is True:
        reasons.append("Its accounts are overdue")
    if status not in GOOD | GONE and not reasons:
        reasons.append(f"Its state is {status}")
    outcome = CheckOutcome.FAILED if status in GONE else CheckOutcome.REFERRED if reasons else CheckOutcome.PASSED
    return Report(number, outcome, reasons=tuple(reasons), found=_found(said, name, number, detail or status),
                  document=document)  # fmt: skip


def _found(said: Any, name: str, number: str, status: str) -> dict[str, str]:
    place = member(said, "registered_office_address")
    first = " ".join(filter(None, (text(place, "premises"), text(place, "address_line_1"))))
    found = {
        "name": name,
        "registration_number": number,
        "line1": first or text(place, "po_box"),
        "line2": text(place, "address_line_2"),
        "city": text(place, "locality"),
        "region": text(place, "region"),
        "postcode": text(place, "postal_code"),
        "country": COUNTRIES.get(text(place, "country").lower(), ""),
        "company_status": status,
        "created_on": text(said, "date_of_creation")[:10],
    }
    return {key: value for key, value in found.items() if value}
