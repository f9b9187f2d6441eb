"""The bell: what happened is handed out, and each consequence is done, once, by whichever worker claims it."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from importlib import import_module
from types import FrameType

from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from onaccount.delivery.jobs import (
    answer_jobs,
    books_jobs,
    check_jobs,
    import_jobs,
    key_jobs,
    link_jobs,
    order_jobs,
    schedule_jobs,
    signup_jobs,
    xero_jobs,
)
from onaccount.delivery.jobs.on_event import ON_EVENT
from onaccount.delivery.jobs.postponed import Postponed
from onaccount.delivery.jobs.scan_jobs import turn_to_scans
from onaccount.delivery.jobs.wave_jobs import turn_to_waves
from onaccount.domain.history.actions import Work, claim_delivery, finish_delivery, hand_out, postpone_delivery

LOOK_EVERY = 0.5  # seconds; an indexed look at an empty table costs less than a millisecond
CLOCKS: dict[Callable[[], bool], float] = {  # what is looked at, and every how many seconds
    schedule_jobs.look_at_clock: 3.0,  # a timed import is due to the minute
    xero_jobs.look: 2.0,
    link_jobs.push: 1.0,
    check_jobs.look: 1.0,
    answer_jobs.forget_old: 60.0,
    signup_jobs.end_late: 60.0,
    key_jobs.write_missing: 2.0,
    books_jobs.look: 60.0,
    order_jobs.look: 10.0,
}
HANDLERS = {
    "send_letter": "onaccount.delivery.jobs.letter_jobs",
    "write_to_login": "onaccount.delivery.jobs.letter_jobs",
    "rehearse_upload": "onaccount.delivery.jobs.import_jobs",
    "apply_upload": "onaccount.delivery.jobs.import_jobs",
    "take_back_stopped": "onaccount.delivery.jobs.import_jobs",
    "undo_import": "onaccount.delivery.jobs.import_jobs",
    "invite_by_import": "onaccount.delivery.jobs.wave_jobs",
    "link_next_door": "onaccount.delivery.jobs.link_jobs",
    "tell_next_door": "onaccount.delivery.jobs.link_jobs",
    "look_at_mirrored": "onaccount.delivery.jobs.link_jobs",
    "look_at_merged": "onaccount.delivery.jobs.link_jobs",
    "look_at_unmerged": "onaccount.delivery.jobs.link_jobs",
    "look_at_answer": "onaccount.delivery.jobs.check_jobs",
    "void_outdated_checks": "onaccount.delivery.jobs.check_jobs",
    "void_checks_of_list": "onaccount.delivery.jobs.check_jobs",
    "void_checks_of_undone": "onaccount.delivery.jobs.check_jobs",
    "look_at_referred": "onaccount.delivery.jobs.check_jobs",
    "forget_papers": "onaccount.delivery.jobs.paper_jobs",
    "take_in_money": "onaccount.delivery.jobs.billing_jobs",
    "recall_lent": "onaccount.delivery.jobs.till_jobs",
    "recall_all_lent": "onaccount.delivery.jobs.till_jobs",
    "release_orders": "onaccount.delivery.jobs.order_jobs",
    "run_due": "onaccount.delivery.jobs.schedule_jobs",
    "tell_staff": "onaccount.delivery.jobs.signup_jobs",
    "tell_that_it_is_refused": "onaccount.delivery.jobs.xero_jobs",
    "keep_alike_pairs": "onaccount.delivery.jobs.scan_jobs",
    "look_for_duplicates": "onaccount.delivery.jobs.scan_jobs",
    "look_through_list": "onaccount.delivery.jobs.scan_jobs",
}
AWAY = (OperationalError, InterfaceError)  # the second is how a connection answers that was closed under us

log = logging.getLogger(__name__)


def run() -> None:
    """Work until told to stop. A SIGTERM lets the delivery in hand finish."""
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    _clear_up()
    due = dict.fromkeys(CLOCKS, time.monotonic())
    while not stop.is_set():
        for look, every in CLOCKS.items():
            if time.monotonic() >= due[look]:
                _patiently(look)
                due[look] = time.monotonic() + every
        if not _look():
            stop.wait(LOOK_EVERY)


def _clear_up() -> None:
    """What the last worker left. A database that is away is asked by the next import."""
    try:
        import_jobs.clear_up()
        schedule_jobs.clear_up()
    except AWAY:
        log.warning("The database does not answer; unfinished imports are left as they are.", exc_info=True)


def _look() -> bool:
    return _patiently(work_once)


def _patiently(verb: Callable[[], bool]) -> bool:
    """One round. A database that is away or busy is asked again, it does not end the worker."""
    try:
        return verb()
    except AWAY:
        log.warning("The database does not answer; trying again.", exc_info=True)
        close_old_connections()
        return False


def work_once() -> bool:
    """Hand out what is pending, do one delivery and one step of a wave; where there is neither, one slice of a scan.

    A slice takes a second or two, and no letter waits behind it. Answers whether there was anything to do.
    """
    now = timezone.now()
    handed_out = hand_out(handlers=ON_EVENT, at=now)
    work = claim_delivery(at=now)
    if work:
        _deliver(work)
    turned = turn_to_waves(at=now)
    return bool(handed_out or work or turned) or turn_to_scans(at=now)


def _deliver(work: Work) -> None:
    try:
        _handler(work.handler)(work.subject_key)
    except Postponed as later:
        postpone_delivery(work, error=str(later), at=timezone.now())
    except AWAY:
        raise  # the lease gives the delivery back
    except Exception as failure:
        log.exception("%s failed for %s", work.handler, work.subject_key)
        postpone_delivery(work, error=repr(failure), at=timezone.now())
    else:
        finish_delivery(work)


def _handler(name: str) -> Callable[[str], None]:
    handler: Callable[[str], None] = getattr(import_module(HANDLERS[name]), name)
    return handler
