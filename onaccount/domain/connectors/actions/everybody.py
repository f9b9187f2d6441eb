"""Everybody who trades, as somebody next door: those too who did so before it was connected, and all anew after another
organisation was connected.

They are asked for a few at a time, when nothing else is due: nobody who is let in meanwhile waits for them.
"""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from onaccount.domain.connectors.actions.links import TRADES, ask_for_link
from onaccount.domain.connectors.models import Connection, Link, Task
from onaccount.domain.connectors.queries.links import is_connected
from onaccount.domain.connectors.rules.connection import ConnectionState
from onaccount.domain.connectors.rules.next_door import SYSTEM_NAMES, XERO
from onaccount.domain.connectors.rules.states import LinkState, Wish
from onaccount.domain.connectors.rules.tasks import NotNextDoor, Outcome
from onaccount.domain.customers.queries import visible
from onaccount.domain.history.actions import action, record, record_many
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.vetting.rules.applications import UNDO_WITHIN

AT_A_TIME = 20  # two minutes of what may be asked
LET_GO = Q(state=LinkState.WANTED.value, next_try_at=None, contact_id="") & ~Q(former_id="")


@action
def link_everybody(*, by: Actor, at: datetime, system: str = XERO) -> None:
    """Have all who trade and were never asked for put there. Asked for twice, it begins anew and finds them done.

    Who was taken off by somebody stays off: that was said of this very customer.
    """
    require(by, Right.EDIT_BUSINESS)
    if not is_connected(system):
        raise NotNextDoor(system=SYSTEM_NAMES.get(system, system))
    Connection.objects.filter(pk=system).update(everybody_after=0)
    record("connection.everybody_asked", Subject("connection", system), by=by, at=at)


@action
def ask_for_more(*, at: datetime, system: str = XERO) -> int:
    """Ask for the next few of them. Answers for how many; 0 while others wait for their turn, or where none is left."""
    ready = Connection.objects.filter(
        pk=system, everybody_after__isnull=False, mirrored_at__isnull=False, state=ConnectionState.CONNECTED.value
    )
    if not ready.exists() or Link.objects.filter(system=system, next_try_at__lte=at + UNDO_WITHIN).exists():
        return 0
    row = Connection.objects.select_for_update(no_key=True).get(pk=system)
    if row.everybody_after is None:
        return 0
    asked = Link.objects.filter(customer=OuterRef("pk"), system=system).exclude(LET_GO)
    waiting = visible().filter(~Exists(asked), status__in=TRADES, number__gt=row.everybody_after)
    numbers = list(waiting.order_by("number").values_list("number", flat=True)[:AT_A_TIME])
    for number in numbers:
        ask_for_link(number=number, at=at, system=system)
    row.everybody_after = numbers[-1] if len(numbers) == AT_A_TIME else None
    row.save(update_fields=["everybody_after"])
    return len(numbers)


def let_go_of_all(*, by: Actor, at: datetime, system: str = XERO) -> None:
    """Another organisation was connected: which contact was whose before says nothing there, nor what waited about it.

    The ids stay with the links and in history. The caller holds the connection and is in a transaction.
    """
    links = Link.objects.filter(system=system)
    known = list(links.exclude(contact_id="").order_by("pk").values_list("customer", "contact_id"))
    told = [(str(number), {"xero_contact": (contact_id, "")}) for number, contact_id in known]
    record_many("link.let_go", "customer", told, by=by, at=at)
    links.filter(contact_id="", former_id="").delete()  # all that they say was said of the other organisation
    links.exclude(contact_id="").update(former_id=F("contact_id"))
    links.update(
        contact_id="", state=LinkState.WANTED.value, wish=Wish.NONE.value, why="", ours={}, theirs={},
        tries=F("tries") + 1, next_try_at=None, asked_at=at, linked_at=None,
    )  # fmt: skip
    waiting = Task.objects.filter(system=system, settled_at=None)
    settled = [
        (str(key), {"kind": (kind, ""), "outcome": ("", Outcome.MOOT.value)})
        for key, kind in waiting.values_list("pk", "kind")
    ]
    record_many("task.settled", "task", settled, by=by, at=at)
    waiting.update(settled_at=at, settled_by_kind=by.kind, settled_by_key=by.key, outcome=Outcome.MOOT.value)
