"""What they change there is told once, and settled by a person; nothing here changes by itself but a sure merge."""

from datetime import datetime
from functools import partial
from uuid import uuid4

import pytest

from onaccount.domain.connectors.actions import (
    ask_for_link,
    choose_contact,
    look_at_changes,
    look_at_family,
    push_links,
    settle_task,
)
from onaccount.domain.connectors.models import Link, Task
from onaccount.domain.connectors.queries import contact_of, open_task_count, open_tasks_page
from onaccount.domain.connectors.rules.tasks import (
    OUTCOMES,
    NoSuchOutcome,
    NoSuchTask,
    Outcome,
    TaskKind,
    TaskSettled,
)
from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.vetting.actions import set_status
from tests.stage import AT, COMMAND, INES, LATER, WIDGETS, hire, sign_up

pytestmark = pytest.mark.django_db
OFTEN = 5  # turns; far more than anything takes


def linked(door, **values: str) -> tuple[int, str]:
    """A customer with a contact of its own, and both of them mirrored."""
    number = sign_up(WIDGETS, at=AT, **values)
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT)
    ask_for_link(number=number, at=AT)
    push_links(door, clock=lambda: AT + LATER)
    door.mirror(at=AT)
    found = contact_of(number)
    assert found is not None
    return number, found.contact_id


def look(door) -> list[str]:
    door.mirror(at=AT)
    look_at_changes(at=AT)
    return sorted(Task.objects.filter(settled_at=None).values_list("kind", flat=True))


def settle(outcome: Outcome, door=None, **more: str) -> None:
    [task] = Task.objects.filter(settled_at=None)
    settle_task(key=task.pk, outcome=outcome, by=COMMAND, at=AT + 2 * LATER, **more)
    for turn in range(OFTEN if door else 0):
        push_links(door, clock=partial(at_turn, turn))


def at_turn(turn: int) -> datetime:
    return AT + (3 + turn) * LATER


def test_every_kind_has_its_ways_and_every_way_is_done():
    from onaccount.domain.connectors.actions.tasks import WAYS

    assert set(OUTCOMES) == set(TaskKind)
    assert set(WAYS) == set(Outcome) - {Outcome.MOOT}
    assert all(OUTCOMES.values())


def test_what_we_wrote_ourselves_is_no_news(door):
    linked(door)
    assert look(door) == []


def test_an_old_mirror_is_no_news(door):
    """What was mirrored before we wrote there says what was, not what was changed."""
    number, _ = linked(door)
    correct_customer(number=number, values={"name": "Widgets of Hull"}, by=COMMAND, at=AT + LATER)
    Link.objects.update(state="wanted", next_try_at=AT + LATER)
    push_links(door, clock=lambda: AT + LATER)
    look_at_changes(at=AT)
    assert not Task.objects.exists()


def test_a_rename_raises_one_task_and_changes_nothing(door):
    number, key = linked(door)
    door.change(key, name="Widgets & Daughters")
    assert look(door) == look(door) == ["renamed"]
    assert Customer.objects.get(pk=number).name == WIDGETS
    [row] = open_tasks_page().rows
    assert (row.number, row.values["fields"]) == (number, {"name": [WIDGETS, "Widgets & Daughters"]})
    assert open_task_count() == 1


def test_their_name_can_be_taken(door):
    number, key = linked(door)
    door.change(key, name="Widgets & Daughters")
    look(door)
    settle(Outcome.TAKE, door)
    assert Customer.objects.get(pk=number).name == door.contacts[key].name == "Widgets & Daughters"
    assert look(door) == []


def test_our_name_can_be_kept_and_is_written_there(door):
    _, key = linked(door)
    door.change(key, name="Widgets & Daughters")
    look(door)
    settle(Outcome.KEEP, door)
    assert door.contacts[key].name == WIDGETS
    assert look(door) == []


def test_both_names_can_be_left_and_it_is_not_asked_again(door):
    number, key = linked(door)
    door.change(key, name="Widgets & Daughters")
    look(door)
    settle(Outcome.LEAVE, door)
    assert look(door) == []
    assert (Customer.objects.get(pk=number).name, door.contacts[key].name) == (WIDGETS, "Widgets & Daughters")
    door.change(key, name="Widgets & Sons")
    assert look(door) == ["renamed"], "another change is another question"


def test_an_archived_contact_can_be_restored(door):
    _, key = linked(door)
    door.change(key, status="ARCHIVED")
    assert look(door) == ["archived"]
    settle(Outcome.RESTORE, door)
    assert door.contacts[key].is_active
    assert Link.objects.get().state == "linked"


def test_an_archived_contact_can_be_left(door):
    _, key = linked(door)
    door.change(key, status="ARCHIVED")
    look(door)
    settle(Outcome.LEAVE)
    assert look(door) == []
    assert Link.objects.get().state == "linked"


def test_a_merge_there_is_followed_and_told_where_it_is_certain(door):
    number, key = linked(door)
    other = door.add(name="Widgets Holding")
    door.change(key, status="ARCHIVED", merged_to=other)
    assert look(door) == ["followed"]
    found = contact_of(number)
    assert found is not None
    assert found.contact_id == other
    settle(Outcome.LEAVE, door)
    assert door.contacts[other].contact_number == str(number)


def test_a_merge_there_into_another_customer_is_a_question(door):
    first, key = linked(door)
    second, other = linked(
        door,
        name="Widgets Holding",
        email="h@holding.example",
        login="h@holding.example",
        tax_id="",
        registration_number="",
    )
    door.change(key, status="ARCHIVED", merged_to=other)
    assert look(door) == ["merged"]
    assert Link.objects.get(customer=first).contact_id == key
    settle(Outcome.FOLLOW, door)
    assert Link.objects.get(customer=first).contact_id == other
    assert list(Task.objects.filter(settled_at=None).values_list("kind", "customer")) == [("shared", first)]
    settle(Outcome.UNLINK)
    assert contact_of(first) is None
    assert contact_of(second) is not None


def test_a_contact_that_is_gone_is_told_when_it_is_needed(door):
    number, key = linked(door)
    del door.contacts[key]
    correct_customer(number=number, values={"phone": "01632 960 1"}, by=COMMAND, at=AT + LATER)
    Link.objects.update(state="wanted", next_try_at=AT + LATER)
    push_links(door, clock=lambda: AT + LATER)
    assert Task.objects.get().kind == "gone"
    settle(Outcome.CREATE, door)
    assert [each.contact_number for each in door.contacts.values()] == [str(number)]


def test_what_both_changed_can_be_settled_either_way(door):
    number, key = linked(door)
    for outcome, stays in ((Outcome.KEEP, "ours@w.example"), (Outcome.TAKE, "theirs2@w.example")):
        ours, theirs = ("ours@w.example", "theirs1@w.example") if outcome is Outcome.KEEP else ("o2@w.example", stays)
        door.change(key, email=theirs)
        correct_customer(number=number, values={"email": ours}, by=COMMAND, at=AT + LATER)
        Link.objects.update(state="wanted", next_try_at=AT + LATER)
        push_links(door, clock=lambda: AT + LATER)
        settle(outcome, door)
        assert (Customer.objects.get(pk=number).email, door.contacts[key].email) == (stays, stays)


def test_two_customers_who_are_merged_are_two_contacts_there_until_they_are_merged_there_too(door):
    """The loser's id stays as an alias (D-11)."""
    first, key = linked(door)
    second, other = linked(
        door, name="Widgets of Hull", email="h@hull.example", login="h@hull.example", tax_id="", registration_number=""
    )
    Customer.objects.filter(pk=second).update(merged_into=first)
    look_at_family(number=second, at=AT)
    assert Task.objects.get().kind == "two_there"
    for number in (first, second):
        found = contact_of(number)
        assert found is not None
        assert (found.contact_id, found.aliases) == (key, (other,))
    door.change(other, status="ARCHIVED", merged_to=key)
    look(door)
    found = contact_of(second)
    assert found is not None
    assert (found.contact_id, found.aliases) == (key, ())
    assert not Task.objects.filter(settled_at=None, kind="two_there").exists()


def test_a_contact_that_another_customer_is_may_be_chosen_and_somebody_hears(door):
    _, key = linked(door)
    number = sign_up("Mara Lindqvist", at=AT)
    choose_contact(number=number, contact_id=key, by=COMMAND, at=AT)
    assert Task.objects.get(settled_at=None).kind == "shared"


def test_a_task_is_settled_once_in_a_way_of_its_kind_by_who_may(door):
    _, key = linked(door)
    door.change(key, name="Widgets & Daughters")
    look(door)
    way = partial(settle_task, key=Task.objects.get().pk, at=AT)
    with pytest.raises(NotAllowed):
        way(outcome=Outcome.KEEP, by=hire(INES))
    with pytest.raises(NoSuchOutcome):
        way(outcome=Outcome.RESTORE, by=COMMAND)
    way(outcome=Outcome.KEEP, by=COMMAND)
    with pytest.raises(TaskSettled):
        way(outcome=Outcome.TAKE, by=COMMAND)
    with pytest.raises(NoSuchTask):
        settle_task(key=uuid4(), outcome=Outcome.KEEP, by=COMMAND, at=AT)
    task = Task.objects.get()
    assert (task.outcome, task.settled_by_kind) == ("keep", "command")
