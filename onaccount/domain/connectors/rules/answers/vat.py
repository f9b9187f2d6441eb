"""Registers of VAT: HMRC's for the United Kingdom, and VIES, which asks those of the member states.

An error is not "not valid" (D-16), also where it comes in an answer that looks like one.
"""

from typing import Any

from onaccount.domain.connectors.rules.answers.reading import Unreadable, member, text
from onaccount.domain.connectors.rules.checks import CheckOutcome, Report

ASK_AGAIN = frozenset(
    "GLOBAL_MAX_CONCURRENT_REQ MS_MAX_CONCURRENT_REQ SERVICE_UNAVAILABLE MS_UNAVAILABLE TIMEOUT SERVER_BUSY"
    " GLOBAL_MAX_CONCURRENT_REQ_TIME MS_MAX_CONCURRENT_REQ_TIME".split()
)
NOT_TAKEN = frozenset({"INVALID_INPUT", "INVALID_REQUESTER_INFO", "VAT_BLOCKED", "IP_BLOCKED"})
NOT_VALID = "The number is not valid for VAT"


def hmrc_report(said: Any, number: str, document: bytes) -> Report:
    """Raises Unreadable where it does not speak of this number."""
    target = member(said, "target")
    if text(target, "vatNumber") != number or not text(target, "name"):
        raise Unreadable
    place = member(target, "address")
    found = {
        "name": text(target, "name"),
        "line1": text(place, "line1"),
        "line2": text(place, "line2"),
        "postcode": text(place, "postcode"),
        "country": text(place, "countryCode"),
    }
    reference = text(said, "consultationNumber") or f"GB{number}"
    return Report(reference, CheckOutcome.PASSED, found=_filled(found), document=document)


def hmrc_says_not_there(said: Any) -> bool:
    return text(said, "code") == "NOT_FOUND"


def not_valid(reference: str, document: bytes) -> Report:
    return Report(reference, CheckOutcome.FAILED, reasons=(NOT_VALID,), document=document)


def vies_trouble(said: Any) -> str:
    """The code of an error that came instead of an answer, in a body of 200 too; blank where there is none."""
    wrapped = text(said, "errorWrappers", 0, "error")
    code = wrapped or text(said, "userError")
    return "" if code in ("VALID", "INVALID", "") else code


def vies_report(said: Any, land: str, number: str, document: bytes) -> Report:
    """Raises Unreadable where it does not say valid or not valid of this number in so many words."""
    is_valid = member(said, "isValid")
    named = text(said, "vatNumber") or text(said, "originalVatNumber")
    if type(is_valid) is not bool or named.upper().removeprefix(land) != number:
        raise Unreadable
    if text(said, "userError") not in ("", "VALID" if is_valid else "INVALID"):
        raise Unreadable
    reference = text(said, "requestIdentifier") or f"{land}{number}"
    if not is_valid:
        return not_valid(reference, document)
    found = {"name": text(said, "name")}  # the address is one text, and every state writes it in its own way
    return Report(reference, CheckOutcome.PASSED, found=_filled(found), document=document)


def _filled(found: dict[str, str]) -> dict[str, str]:
    """Germany and Spain say "---" of what they do not tell."""
    return {name: value for name, value in found.items() if value.strip("-")}
