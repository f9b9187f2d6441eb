"""Whatever tills, networks, clocks and the office do in whatever order: what was sold without network, what was posted
and what is lent never come to more than was granted (I22, B-06).

Each lease that a till may still spend, with what it sold on it and has not sent, is covered by what the server holds
for it; what is owed and what is held never grows past the limit. TEST_MACHINE=50 does fifty times as much.
"""

import itertools
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from onaccount.domain.accounts.actions import leases as lending
from onaccount.domain.accounts.actions import open_account, pay_in, set_account, take_charge
from onaccount.domain.accounts.queries import standing_of
from onaccount.domain.accounts.rules import Door, Standing
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.ledger.queries import check_books
from onaccount.domain.tills.actions import contact as contacts
from onaccount.domain.tills.actions import leases as tills_leases
from onaccount.domain.tills.actions.contact import keep_report
from onaccount.domain.tills.actions.leases import recall_leases, renew_leases, return_lease
from onaccount.domain.tills.actions.sales import SaleAsked, take_sale
from onaccount.domain.tills.actions.sales.book import know_customer
from onaccount.domain.tills.actions.tills import lose_till
from onaccount.domain.tills.models import Lease, Sale, SaleException, SalePayment
from onaccount.domain.tills.queries.leases import open_leases
from onaccount.domain.tills.rules.leases import HOURS, PERCENT, LeaseState
from onaccount.domain.vetting.actions import set_status
from onaccount.foundation.money import Money
from onaccount.foundation.refusals import Refused
from tests.domain.tills import device as devices
from tests.domain.tills.counter import Counter, clerk, pair, set_up, usual_menu
from tests.domain.tills.device import Answer, Clock, Device, ms
from tests.stage import AT, CAFE, COMMAND, let_in

TIMES = int(os.environ.get("TEST_MACHINE", "1"))
LIMITS = {"widgets": 500_00, "cafe": 60_00}
TILLS = 2
WHICH, WHO, NTH = st.integers(0, TILLS - 1), st.sampled_from([0, 1]), st.integers(0, 99)
SHARE = st.sampled_from([1, 20, 50, 100, 100, 101])  # percent of what is left: all of it, and a little more
MINUTE = 60_000
LASTS = HOURS * 60 * MINUTE
MUST_NOT = ("no_such_lease", "lease_short")  # exceptions of a till that lost and invented nothing


@dataclass
class At:
    """What only the walk knows of a device."""

    device: Device
    heard_at: int = 0  # by the true clock
    set_back: int = 0  # ms since then
    went_back: bool = False  # and it looked
    is_lost: bool = False


def stage() -> tuple[list[Counter], list[int]]:
    """Set up once for all walks: a PIN takes longer than a walk's step."""
    menu, by = usual_menu(), clerk()
    counters = [set_up(f"Counter {n}", menu=menu, by=by) for n in range(1, TILLS + 1)]
    customers = [let_in(), let_in(CAFE, login="cafe@quay.example")]
    for number, limit in zip(customers, LIMITS.values(), strict=True):
        open_account(customer=number, currency="GBP", limit=Money(limit, "GBP"), by=COMMAND, at=AT)
        for counter in counters:
            know_customer(counter.number, number, at=AT)
    return counters, customers


class Street(RuleBasedStateMachine):
    """Two tills, two customers, an office, and a network that loses, doubles and delays whatever it likes."""

    counters: ClassVar[list[Counter]]
    customers: ClassVar[list[int]]
    offline: ClassVar[int] = 0  # sales without network, of all walks

    def __init__(self) -> None:
        super().__init__()
        self.stage = transaction.atomic()
        self.stage.__enter__()
        self.now: datetime = AT
        self.places = [self.unpacked(replace(each, spent={}), seq=each.seq) for each in self.counters]
        self.limits = list(LIMITS.values())
        self.committed = [0, 0]
        self.office = [0, 0]  # what the office posted
        self.wire: list[tuple[At, SaleAsked]] = []  # requests that are slow on their way
        self.reports: list[tuple[At, bytes]] = []
        self.answers: list[tuple[At, Answer]] = []
        self.sold: dict[UUID, At] = {}  # all that a clerk was told is sold
        self.keys = itertools.count()

    def unpacked(self, counter: Counter, *, seq: int) -> At:
        wall = ms(self.now)
        return At(Device(counter, wall, Clock(wall), answered_at=wall, seq=seq))

    @initialize(is_late=st.booleans(), shares=st.lists(SHARE, min_size=2, max_size=4))
    def open(self, is_late: bool, shares: list[int]) -> None:
        self.sell_through_a_cut(0, shares, 0)
        self.contact(1, "late" if is_late else "told")

    def teardown(self) -> None:
        try:
            self.all_comes_home()
        finally:
            transaction.set_rollback(True)
            self.stage.__exit__(None, None, None)

    # --- the server ---

    def tries(self, verb: Callable[[], Any]) -> Any:
        """Its answer, or the refusal: what it did is undone then."""
        try:
            with transaction.atomic():
                return verb()
        except Refused as refusal:
            return refusal

    def reads(self, place: At, body: bytes) -> Answer | None:
        counter, held = place.device.counter, self.held()
        signature = counter.key.sign(body)
        report = self.tries(lambda: keep_report(till=counter.number, body=body, signature=signature, at=self.now))
        if isinstance(report, Refused):
            return None
        freed = self.held()
        renew_leases(till=counter.number, seq=report.seq, at=self.now)
        for who, more in enumerate(self.held()):
            assert freed[who] <= held[who]
            headroom = self.standing(who).available or 0
            assert more == freed[who] or more <= (headroom + more) * PERCENT // 100
        return Answer(report.seq, self.now, open_leases(counter.number))

    def books(self, place: At, asked: SaleAsked) -> Any:
        counter = place.device.counter
        return self.tries(lambda: take_sale(till=counter.number, asked=asked, by=counter.clerk, at=self.now))

    def standing(self, who: int) -> Standing:
        found = standing_of(self.customers[who], door=Door.TILL, at=self.now)
        assert found is not None
        return found.standing

    def held(self) -> list[int]:
        return [self.standing(who).leases for who in (0, 1)]

    # --- the counter ---

    def meets(self, place: At) -> None:
        """A contact that arrives, and whose answer does."""
        answer = self.reads(place, place.device.report())
        if answer:
            self.hears(place, answer)

    def hears(self, place: At, answer: Answer) -> None:
        if place.device.hears(answer):
            place.heard_at, place.set_back, place.went_back = ms(answer.at), 0, False

    def sends(self, place: At, asked: SaleAsked) -> None:
        """Until it is answered: booked, or refused and then not sold."""
        done = self.books(place, asked)
        if isinstance(done, UUID):
            place.device.is_told(asked, is_offline=Sale.objects.get(pk=asked.id).is_offline)
            self.sold[asked.id] = place
        else:
            assert not asked.is_offline, done
            place.device.drops(asked)

    def counted(self, place: At, sold: SaleAsked | None) -> None:
        """What a clerk was told is sold without network."""
        if sold is None:
            return
        type(self).offline += 1
        self.sold[sold.id] = place
        assert not place.went_back, "sold though its clock had been set back"
        assert ms(self.now) - place.heard_at < LASTS + place.set_back, "sold when the lease was over"

    def spendable(self) -> list[tuple[At, devices.Kept]]:
        return [
            (place, lease)
            for place in self.places
            for lease in place.device.leases
            if lease.rest_minor and devices.is_open(lease, place.device.clock, place.device.answered_at)
        ]

    @precondition(lambda self: bool(self.spendable()))
    @rule(nth=NTH, share=SHARE)
    def sell_offline(self, nth: int, share: int) -> None:
        place, lease = (found := self.spendable())[nth % len(found)]
        minor = max(1, lease.rest_minor * share // 100 + (share > 100))
        self.counted(place, place.device.sells(lease.customer, minor))

    @rule(which=WHICH, shares=st.lists(SHARE, min_size=2, max_size=5), minutes=st.sampled_from([0, 5, 20]))
    def sell_through_a_cut(self, which: int, shares: list[int], minutes: int) -> None:
        """A queue of customers while the network is down, a while after it was there."""
        self.meets(self.places[which])
        self.wait(minutes)
        for nth, share in enumerate(shares):
            if self.spendable():
                self.sell_offline(nth, share)

    @rule(which=WHICH, who=WHO, minor=st.integers(1, 200_00), fate=st.sampled_from(["told", "lost", "slow", "cut"]))
    def sell_online(self, which: int, who: int, minor: int, fate: str) -> None:
        """The answer arrives or is lost; the request is slow on its way, or never arrives."""
        place = self.places[which]
        asked = place.device.asks(self.customers[who], minor)
        if fate == "told":
            self.sends(place, asked)
        elif fate == "lost":
            self.books(place, asked)
        elif fate == "slow":
            self.wire.append((place, asked))

    @precondition(lambda self: any(not sale.is_offline for place in self.places for sale in place.device.sales))
    @rule(nth=NTH)
    def finish_offline(self, nth: int) -> None:
        """What was not answered: the clerk will not wait."""
        found = [(place, sale) for place in self.places for sale in place.device.sales if not sale.is_offline]
        place, sale = found[nth % len(found)]
        self.counted(place, place.device.finishes(sale))

    @precondition(lambda self: self.wire)
    @rule(nth=NTH)
    def arrive_late(self, nth: int) -> None:
        place, asked = self.wire.pop(nth % len(self.wire))
        self.books(place, asked)

    @rule(which=WHICH, is_told=st.booleans())
    def flush(self, which: int, is_told: bool) -> None:
        place = self.places[which]
        if place.is_lost:
            return
        for sale in list(place.device.sales):
            if is_told:
                self.sends(place, sale)
            else:
                self.books(place, sale)

    # --- contact ---

    @rule(which=WHICH, fate=st.sampled_from(["told", "told", "lost", "slow", "cut", "late", "late"]))
    def contact(self, which: int, fate: str) -> None:
        """The answer arrives, is lost or late; the report never arrives, or comes late."""
        place = self.places[which]
        body = place.device.report()
        if fate == "slow":
            self.reports.append((place, body))
            return
        answer = None if fate == "cut" else self.reads(place, body)
        self.reports.append((place, body))  # and once more, whenever the network likes
        if answer and fate == "told":
            self.hears(place, answer)
        elif answer and fate == "late":
            self.answers.append((place, answer))

    @precondition(lambda self: self.reports)
    @rule(nth=NTH)
    def a_report_comes_late(self, nth: int) -> None:
        place, body = self.reports.pop(nth % len(self.reports))
        answer = self.reads(place, body)
        if answer:
            self.answers.append((place, answer))

    @precondition(lambda self: self.answers)
    @rule(nth=NTH)
    def an_answer_comes_late(self, nth: int) -> None:
        self.hears(*self.answers.pop(nth % len(self.answers)))

    @precondition(lambda self: self.answers)
    @rule(nth=NTH)
    def an_answer_is_overtaken(self, nth: int) -> None:
        """By a report that was sent since."""
        place, answer = self.answers.pop(nth % len(self.answers))
        self.reads(place, place.device.report())
        self.hears(place, answer)

    # --- the device ---

    @rule(which=WHICH, off=st.sampled_from([1, 30, 600]), moved=st.sampled_from([0, 0, 0, 30, -600]))
    def crash(self, which: int, off: int, moved: int) -> None:
        """It is off for so many minutes, and its clock is another by so many when it comes back."""
        place = self.places[which]
        self.wait(off, without=place)
        self.turn(place, off + moved, after=None)

    @rule(which=WHICH, minutes=st.sampled_from([-60, -60, 1]))
    def set_the_clock(self, which: int, minutes: int) -> None:
        place = self.places[which]
        self.meets(place)
        self.turn(place, minutes, after=0)
        for lease in place.device.leases[:1]:
            self.counted(place, place.device.sells(lease.customer, 1))

    def turn(self, place: At, minutes: int, *, after: int | None) -> None:
        """The clock on the wall goes by so many minutes, and it looks."""
        device = place.device
        device.wall += minutes * MINUTE
        place.went_back |= device.wall < device.clock.wall - devices.BACK
        place.set_back += max(0, device.clock.wall + 600 * MINUTE - device.wall) if after is None else 0
        device.look(after=after)

    @rule(minutes=st.sampled_from([1, 5, 20, 300]))
    def wait(self, minutes: int, without: At | None = None) -> None:
        self.now += timedelta(minutes=minutes)
        for place in self.places:
            if place is not without:
                place.device.wall += minutes * MINUTE
                place.went_back |= place.device.wall < place.device.clock.wall - devices.BACK
                place.device.look(after=minutes * MINUTE)

    @precondition(lambda self: any(place.device.sales for place in self.places))
    @rule(which=WHICH)
    def a_night(self, which: int) -> None:
        """Goes by while sales of the day wait; one till is there in the morning."""
        self.wait(LASTS // MINUTE + 60)
        self.meets(self.places[which])

    # --- the office ---

    @rule(who=WHO, minor=st.integers(1, 300_00), is_all=st.booleans())
    def charge(self, who: int, minor: int, is_all: bool) -> None:
        """By the office or another door: anything, or all that is left."""
        left = self.standing(who).available or 0
        amount = Money(max(1, left) if is_all else minor, "GBP")
        key = f"charge-{next(self.keys)}"
        done = self.tries(
            lambda: take_charge(customer=self.customers[who], amount=amount, key=key, by=COMMAND, at=self.now)
        )
        if not isinstance(done, Refused):
            self.office[who] += amount.minor

    @rule(who=WHO, minor=st.integers(1, 300_00))
    def deposit(self, who: int, minor: int) -> None:
        key = f"deposit-{next(self.keys)}"
        pay_in(customer=self.customers[who], amount=Money(minor, "GBP"), key=key, by=COMMAND, at=self.now)
        self.office[who] -= minor

    @rule(who=WHO, limit=st.sampled_from([0, 1_00, 60_00, 500_00, 900_00]), is_allowed=st.booleans())
    def set_limit(self, who: int, limit: int, is_allowed: bool) -> None:
        number = self.customers[who]
        set_account(customer=number, limit=Money(limit, "GBP"), is_allowed=is_allowed, by=COMMAND, at=self.now)
        recall_leases(customer=number, by=COMMAND, at=self.now)
        self.limits[who] = limit

    @rule(who=WHO, to=st.sampled_from([Status.ACTIVE, Status.INACTIVE]))
    def set_access(self, who: int, to: Status) -> None:
        self.tries(lambda: set_status(number=self.customers[who], to=to, by=COMMAND, at=self.now))
        recall_leases(customer=self.customers[who], by=COMMAND, at=self.now)

    @precondition(lambda self: not any(place.is_lost for place in self.places[:TILLS]))
    @rule(which=WHICH, chance=st.integers(0, 3))
    def lose(self, which: int, chance: int) -> None:
        """A person says so, rightly or not: the device goes on selling for as long as its leases last."""
        place = self.places[which]
        if chance or place.is_lost:
            return
        lose_till(till=place.device.counter.number, by=COMMAND, at=self.now)
        place.is_lost = True
        counter = place.device.counter
        self.places.append(place)
        self.places[which] = self.unpacked(pair(counter.number, by=counter.clerk, version=counter.version), seq=1)

    # --- what is always so ---

    @invariant()
    def nothing_is_spent_that_is_not_held(self) -> None:
        """The sum of I22, lease by lease: a till may spend and has sold at most what the server holds for it."""
        booked = set(Sale.objects.values_list("pk", flat=True))
        rest = dict(Lease.objects.filter(state=LeaseState.OPEN.value).values_list("pk", "rest_minor"))
        for place in self.places:
            covered = self.looked_at() if place.is_lost else rest
            for lease in place.device.leases:
                unsettled = sum(
                    sale.amount_minor
                    for sale in place.device.sales
                    if sale.leases.get(0) == lease.id and sale.id not in booked
                )
                may = 0 if lease.is_returned else lease.rest_minor
                assert unsettled + may <= covered.get(lease.id, 0), (unsettled, may, covered.get(lease.id))

    def looked_at(self) -> dict[UUID, int]:
        """What a person was told that a lost till may have sold."""
        rows = SaleException.objects.filter(code="lease_lost").values_list("lease", "amount_minor")
        return {lease: minor for lease, minor in rows if lease}

    @invariant()
    def what_is_owed_and_lent_never_grows_past_the_limit(self) -> None:
        for who in (0, 1):
            standing = self.standing(who)
            rows = Lease.objects.filter(state=LeaseState.OPEN.value, customer=self.customers[who])
            assert standing.leases == sum(rows.values_list("rest_minor", flat=True))
            now = standing.owed + standing.leases
            assert now <= max(self.limits[who], self.committed[who]), (now, self.limits[who], self.committed[who])
            self.committed[who] = now

    @invariant()
    def nobody_has_to_look_at_what_a_till_sold_that_was_not_lost(self) -> None:
        lost = {place.device.counter.number for place in self.places if place.is_lost}
        assert not SaleException.objects.filter(code__in=MUST_NOT).exclude(till__in=lost).exists()

    def all_comes_home(self) -> None:
        """The network is back: all that was sold is booked, once; all that was lent is given back."""
        for place in self.places:
            if not place.is_lost:
                for sale in list(place.device.sales):
                    self.sends(place, sale)
        for place, asked in self.wire:
            if not place.is_lost:
                self.books(place, asked)
        self.what_is_owed_and_lent_never_grows_past_the_limit()
        for who in (0, 1):
            self.set_limit(who, limit=0, is_allowed=False)
        for place in [
            each for each in self.places if not each.is_lost
        ] * 2:  # it hears that it is to give back, and does
            self.meets(place)
        assert not Lease.objects.filter(state=LeaseState.OPEN.value).exists()
        self.nothing_is_spent_that_is_not_held()
        self.what_is_owed_and_lent_never_grows_past_the_limit()
        self.nobody_has_to_look_at_what_a_till_sold_that_was_not_lost()
        booked = set(Sale.objects.values_list("pk", flat=True))
        assert {key for key, place in self.sold.items() if not place.is_lost} <= booked
        for who, number in enumerate(self.customers):
            paid = SalePayment.objects.filter(sale__customer=number, posting__isnull=False)
            assert self.standing(who).owed == self.office[who] + sum(paid.values_list("amount_minor", flat=True))
        assert check_books().difference is None


def walk(times: int) -> None:
    often = settings(max_examples=times, stateful_step_count=25, phases=[Phase.generate], report_multiple_bugs=False)
    run_state_machine_as_test(Street, settings=often)


@pytest.fixture
def street(db, monkeypatch) -> type[Street]:
    counters, customers = stage()
    for name, value in {"counters": counters, "customers": customers, "offline": 0}.items():
        monkeypatch.setattr(Street, name, value, raising=False)
    return Street


def test_offline_sales_and_postings_and_leases_never_exceed_what_was_granted(street):
    walk(16 * TIMES)
    assert street.offline > 20 * TIMES, "walks in which nobody sells without network show nothing"


def is_found() -> bool:
    try:
        walk(300)
    except AssertionError:
        return True
    return False


def not_counted(leases, lease, minor):
    return list(leases)


def never_void(clock, wall, steady):
    return Clock(wall, clock.elapsed + max(0, wall - clock.wall), is_void=False)


def any_answer(device: Device, answer: Answer) -> bool:
    device.leases = devices.answered(device.leases, answer.leases)
    device.answered_at, device.clock = ms(answer.at), Clock(device.wall)
    return True


def by_the_limit(standing: Standing, *, held_here: int, **_: Any) -> int:
    return max(0, (standing.limit_now or 0) * PERCENT // 100 - held_here)


def ended_by_time(till, report, *, at, do=contacts._prolong):
    for lease in Lease.objects.filter(state=LeaseState.OPEN.value, spend_until__lt=at):
        return_lease(lease, by=COMMAND, at=at)
    do(till, report, at=at)


def whatever_waits(lease, said, report, *, do=contacts._answer_for, **more):
    do(lease, said, replace(report, waiting=0), **more)


MUTANTS: dict[str, list[tuple[Any, str, Any]]] = {
    "a device does not count what it sold on a lease": [(devices, "spent", not_counted)],
    "the hold of a lease stays when a sale of it is settled": [(lending, "end_hold", lambda *_, **__: None)],
    "headroom is lent that is used already": [
        (tills_leases, "lease_for", by_the_limit),
        (lending, "verdict", lambda *_, **__: SimpleNamespace(refusal=None)),
    ],
    "the server ends a lease by time": [(contacts, "_prolong", ended_by_time)],
    "a clock that was set back is believed": [(devices, "ticked", never_void)],
    "an answer that was overtaken is taken": [(Device, "hears", any_answer)],
    "a lease ends though sales of it wait at the till": [(contacts, "_answer_for", whatever_waits)],
}


def test_the_walks_find_what_is_broken_on_purpose(street, monkeypatch):
    for mutant, changes in MUTANTS.items():
        with monkeypatch.context() as broken:
            for place, name, worse in changes:
                broken.setattr(place, name, worse)
            assert is_found(), mutant
