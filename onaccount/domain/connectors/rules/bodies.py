"""A customer as Xero takes a contact: names, lengths and shapes of its Accounting API (schema Contact)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onaccount.domain.customers.rules.countries import CODES

PLACE = ("line1", "line2", "line3", "city", "region", "postcode", "country")
NAMES = {
    "name": ("Name", 255),
    "given_name": ("FirstName", 255),
    "family_name": ("LastName", 255),
    "tax_id": ("TaxNumber", 50),
    "registration_number": ("CompanyNumber", 50),
}
OF_PLACE = {
    "line1": ("AddressLine1", 500),
    "line2": ("AddressLine2", 500),
    "line3": ("AddressLine3", 500),
    "city": ("City", 255),
    "region": ("Region", 255),
    "postcode": ("PostalCode", 50),
    "country": ("Country", 50),
}
EMAIL, LONGEST_EMAIL = "EmailAddress", 255
LONGEST_NUMBER, LONGEST_AREA, LONGEST_CODE = 50, 10, 20
MOST_PERSONS = 5  # beside the one whose name the contact itself bears

# What is ours there: nothing else of a contact is ever written.
OURS = (
    *NAMES, "email", "phone", "mobile", *PLACE, *(f"delivery_{name}" for name in PLACE),
)  # fmt: skip

SHORTENED = "{label} is longer than the {allowed} characters that Xero takes, and was cut there."
NOT_ASCII = "Xero takes no letters like those of {value} in an e-mail address; it stays without one there."
TOO_MANY = "Xero takes {allowed} contact persons more; the others were left out."


@dataclass(frozen=True, slots=True)
class Said:
    """What Xero cannot take as it stands here; a template for `str.format`, and what fills it."""

    sentence: str
    values: Mapping[str, Any]

    def __str__(self) -> str:
        return self.sentence.format(**self.values)


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent, and what of ours it cannot hold."""

    values: dict[str, Any]
    remarks: tuple[Said, ...] = ()


Person = Mapping[str, str]  # given_name, family_name, email


def whole_body(number: int, values: Mapping[str, str], persons: Sequence[Person] = ()) -> Body:
    """Everything of a customer, for a contact that is to be made. `values` are those of OURS, by these names."""
    first, *others = persons or ({},)
    named = {**values}
    if not (values.get("given_name") or values.get("family_name")):
        named |= {name: first.get(name, "") for name in ("given_name", "family_name")}
    body = part_of_body(named, [name for name in OURS if named.get(name)])
    remarks = [*body.remarks]
    if others:
        body.values["ContactPersons"] = [_person(each, remarks) for each in others[:MOST_PERSONS]]
    if len(others) > MOST_PERSONS:
        remarks.append(Said(TOO_MANY, {"allowed": MOST_PERSONS}))
    return Body({"ContactNumber": str(number), **body.values}, tuple(remarks))


def part_of_body(values: Mapping[str, str], changed: Sequence[str]) -> Body:
    """Only the fields of OURS that are named. An address or the telephones go as a whole, for Xero replaces them so."""
    remarks: list[Said] = []
    body: dict[str, Any] = {}
    for name in changed:
        if name in NAMES:
            theirs, allowed = NAMES[name]
            body[theirs] = _cut(values.get(name, ""), allowed, theirs, remarks)
    if "email" in changed:
        body[EMAIL] = _email(values.get("email", ""), remarks)
    if addresses := list(_addresses(values, set(changed), remarks)):
        body["Addresses"] = addresses
    if phones := [_phone(kind, values.get(name, "")) for name, kind in PHONES.items() if name in changed]:
        body["Phones"] = phones
    return Body(body, tuple(remarks))


PHONES = {"phone": "DEFAULT", "mobile": "MOBILE"}


def _cut(text: str, allowed: int, label: str, remarks: list[Said]) -> str:
    if len(text) > allowed:
        remarks.append(Said(SHORTENED, {"label": label, "allowed": allowed}))
    return text[:allowed].rstrip()


def _email(text: str, remarks: list[Said]) -> str:
    if not text.isascii():
        remarks.append(Said(NOT_ASCII, {"value": text}))
        return ""
    if len(text) > LONGEST_EMAIL:
        remarks.append(Said(SHORTENED, {"label": EMAIL, "allowed": LONGEST_EMAIL}))
        return ""  # half an address is somebody else's
    return text


def _person(person: Person, remarks: list[Said]) -> dict[str, Any]:
    """A contact person; invoices go to the customer's own address, never to these unasked."""
    email = _email(person.get("email", ""), remarks)
    shown = {
        "FirstName": person.get("given_name", ""),
        "LastName": person.get("family_name", ""),
        "EmailAddress": email,
    }
    return {**{name: text for name, text in shown.items() if text}, "IncludeInEmails": False}


def _addresses(values: Mapping[str, str], changed: set[str], remarks: list[Said]) -> Iterator[dict[str, str]]:
    """POBOX is where invoices go; STREET is where goods go, or the same place."""
    main = {name: values.get(name, "") for name in PLACE}
    delivery = {name: values.get(f"delivery_{name}", "") for name in PLACE}
    if changed & set(PLACE):
        yield _address("POBOX", main, remarks)
    if changed & {f"delivery_{name}" for name in PLACE} or (changed & set(PLACE) and not any(delivery.values())):
        yield _address("STREET", delivery if any(delivery.values()) else main, remarks)


def _address(kind: str, place: Mapping[str, str], remarks: list[Said]) -> dict[str, str]:
    told = {**place, "country": country_word(place.get("country", ""))}
    filled = {theirs: _cut(told[name], allowed, theirs, remarks) for name, (theirs, allowed) in OF_PLACE.items()}
    return {"AddressType": kind, **filled}


def country_word(country: str) -> str:
    """A country's English name in the letters that Xero takes ([A-Z], [a-z]); what is no code as it stands here."""
    name = country
    if country in CODES.split():
        from babel import Locale

        name = Locale("en").territories.get(country, country)
    from onaccount.foundation.text import fold

    plain = name if name.isascii() else fold(name).title()
    return " ".join("".join(sign if sign.isalpha() else " " for sign in plain).split())


def _phone(kind: str, text: str) -> dict[str, str]:
    """Country, area and number where it is international; otherwise all of it as the number."""
    code, area, number = split_phone(text)
    return {
        "PhoneType": kind,
        "PhoneCountryCode": code[:LONGEST_CODE],
        "PhoneAreaCode": area[:LONGEST_AREA],
        "PhoneNumber": number[:LONGEST_NUMBER],
    }


def split_phone(text: str) -> tuple[str, str, str]:
    """Country code, area code and number, digits as they are dialled from abroad."""
    if not text.startswith("+"):
        return "", "", text
    import phonenumbers

    try:
        parsed = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return "", "", text
    national = phonenumbers.national_significant_number(parsed)
    area = national[: phonenumbers.length_of_geographical_area_code(parsed)]
    extension = f" ext. {parsed.extension}" if parsed.extension else ""
    return str(parsed.country_code), area, national[len(area) :] + extension
