"""A customer who may trade becomes one contact next door: found where there is one, else made (S0-09)."""

from datetime import datetime, timedelta

import pytest

from onaccount.domain.connectors.actions import (
    ask_for_link,
    choose_contact,
    make_anew,
    push_links,
    take_off,
    tell_of_correction,
    try_again,
)
from onaccount.domain.connectors.models import Link, Task
from onaccount.domain.connectors.queries import contact_of
from onaccount.domain.connectors.rules.patience import LEASE, SETTLES
from onaccount.domain.connectors.rules.tasks import AtWork, NoSuchContact, NotNextDoor
from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.models import Event
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.vetting.actions import set_status, undo_status
from onaccount.domain.vetting.rules.applications import UNDO_WITHIN
from tests.stage import AT, CAFE, COMMAND, INES, LATER, WIDGETS, hire, sign_up

pytestmark = pytest.mark.django_db


def activated(**values: str) -> int:
    number = sign_up(WIDGETS, at=AT, **values)
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT)
    ask_for_link(number=number, at=AT)
    return number


def work(door, at: datetime = AT + LATER) -> int:
    return push_links(door, clock=lambda: at)


def state(number: int) -> str:
    return Link.objects.get(customer=number).state


def contact_id(number: int) -> str:
    found = contact_of(number)
    return found.contact_id if found else ""


def open_task() -> Task:
    return Task.objects.get(settled_at=None)


def test_without_a_connection_nothing_is_asked_for():
    activated()
    assert not Link.objects.exists()


def test_who_is_nobody_there_is_made_with_our_number(door):
    number = activated()
    assert work(door) == 1
    [contact] = door.contacts.values()
    assert (contact.contact_number, contact.name) == (str(number), WIDGETS)
    assert state(number) == "linked"
    assert contact_id(number) == contact.contact_id
    assert Event.objects.filter(name="link.made", subject_key=str(number)).count() == 1


def test_nothing_leaves_while_the_activation_can_be_taken_back(door):
    number = activated()
    assert work(door, at=AT + UNDO_WITHIN - timedelta(seconds=1)) == 0
    undo_status(number=number, by=COMMAND, at=AT + timedelta(seconds=5))
    work(door)
    assert not door.said
    assert state(number) == "wanted"
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT + LATER)
    ask_for_link(number=number, at=AT + LATER)
    work(door, at=AT + 2 * LATER)
    assert len(door.contacts) == 1


def test_a_customer_for_whom_staff_order_is_put_there_too(door):
    number = sign_up(CAFE)
    set_status(number=number, to=Status.ADMIN, by=COMMAND, at=AT)
    ask_for_link(number=number, at=AT)
    work(door)
    assert state(number) == "linked"


def test_asked_for_twice_there_is_one(door):
    number = activated()
    ask_for_link(number=number, at=AT)
    work(door)
    ask_for_link(number=number, at=AT + LATER)
    work(door, at=AT + 3 * LATER)
    assert len(door.contacts) == 1


def test_our_number_there_is_used_and_nothing_is_sent(door):
    number = activated()
    key = door.add(name="Grahams Widgets", contact_number=str(number))
    work(door)
    assert contact_id(number) == key
    assert not door.written("create") + door.written("update")


def test_our_number_at_somebody_quite_different_is_a_question(door):
    """Other programs write numbers there too."""
    number = activated(email="office@widgets.example")
    door.add(name="Pellow Marine Plc", contact_number=str(number), email="yard@pellow.example")
    work(door)
    assert (state(number), open_task().kind) == ("stuck", "choose")
    make_anew(number=number, by=COMMAND, at=AT + LATER)
    work(door, at=AT + 2 * LATER)
    assert open_task().kind == "refused", "a second one with our number would never be told apart"
    assert len(door.contacts) == 1


def test_the_same_tax_id_is_the_same_and_our_number_is_written_there(door):
    number = activated(tax_id="GB123456789")
    key = door.add(name="Grahams Widgets Limited", tax_id="GB123456789")
    door.mirror(at=AT)
    work(door)
    work(door)
    assert door.contacts[key].contact_number == str(number)
    assert door.contacts[key].name == "Grahams Widgets Limited", "nothing of theirs is written over"
    assert state(number) == "linked"


def test_a_name_alike_is_for_a_person(door):
    number = activated()
    key = door.add(name=WIDGETS)
    work(door)
    task = open_task()
    assert (state(number), task.kind) == ("stuck", "choose")
    assert task.values["alike"] == [{"contact_id": key, "name": WIDGETS}]
    assert contact_of(number) is None
    assert len(door.contacts) == 1


def test_a_person_chooses_and_the_id_is_good_at_once(door):
    number = activated()
    key = door.add(name=WIDGETS)
    work(door)
    door.mirror(at=AT)
    choose_contact(number=number, contact_id=key, by=COMMAND, at=AT + LATER)
    assert contact_id(number) == key
    assert not Task.objects.filter(settled_at=None).exists()
    work(door, at=AT + 2 * LATER)
    assert (state(number), door.contacts[key].contact_number) == ("linked", str(number))


def test_a_person_says_a_new_one_and_the_name_there_is_not_taken_twice(door):
    number = activated()
    key = door.add(name=WIDGETS)
    work(door)
    make_anew(number=number, by=COMMAND, at=AT + LATER)
    work(door, at=AT + 2 * LATER)
    task = open_task()
    assert (task.kind, task.contact_id) == ("name_taken", key)
    assert "already assigned" in task.values["words"]
    correct_customer(number=number, values={"name": "Graham's Widgets of Hull"}, by=COMMAND, at=AT + 2 * LATER)
    try_again(number=number, by=COMMAND, at=AT + 2 * LATER)
    work(door, at=AT + 3 * LATER)
    assert sorted(each.name for each in door.contacts.values()) == [WIDGETS, "Graham's Widgets of Hull"]


def test_a_choice_before_the_customer_is_let_in_waits_for_that(door):
    number, key = sign_up(), door.add(name="Widgets of old")
    door.mirror(at=AT)
    choose_contact(number=number, contact_id=key, by=COMMAND, at=AT)
    work(door, at=AT + LATER)
    assert not door.said
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT + LATER)
    ask_for_link(number=number, at=AT + LATER)
    work(door, at=AT + 3 * LATER)
    assert door.contacts[key].contact_number == str(number)
    assert len(door.contacts) == 1


def test_an_answer_that_was_lost_is_looked_up_and_nothing_is_sent_again(door):
    number = activated()
    door.fail = ["lost"]
    work(door)
    assert state(number) == "sent"
    assert work(door, at=AT + LATER + SETTLES / 2) == 0
    work(door, at=AT + LATER + 2 * SETTLES)
    assert state(number) == "linked"
    assert len(door.written("create")) == len(door.contacts) == 1


def test_what_was_not_sent_is_sent_later(door):
    number = activated()
    door.fail = ["not sent"]
    work(door)
    assert state(number) == "wanted"
    work(door, at=AT + 10 * LATER)
    assert len(door.contacts) == 1


def test_a_door_that_does_not_answer_is_asked_later_and_the_words_stand_there(door):
    number = activated()
    door.fail = ["away"]
    work(door)
    assert (state(number), Link.objects.get().why) == ("wanted", "nobody answers")
    work(door, at=AT + 10 * LATER)
    assert state(number) == "linked"


def test_a_question_that_they_refuse_is_a_task_and_not_asked_for_ever(door):
    number = activated()
    door.fail = ["refused"]
    work(door)
    assert (state(number), open_task().kind, open_task().values["words"]) == ("stuck", "refused", "they do not say why")
    try_again(number=number, by=COMMAND, at=AT + LATER)
    work(door, at=AT + 2 * LATER)
    assert state(number) == "linked"


def test_a_turn_that_was_given_to_another_sends_nothing(door):
    from onaccount.domain.connectors.actions.push import claim, push_one

    activated()
    slow = claim(Link.objects.get().pk, at=AT + LATER)
    assert slow is not None
    assert claim(Link.objects.get().pk, at=AT + LATER) is None
    work(door, at=AT + LATER + LEASE + timedelta(seconds=1))
    push_one(slow, door, clock=lambda: AT + LATER + LEASE)
    assert len(door.written("create")) == 1


def test_a_correction_is_written_there_and_only_what_changed(door):
    number = activated()
    work(door)
    correct_customer(number=number, values={"email": "new@widgets.example"}, by=COMMAND, at=AT + LATER)
    tell_of_correction(number=number, at=AT + LATER)
    work(door, at=AT + 2 * LATER)
    assert door.written("update") == [{"EmailAddress": "new@widgets.example"}]
    assert state(number) == "linked"


def test_what_they_changed_meanwhile_is_not_written_over(door):
    number = activated()
    work(door)
    [key] = door.contacts
    door.change(key, email="theirs@widgets.example")
    correct_customer(number=number, values={"email": "ours@widgets.example"}, by=COMMAND, at=AT + LATER)
    tell_of_correction(number=number, at=AT + LATER)
    work(door, at=AT + 2 * LATER)
    task = open_task()
    assert (task.kind, task.values["fields"]) == (
        "changed",
        {"email": ["ours@widgets.example", "theirs@widgets.example"]},
    )
    assert door.contacts[key].email == "theirs@widgets.example"


def test_taken_off_it_is_nobody_there_and_nothing_is_changed(door):
    number = activated()
    work(door)
    take_off(number=number, by=COMMAND, at=AT + LATER)
    assert contact_of(number) is None
    assert work(door, at=AT + 2 * LATER) == 0
    assert len(door.contacts) == 1


def test_while_something_is_on_its_way_nobody_chooses(door):
    number = activated()
    door.fail = ["lost"]
    work(door)
    for verb in (make_anew, take_off):
        with pytest.raises(AtWork):
            verb(number=number, by=COMMAND, at=AT + LATER)


def test_a_contact_that_is_not_known_cannot_be_chosen(door):
    with pytest.raises(NoSuchContact):
        choose_contact(number=sign_up(), contact_id="nobody", by=COMMAND, at=AT)


def test_without_a_connection_there_is_nothing_to_choose():
    with pytest.raises(NotNextDoor):
        choose_contact(number=sign_up(), contact_id="x", by=COMMAND, at=AT)


@pytest.mark.parametrize("verb", [make_anew, take_off, try_again])
def test_who_may_not_correct_customers_may_not_link_them(door, verb):
    with pytest.raises(NotAllowed):
        verb(number=sign_up(), by=hire(INES), at=AT)
