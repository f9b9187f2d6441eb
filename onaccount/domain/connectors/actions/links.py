"""Which contact next door a customer is: asked for, chosen, taken off. Nothing in here speaks to anybody."""

from datetime import datetime

from onaccount.domain.connectors.actions.families import look_at_family
from onaccount.domain.connectors.actions.raising import raise_task, settle_tasks
from onaccount.domain.connectors.models import Contact, Link
from onaccount.domain.connectors.queries.links import contact_of, is_connected, taken_by
from onaccount.domain.connectors.queries.profiles import ours_of
from onaccount.domain.connectors.queries.prospects import theirs_of
from onaccount.domain.connectors.rules.next_door import SYSTEM_NAMES, XERO, Theirs
from onaccount.domain.connectors.rules.states import LINK_MOVES, LinkState, Wish
from onaccount.domain.connectors.rules.tasks import (
    AtWork,
    NoSuchContact,
    NotNextDoor,
    Outcome,
    TaskKind,
)
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.vetting.rules.applications import UNDO_WITHIN

TRADES = frozenset({Status.ACTIVE.value, Status.ADMIN.value})  # whoever may order will be invoiced
ABOUT_THE_LINK = frozenset(TaskKind) - {TaskKind.SHARED, TaskKind.TWO_THERE}


@action
def ask_for_link(*, number: int, at: datetime, system: str = XERO) -> None:
    """Have a customer who may trade put into a system next door, once it can no longer be taken back.

    What follows from an activation, so nobody is asked for a right. Told twice, or by two, it is asked for once (I10).
    """
    if not is_connected(system):
        return
    customer = Customer.objects.filter(number=number, status__in=TRADES, merged_into=None).first()
    if customer is None or contact_of(number, system=system):
        Link.objects.filter(customer=number, system=system, state=LinkState.WANTED.value, next_try_at=None).exclude(
            contact_id=""
        ).update(next_try_at=at + UNDO_WITHIN)
        return
    link, is_new = Link.objects.get_or_create(
        customer=customer, system_id=system, defaults={"asked_at": at, "next_try_at": at + UNDO_WITHIN}
    )
    if not is_new and link.state == LinkState.WANTED.value and link.next_try_at is None:
        Link.objects.filter(pk=link.pk).update(next_try_at=at + UNDO_WITHIN)


@action
def tell_of_correction(*, number: int, at: datetime, system: str = XERO) -> None:
    """Have a correction of a customer who is linked written there. What follows from it, so nobody is asked.

    Of a survivor without a contact of its own it is written at the one of a customer who was merged with it.

    A turn that is under way looks itself whether anything was corrected meanwhile: it is waited for.
    """
    known = contact_of(number, system=system)
    if known is None:
        return
    held = Link.objects.select_for_update(no_key=True, of=("self",))
    link = held.filter(customer=known.number, system=system).first()
    if link is not None and link.state == LinkState.LINKED.value:
        Link.objects.filter(pk=link.pk).update(state=LinkState.WANTED.value, next_try_at=at, tries=0)


@action
def choose_contact(*, number: int, contact_id: str, by: Actor, at: datetime, system: str = XERO) -> None:
    """This contact of theirs is this customer. The id is good at once; our number is written there when it is its turn.

    Raises NotNextDoor, NoSuchContact, AtWork, NoSuchCustomer.
    """
    require(by, Right.EDIT_CUSTOMERS)
    customer, link = held_link(number, at=at, system=system)
    row = Contact.objects.filter(system=system, contact_id=contact_id, merged_to="").first()
    if row is None or not contact_id:
        raise NoSuchContact(system=SYSTEM_NAMES[system])
    before, others = name_there(link), taken_by([contact_id], system=system)
    point_at(link, theirs_of(row), at=at)
    turn(link, LinkState.WANTED, at=at if customer.status in TRADES else None)
    settle_tasks(link, ABOUT_THE_LINK, Outcome.USE, by=by, at=at)
    look_at_family(number=link.customer_id, at=at, system=system)
    if contact_id in others and others[contact_id] != link.customer_id:
        raise_task(link, TaskKind.SHARED, contact_id, {"other": others[contact_id], "theirs": row.name}, at=at)
    _record("link.chosen", link, before, row.name, by=by, at=at)


@action
def make_anew(*, number: int, by: Actor, at: datetime, system: str = XERO) -> None:
    """Have a contact of its own made for a customer, whoever is like it there: a person has looked."""
    require(by, Right.EDIT_CUSTOMERS)
    customer, link = held_link(number, at=at, system=system)
    before = name_there(link)
    point_at(link, None, at=at)
    link.wish = Wish.CREATE.value
    turn(link, LinkState.WANTED, at=at if customer.status in TRADES else None)
    settle_tasks(link, ABOUT_THE_LINK, Outcome.CREATE, by=by, at=at)
    _record("link.new_asked", link, before, "", by=by, at=at)


@action
def take_off(*, number: int, by: Actor, at: datetime, system: str = XERO) -> None:
    """This customer is not that contact. Nothing is changed there; what it is instead is chosen by somebody."""
    require(by, Right.EDIT_CUSTOMERS)
    _, link = held_link(number, at=at, system=system)
    before = name_there(link)
    point_at(link, None, at=at)
    turn(link, LinkState.WANTED, at=None)
    settle_tasks(link, frozenset(TaskKind), Outcome.UNLINK, by=by, at=at)
    _record("link.removed", link, before, "", by=by, at=at)


@action
def try_again(*, number: int, by: Actor, at: datetime, system: str = XERO) -> None:
    """What stood in the way was mended: go on where it stopped."""
    require(by, Right.EDIT_CUSTOMERS)
    _, link = held_link(number, at=at, system=system)
    turn(link, LinkState.WANTED, at=at)
    settle_tasks(link, {TaskKind.REFUSED, TaskKind.NAME_TAKEN}, Outcome.AGAIN, by=by, at=at)
    record("link.asked_again", _subject(link), by=by, at=at)


# --- of a link that the caller holds ---


def held_link(number: int, *, at: datetime, system: str) -> tuple[Customer, Link]:
    """A customer and its link, both held; the link is made where there is none. Raises NotNextDoor, AtWork.

    Who was merged keeps the link that it has: what is said about it is not said about the survivor's.
    """
    if not is_connected(system):
        raise NotNextDoor(system=SYSTEM_NAMES.get(system, system))
    customer = locked_customer(number)
    held = Link.objects.select_for_update(no_key=True, of=("self",)).filter(system=system)
    link = held.filter(customer=number).first()
    if link is None:
        Link.objects.get_or_create(customer=customer, system_id=system, defaults={"asked_at": at})
        link = held.get(customer=customer)
    if link.state == LinkState.SENT.value:
        raise AtWork(customer=number, system=SYSTEM_NAMES[system])
    return customer, link


def point_at(link: Link, contact: Theirs | None, *, at: datetime) -> None:
    """Both sides as they are now are what later changes are measured by."""
    link.contact_id, link.former_id = contact.contact_id if contact else "", ""
    link.linked_at = at if contact else None
    link.theirs = known_of(contact) if contact else {}
    link.ours = ours_of(link.customer_id) if contact else {}
    link.wish, link.why = Wish.NONE.value, ""


def known_of(contact: Theirs) -> dict[str, str]:
    told = {**contact.values, "name": contact.name, "email": contact.email, "status": contact.status}
    if contact.changed_at:
        told["changed_at"] = contact.changed_at.isoformat()
    return {name: str(text) for name, text in told.items() if text}


def turn(link: Link, to: LinkState, *, at: datetime | None) -> None:
    """Move a held link; its next turn is at `at`, or when somebody says so."""
    now = LinkState(link.state)
    assert to is now or to in LINK_MOVES[now], f"{now} to {to}"
    link.state, link.next_try_at, link.tries = to.value, at, link.tries + 1
    link.asked_at = at or link.asked_at
    link.save()


def name_there(link: Link) -> str:
    """What the contact of a link is called there, as far as is known."""
    return str(link.theirs.get("name") or link.contact_id)


def _subject(link: Link) -> Subject:
    return Subject("customer", str(link.customer_id))


def _record(event: str, link: Link, old: str, new: str, *, by: Actor, at: datetime) -> None:
    record(event, _subject(link), by=by, at=at, changes={"xero_contact": (old, new)} if old or new else None)
