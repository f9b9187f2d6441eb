"""What the systems next door know of a customer is forgotten here, and somebody is told to erase it there (I25)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from onaccount.domain.connectors.actions.links import turn
from onaccount.domain.connectors.actions.raising import raise_task, settle_tasks
from onaccount.domain.connectors.models import Check, Contact, Link, Task
from onaccount.domain.connectors.rules.checks import OPEN, CheckState
from onaccount.domain.connectors.rules.next_door import SYSTEM_NAMES
from onaccount.domain.connectors.rules.states import LinkState, Wish
from onaccount.domain.connectors.rules.tasks import AtWork, Outcome, TaskKind
from onaccount.domain.history.rules import Actor

ERASED = "erased"  # in place of a reference: an answer has one
ANSWERS = {"question": "", "asked_about": {}, "why": "", "reasons": [], "found": {}, "answer": ""}
QUESTIONS = frozenset(TaskKind) - {TaskKind.ERASE}


@dataclass(frozen=True, slots=True)
class ErasedNextDoor:
    """`contacts` are the ids of theirs that somebody has to erase there: all that stays here of them."""

    contacts: list[str]
    changed: int


def erase_next_door(customers: Collection[int], *, by: Actor, at: datetime) -> ErasedNextDoor:
    """Take the links off, and the contacts out of the mirror, which does not bring them back while a task names them.

    Raises AtWork while one is being put into such a system. The caller has asked for the right.
    """
    changed, contacts = erase_checks(customers), []
    links = Link.objects.select_for_update(no_key=True, of=("self",)).filter(customer__in=customers)
    for link in links:
        if link.state == LinkState.SENT.value:
            raise AtWork(customer=link.customer_id, system=SYSTEM_NAMES[link.system_id])
        known = [each for each in (link.contact_id, link.former_id) if each]
        settle_tasks(link, QUESTIONS, Outcome.MOOT, by=by, at=at)
        changed += Contact.objects.filter(system=link.system_id, contact_id__in=known).delete()[0]
        for contact in known:
            raise_task(link, TaskKind.ERASE, contact, {}, at=at, by=by)
        if known or link.ours or link.theirs or link.why:
            changed += 1
            link.contact_id = link.former_id = link.why = ""
            link.wish, link.linked_at, link.ours, link.theirs = Wish.NONE.value, None, {}, {}
            turn(link, LinkState.WANTED, at=None)
        contacts += known
    tasks = Task.objects.filter(customer__in=customers)
    return ErasedNextDoor(contacts, changed + tasks.exclude(values={}).update(values={}))


def erase_checks(customers: Collection[int]) -> int:
    """Forget what was asked and answered about these. The answer to an order that left is dropped."""
    checks = Check.objects.filter(customer__in=customers)
    changed = checks.filter(state__in=OPEN).update(state=CheckState.NOT_CHECKED.value, next_try_at=None)
    known = Q(*[~Q(**{name: blank}) for name, blank in ANSWERS.items()], _connector=Q.OR)
    changed += checks.filter(known).update(**ANSWERS)
    return changed + checks.exclude(reference__in=["", ERASED]).update(reference=ERASED)
