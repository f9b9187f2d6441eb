"""Everybody who trades is to be somebody next door, also who did before it was connected, and after it is another."""

import operator
from datetime import timedelta
from functools import partial

import pytest

from onaccount.delivery.jobs import link_jobs
from onaccount.domain.connectors.actions import (
    ask_for_more,
    everybody,
    link_everybody,
    push_links,
    take_off,
)
from onaccount.domain.connectors.actions.push import claim, push_one
from onaccount.domain.connectors.models import Connection, Link
from onaccount.domain.connectors.queries import contact_of
from onaccount.domain.connectors.rules.tasks import NotNextDoor
from onaccount.domain.people.rules import NotAllowed
from tests.domain.connectors.test_turns import OTHER, linked, wanted
from tests.stage import AT, COMMAND, INES, LATER, WIDGETS, hire, let_in, sign_up

pytestmark = pytest.mark.django_db


def active(count: int) -> list[int]:
    return [
        let_in(login=f"t{n}@w.example", name=f"Trader {n} of Whitby", email=f"t{n}@w.example") for n in range(count)
    ]


def work_off(door) -> None:
    """What the worker does, until it finds nothing more to ask for."""
    at = AT
    while ask_for_more(at=at) or Link.objects.filter(next_try_at__isnull=False).exists():
        at += LATER
        push_links(door, clock=partial(operator.add, at, timedelta()))


def test_who_traded_before_it_was_connected_is_put_there_too(door, monkeypatch):
    monkeypatch.setattr(everybody, "AT_A_TIME", 2)
    numbers = active(5)
    sign_up(WIDGETS)  # waits to be let in
    link_everybody(by=COMMAND, at=AT)
    work_off(door)
    assert sorted(int(each.contact_number) for each in door.contacts.values()) == numbers
    assert Connection.objects.get().everybody_after is None
    link_everybody(by=COMMAND, at=AT)
    work_off(door)
    assert len(door.contacts) == 5


def test_who_is_let_in_meanwhile_does_not_wait_for_everybody(door, monkeypatch):
    monkeypatch.setattr(everybody, "AT_A_TIME", 2)
    active(5)
    link_everybody(by=COMMAND, at=AT)
    assert ask_for_more(at=AT) == 2
    assert ask_for_more(at=AT) == 0, "two wait already"
    wanted(**OTHER)
    assert Link.objects.count() == 3


def test_who_was_taken_off_by_somebody_stays_off(door):
    number, _ = linked(door)
    take_off(number=number, by=COMMAND, at=AT + LATER)
    link_everybody(by=COMMAND, at=AT + LATER)
    work_off(door)
    assert contact_of(number) is None


def test_nobody_is_put_there_before_their_contacts_were_read_to_the_end(door):
    number = wanted()
    Connection.objects.update(mirrored_at=None, everybody_after=0)
    assert push_links(door, clock=lambda: AT + LATER) == 0
    assert ask_for_more(at=AT + timedelta(hours=1)) == 0
    Connection.objects.update(mirrored_at=AT)
    push_links(door, clock=lambda: AT + LATER)
    assert contact_of(number) is not None


def test_everybody_is_asked_for_by_who_may_and_where_something_is_connected(door):
    with pytest.raises(NotAllowed):
        link_everybody(by=hire(INES), at=AT)
    Connection.objects.update(connected_at=None)
    with pytest.raises(NotNextDoor):
        link_everybody(by=COMMAND, at=AT)


def test_the_worker_asks_for_more_where_nothing_is_due(door):
    active(1)
    link_everybody(by=COMMAND, at=AT)
    assert link_jobs.push()
    assert Link.objects.count() == 1


def test_a_turn_of_the_organisation_before_sends_nothing(door):
    wanted()
    turn = claim(Link.objects.get().pk, at=AT + LATER)
    assert turn is not None
    everybody.let_go_of_all(by=COMMAND, at=AT + LATER)
    push_one(turn, door, clock=lambda: AT + LATER)
    assert door.contacts == {}
