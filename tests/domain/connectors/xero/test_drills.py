"""Workers at Xero that are killed, two at once, and everything at once: nothing is doubled, nothing is lost (I10, I20).

`TEST_LINKS=1000` runs the kills at full size: a kill for every twenty customers, at requests of all kinds.
"""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from onaccount.domain.connectors.actions import ask_for_link, look_at_changes, push_links
from onaccount.domain.connectors.actions.wire import Wire
from onaccount.domain.connectors.actions.xero import asking, mirror
from onaccount.domain.connectors.actions.xero.door import XeroDoor
from onaccount.domain.connectors.models import Connection, Contact, Link, Task
from onaccount.domain.connectors.rules.patience import LEASE
from onaccount.domain.customers.rules.status import AlreadyDone, Status
from onaccount.domain.history.models import Event
from onaccount.domain.letters.models import Letter
from onaccount.domain.vetting.actions import set_status
from tests.domain.connectors.xero.blind import Blind
from tests.domain.connectors.xero.drill import SMALL_PAGE
from tests.domain.connectors.xero.house import House
from tests.domain.connectors.xero.test_links import COUNT, DROPPED, doubled, sent_blindly, wanted, work_off
from tests.simulators.faults import WRITES, Fault
from tests.stage import NADIA, TOM, hire, race, sign_up
from tests.stage import work_off as work_off_events
from tests.worker import ROOT, address_of_the_books

pytestmark = pytest.mark.django_db(transaction=True)
FEW = 8
GONE_FOR = LEASE.total_seconds() + 60  # then a killed worker's turn, lease and unknown outcome can be taken up


def drill(house: House, settings: Any, what: str, *more: str) -> int:
    """A worker's process; how it ended."""
    own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own |= {
        "DATABASE_URL": address_of_the_books(),
        "ONACCOUNT_DATA": str(settings.DATA),
        "SECRET_KEY": settings.SECRET_KEY,
        **house.xero.environment(ONACCOUNT_XERO_CALLS_A_MINUTE="10000", ONACCOUNT_XERO_CALLS_A_DAY="100000"),
    }
    house.xero.pass_time(GONE_FOR)
    Connection.objects.update(quiet_until=None, failures=0, mirror_next_at=None, mirror_asked_at=house.now())
    Link.objects.exclude(next_try_at=None).update(next_try_at=house.now())
    command = [sys.executable, "-m", "tests.domain.connectors.xero.drill", what]
    ahead = ["--ahead", str(house.xero.clock.ahead)]
    done = subprocess.run([*command, *ahead, *more], env=own, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


def finish(house: House, door: Any) -> None:
    house.xero.pass_time(GONE_FOR)
    Connection.objects.update(quiet_until=None, failures=0)
    Link.objects.exclude(next_try_at=None).update(next_try_at=house.now())
    work_off(house, door)


def moments() -> list[int]:
    """At which request each worker is killed: those that look, those that write, and how far it comes changes."""
    kills = 3 if COUNT < 100 else COUNT // 20
    return [4 + (7 * n * n + 3 * n) % 60 if kills > 3 else 4 + n for n in range(kills)]


def test_workers_that_are_killed_while_they_push_make_no_second_contact(connected: House, settings):
    """Killed when the request was carried out there, and one answer of three is lost besides."""
    connected.xero.identity.grace = 1800.0  # as Xero says: the token before is good for half an hour more
    numbers = wanted(connected, COUNT if COUNT > 100 else FEW)
    connected.xero.break_down(Fault.DROP_AFTER, methods=WRITES, share=DROPPED)
    ends = [drill(connected, settings, "links", "--send", str(moment)) for moment in moments()]
    killed = ends.count(-signal.SIGKILL)
    assert killed >= 3, "nobody was killed: nothing was tried"
    finish(connected, connected.door)
    told = sorted(int(each.values["ContactNumber"]) for each in connected.xero.organisation.contacts.values())
    print(f"{len(numbers)} customers, {killed} kills, {len(connected.xero.calls('PUT'))} writes, {len(told)} contacts")
    assert told == numbers
    assert (doubled(connected.xero), sent_blindly(connected.xero)) == ([], [])
    assert set(Link.objects.values_list("state", flat=True)) == {"linked"}


def test_a_worker_that_does_not_look_first_would_be_caught(connected: House, settings):
    connected.xero.organisation.on_same_name = "allow"
    wanted(connected, 2)
    assert drill(connected, settings, "links", "--send", "1", "--mutant") == -signal.SIGKILL
    finish(connected, Blind(connected.wire, clock=connected.now))
    assert doubled(connected.xero)


# --- the mirror ---


def with_news(house: House) -> list[str]:
    """All mirrored, then more than a page of them renamed; one is a customer's."""
    (number,) = wanted(house, 1)
    organisation = house.xero.organisation
    organisation.fill(2 * SMALL_PAGE)
    work_off(house, house.door)
    assert Link.objects.get(customer=number).state == "linked"
    house.mirror()
    Event.objects.filter(name="contact.changed").delete()
    house.xero.pass_time(60)
    keys = list(organisation.contacts)[-SMALL_PAGE - 5 :]  # with the customer's
    for key in keys:
        organisation.rename(key, f"Renamed {key}")
    return keys


def told_of() -> Counter[str]:
    return Counter(Event.objects.filter(name="contact.changed").values_list("subject_key", flat=True))


def test_a_mirror_that_is_killed_at_any_statement_loses_no_news_and_tells_none_twice(
    connected: House, settings, monkeypatch
):
    keys = with_news(connected)
    for deadly in ("24", "60", "100"):  # in the first page, between pages, in the second
        assert drill(connected, settings, "mirror", "--statement", deadly) == -signal.SIGKILL
    assert drill(connected, settings, "mirror") == 0
    assert told_of() == Counter(keys)
    names = {each.contact_id: each.name for each in connected.xero.organisation.contacts.values()}
    assert dict(Contact.objects.values_list("contact_id", "name")) == names
    work_off_events(at=connected.now())
    assert Task.objects.get().kind == "renamed"
    assert look_at_changes(at=connected.now()) == 1, "told again, it stands once"
    assert Task.objects.count() == 1


def test_a_page_that_is_not_one_transaction_would_be_caught(connected: House, settings):
    keys = with_news(connected)
    drill(connected, settings, "mirror", "--statement", "30", "--mutant")
    drill(connected, settings, "mirror")
    assert told_of() != Counter(keys)


# --- two at once ---


def test_two_workers_at_once_make_one_contact_of_each(connected: House):
    numbers = wanted(connected, FEW)
    connected.xero.organisation.limits.at_once = 10
    connected.xero.break_down(Fault.DROP_AFTER, methods=WRITES, share=DROPPED)

    def worker() -> None:
        with Wire() as wire:
            push_links(XeroDoor(wire, clock=connected.now), clock=connected.now)

    assert race(worker, worker, worker) == [None] * 3
    finish(connected, connected.door)
    told = sorted(int(each.values["ContactNumber"]) for each in connected.xero.organisation.contacts.values())
    assert (told, sent_blindly(connected.xero)) == (numbers, [])


def test_two_mirrors_at_once_are_one(connected: House):
    connected.xero.organisation.fill(30)

    def look() -> object:
        with Wire() as wire:
            return mirror.mirror_contacts(wire, clock=connected.now)

    runs = race(look, look)
    assert sorted(run is None for run in runs) == [False, True]
    assert Contact.objects.count() == 30


def test_two_who_find_the_token_too_old_renew_it_once(connected: House):
    """A refresh token is good once: the second who brings it ends the connection."""
    connected.xero.pass_time(asking.EARLY.total_seconds() + 30 * 60)

    def ask() -> str:
        with Wire() as wire:
            try:
                return asking.good_access(wire, clock=connected.now).token
            except asking.Closed as closed:
                return closed.words

    said = race(ask, ask, ask)
    token = asking.good_access(connected.wire, clock=connected.now).token
    assert token in said
    assert set(said) <= {token, "another process is renewing the way in"}
    assert (connected.xero.identity.refreshed, connected.xero.identity.reused) == (1, 0)
    assert connected.row.state == "connected"


def test_two_staff_who_let_the_same_customer_in_at_once_make_one_move_one_letter_and_one_contact(connected: House):
    connected.mirror()
    number, at = sign_up(at=connected.now()), connected.now()
    staff = [hire(NADIA), hire(TOM)]

    def approve(by: Any) -> Any:
        return lambda: set_status(number=number, to=Status.ACTIVE, by=by, at=at)

    won = [each for each in race(*map(approve, staff)) if not isinstance(each, AlreadyDone)]
    assert [customer.number for customer in won] == [number]
    assert Event.objects.filter(name="customer.activated").count() == 1
    later = at + timedelta(minutes=1)
    work_off_events(at=later)
    ask_for_link(number=number, at=later)  # a delivery that was done twice
    connected.xero.pass_time(120)
    work_off(connected, connected.door)
    assert Letter.objects.filter(kind="login_details").count() == 1
    assert [each.values["ContactNumber"] for each in connected.xero.organisation.contacts.values()] == [str(number)]
