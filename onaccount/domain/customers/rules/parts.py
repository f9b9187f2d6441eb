"""The parts of a customer: contacts, addresses, locations, notes, tags. What each needs, in the field table's words."""

from collections.abc import Mapping
from enum import Enum
from typing import ClassVar

from onaccount.domain.customers.rules.fields import FIELDS, Cleaned, answer_of, clean_fields
from onaccount.domain.customers.rules.unusable import Unusable
from onaccount.foundation.refusals import Refused

PLACE = ("line1", "line2", "line3", "city", "region", "postcode", "country")
PERSON = ("title", "given_name", "family_name", "job_title", "email", "phone")


class Use(Enum):
    """What an address is for: a customer has one main and one delivery address, and any number of further ones."""

    MAIN = "main"
    DELIVERY = "delivery"
    FURTHER = "further"


class NoContacts(Refused):
    code = "no_contacts"
    sentence = "An individual has no contacts: they belong to companies."
    cure = "Write it in a note."


class NeedsContactName(Unusable):
    code = "needs_contact_name"
    sentence = "A contact needs a name or an e-mail address."
    cure = "Fill in one of them."


class NeedsAddress(Unusable):
    code = "needs_address"
    sentence = "Nothing of this address is filled in."
    cure = "Fill in a line of it."


class NoSuchUse(Unusable):
    code = "no_such_use"
    sentence = '"{value}" is no use of an address.'
    cure = "Choose main, delivery or further."


class AddressThere(Refused):
    code = "address_there"
    sentence = "This customer has a {use} address already."
    cure = "Change it, or add this one as a further address."
    status: ClassVar[int] = 409


class NeedsLogin(Unusable):
    code = "needs_login"
    sentence = "A location needs a login e-mail."
    cure = "Write the address that its people log in with."


class NeedsText(Unusable):
    code = "needs_text"
    sentence = "The note is empty."
    cure = "Write something down."


class NeedsTag(Unusable):
    code = "needs_tag"
    sentence = "The tag is empty."
    cure = "Write a word."


class NoSuchPart(Refused):
    """The same for one of another customer as for one that is not there."""

    status: ClassVar[int] = 404
    cure = "Reload the page: somebody may have removed it."


class NoSuchContact(NoSuchPart):
    code = "no_such_contact"
    sentence = "This customer has no such contact."


class NoSuchAddress(NoSuchPart):
    code = "no_such_address"
    sentence = "This customer has no such address."


class NoSuchLocation(NoSuchPart):
    code = "no_such_location"
    sentence = "This customer has no such location."


class NoSuchNote(NoSuchPart):
    code = "no_such_note"
    sentence = "This customer has no such note."


class NoSuchTag(NoSuchPart):
    code = "no_such_tag"
    sentence = "This customer has no such tag."


def clean_contact(values: Mapping[str, str]) -> Cleaned:
    """A contact as it would be stored, from the fields of PERSON as typed; those left out are left out."""
    return _clean(values, PERSON, prefix="contact_")


def clean_address(values: Mapping[str, str]) -> Cleaned:
    """An address as it would be stored, from the fields of PLACE as typed; those left out are left out."""
    return _clean(values, PLACE, prefix="")


def _clean(values: Mapping[str, str], names: tuple[str, ...], *, prefix: str) -> Cleaned:
    return clean_fields(
        {name: answer_of(FIELDS[prefix + name].clean, values[name]) for name in names if name in values}
    )


def check_contact(values: Mapping[str, str]) -> None:
    if not (values.get("given_name") or values.get("family_name") or values.get("email")):
        raise NeedsContactName(field="given_name")


def check_address(values: Mapping[str, str]) -> None:
    if not any(values.get(name) for name in PLACE):
        raise NeedsAddress(field="line1")


def use_of(text: str) -> Use:
    try:
        return Use(text)
    except ValueError:
        raise NoSuchUse(text, field="use") from None


def tags_with(names: list[str], added: str) -> list[str]:
    """The tags that there are and those that were typed, by the field table's rule for all of them together."""
    if not FIELDS["tags"].clean(added):
        raise NeedsTag(field="name")
    return FIELDS["tags"].clean("; ".join([*names, added])).split("; ")
