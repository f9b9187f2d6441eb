"""Waves: who is in them, when they open, and that each member gets one letter, at a pace (S1-03, D-05)."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onaccount.delivery.jobs.worker import work_once
from onaccount.domain.customers.actions import add_customer, correct_customer
from onaccount.domain.customers.models import Customer, Unpublished
from onaccount.domain.customers.queries import IMPORTED, Filter
from onaccount.domain.customers.rules.status import Origin, Status
from onaccount.domain.history.models import Event
from onaccount.domain.history.rules import SYSTEM
from onaccount.domain.letters.models import Letter
from onaccount.domain.people.models import Principal
from onaccount.domain.people.queries import group_of
from onaccount.domain.people.rules import NotAllowed, Role
from onaccount.domain.vetting.actions import (
    add_batch,
    add_everybody,
    add_members,
    cancel_wave,
    make_wave,
    open_wave,
    pause_wave,
    plan_wave,
    remove_member,
    set_status,
    turn_to_wave,
    undo_status,
    wave_to_join,
)
from onaccount.domain.vetting.actions.inviting import LET_IN
from onaccount.domain.vetting.models import WaveMember
from onaccount.domain.vetting.queries import letters_to_leave, members_page, membership_of, wave_card, wave_named
from onaccount.domain.vetting.rules.applications import UNDO_WITHIN
from onaccount.domain.vetting.rules.waves import (
    WAVE_MOVES,
    NobodyToInvite,
    NoSuchWave,
    TimeHasPassed,
    WaveIsOver,
    WaveNameless,
    WaveNameTaken,
    WaveNotInThisState,
    WaveState,
    check_wave_move,
)
from tests.domain.imports.importing import as_csv, take_in
from tests.stage import AT, COMMAND, INES, TOM, hire, sign_up, sign_up_many, work_off

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


def wave_of(*numbers: int, name: str = "Beta", opens_at: datetime | None = None) -> int:
    wave = make_wave(name=name, by=COMMAND, at=AT, opens_at=opens_at)
    add_members(wave=wave, numbers=numbers, by=COMMAND, at=AT)
    return wave


def statuses(*numbers: int) -> list[str]:
    found = dict(Customer.objects.values_list("number", "status"))
    return [found[number] for number in numbers]


def activations() -> int:
    return Event.objects.filter(name="customer.activated").count()


def recipients() -> list[str]:
    return sorted(letter.to[0] for letter in mail.outbox)


def outcome(wave: int) -> dict[int, str]:
    """What became of each member: its refusal, "invited" or "waiting"."""
    found = WaveMember.objects.filter(wave=wave).values_list("customer_id", "invited_at", "why_not")
    return {number: why or ("invited" if invited else "waiting") for number, invited, why in found}


# --- states ---


@pytest.mark.parametrize("now", WaveState)
@pytest.mark.parametrize("to", WaveState)
def test_a_wave_moves_along_the_table_only(now, to):
    if to in WAVE_MOVES[now]:
        check_wave_move("Beta", now, to)
    else:
        with pytest.raises(WaveNotInThisState):
            check_wave_move("Beta", now, to)


def test_a_wave_has_a_name_of_its_own_whatever_the_case():
    make_wave(name="  Spring  Café ", by=COMMAND, at=AT)
    assert wave_named("SPRING CAFÉ").name == "Spring Café"
    with pytest.raises(WaveNameTaken):
        make_wave(name="spring café", by=COMMAND, at=AT)
    with pytest.raises(WaveNameless):
        make_wave(name=" ", by=COMMAND, at=AT)
    with pytest.raises(NoSuchWave):
        wave_named("Autumn")


def test_a_list_joins_the_wave_of_its_name_and_the_next_one_when_that_is_over():
    first = wave_to_join(name="Beta", by=COMMAND, at=AT)
    assert wave_to_join(name="BETA", by=COMMAND, at=AT) == first
    cancel_wave(wave=first, by=COMMAND, at=AT)
    second = wave_to_join(name="Beta", by=COMMAND, at=AT)
    assert (wave_card(second).name, wave_to_join(name="Beta", by=COMMAND, at=AT)) == ("Beta 2", second)
    assert wave_card(wave_to_join(name="Beta", by=COMMAND, at=AT, anew=True)).name == "Beta 3"


# --- members ---


def test_a_customer_is_in_one_wave_that_has_not_opened():
    a, b = sign_up_many(2)
    beta = wave_of(a)
    spring = make_wave(name="Spring", by=COMMAND, at=AT)
    joined = add_members(wave=spring, numbers=[a, b], by=COMMAND, at=AT)
    assert (joined.added, joined.left_out) == (1, 1)
    assert (outcome(beta), outcome(spring)) == ({a: "waiting"}, {b: "waiting"})


def test_who_was_left_by_a_wave_that_is_over_is_free_for_the_next():
    [a] = sign_up_many(1)
    beta = wave_of(a)
    cancel_wave(wave=beta, by=COMMAND, at=AT)
    spring = wave_of(a, name="Spring")
    assert (outcome(beta), outcome(spring)) == ({}, {a: "waiting"})


def test_active_customers_are_left_out_and_the_same_twice_is_once():
    a, b = sign_up_many(2)
    set_status(number=a, to=Status.ACTIVE, by=COMMAND, at=AT)
    wave = make_wave(name="Beta", by=COMMAND, at=AT)
    assert add_members(wave=wave, numbers=[a, b, b, 999], by=COMMAND, at=AT).added == 1
    assert add_members(wave=wave, numbers=[a, b], by=COMMAND, at=AT).added == 0


def test_customers_are_added_by_a_list_or_by_a_tag():
    take_in(as_csv(("Company", "City"), ("Hollin Dairy", "Ely"), ("Weir & Co", "Ely")), tags=["fair"])
    by_themselves = sign_up()
    everybody = make_wave(name="All", by=COMMAND, at=AT)
    assert add_everybody(wave=everybody, wanted=Filter(Status.NEW, IMPORTED, "hollin"), by=COMMAND, at=AT).added == 1
    assert add_everybody(wave=everybody, wanted=Filter(), tag="FAIR", by=COMMAND, at=AT).added == 1
    assert add_everybody(wave=everybody, wanted=Filter(), by=COMMAND, at=AT).added == 1
    assert by_themselves in outcome(everybody)


def test_a_member_is_taken_out_before_it_is_invited_and_not_after():
    a, b = sign_up_many(2)
    wave = wave_of(a, b)
    remove_member(wave=wave, number=a, by=COMMAND, at=AT)
    assert outcome(wave) == {b: "waiting"}
    open_wave(wave=wave, by=COMMAND, at=AT)
    work_off()
    with pytest.raises(WaveIsOver):
        remove_member(wave=wave, number=b, by=COMMAND, at=AT)
    with pytest.raises(WaveIsOver):
        add_members(wave=wave, numbers=[a], by=COMMAND, at=AT)


@pytest.mark.parametrize("to", [Status.INACTIVE, Status.ADMIN])
def test_whom_staff_keep_out_leaves_the_wave(to):
    a, b = sign_up_many(2)
    wave = wave_of(a, b)
    set_status(number=a, to=to, by=COMMAND, at=AT)
    open_wave(wave=wave, by=COMMAND, at=AT)
    work_off()
    assert statuses(a, b) == [to.value, "active"]
    assert outcome(wave) == {b: "invited"}


def test_ten_thousand_are_added_in_as_many_queries_as_ten():
    at = {"kind": "company", "origin": Origin.IMPORT.value, "created_at": AT, "changed_at": AT}
    Customer.objects.bulk_create([Customer(name=f"C{n}", search_name=f"c{n}", **at) for n in range(10_000)])
    numbers = list(Customer.objects.order_by("number").values_list("number", flat=True))
    counts = []
    for name, some in (("Ten", numbers[:10]), ("Many", numbers[10:5_000])):
        wave = make_wave(name=name, by=COMMAND, at=AT)
        with CaptureQueriesContext(connection) as queries:
            assert add_members(wave=wave, numbers=some, by=COMMAND, at=AT).added == len(some)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    rest = make_wave(name="Rest", by=COMMAND, at=AT)
    assert add_everybody(wave=rest, wanted=Filter(), by=COMMAND, at=AT).added == 5_000


def test_a_round_looks_at_some_members_and_at_no_letters_of_others():
    """What letting one in costs does not grow with how many wait, or have been written to."""
    wave = wave_of(*sign_up_many(15))
    open_wave(wave=wave, by=COMMAND, at=AT)
    with CaptureQueriesContext(connection) as queries:
        assert turn_to_wave(wave, at=AT)
    letters = [each["sql"] for each in queries if 'FROM "letters_letter"' in each["sql"]]
    assert letters
    assert all('"subject_key" =' in sql or '"key" =' in sql for sql in letters)
    assert WaveMember.objects.exclude(invited_at=None).count() == LET_IN


def test_an_import_that_is_hidden_still_is_in_no_wave():
    card = take_in(as_csv(("Company", "City"), ("Hollin Dairy", "Ely"), ("Weir & Co", "Ely")))
    wave = make_wave(name="Beta", by=COMMAND, at=AT)
    asked: Any = {"wave": wave, "batch": card.key, "low": 1, "high": 10**9, "by": COMMAND, "at": AT}
    hidden = Unpublished.objects.create(batch=card.key)
    assert add_batch(**asked) == 0
    assert add_everybody(wave=wave, wanted=Filter(), by=COMMAND, at=AT).added == 0
    hidden.delete()
    assert (add_batch(**asked), add_batch(**asked)) == (2, 0)


# --- opening ---


def test_opening_lets_every_member_in_and_writes_to_each_login_once():
    numbers = sign_up_many(30)
    wave = wave_of(*numbers)
    assert letters_to_leave(wave) == 30
    open_wave(wave=wave, by=COMMAND, at=AT)
    assert statuses(*numbers) == ["new"] * 30
    work_off(at=AT)
    assert (set(statuses(*numbers)), mail.outbox) == ({"active"}, [])
    work_off(at=AT + HOUR)
    assert recipients() == sorted(f"trader{n}@widgets.example" for n in range(30))
    card = wave_card(wave)
    assert (card.state, card.members, card.invited, card.waiting) == (WaveState.OPEN, 30, 30, 0)


def test_opening_again_what_is_open_is_refused_and_sends_nothing():
    wave = wave_of(*sign_up_many(2))
    open_wave(wave=wave, by=COMMAND, at=AT)
    work_off()
    with pytest.raises(WaveNotInThisState):
        open_wave(wave=wave, by=COMMAND, at=AT)
    work_off(at=AT + HOUR)
    assert (len(mail.outbox), activations()) == (2, 2)


def test_an_empty_wave_is_not_opened():
    with pytest.raises(NobodyToInvite):
        open_wave(wave=wave_of(), by=COMMAND, at=AT)


def test_who_cannot_be_let_in_is_listed_with_the_reason_and_holds_up_nobody():
    staff = hire(TOM)
    mute, taken, before, fine = sign_up(login=""), *sign_up_many(3)
    office = group_of(Role.OFFICE)
    Principal.objects.create(kind="staff", name="X", group=office, email="trader0@widgets.example", created_at=AT)
    wave = wave_of(mute, taken, before, fine)
    set_status(number=before, to=Status.ACTIVE, by=staff, at=AT)
    assert {member.number: member.why_not for member in members_page(wave).rows}[mute] == "no_login"
    open_wave(wave=wave, by=staff, at=AT)
    work_off()
    work_off(at=AT + HOUR)
    assert outcome(wave) == {mute: "no_login", taken: "login_of_staff", before: "already_done", fine: "invited"}
    assert recipients() == ["trader1@widgets.example", "trader2@widgets.example"]
    card = wave_card(wave)
    assert (card.invited, card.without_login, card.others) == (1, 1, 2)


def test_inactive_members_come_in_as_the_table_of_states_allows():
    take_in(as_csv(("Company", "E-mail"), ("Hollin Dairy", "a@hollin.example")), status="inactive")
    number = Customer.objects.get().number
    wave = wave_of(number)
    open_wave(wave=wave, by=COMMAND, at=AT)
    work_off()
    work_off(at=AT + HOUR)
    assert (statuses(number), recipients()) == (["active"], ["a@hollin.example"])


def test_letters_leave_at_the_pace_and_customers_come_in_with_them(settings):
    settings.LETTERS_A_MINUTE = 6  # one each ten seconds
    numbers = sign_up_many(12)
    wave = wave_of(*numbers)
    open_wave(wave=wave, by=COMMAND, at=AT)
    work_off(at=AT)
    assert statuses(*numbers).count("active") == 6
    planned = list(Letter.objects.order_by("send_after").values_list("send_after", flat=True))
    assert planned == [AT + UNDO_WITHIN + n * timedelta(seconds=10) for n in range(6)]
    work_off(at=AT + timedelta(seconds=61))
    assert len(mail.outbox) == 6
    assert 6 < statuses(*numbers).count("active") <= 12
    assert wave_card(wave).state is WaveState.OPENING
    for seconds in range(70, 200, 5):
        work_off(at=AT + timedelta(seconds=seconds))
    assert (len(mail.outbox), len(set(recipients()))) == (12, 12)
    sent = sorted(Letter.objects.values_list("send_after", flat=True))
    assert all(later - sooner >= timedelta(seconds=10) for sooner, later in itertools.pairwise(sent))


def test_two_waves_together_keep_the_pace_of_one(settings):
    settings.LETTERS_A_MINUTE = 6
    numbers = sign_up_many(6)
    for name, some in (("A", numbers[:3]), ("B", numbers[3:])):
        open_wave(wave=wave_of(*some, name=name), by=COMMAND, at=AT)
    work_off(at=AT)
    planned = Letter.objects.order_by("send_after").values_list("send_after", flat=True)
    assert list(planned) == [AT + UNDO_WITHIN + n * timedelta(seconds=10) for n in range(6)]


def test_a_wave_that_is_paused_lets_nobody_further_in_until_it_goes_on(settings):
    settings.LETTERS_A_MINUTE = 2
    numbers = sign_up_many(5)
    wave = wave_of(*numbers)
    open_wave(wave=wave, by=COMMAND, at=AT)
    work_off(at=AT)
    pause_wave(wave=wave, by=COMMAND, at=AT)
    work_off(at=AT + HOUR)
    assert (statuses(*numbers).count("active"), len(mail.outbox)) == (2, 2)
    open_wave(wave=wave, by=COMMAND, at=AT + HOUR)
    for minutes in range(61, 70):
        work_off(at=AT + timedelta(minutes=minutes))
    assert (len(mail.outbox), len(set(recipients())), activations()) == (5, 5, 5)


def test_a_wave_that_is_cancelled_while_it_opens_keeps_in_who_is_in(settings):
    settings.LETTERS_A_MINUTE = 2
    numbers = sign_up_many(5)
    wave = wave_of(*numbers)
    open_wave(wave=wave, by=COMMAND, at=AT)
    work_off(at=AT)
    cancel_wave(wave=wave, by=COMMAND, at=AT)
    work_off(at=AT + HOUR)
    assert (statuses(*numbers).count("active"), len(mail.outbox)) == (2, 2)
    assert add_members(wave=make_wave(name="Next", by=COMMAND, at=AT), numbers=numbers, by=COMMAND, at=AT).added == 3


def test_one_activation_of_a_wave_is_taken_back_by_the_same_person_while_its_letter_waits():
    staff, numbers = hire(TOM), sign_up_many(2)
    wave = wave_of(*numbers)
    open_wave(wave=wave, by=staff, at=AT)
    work_off(at=AT)
    undo_status(number=numbers[0], by=staff, at=AT + timedelta(seconds=5))
    work_off(at=AT + HOUR)
    assert (statuses(*numbers), recipients()) == (["new", "active"], ["trader1@widgets.example"])


def test_several_logins_of_a_customer_get_a_letter_each():
    number = add_customer(
        values={"kind": "company", "name": "Two Doors"},
        origin=Origin.STAFF,
        by=COMMAND,
        at=AT,
        login_email="a@x.example",
    )
    Customer.objects.get(pk=number).locations.create(login_email="b@x.example", created_at=AT)
    wave = wave_of(number)
    assert letters_to_leave(wave) == 2
    open_wave(wave=wave, by=COMMAND, at=AT)
    work_off()
    work_off(at=AT + HOUR)
    assert recipients() == ["a@x.example", "b@x.example"]


def test_a_login_that_is_corrected_while_the_wave_waits_gets_the_letter():
    [number] = sign_up_many(1)
    wave = wave_of(number)
    correct_customer(number=number, values={"login_email": "right@x.example"}, by=COMMAND, at=AT)
    open_wave(wave=wave, by=COMMAND, at=AT)
    work_off()
    work_off(at=AT + HOUR)
    assert recipients() == ["right@x.example"]


# --- at its time ---


def test_a_wave_opens_at_its_time_and_not_before():
    [number] = sign_up_many(1)
    wave = wave_of(number, opens_at=AT + HOUR)
    work_off(at=AT + HOUR - timedelta(seconds=1))
    assert (statuses(number), wave_card(wave).state) == (["new"], WaveState.PLANNED)
    work_off(at=AT + HOUR)
    assert statuses(number) == ["active"]
    assert wave_card(wave).state is WaveState.OPEN


def test_a_time_that_passed_while_no_worker_ran_is_made_up_for_once():
    [number] = sign_up_many(1)
    wave_of(number, opens_at=AT + HOUR)
    work_off(at=AT + timedelta(days=3))
    work_off(at=AT + timedelta(days=3, hours=1))
    assert (len(mail.outbox), activations()) == (1, 1)


def test_a_clock_that_is_set_back_opens_nothing_twice():
    [number] = sign_up_many(1)
    wave_of(number, opens_at=AT + HOUR)
    work_off(at=AT + 2 * HOUR)
    work_off(at=AT)
    work_off(at=AT + 3 * HOUR)
    assert (len(mail.outbox), activations()) == (1, 1)


def test_a_time_is_set_changed_and_cleared_and_lies_ahead():
    wave = wave_of(*sign_up_many(1), opens_at=AT + HOUR)
    plan_wave(wave=wave, opens_at=AT + 2 * HOUR, by=COMMAND, at=AT)
    work_off(at=AT + HOUR)
    assert wave_card(wave).opens_at == AT + 2 * HOUR
    plan_wave(wave=wave, opens_at=None, by=COMMAND, at=AT)
    work_off(at=AT + timedelta(days=365))
    assert wave_card(wave).state is WaveState.PLANNED
    with pytest.raises(TimeHasPassed):
        plan_wave(wave=wave, opens_at=AT, by=COMMAND, at=AT)


def test_a_cancelled_wave_loses_its_time_and_can_be_planned_anew():
    [number] = sign_up_many(1)
    wave = wave_of(number, opens_at=AT + HOUR)
    cancel_wave(wave=wave, by=COMMAND, at=AT)
    work_off(at=AT + 2 * HOUR)
    assert statuses(number) == ["new"]
    plan_wave(wave=wave, opens_at=AT + 4 * HOUR, by=COMMAND, at=AT + 2 * HOUR)
    work_off(at=AT + 4 * HOUR)
    assert statuses(number) == ["active"]


# --- who may ---


def test_whoever_may_not_change_a_status_may_do_nothing_with_waves():
    ines, numbers = hire(INES), sign_up_many(1)
    wave = wave_of(*numbers)
    for forbidden in (
        lambda: make_wave(name="Mine", by=ines, at=AT),
        lambda: wave_to_join(name="Mine", by=ines, at=AT),
        lambda: add_members(wave=wave, numbers=numbers, by=ines, at=AT),
        lambda: add_everybody(wave=wave, wanted=Filter(), by=ines, at=AT),
        lambda: remove_member(wave=wave, number=numbers[0], by=ines, at=AT),
        lambda: plan_wave(wave=wave, opens_at=None, by=ines, at=AT),
        lambda: open_wave(wave=wave, by=ines, at=AT),
        lambda: pause_wave(wave=wave, by=ines, at=AT),
        lambda: cancel_wave(wave=wave, by=ines, at=AT),
    ):
        with pytest.raises(NotAllowed):
            forbidden()
    assert outcome(wave) == {numbers[0]: "waiting"}


def test_a_wave_of_somebody_who_may_no_longer_let_customers_in_stops_and_says_so():
    tom, numbers = hire(TOM), sign_up_many(2)
    wave = wave_of(*numbers)
    plan_wave(wave=wave, opens_at=AT + HOUR, by=tom, at=AT)
    Principal.objects.filter(pk=tom.key).update(group=group_of(Role.READER))
    work_off(at=AT + HOUR)
    card = wave_card(wave)
    assert (card.state, statuses(*numbers)) == (WaveState.PAUSED, ["new", "new"])
    assert "Tom Brandt has no right" in card.why
    open_wave(wave=wave, by=COMMAND, at=AT + HOUR)
    work_off(at=AT + HOUR)
    assert statuses(*numbers) == ["active", "active"]


# --- what goes wrong ---


def test_a_wave_that_fails_unexpectedly_is_paused_and_the_next_opens(monkeypatch):
    a, b = sign_up_many(2)
    bad, good = wave_of(a), wave_of(b, name="Good")

    def fails(*, number: int, **rest: Any) -> Customer:
        if number == a:
            raise ZeroDivisionError
        return set_status(number=number, **rest)

    monkeypatch.setattr("onaccount.domain.vetting.actions.inviting.set_status", fails)
    for wave in (bad, good):
        open_wave(wave=wave, by=COMMAND, at=AT)
    work_off()
    assert (wave_card(bad).state, statuses(a, b)) == (WaveState.PAUSED, ["new", "active"])
    assert wave_card(bad).why


def test_removing_a_customer_takes_it_out_of_its_wave():
    from onaccount.domain.customers.actions import remove_customers

    a, b = sign_up_many(2)
    wave = wave_of(a, b)
    remove_customers([a])
    assert outcome(wave) == {b: "waiting"}


def test_the_wave_of_a_customer_is_known():
    a, b = sign_up_many(2)
    wave_of(a)
    found = membership_of(a)
    assert found is not None
    assert (found.name, found.state, membership_of(b)) == ("Beta", WaveState.PLANNED, None)


def test_members_are_paged_by_their_numbers(monkeypatch):
    from onaccount.domain.vetting.queries import waves

    monkeypatch.setattr(waves, "PAGE_SIZE", 2)
    numbers = sign_up_many(5)
    wave = wave_of(*numbers)
    first = members_page(wave)
    second = members_page(wave, after=first.after)
    third = members_page(wave, after=second.after)
    assert [[m.number for m in page.rows] for page in (first, second, third)] == [
        numbers[:2],
        numbers[2:4],
        numbers[4:],
    ]
    assert (first.before, third.after) == (None, None)
    assert [m.number for m in members_page(wave, before=third.before).rows] == numbers[2:4]


@pytest.mark.parametrize(
    "moment", [datetime(2027, 3, 28, 1, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
)
def test_the_night_of_the_clock_change_opens_once(moment):
    [number] = sign_up_many(1)
    with time_machine.travel(moment - HOUR, tick=False):
        wave = make_wave(name="Night", by=SYSTEM, at=moment - HOUR, opens_at=moment)
        add_members(wave=wave, numbers=[number], by=SYSTEM, at=moment - HOUR)
    for minutes in range(-30, 150, 30):
        work_off(at=moment + timedelta(minutes=minutes), by=work_once)
        assert statuses(number) == ["new" if minutes < 0 else "active"]
    assert (len(mail.outbox), activations()) == (1, 1)
