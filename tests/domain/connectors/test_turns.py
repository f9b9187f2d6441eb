"""A turn and what happens meanwhile: a correction, a merge, another turn, a refusal, somebody who settles a task."""

import threading
from typing import Any

import pytest
from django.db import connections, transaction

from onaccount.domain.connectors.actions import (
    ask_for_link,
    look_at_changes,
    make_anew,
    push_links,
    settle_task,
    tell_of_correction,
    try_again,
)
from onaccount.domain.connectors.actions.push import claim, key_of, push_one
from onaccount.domain.connectors.actions.raising import raise_task
from onaccount.domain.connectors.models import Connection, Link, Task
from onaccount.domain.connectors.queries import contact_of, due_links
from onaccount.domain.connectors.rules.patience import LEASE
from onaccount.domain.connectors.rules.tasks import Outcome, TaskKind
from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.vetting.actions import set_status
from tests.domain.connectors.double import Double
from tests.stage import AT, COMMAND, LATER, WIDGETS, sign_up

pytestmark = pytest.mark.django_db
OTHER = {"name": "Pellow Marine Plc", "email": "p@pellow.example", "login": "p@pellow.example"}


def wanted(name: str = WIDGETS, **values: str) -> int:
    number = sign_up(name, at=AT, **values)
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT)
    ask_for_link(number=number, at=AT)
    return number


def linked(door: Double, **values: str) -> tuple[int, str]:
    number = wanted(**values)
    push_links(door, clock=lambda: AT + LATER)
    door.mirror(at=AT)
    found = contact_of(number)
    assert found is not None
    return number, found.contact_id


def correct(number: int, email: str) -> None:
    correct_customer(number=number, values={"email": email}, by=COMMAND, at=AT + LATER)
    tell_of_correction(number=number, at=AT + LATER)


def test_a_correction_while_a_turn_is_under_way_is_written_there_too(door):
    number = wanted()

    class Slow(Double):
        def create(self, body: Any, *, key: str) -> Any:
            correct(number, "new@widgets.example")
            return super().create(body, key=key)

    slow = Slow()
    push_links(slow, clock=lambda: AT + LATER)
    push_links(slow, clock=lambda: AT + 2 * LATER)
    [contact] = slow.contacts.values()
    assert contact.email == "new@widgets.example"
    assert Link.objects.get().state == "linked"


def test_a_turn_that_woke_up_after_two_others_makes_nothing(door):
    """The count of tries begins anew with each that is linked: it must not bring an old turn back to life."""
    number = wanted()
    old = claim(Link.objects.get().pk, at=AT + LATER)
    assert old is not None
    push_links(door, clock=lambda: AT + LATER + 2 * LEASE)
    correct(number, "new@widgets.example")
    assert claim(Link.objects.get().pk, at=AT + LATER + 3 * LEASE) is not None
    assert Link.objects.get().tries == old.tries, "the two turns look alike"
    door.contacts = {}  # the old turn looked before anything was there
    push_one(old, door, clock=lambda: AT + LATER + 3 * LEASE)
    assert len(door.written("create")) == 1


def test_who_was_merged_with_one_who_is_somebody_there_is_not_made_a_second_time(door):
    loser, key = linked(door)
    survivor = wanted(**OTHER)
    Customer.objects.filter(pk=loser).update(merged_into=survivor)
    push_links(door, clock=lambda: AT + LATER)
    assert list(door.contacts) == [key]
    found = contact_of(survivor)
    assert found is not None
    assert found.contact_id == key


def test_what_is_said_of_the_loser_s_contact_leaves_the_survivor_s_alone(door):
    survivor, kept = linked(door)
    loser, other = linked(door, **OTHER)
    Customer.objects.filter(pk=loser).update(merged_into=survivor)
    door.change(other, status="ARCHIVED")
    door.mirror(at=AT)
    look_at_changes(at=AT)
    settle_task(key=Task.objects.get(kind="archived").pk, outcome=Outcome.UNLINK, by=COMMAND, at=AT + LATER)
    told = dict(Link.objects.values_list("customer", "contact_id"))
    assert told == {survivor: kept, loser: ""}


def test_a_key_is_the_same_for_what_is_tried_again_and_another_for_what_is_asked_anew(door):
    number = wanted()
    key = Link.objects.get().pk
    first = claim(key, at=AT + LATER)
    again = claim(key, at=AT + LATER + 2 * LEASE)
    try_again(number=number, by=COMMAND, at=AT + LATER + 3 * LEASE)
    asked = claim(key, at=AT + LATER + 3 * LEASE)
    make_anew(number=number, by=COMMAND, at=AT + LATER + 4 * LEASE)
    anew = claim(key, at=AT + LATER + 4 * LEASE)
    assert first
    assert again
    assert asked
    assert anew
    keys = [key_of(turn, {"Name": "A"}) for turn in (first, again, asked, anew)]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
    one, other = (door.contacts[door.add(name=name)] for name in ("A", "B"))
    assert len({key_of(first, {"Name": "A"}, each) for each in (one, other, None)}) == 3
    assert max(map(len, keys)) <= 128


def test_while_it_lets_us_in_no_more_no_link_has_a_turn_and_none_waits_longer_for_it(door):
    wanted()
    Connection.objects.update(state="refused", refused_at=AT)
    assert due_links(AT + LATER) == []
    Connection.objects.update(state="connected", refused_at=None)
    assert due_links(AT + LATER) == [Link.objects.get().pk]


@pytest.mark.django_db(transaction=True)
def test_a_task_that_is_settled_while_it_is_raised_again_is_not_held_by_both(door):
    """The worker holds the link and tells the task; a person holds the task and asks for the link."""
    number, key = linked(door)
    link = Link.objects.get()
    with transaction.atomic():
        raise_task(link, TaskKind.RENAMED, key, {"fields": {"name": [WIDGETS, "W"]}}, at=AT)
    task, wrong = Task.objects.get(), []

    def settle() -> None:
        try:
            settle_task(key=task.pk, outcome=Outcome.KEEP, by=COMMAND, at=AT + LATER)
        except Exception as failure:  # noqa: BLE001 - what went wrong is what is asked
            wrong.append(failure)
        finally:
            connections.close_all()

    person = threading.Thread(target=settle)
    with transaction.atomic():
        held = Link.objects.select_for_update(no_key=True, of=("self",)).get(customer=number)
        person.start()
        person.join(1.0)  # it waits for us, or is done
        raise_task(held, TaskKind.RENAMED, key, {"fields": {"name": [WIDGETS, "V"]}}, at=AT)
    person.join()
    assert wrong == []
    assert Task.objects.get().settled_at is not None
