"""No sequence of moves by anybody leads where the table of D-02 does not (I9)."""

from datetime import timedelta

import pytest
from django.core import mail
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

from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.actions import status as status_actions
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.customers.rules.status import STATUS_MOVES, UNDO, Status
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.letters.models import Letter
from onaccount.domain.people.models import Principal
from onaccount.domain.vetting.actions import send_again, set_status, set_statuses, undo_status, undo_statuses
from onaccount.foundation.refusals import Refused
from tests.stage import AT, CAFE, INES, NADIA, TOM, hire, sign_up, work_off

PEOPLE = (NADIA, TOM, INES)
READER = INES.name
ADDRESSES = ("", "graham@widgets.example", "cafe@oldquay.example", "third@widgets.example")


class Desk(RuleBasedStateMachine):
    """Three people and a worker do whatever they like to two customers; a model follows what may have happened."""

    staff: dict[str, Actor]  # hired once for all walks: a password takes longer than a walk's step

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.at = AT
        self.status: dict[int, Status] = {}
        mail.outbox.clear()

    @initialize()
    def open(self) -> None:
        self.status = {sign_up(): Status.NEW, sign_up(CAFE): Status.NEW}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    which = st.integers(0, 1)
    who = st.sampled_from([player.name for player in PEOPLE])
    to = st.sampled_from(Status)

    def number(self, which: int) -> int:
        return list(self.status)[which]

    def refuses(self, verb) -> bool:
        try:
            with transaction.atomic():
                verb()
        except Refused:
            return True
        return False

    def move(self, number: int, who: str, to: Status, *, refused: bool) -> None:
        now = self.status[number]
        has_way = to is not Status.ACTIVE or bool(locations_of(number))
        assert refused == (who == READER or to not in STATUS_MOVES[now] or not has_way), (now, to, who)
        if not refused:
            self.status[number] = to

    @rule(which=which, who=who, to=to)
    def set_one(self, which: int, who: str, to: Status) -> None:
        number = self.number(which)
        refused = self.refuses(lambda: set_status(number=number, to=to, by=self.staff[who], at=self.at))
        self.move(number, who, to, refused=refused)

    @rule(who=who, to=to)
    def set_both(self, who: str, to: Status) -> None:
        if who == READER:
            assert self.refuses(lambda: set_statuses(numbers=list(self.status), to=to, by=self.staff[who], at=self.at))
            return
        bulk = set_statuses(numbers=list(self.status), to=to, by=self.staff[who], at=self.at)
        refused = {number for number, _ in bulk.refused}
        for number in self.status:
            self.move(number, who, to, refused=number in refused)

    @rule(which=which, who=who)
    def undo(self, which: int, who: str) -> None:
        number = self.number(which)
        now = self.status[number]
        if not self.refuses(lambda: undo_status(number=number, by=self.staff[who], at=self.at)):
            moved_to = Status(Customer.objects.get(pk=number).status)
            assert who != READER
            assert (now, moved_to) == UNDO or moved_to in STATUS_MOVES[now]
            self.status[number] = moved_to

    @rule(who=who)
    def undo_both(self, who: str) -> None:
        if who != READER:
            undo_statuses(numbers=list(self.status), by=self.staff[who], at=self.at)
            for number, now in self.status.items():
                moved_to = Status(Customer.objects.get(pk=number).status)
                assert moved_to is now or (now, moved_to) == UNDO or moved_to in STATUS_MOVES[now]
                self.status[number] = moved_to

    @rule(which=which, who=who, email=st.sampled_from(ADDRESSES))
    def give_login(self, which: int, who: str, email: str) -> None:
        by, number = self.staff[who], self.number(which)
        self.refuses(lambda: correct_customer(number=number, values={"login_email": email}, by=by, at=self.at))

    @rule(which=which, who=who)
    def write_again(self, which: int, who: str) -> None:
        number = self.number(which)
        for place in locations_of(number):
            refused = self.refuses(
                lambda: send_again(number=number, location=place.pk, by=self.staff[who], at=self.at)  # noqa: B023
            )
            assert refused == (who == READER or self.status[number] is not Status.ACTIVE)

    @rule(seconds=st.sampled_from([1, 9, 11, 3600]))
    def time_goes_by(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)

    @rule()
    def worker_looks(self) -> None:
        before = len(mail.outbox)
        work_off(at=self.at)
        active = {
            place.login_email
            for number in self.status
            if self.status[number] is Status.ACTIVE
            for place in locations_of(number)
        }
        assert {letter.to[0] for letter in mail.outbox[before:]} <= active

    @precondition(lambda self: self.status)
    @invariant()
    def nobody_stands_where_the_table_does_not_lead(self) -> None:
        for number, status in self.status.items():
            assert Customer.objects.get(pk=number).status == status.value
            if status is Status.ACTIVE:
                assert locations_of(number), "an Active customer has a login"
            self.history_is_a_walk_along_the_table(number, status)

    def history_is_a_walk_along_the_table(self, number: int, status: Status) -> None:
        moves = [
            fact.changes["status"]
            for fact in facts_of(Subject("customer", str(number)), limit=1000)
            if "status" in fact.changes
        ]
        stands = Status.NEW
        for came_from, to in reversed(moves):
            assert came_from == stands.value
            assert Status(to) in STATUS_MOVES[stands] or (stands, Status(to)) == UNDO
            stands = Status(to)
        assert stands is status

    @precondition(lambda self: self.status)
    @invariant()
    def no_letter_waits_for_a_customer_that_is_not_active(self) -> None:
        for number, status in self.status.items():
            waiting = Letter.objects.filter(subject_key=str(number), state="queued")
            assert status is Status.ACTIVE or not waiting.exists()
            by_login = list(waiting.values_list("recipient", flat=True))
            assert len(by_login) == len(set(by_login)), "one letter waits for a login, at most"

    @precondition(lambda self: self.status)
    @invariant()
    def a_login_has_one_open_link_at_most(self) -> None:
        for principal in Principal.objects.filter(kind="login"):
            assert principal.links.filter(used_at=None, voided_at=None).count() <= 1


@pytest.fixture
def _staff(db) -> None:
    Desk.staff = {player.name: hire(player) for player in PEOPLE}


@pytest.mark.usefixtures("_staff")
def test_nobody_leads_a_customer_where_the_table_does_not():
    run_state_machine_as_test(Desk, settings=settings(max_examples=15, stateful_step_count=30))


@pytest.mark.usefixtures("_staff")
def test_a_desk_that_does_not_ask_the_table_would_be_caught(monkeypatch):
    monkeypatch.setattr(status_actions, "check_status_move", lambda *_: None)
    quick = settings(max_examples=25, stateful_step_count=30, phases=[Phase.generate], print_blob=False)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Desk, settings=quick)
