"""Customers who are merged, and taken apart again, and what that is next door (D-11)."""

import operator
from functools import partial

import pytest

from onaccount.domain.connectors.actions import look_at_changes, push_links
from onaccount.domain.connectors.models import Link, Task
from onaccount.domain.connectors.queries import contact_of
from onaccount.domain.connectors.rules.patience import SETTLES
from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.matching.actions import merge_customers, unmerge_customers
from onaccount.domain.vetting.actions import set_status
from tests.domain.connectors.test_turns import OTHER, linked, wanted
from tests.stage import AT, CAFE, COMMAND, LATER, WIDGETS, sign_up, work_off

pytestmark = pytest.mark.django_db
OFTEN = 5  # turns; far more than anything takes


def merged(loser: int, survivor: int):
    key = merge_customers(loser=loser, survivor=survivor, by=COMMAND, at=AT + LATER)
    work_off(at=AT + 2 * LATER)
    return key


def open_tasks() -> list[tuple[str, int | None]]:
    return list(Task.objects.filter(settled_at=None).order_by("pk").values_list("kind", "customer"))


def turns(door, *, at=AT + 3 * LATER) -> None:
    for turn in range(OFTEN):
        push_links(door, clock=partial(operator.add, at, turn * LATER))


def test_two_who_are_two_contacts_there_are_told_once(door):
    first, _ = linked(door)
    second, _ = linked(door, **OTHER)
    merged(second, first)
    assert open_tasks() == [("two_there", first)]


def test_who_was_merged_while_its_contact_was_on_its_way_is_told_when_it_is_found(door):
    """Nobody knew at the merge that there would be two."""
    survivor, _ = linked(door)
    loser = wanted(**OTHER)
    door.fail = ["lost"]
    push_links(door, clock=lambda: AT + LATER)
    assert Link.objects.get(customer=loser).state == "sent"
    merged(loser, survivor)
    assert open_tasks() == []
    turns(door, at=AT + 2 * LATER + SETTLES)
    assert open_tasks() == [("two_there", survivor)]
    found = contact_of(survivor)
    assert found is not None
    assert len(found.aliases) == 1


def test_a_survivor_s_correction_is_written_at_the_contact_of_the_one_it_was_merged_with(door):
    loser, key = linked(door, phone="+441632960001")
    survivor = sign_up(at=AT, **OTHER)
    set_status(number=survivor, to=Status.ACTIVE, by=COMMAND, at=AT)
    merged(loser, survivor)
    turns(door)
    assert door.contacts[key].name == OTHER["name"], "they are one, and this is what it is called"
    correct_customer(number=survivor, values={"name": "Pellow & Daughters Plc"}, by=COMMAND, at=AT + 9 * LATER)
    work_off(at=AT + 10 * LATER)
    turns(door, at=AT + 11 * LATER)
    assert door.contacts[key].name == "Pellow & Daughters Plc"
    assert list(door.contacts) == [key]
    assert look_at_changes(at=AT + 20 * LATER) == 0


def test_who_came_apart_is_asked_for_and_both_bear_their_own_names_again(door):
    loser, key = linked(door)
    survivor = sign_up(CAFE, login="till@quay.example", at=AT)
    set_status(number=survivor, to=Status.ACTIVE, by=COMMAND, at=AT)
    merge = merged(loser, survivor)
    turns(door)
    unmerge_customers(merge=merge, by=COMMAND, at=AT + 8 * LATER)
    work_off(at=AT + 9 * LATER)
    turns(door, at=AT + 11 * LATER)
    turns(door, at=AT + 20 * LATER)
    own = contact_of(survivor)
    assert own is not None
    assert (door.contacts[key].name, door.contacts[own.contact_id].name) == (WIDGETS, CAFE)
    assert contact_of(loser) is not None


def test_what_was_asked_of_both_as_one_is_asked_no_more_when_they_are_two(door):
    first, _ = linked(door)
    second, _ = linked(door, **OTHER)
    merge = merged(second, first)
    unmerge_customers(merge=merge, by=COMMAND, at=AT + 3 * LATER)
    work_off(at=AT + 4 * LATER)
    assert open_tasks() == []
    assert Task.objects.get().outcome == "moot"


def test_two_again_who_were_made_one_contact_there_are_told(door):
    first, key = linked(door)
    second, other = linked(door, **OTHER)
    merge = merged(second, first)
    turns(door)
    door.change(other, status="ARCHIVED", merged_to=key)
    door.mirror(at=AT)
    look_at_changes(at=AT + 3 * LATER)
    unmerge_customers(merge=merge, by=COMMAND, at=AT + 4 * LATER)
    work_off(at=AT + 5 * LATER)
    assert ("shared", second) in open_tasks()
