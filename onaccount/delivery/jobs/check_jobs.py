"""Agencies and registers, in a thread of the worker's own; and what follows from their answers."""

import uuid

from django.utils import timezone

from onaccount.delivery.jobs.aside import Aside
from onaccount.domain.connectors.actions.checks import decide_by_policy, push_checks, try_services, void_outdated
from onaccount.domain.connectors.actions.wire import Wire
from onaccount.domain.connectors.queries.checks import checked_and_changed, checked_in_batch, due_checks
from onaccount.domain.connectors.queries.sources import tests_asked
from onaccount.domain.imports.queries import import_card
from onaccount.domain.vetting.actions.stage import follow_referral

AT_A_TIME = 20  # checks; what is ordered meanwhile comes next


def look() -> bool:
    """Begin what is due. Costs two looks by an index, and does not wait for what it begins."""
    if aside.is_busy or not (due_checks(timezone.now(), limit=1) or tests_asked()):
        return False
    aside.begin()
    return True


def do_what_is_due() -> None:
    with Wire() as wire:
        try_services(wire, clock=timezone.now)
        while push_checks(wire, clock=timezone.now, limit=AT_A_TIME) == AT_A_TIME:
            pass


def look_at_answer(key: str) -> None:
    """An answer came: the policy may decide, where it is on."""
    decide_by_policy(number=int(key), at=timezone.now())


def void_outdated_checks(key: str) -> None:
    """A customer was corrected: answers that were about what it said before are void (D-03)."""
    void_outdated(number=int(key), at=timezone.now())


def void_checks_of_list(key: str) -> None:
    """The same of those whom an import wrote over."""
    for number in checked_in_batch(uuid.UUID(key)):
        void_outdated(number=number, at=timezone.now())


def void_checks_of_undone(key: str) -> None:
    """The same of those who were given their old values back."""
    undone_at = import_card(uuid.UUID(key)).undone_at
    for number in checked_and_changed(undone_at) if undone_at else []:
        void_outdated(number=number, at=timezone.now())


def look_at_referred(key: str) -> None:
    """Somebody is Referred: also who fell back from Billing has a checklist, and its dealer hears of it."""
    follow_referral(number=int(key), at=timezone.now())


aside = Aside("checks", do_what_is_due)
