"""What a customer is next door, or will be: from what was last seen of it, never by asking it in a request (D-16)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from onaccount.domain.connectors.models import Connection, Contact
from onaccount.domain.connectors.queries.links import LinkCard, links_of, taken_by
from onaccount.domain.connectors.rules.contacts import FORGOTTEN, GONE, name_key
from onaccount.domain.connectors.rules.expected import Alike, Expected, expect, in_order
from onaccount.domain.connectors.rules.next_door import ARCHIVED, XERO, Theirs
from onaccount.domain.customers.rules.normal import email_key
from onaccount.domain.matching.rules import likeness

MOST = 20  # who are compared with one customer
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Prospect:
    """`mirrored_at` is when their contacts were last looked at; None while nobody has, and then nothing is said.

    `expected` is what will be done when the customer is let in; None where a link says it already.
    """

    system: str
    is_connected: bool = False
    refused_why: str = ""
    mirrored_at: datetime | None = None
    link: LinkCard | None = None
    contact: Theirs | None = None
    expected: Expected | None = None
    alike: list[Alike] = field(default_factory=list)
    aliases: list[LinkCard] = field(default_factory=list)

    @property
    def is_checked(self) -> bool:
        return self.mirrored_at is not None


def prospect_of(values: Mapping[str, str], *, number: int | None = None, system: str = XERO) -> Prospect:
    """For a customer, or for typed values: at most four statements; one where nothing is connected."""
    connection = Connection.objects.filter(pk=system).first()
    if connection is None or connection.connected_at is None:
        return Prospect(system)
    links = links_of(number, system=system) if number else []
    own = next((link for link in links if link.number == number), None)
    others = [link for link in links if link is not own and link.is_linked]
    link = own if own is not None and own.contact_id else next(iter(others), own)
    found = _found(values, number, link.contact_id if link else "", system)
    contact = next((each for each in found if link and link.contact_id and each.contact_id == link.contact_id), None)
    alike: list[Alike] = []
    if link is None or not link.contact_id:
        family = {each.number for each in links} | ({number} if number else set())
        alike = in_order(compared(values, number, found, but_not=family, system=system))
    expected, sure = expect(alike)
    return Prospect(
        system=system,
        is_connected=True,
        refused_why=connection.refused_why if connection.refused_at else "",
        mirrored_at=connection.mirrored_at,
        link=link,
        contact=contact or (sure.contact if sure else None),
        expected=None if link and link.contact_id else expected,
        alike=alike[:SHOWN],
        aliases=[each for each in others if link is None or each.contact_id != link.contact_id],
    )


def compared(
    values: Mapping[str, str],
    number: int | None,
    contacts: Iterable[Theirs],
    *,
    but_not: Iterable[int] = (),
    system: str = XERO,
) -> list[Alike]:
    """How alike each of these contacts is, and whose it is already if not of these customers. One statement."""
    known = {contact.contact_id: contact for contact in contacts if not contact.merged_to}
    own = set(but_not)
    taken = {key: who for key, who in taken_by(list(known), system=system).items() if who not in own} if known else {}
    return [
        Alike(
            contact,
            likeness(values, {"name": contact.name, "email": contact.email, **contact.values}),
            has_our_number=number is not None and contact.contact_number == str(number),
            taken_by=taken.get(key),
        )
        for key, contact in known.items()
    ]


def mirrored_alike(values: Mapping[str, str], number: int | None, *, system: str = XERO) -> list[Theirs]:
    """The contacts, as last seen, that share something telling with these values. One statement."""
    return _found(values, number, "", system)


def _found(values: Mapping[str, str], number: int | None, contact_id: str, system: str) -> list[Theirs]:
    asked = {
        "contact_id": contact_id,
        "contact_number": str(number or ""),
        "name_key": name_key(values.get("name", "")),
        "email": email_key(values.get("email", "")),
        "tax_id": values.get("tax_id", ""),
        "registration_number": values.get("registration_number", ""),
    }
    shared = Q()
    for column, text in asked.items():
        if text:
            shared |= Q(**{column: text})
    if not shared:
        return []
    rows = Contact.objects.filter(shared, system=system).exclude(status__in=[FORGOTTEN, GONE])
    return [theirs_of(row) for row in rows.order_by("status", "pk")[:MOST]]


def theirs_of(row: Contact) -> Theirs:
    """A contact of the mirror as the client tells one."""
    own = {"tax_id": row.tax_id, "registration_number": row.registration_number}
    return Theirs(
        contact_id=row.contact_id,
        name=row.name,
        contact_number=row.contact_number,
        email=row.email,
        status=row.status or ARCHIVED,
        merged_to=row.merged_to,
        changed_at=row.changed_at,
        values={**row.values, **{name: text for name, text in own.items() if text}},
    )
