"""Workers that are killed in the middle of an order, and two at once: nothing is lost, nothing is paid twice (I20)."""

import os
import signal
import subprocess
import sys
from typing import Any

import pytest

from onaccount.domain.connectors.actions.checks import order_check, push_checks
from onaccount.domain.connectors.actions.wire import Wire
from onaccount.domain.connectors.models import Check
from onaccount.domain.connectors.rules.checks import AlreadyAsked, Source
from onaccount.domain.connectors.rules.patience import LEASE
from onaccount.domain.history.models import Event
from tests.domain.connectors.checks.bureau import Bureau
from tests.stage import COMMAND, race
from tests.worker import ROOT, address_of_the_books

pytestmark = pytest.mark.django_db(transaction=True)
GONE_FOR = LEASE.total_seconds() + 60  # then a killed worker's turn can be taken up
ORDERED = 3  # the request that is paid for: after the log-in and the search


def drill(bureau: Bureau, settings: Any, *more: str) -> int:
    """A worker's process; how it ended."""
    own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own |= {
        "DATABASE_URL": address_of_the_books(),
        "ONACCOUNT_DATA": str(settings.DATA),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    bureau.agencies.pass_time(GONE_FOR)
    ahead = ["--ahead", str(bureau.agencies.clock.ahead)]
    command = [sys.executable, "-m", "tests.domain.connectors.checks.drill", *ahead, *more]
    done = subprocess.run(command, env=own, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


def test_a_worker_that_is_killed_in_the_middle_of_an_order_pays_once(bureau: Bureau, settings):
    check = bureau.order(bureau.company())
    assert drill(bureau, settings, "--send", str(ORDERED)) == -signal.SIGKILL
    check.refresh_from_db()
    assert (check.state, bureau.agencies.paid()) == ("sent", {str(check.pk): 1})
    assert drill(bureau, settings) == 0
    check.refresh_from_db()
    assert (check.state, check.outcome) == ("answered", "passed")
    assert bureau.agencies.paid() == {str(check.pk): 1}
    assert Event.objects.filter(name="check.answered").count() == 1


def test_a_worker_that_orders_blindly_would_be_caught(bureau: Bureau, settings):
    check = bureau.order(bureau.company())
    assert drill(bureau, settings, "--send", str(ORDERED)) == -signal.SIGKILL
    assert drill(bureau, settings, "--mutant") == 0
    assert bureau.agencies.paid() == {str(check.pk): 2}


def test_a_worker_that_is_killed_at_any_statement_loses_no_check_and_pays_once(bureau: Bureau, settings):
    """Before and after it is written down that the order leaves, and before the answer is kept."""
    check = bureau.order(bureau.company())
    ends = [drill(bureau, settings, "--statement", str(moment)) for moment in (4, 24, 31)]
    assert ends.count(-signal.SIGKILL) >= 2, "nobody was killed: nothing was tried"
    assert drill(bureau, settings) == 0
    check.refresh_from_db()
    assert check.state == "answered"
    assert bureau.agencies.paid() == {str(check.pk): 1}


def test_two_workers_at_once_order_once(bureau: Bureau):
    check = bureau.order(bureau.company())

    def worker() -> int:
        with Wire() as wire:
            return push_checks(wire, clock=bureau.now)

    assert sorted(race(worker, worker, worker)) == [0, 0, 1]
    assert bureau.agencies.paid() == {str(check.pk): 1}


def test_two_who_press_order_at_once_order_once(bureau: Bureau):
    number = bureau.company()

    def press() -> object:
        return order_check(number=number, source=Source.CREDITSAFE, by=COMMAND, at=bureau.now()).pk

    ended = race(press, press)
    assert sum(isinstance(each, AlreadyAsked) for each in ended) == 1, ended
    assert Check.objects.count() == 1
