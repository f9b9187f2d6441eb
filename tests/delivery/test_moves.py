"""No sequence of moves of status and stage, by anybody at any door, leads where the tables do not (I9, D-02, D-03).

`MOVES=20000` in the environment walks that many steps instead of the few that every run can afford.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeVar

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.actions import stage as stage_actions
from onaccount.domain.customers.actions import status as status_actions
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.customers.rules.stages import needs_of
from onaccount.domain.customers.rules.status import STAGE_MOVES, STATUS_MOVES, UNDO, Stage, Status
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.letters.models import Letter
from onaccount.domain.people.actions import add_staff
from onaccount.domain.people.models import Group, Principal, Token
from onaccount.domain.people.queries import actor_of
from onaccount.domain.people.rules import Role
from onaccount.domain.vetting.actions import (
    add_members,
    make_wave,
    open_wave,
    set_stage,
    set_status,
    set_statuses,
    turn_to_wave,
    undo_status,
)
from onaccount.foundation.refusals import Refused
from tests.delivery.api.machine import Machine, token
from tests.stage import AT, CAFE, COMMAND, PASSWORD, give_second_factor, sign_up

WHO = ("both", "access", "credit", "readers", "nobody")  # what each may write
LEVELS: dict[str, dict[str, str]] = {
    "both": {"customers": "write", "access": "write", "credit": "write"},
    "access": {"customers": "write", "access": "write", "credit": "read"},
    "credit": {"customers": "read", "access": "none", "credit": "write"},
    "readers": {"customers": "read", "access": "read", "credit": "read"},
    "nobody": {"letters": "read"},
}
ADDRESSES = ("", "graham@widgets.example", "cafe@oldquay.example", "third@widgets.example")
STEPS = int(os.environ.get("MOVES", "0"))
WALK = settings(
    max_examples=STEPS // 40 or 12,  # a few walks end early
    stateful_step_count=50 if STEPS else 25,
    suppress_health_check=list(HealthCheck),
)


class Person:
    """Somebody with a level in each area, at each door: a member of staff with a browser, and a token like them."""

    def __init__(self, levels: str) -> None:
        group = Group.objects.create(name=f"Those of {levels}", levels=LEVELS[levels])
        staff = add_staff(
            name=levels, email=f"{levels}@house.example", password=PASSWORD, role=Role.READER, by=COMMAND, at=AT
        )
        Principal.objects.filter(pk=staff.pk).update(group=group)
        self.actor: Actor = actor_of(staff)
        give_second_factor(self.actor)
        self.browser = Client(raise_request_exception=False)
        self.browser.force_login(Principal.objects.get(pk=staff.pk))
        self.machine = Machine(token("all", name=levels))
        Token.objects.filter(principal__name=levels).update(levels=LEVELS[levels])


def is_refused(verb: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            verb()
    except Refused:
        return True
    return False


def set_status_at(door: str, person: Person, number: int, to: Status, at: Any) -> bool:
    """Whether this door refuses the move."""
    if door == "action":
        return is_refused(lambda: set_status(number=number, to=to, by=person.actor, at=at))
    if door == "page":
        answer = person.browser.post(f"/office/customers/{number}/status/", {"status": to.value})
        return bool(answer.status_code != 302)
    answer = person.machine.ask("PUT", f"/customers/{number}/status", {"status": to.value, "reason": "x"})
    return bool(answer.status_code != 200)


def set_stage_at(door: str, person: Person, number: int, to: Stage, given: dict[str, str], at: Any) -> bool:
    if door == "action":
        named = {"why" if name == "reason" else name: text for name, text in given.items()}
        return is_refused(lambda: set_stage(number=number, to=to, by=person.actor, at=at, **named))
    if door == "page":
        answer = person.browser.post(f"/office/customers/{number}/stage/", {"stage": to.value, **given})
        return bool(answer.status_code != 302)
    answer = person.machine.ask("PUT", f"/customers/{number}/stage", {"stage": to.value, **given})
    return bool(answer.status_code != 200)


S = TypeVar("S", Status, Stage)


def led(moves: dict[S, set[S]], now: S, to: S) -> S:
    """One of the moves that there are, as `to` would have it: or walks would seldom come far."""
    along = [state for state in type(now) if state in moves[now]]
    return along[list(type(now)).index(to) % len(along)]


class House(RuleBasedStateMachine):
    """Five people and a worker do what they like to three customers, at every door; a model follows what may be."""

    people: dict[str, Person]
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        cache.clear()  # each walk begins in the same minute, whose allowance the API would count on
        self.clock = time_machine.travel(AT, tick=False)
        self.time = self.clock.start()
        self.at = AT
        self.status: dict[int, Status] = {}
        self.stage: dict[int, Stage] = {}

    @initialize()
    def open(self) -> None:
        for number in (sign_up(), sign_up(CAFE), sign_up("Mara Lindqvist")):
            self.status[number], self.stage[number] = Status.NEW, Stage.NONE

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    which = st.integers(0, 2)
    who = st.sampled_from(("both", *WHO))
    door = st.sampled_from(("action", "page", "api"))
    reference = st.sampled_from(("CR-1", "CR-2", "", " "))
    way = st.sampled_from(("along", "along", "anywhere"))

    def number(self, which: int) -> int:
        return list(self.status)[which]

    def may_become(self, number: int, to: Status) -> bool:
        has_way = to is not Status.ACTIVE or (locations_of(number) and self.stage[number] is not Stage.FAILED)
        return to in STATUS_MOVES[self.status[number]] and bool(has_way)

    @rule(which=which, who=who, way=way, to=st.sampled_from(Status), door=door)
    def move_status(self, which: int, who: str, way: str, to: Status, door: str) -> None:
        number = self.number(which)
        to = led(STATUS_MOVES, self.status[number], to) if way == "along" else to
        refused = set_status_at(door, self.people[who], number, to, self.at)
        if who in ("both", "access") and door == "api" and to is self.status[number]:
            assert not refused, "what is so already is no change to a machine"
            return
        assert refused == (who not in ("both", "access") or not self.may_become(number, to)), (door, who, to)
        if not refused:
            self.status[number] = to

    @rule(
        which=which,
        who=who,
        way=way,
        to=st.sampled_from(Stage),
        door=door,
        credit=reference,
        billing=reference,
        why=reference,
    )
    def move_stage(
        self, which: int, who: str, way: str, to: Stage, door: str, credit: str, billing: str, why: str
    ) -> None:
        number, now = self.number(which), self.stage[self.number(which)]
        to = led(STAGE_MOVES, now, to) if way == "along" else to
        given = {"credit_reference": credit, "billing_reference": billing, "reason": why}
        refused = set_stage_at(door, self.people[who], number, to, given, self.at)
        if who not in ("both", "credit"):
            assert refused
        elif to is now:
            assert refused or door == "api"
        else:
            needs = needs_of(now, to)
            lacks = (
                (needs.credit_reference and not credit.strip())
                or (needs.billing_reference and not billing.strip())
                or (needs.why and not why.strip())
            )
            assert refused == (to not in STAGE_MOVES[now] or lacks), (door, now, to, given)
            if not refused:
                self.stage[number] = to

    @rule(who=who, to=st.sampled_from(Status))
    def move_all(self, who: str, to: Status) -> None:
        with suppress(Refused):
            bulk = set_statuses(numbers=list(self.status), to=to, by=self.people[who].actor, at=self.at)
            assert who in ("both", "access")
            for number in bulk.done:
                assert self.may_become(number, to)
                self.status[number] = to

    @rule(which=which, who=who, door=st.sampled_from(("action", "page")))
    def undo(self, which: int, who: str, door: str) -> None:
        number, person = self.number(which), self.people[who]
        if door == "page":
            person.browser.post(f"/office/customers/{number}/status/undo/")
        else:
            is_refused(lambda: undo_status(number=number, by=person.actor, at=self.at))
        self.follow(number, by_right=who in ("both", "access"))

    def follow(self, number: int, *, by_right: bool) -> None:
        """A move that others decide about may have been made or not; never one that no table has."""
        now, moved_to = self.status[number], Status(Customer.objects.get(pk=number).status)
        if moved_to is not now:
            assert by_right
            assert (now, moved_to) == UNDO or self.may_become(number, moved_to), (now, moved_to)
            self.status[number] = moved_to

    @rule(who=who)
    def invite_by_a_wave(self, who: str) -> None:
        by, name = self.people[who].actor, f"Wave {self.steps}"
        with suppress(Refused), transaction.atomic():
            wave = make_wave(name=name, by=by, at=self.at)
            add_members(wave=wave, numbers=list(self.status), by=by, at=self.at)
            open_wave(wave=wave, by=by, at=self.at)
            for _ in range(5):
                turn_to_wave(wave, at=self.at)
        for number in self.status:
            self.follow(number, by_right=who in ("both", "access"))

    @rule(which=which, who=who, email=st.sampled_from(ADDRESSES))
    def give_login(self, which: int, who: str, email: str) -> None:
        by, number = self.people[who].actor, self.number(which)
        is_refused(lambda: correct_customer(number=number, values={"login_email": email}, by=by, at=self.at))

    @rule(seconds=st.sampled_from([1, 11, 3600]))
    def time_goes_by(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)
        self.time.move_to(self.at, tick=False)

    @precondition(lambda self: self.status)
    @invariant()
    def everybody_stands_where_a_table_leads(self) -> None:
        type(self).steps += 1
        for customer in Customer.objects.filter(pk__in=self.status):
            number = customer.number
            assert (customer.status, customer.stage) == (self.status[number].value, self.stage[number].value)
            if customer.status == "active":
                assert locations_of(number), "an Active customer has a login"
            else:
                waiting = Letter.objects.filter(subject_key=str(number), kind="login_details", state="queued")
                assert not waiting.exists(), "no letter waits for who is not Active"
            if self.stage[number] in (Stage.PASSED, Stage.BILLING):
                assert customer.credit_reference
            assert self.stage[number] is not Stage.BILLING or customer.billing_reference
            self.history_is_a_walk(number)

    def history_is_a_walk(self, number: int) -> None:
        status, stage = Status.NEW, Stage.NONE
        for fact in reversed(facts_of(Subject("customer", str(number)), limit=10_000)):
            if "status" in fact.changes:
                came_from, to = (Status(each) for each in fact.changes["status"])
                assert came_from is status
                assert to in STATUS_MOVES[status] or (status, to) == UNDO
                status = to
            if "stage" in fact.changes:
                came_from_stage, to_stage = (Stage(each) for each in fact.changes["stage"])
                assert came_from_stage is stage
                assert to_stage in STAGE_MOVES[stage]
                stage = to_stage
        assert (status, stage) == (self.status[number], self.stage[number])


@pytest.fixture
def _people(db, settings) -> None:
    settings.API_REQUESTS_A_MINUTE = 1_000_000_000  # the clock stands still, and a minute never ends
    House.people = {levels: Person(levels) for levels in WHO}
    House.steps = 0


@pytest.mark.usefixtures("_people")
def test_nobody_leads_a_customer_where_no_table_does_at_any_door():
    run_state_machine_as_test(House, settings=WALK)
    print(f"{House.steps} steps")
    assert House.steps >= STEPS


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize(
    ("room", "check"),
    [(status_actions, "check_status_move"), (stage_actions, "check_stage_move"), (stage_actions, "check_given")],
)
def test_a_house_that_does_not_ask_its_tables_would_be_caught(monkeypatch, room, check):
    monkeypatch.setattr(room, check, lambda *_: None)
    quick = settings(WALK, max_examples=25, stateful_step_count=25, phases=[Phase.generate], print_blob=False)
    with pytest.raises((AssertionError, KeyError)):
        run_state_machine_as_test(House, settings=quick)
