"""A wave opens once per member: two workers, staff at the same moment, a worker that is killed (I10, I11)."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.db.models import Q

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import AlreadyDone, Status
from onaccount.domain.history.models import Event
from onaccount.domain.letters.models import Letter
from onaccount.domain.vetting.actions import (
    add_members,
    inviting,
    make_wave,
    open_wave,
    set_statuses,
    turn_to_wave,
)
from onaccount.domain.vetting.models import Wave, WaveMember
from onaccount.domain.vetting.queries import wave_card, waves_to_turn_to
from onaccount.domain.vetting.rules.waves import WaveIsOver, WaveNotInThisState, WaveState
from tests.stage import AT, COMMAND, NADIA, TOM, hire, race, sign_up_many, work_off
from tests.worker import ROOT, address_of_the_books

pytestmark = pytest.mark.django_db(transaction=True)

MEMBERS = 40


def opening(numbers: list[int], *, name: str = "Beta") -> int:
    wave = make_wave(name=name, by=COMMAND, at=AT)
    add_members(wave=wave, numbers=numbers, by=COMMAND, at=AT)
    open_wave(wave=wave, by=COMMAND, at=AT)
    return wave


def work() -> None:
    while any(turn_to_wave(key, at=AT) for key in waves_to_turn_to(AT)):
        pass


def assert_each_once(numbers: list[int]) -> None:
    """Each member is Active by one activation, with one letter."""
    assert set(Customer.objects.filter(number__in=numbers).values_list("status", flat=True)) == {"active"}
    keys = [str(number) for number in numbers]
    activated = Event.objects.filter(name="customer.activated").values_list("subject_key", flat=True)
    assert sorted(activated) == sorted(keys)
    assert sorted(Letter.objects.values_list("subject_key", flat=True)) == sorted(keys)


def test_two_workers_open_one_wave_and_each_member_is_let_in_once():
    numbers = sign_up_many(MEMBERS)
    wave = opening(numbers)
    assert race(work, work) == [None, None]
    assert_each_once(numbers)
    card = wave_card(wave)
    assert (card.state, card.invited, card.others) == (WaveState.OPEN, MEMBERS, 0)


def test_workers_that_do_not_hold_the_wave_note_members_as_refused_whom_the_other_let_in(monkeypatch):
    """The negative control: without the look that follows the lock, the second would note a reason over the first."""
    numbers = sign_up_many(1)
    wave = opening(numbers)
    one, other = (inviting.Round(Wave.objects.get(pk=wave), COMMAND, AT, AT) for _ in range(2))
    with transaction.atomic():
        one.let_in(numbers[0], 1)
        monkeypatch.setattr("onaccount.domain.vetting.actions.inviting.WAITING", Q())
        other.let_in(numbers[0], 1)
    assert dict(other.refused) == {"already_done": numbers}


def test_two_people_open_one_wave_and_one_of_them_does():
    numbers = sign_up_many(2)
    wave = make_wave(name="Beta", by=COMMAND, at=AT)
    add_members(wave=wave, numbers=numbers, by=COMMAND, at=AT)
    answers = race(*[partial(open_wave, wave=wave, by=by, at=AT) for by in (hire(TOM), hire(NADIA))])
    assert [type(answer) for answer in answers if answer] == [WaveNotInThisState]
    assert Event.objects.filter(name="wave.started").count() == 1


def test_staff_let_the_same_customers_in_while_the_wave_opens():
    tom, numbers = hire(TOM), sign_up_many(MEMBERS)
    wave = opening(numbers)
    by_hand, _ = race(partial(set_statuses, numbers=numbers[::-1], to=Status.ACTIVE, by=tom, at=AT), work)
    work()
    assert_each_once(numbers)
    assert all(isinstance(refusal, AlreadyDone) for _, refusal in by_hand.refused)
    card = wave_card(wave)
    assert (card.invited, card.others) == (len(by_hand.refused), len(by_hand.done))


def test_staff_keep_the_same_customers_out_while_the_wave_opens():
    """Whoever is last has the word: kept out before its turn it stays out, and afterwards its letter is taken back."""
    tom, numbers = hire(TOM), sign_up_many(MEMBERS)
    opening(numbers)
    by_hand, _ = race(partial(set_statuses, numbers=numbers[::-1], to=Status.INACTIVE, by=tom, at=AT), work)
    work()
    assert by_hand.refused == []
    assert set(Customer.objects.values_list("status", flat=True)) == {"inactive"}
    assert set(Letter.objects.values_list("state", flat=True)) <= {"voided"}
    work_off(at=AT + timedelta(hours=1))
    assert mail.outbox == []


def test_members_that_come_while_the_wave_ends_are_let_in_or_refused_and_never_forgotten():
    late = sign_up_many(MEMBERS)
    wave = opening(late[:1])

    def add() -> Any:
        return [race_free(wave, number) for number in late[1:]]

    answers, _ = race(add, work)
    work()
    joined = {number for number, refusal in zip(late[1:], answers, strict=True) if refusal is None}
    assert set(Customer.objects.filter(status="active").values_list("number", flat=True)) == joined | {late[0]}
    assert not WaveMember.objects.filter(invited_at=None).exists()


def race_free(wave: int, number: int) -> WaveIsOver | None:
    try:
        add_members(wave=wave, numbers=[number], by=COMMAND, at=AT)
    except WaveIsOver as over:
        return over
    return None


# --- kill -9 ---


def drill(settings: Any, *arguments: str) -> "subprocess.CompletedProcess[str]":
    own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own |= {
        "DATABASE_URL": address_of_the_books(),
        "ONACCOUNT_DATA": str(settings.DATA),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    command = [sys.executable, "-m", "tests.domain.vetting.wave_drill", *arguments]
    return subprocess.run(command, env=own, cwd=ROOT, capture_output=True, text=True, check=False)


def assert_nothing_half_done() -> None:
    """Who is Active has a letter and is noted as invited, and nobody else."""
    active = {str(n) for n in Customer.objects.filter(status="active").values_list("number", flat=True)}
    assert set(Letter.objects.values_list("subject_key", flat=True)) == active
    invited = WaveMember.objects.exclude(invited_at=None).values_list("customer_id", flat=True)
    assert {str(number) for number in invited} == active


def test_a_worker_that_is_killed_at_any_statement_leaves_nothing_half_done(settings):
    numbers = sign_up_many(25)
    opening(numbers)
    for deadly in (3, 40, 77, 114, 151):
        done = drill(settings, str(deadly))
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert_nothing_half_done()
    done = drill(settings, "0")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 151, "there are more statements than the places at which it was killed"
    assert_each_once(numbers)
    work_off(at=AT + timedelta(hours=1))
    assert len({letter.to[0] for letter in mail.outbox}) == len(mail.outbox) == len(numbers)


def test_a_round_that_is_not_one_transaction_would_be_caught(settings):
    opening(sign_up_many(25))
    done = drill(settings, "60", "--piecemeal")
    assert done.returncode == -signal.SIGKILL, done.stderr
    with pytest.raises(AssertionError):
        assert_nothing_half_done()
