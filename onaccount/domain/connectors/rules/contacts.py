"""A contact as Xero's accounting API tells it, as one of ours. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from onaccount.domain.connectors.rules.next_door import Theirs
from onaccount.domain.customers.rules.countries import clean_country
from onaccount.domain.customers.rules.identifiers import clean_registration_number, clean_tax_id
from onaccount.domain.customers.rules.normal import name_words
from onaccount.domain.customers.rules.phones import clean_phone
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy, without_controls

STAMP = re.compile(r"/Date\((-?\d+)([+-]\d{4})?\)/")
PLACES = {"POBOX": "", "STREET": "delivery_"}  # where invoices go, and where goods go
OF_PLACE = {
    "line1": "AddressLine1", "line2": "AddressLine2", "line3": "AddressLine3", "city": "City", "region": "Region",
    "postcode": "PostalCode", "country": "Country",
}  # fmt: skip
PHONES = {"DEFAULT": "phone", "MOBILE": "mobile"}
FORGOTTEN = "GDPRREQUEST"  # somebody asked there to be forgotten: we keep no more than that
GONE = "GONE"  # ours: it was there, and is not any more
LONGEST_KEY = 300


class NotAContact(ValueError):  # noqa: N818 - an answer
    """What came has no id, no stamp, or is no contact at all."""


def moment_of(stamp: str) -> datetime:
    """Of "/Date(1551399323399+0000)/": milliseconds since 1970; the offset only says where it was typed."""
    match = STAMP.fullmatch(stamp)
    if not match:
        raise NotAContact
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(match[1]))
    except OverflowError:
        raise NotAContact from None


def contact_of(given: Any) -> Theirs:
    """A contact of ours, or NotAContact. Values are spelt as ours are, so that the two can be compared."""
    if not isinstance(given, dict) or not isinstance(given.get("ContactID"), str) or not given["ContactID"]:
        raise NotAContact
    status, changed_at = _text(given, "ContactStatus") or "ACTIVE", moment_of(_text(given, "UpdatedDateUTC"))
    contact_id, merged_to = given["ContactID"][:60], _text(given, "MergedToContactID")[:60]
    if status == FORGOTTEN:
        return Theirs(contact_id, name="", status=status, merged_to=merged_to, changed_at=changed_at)
    return Theirs(
        contact_id,
        name=_text(given, "Name")[:300],
        contact_number=_text(given, "ContactNumber")[:50],
        email=_text(given, "EmailAddress").lower()[:320],
        status=status[:20],
        merged_to=merged_to,
        changed_at=changed_at,
        values={name: text for name, text in _values(given) if text},
    )


def _values(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = [
        ("given_name", _text(given, "FirstName")),
        ("family_name", _text(given, "LastName")),
        ("account_number", _text(given, "AccountNumber")[:50]),
        ("tax_id", _cleaned(clean_tax_id, _text(given, "TaxNumber"))[:60]),
        ("registration_number", _cleaned(clean_registration_number, _text(given, "CompanyNumber"))[:60]),
    ]
    for block in _blocks(given, "Phones"):
        name = PHONES.get(str(block.get("PhoneType")))
        found += [(name, phone_of(block))] if name else []
    for block in _blocks(given, "Addresses"):
        prefix = PLACES.get(str(block.get("AddressType")))
        if prefix is not None:
            found += [(f"{prefix}{name}", _part(name, _text(block, theirs))) for name, theirs in OF_PLACE.items()]
    return found


def _part(name: str, text: str) -> str:
    return _cleaned(clean_country, text) if name == "country" else text


def phone_of(block: Mapping[str, Any]) -> str:
    """One number of Xero's three parts; with the country's code it is spelt as ours are."""
    code, area, number = (_text(block, name) for name in ("PhoneCountryCode", "PhoneAreaCode", "PhoneNumber"))
    if not number:
        return ""
    if code:
        # The 0 of a call from inside the country, as people write it: whether it belongs there, the country decides.
        area = f"(0){area[1:]}" if area.startswith("0") else area
        return _cleaned(clean_phone, " ".join(filter(None, (f"+{code.lstrip('+0')}", area, number))))
    return _cleaned(clean_phone, " ".join(filter(None, (area, number))))


def _cleaned(clean: Any, text: str) -> str:
    """As ours would be stored; what cannot be, as it stands there."""
    if not text:
        return ""
    try:
        return str(clean(text))
    except Refused:
        return text


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    return tidy(without_controls(value)) if isinstance(value, str) else ""


def _blocks(given: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = given.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def name_key(name: str) -> str:
    """What two spellings of one name share."""
    return " ".join(name_words(name))[:LONGEST_KEY]


def words_of(body: Any) -> str:
    """What Xero says of a request that it refuses, in one line; "" where it says nothing that can be read."""
    if not isinstance(body, dict):
        return ""
    said = [
        _text(error, "Message")
        for element in [*_blocks(body, "Elements"), *_blocks(body, "Contacts")]
        for error in _blocks(element, "ValidationErrors")
    ]
    words = list(dict.fromkeys(filter(None, said))) or [_text(body, "Message") or _text(body, "Detail")]
    return " ".join(filter(None, words))[:500]


def is_name_taken(words: str) -> bool:
    return "contact name" in words and "already assigned" in words
