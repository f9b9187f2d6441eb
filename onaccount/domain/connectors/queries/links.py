"""Which contact next door a customer is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from onaccount.domain.connectors.models import Connection, Link
from onaccount.domain.connectors.rules.connection import ConnectionState
from onaccount.domain.connectors.rules.next_door import XERO
from onaccount.domain.connectors.rules.states import LinkState, Wish
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import survivor
from onaccount.domain.customers.rules.status import NoSuchCustomer


@dataclass(frozen=True, slots=True)
class LinkCard:
    """`is_linked`: the id is good for invoices, whatever else is still to be done."""

    number: int
    system: str
    contact_id: str
    state: LinkState
    wish: Wish
    why: str
    asked_at: datetime
    linked_at: datetime | None
    next_try_at: datetime | None
    tries: int

    @property
    def is_linked(self) -> bool:
        return self.linked_at is not None and bool(self.contact_id)


@dataclass(frozen=True, slots=True)
class ContactOf:
    """The contact of a customer, and the other ids under which its family is known there (D-11).

    `number` is whose link it is: that of the customer, or of another one of its family.
    """

    contact_id: str
    number: int
    state: LinkState
    aliases: tuple[str, ...] = ()


def links_of(number: int, *, system: str = XERO) -> list[LinkCard]:
    """The customer's own link, the survivor's, and those of others who were merged with it, in this order."""
    rows = Link.objects.filter(_of_family(number), system=system).select_related("customer")
    in_order = sorted(
        rows, key=lambda link: (link.customer_id != number, link.customer.merged_into_id is not None, link.customer_id)
    )
    return [card_of(link) for link in in_order]


def links_told(number: int, *, system: str = XERO) -> tuple[list[LinkCard], datetime | None]:
    """The links of a customer, or of whom it was merged into, with the one that counts first; and when their contacts
    were last looked at. Raises NoSuchCustomer."""
    known = survivor(number).values_list("number", flat=True).first()
    if known is None:
        raise NoSuchCustomer(customer=number)
    row = Connection.objects.filter(pk=system, connected_at__isnull=False).first()
    cards = sorted(links_of(known, system=system), key=lambda card: not card.is_linked)
    return cards, row.mirrored_at if row else None


def contact_of(number: int, *, system: str = XERO) -> ContactOf | None:
    """Who the customer is next door, for everything that is sent there; None while it is nobody.

    Of a family the survivor's contact counts, whoever of them is asked for; the losers' ids stay as aliases.
    """
    linked = Link.objects.filter(_of_family(number), system=system, linked_at__isnull=False).exclude(contact_id="")
    rows = linked.order_by(F("customer__merged_into").asc(nulls_first=True), "customer")
    found = list(rows.values_list("contact_id", "customer", "state"))
    if not found:
        return None
    contact_id, whose, state = found[0]
    aliases = dict.fromkeys(other for other, *_ in found[1:] if other != contact_id)
    return ContactOf(contact_id, whose, LinkState(state), tuple(aliases))


def _of_family(number: int) -> Q:
    root = Customer.objects.filter(number=number).annotate(root=Coalesce("merged_into_id", "number")).values("root")
    return Q(customer__in=root) | Q(customer__merged_into__in=root)


def card_of(link: Link) -> LinkCard:
    return LinkCard(
        number=link.customer_id,
        system=link.system_id,
        contact_id=link.contact_id,
        state=LinkState(link.state),
        wish=Wish(link.wish),
        why=link.why,
        asked_at=link.asked_at,
        linked_at=link.linked_at,
        next_try_at=link.next_try_at,
        tries=link.tries,
    )


def taken_by(contact_ids: Collection[str], *, system: str = XERO) -> dict[str, int]:
    """Of these contacts the ones that a customer is linked to, and to whom: the first, where there are several."""
    rows = Link.objects.filter(system=system, contact_id__in=contact_ids).order_by("-customer")
    return dict(rows.values_list("contact_id", "customer"))


def is_connected(system: str = XERO) -> bool:
    return Connection.objects.filter(pk=system, connected_at__isnull=False).exists()


def due_links(at: datetime, *, system: str = XERO, limit: int = 50) -> list[int]:
    """The links whose turn it is, by their keys, the longest due first; none while they asked us to wait.

    Nor before their contacts were read to the end: who is there under another name would be made a second time.
    """
    open_doors = Q(system__quiet_until=None) | Q(system__quiet_until__lte=at)
    due = Link.objects.filter(
        open_doors,
        system=system,
        next_try_at__lte=at,
        system__state=ConnectionState.CONNECTED.value,
        system__mirrored_at__isnull=False,
        state__in=[LinkState.WANTED.value, LinkState.SENT.value],
    )
    return list(due.order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit])
