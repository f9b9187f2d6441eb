"""Letting customers in: one letter to each login, exactly once."""

from datetime import timedelta

import pytest
from django.core import mail

from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.customers.rules.parts import NoSuchLocation
from onaccount.domain.customers.rules.status import (
    AlreadyDone,
    LoginOfStaff,
    NoLogin,
    NoSuchCustomer,
    NoSuchMove,
    Status,
)
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.rules import LetterHasGone
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.vetting.actions import send_again, set_status, set_statuses, undo_status, undo_statuses
from onaccount.domain.vetting.queries import can_undo
from onaccount.domain.vetting.rules.applications import (
    UNDO_WITHIN,
    AlreadyDoneBy,
    NotActiveYet,
    NothingToUndo,
    NotYours,
    TooLate,
)
from tests.stage import AT, CAFE, COMMAND, INES, NADIA, TOM, hire, let_in, sign_up, sign_up_many, work_off

NEW, ADMIN, ACTIVE, INACTIVE = Status

pytestmark = pytest.mark.django_db


def states(number: int) -> list[str]:
    letters = Letter.objects.filter(subject_kind="customer", subject_key=str(number))
    return list(letters.order_by("queued_at", "pk").values_list("state", flat=True))


def status_of(number: int) -> Status:
    return Status(Customer.objects.get(pk=number).status)


def move(number: int, to: Status, by=COMMAND, at=AT, **more) -> None:
    set_status(number=number, to=to, by=by, at=at, **more)


def a_customer_with_two_places() -> int:
    number = sign_up()
    Location.objects.create(customer_id=number, name="Depot", login_email="depot@widgets.example", created_at=AT)
    return number


# --- activation -------------------------------------------------------------------------------------------------------


def test_an_activation_sends_one_letter_after_the_time_in_which_it_can_be_taken_back():
    number = sign_up()
    move(number, ACTIVE)
    assert states(number) == ["queued"]
    work_off(at=AT + UNDO_WITHIN - timedelta(seconds=1))
    assert mail.outbox == []
    work_off(at=AT + UNDO_WITHIN)
    assert [letter.to for letter in mail.outbox] == [["graham@widgets.example"]]
    assert states(number) == ["sent"]
    work_off(at=AT + timedelta(days=1))
    assert len(mail.outbox) == 1


def test_each_login_gets_a_letter_of_its_own():
    number = a_customer_with_two_places()
    move(number, ACTIVE)
    work_off()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["depot@widgets.example", "graham@widgets.example"]


def test_a_customer_without_a_login_gets_none_and_stays_as_it_was():
    number = sign_up(CAFE)
    with pytest.raises(NoLogin):
        move(number, ACTIVE)
    assert status_of(number) is NEW
    assert states(number) == []


def test_a_customer_whose_login_is_staffs_is_not_let_in():
    hire(TOM)
    number = sign_up(login=TOM.email)
    with pytest.raises(LoginOfStaff):
        move(number, ACTIVE)
    assert (status_of(number), states(number)) == (NEW, [])


def test_the_second_person_hears_who_was_first():
    tom, nadia, number = hire(TOM), hire(NADIA), sign_up()
    move(number, ACTIVE, by=tom)
    with pytest.raises(AlreadyDoneBy, match=f"Tom Brandt made No. {number} Active already"):
        move(number, ACTIVE, by=nadia)
    assert states(number) == ["queued"]


def test_what_a_machine_did_first_is_said_without_a_name():
    number = let_in()
    with pytest.raises(AlreadyDone, match=f"No. {number} is Active already") as refusal:
        move(number, ACTIVE)
    assert refusal.value.code == "already_done"


@pytest.mark.parametrize("to", [INACTIVE, ADMIN])
def test_a_letter_that_waits_does_not_go_to_a_customer_that_is_no_longer_active(to):
    number = let_in()
    move(number, to, at=AT + timedelta(seconds=5))
    work_off()
    assert states(number) == ["voided"]
    assert mail.outbox == []


# --- again ------------------------------------------------------------------------------------------------------------


def test_a_login_that_had_its_letter_gets_none_when_it_is_let_in_again():
    number = let_in()
    work_off()
    move(number, INACTIVE, at=AT + timedelta(days=1))
    move(number, ACTIVE, at=AT + timedelta(days=2))
    work_off(at=AT + timedelta(days=3))
    assert len(mail.outbox) == 1


def test_a_login_that_had_its_letter_gets_another_when_it_is_asked_for():
    number = let_in()
    work_off()
    move(number, INACTIVE, at=AT + timedelta(days=1))
    move(number, ACTIVE, at=AT + timedelta(days=2))
    send_again(number=number, location=locations_of(number)[0].pk, by=COMMAND, at=AT + timedelta(days=2))
    work_off(at=AT + timedelta(days=3))
    assert len(mail.outbox) == 2


def test_a_login_whose_letter_was_taken_back_gets_one_when_it_is_let_in_again():
    number = let_in()
    move(number, INACTIVE, at=AT + timedelta(seconds=5))
    move(number, ACTIVE, at=AT + timedelta(minutes=1))
    work_off(at=AT + timedelta(minutes=2))
    assert states(number) == ["voided", "sent"]
    assert len(mail.outbox) == 1


def test_a_place_that_came_later_gets_its_letter_when_the_customer_is_let_in_again():
    number = let_in()
    work_off()
    move(number, ADMIN, at=AT + timedelta(days=1))
    Location.objects.create(customer_id=number, name="Depot", login_email="depot@widgets.example", created_at=AT)
    move(number, ACTIVE, at=AT + timedelta(days=2))
    work_off(at=AT + timedelta(days=3))
    assert [letter.to[0] for letter in mail.outbox] == ["graham@widgets.example", "depot@widgets.example"]


def test_another_address_is_another_login_and_gets_its_letter():
    number = let_in()
    work_off()
    move(number, ADMIN, at=AT + timedelta(days=1))
    correct_customer(number=number, values={"login_email": "new@widgets.example"}, by=COMMAND, at=AT)
    move(number, ACTIVE, at=AT + timedelta(days=2))
    work_off(at=AT + timedelta(days=3))
    assert [letter.to[0] for letter in mail.outbox] == ["graham@widgets.example", "new@widgets.example"]


def test_send_again_needs_an_active_customer_the_right_and_a_place_of_its_own():
    new, active, other = sign_up(CAFE, login="cafe@oldquay.example"), let_in(), sign_up("Mara Lindqvist")
    [cafe], [widgets], [mara] = locations_of(new), locations_of(active), locations_of(other)
    with pytest.raises(NotActiveYet, match="is New, so no letter can let it in"):
        send_again(number=new, location=cafe.pk, by=COMMAND, at=AT)
    with pytest.raises(NotAllowed):
        send_again(number=active, location=widgets.pk, by=hire(INES), at=AT)
    for stranger in (mara.pk, 0, 4711):
        with pytest.raises(NoSuchLocation):
            send_again(number=active, location=stranger, by=COMMAND, at=AT)


def test_send_again_replaces_a_letter_that_still_waits():
    number = let_in()
    for n in range(3):
        send_again(number=number, location=locations_of(number)[0].pk, by=COMMAND, at=AT + timedelta(seconds=n))
    assert states(number) == ["voided", "voided", "voided", "queued"]
    work_off()
    assert len(mail.outbox) == 1


# --- undo -------------------------------------------------------------------------------------------------------------


def test_an_activation_is_taken_back_while_its_letter_waits():
    tom, number = hire(TOM), sign_up()
    move(number, ACTIVE, by=tom)
    assert can_undo(number, by=tom, at=AT + UNDO_WITHIN)
    undo_status(number=number, by=tom, at=AT + UNDO_WITHIN)
    assert (status_of(number), states(number)) == (NEW, ["voided"])
    work_off()
    assert mail.outbox == []
    names = [fact.name for fact in facts_of(Subject("customer", str(number)))]
    assert names == ["customer.activation_undone", "customer.activated", "customer.added"]


def test_an_activation_is_not_taken_back_by_somebody_else():
    number = let_in(by=hire(TOM))
    nadia = hire(NADIA)
    assert not can_undo(number, by=nadia, at=AT)
    with pytest.raises(NotYours, match="Tom Brandt made this customer Active"):
        undo_status(number=number, by=nadia, at=AT)
    assert status_of(number) is ACTIVE


def test_an_activation_is_not_taken_back_later_than_ten_seconds():
    tom = hire(TOM)
    number = let_in(by=tom)
    late = AT + UNDO_WITHIN + timedelta(microseconds=1)
    assert not can_undo(number, by=tom, at=late)
    with pytest.raises(TooLate, match="more than 10 seconds ago"):
        undo_status(number=number, by=tom, at=late)
    assert states(number) == ["queued"]


def test_an_activation_is_not_taken_back_once_its_letter_is_on_its_way():
    """A worker whose clock is ahead took it up."""
    tom = hire(TOM)
    number = let_in(by=tom)
    work_off()
    with pytest.raises(LetterHasGone):
        undo_status(number=number, by=tom, at=AT + timedelta(seconds=5))
    assert (status_of(number), states(number)) == (ACTIVE, ["sent"])


def test_an_activation_of_many_places_is_not_taken_back_when_one_letter_has_left():
    tom, number = hire(TOM), sign_up()
    for n in range(25):
        Location.objects.create(customer_id=number, name=str(n), login_email=f"{n}@widgets.example", created_at=AT)
    move(number, ACTIVE, by=tom)
    first = Letter.objects.order_by("pk")[0]
    Letter.objects.filter(pk=first.pk).update(state="sent")
    with pytest.raises(LetterHasGone):
        undo_status(number=number, by=tom, at=AT)
    assert set(states(number)) == {"sent", "queued"}


def test_taking_back_twice_does_nothing_more():
    """A second press on Undo must not let the customer in again."""
    tom, number = hire(TOM), sign_up()
    move(number, ACTIVE, by=tom)
    undo_status(number=number, by=tom, at=AT)
    assert not can_undo(number, by=tom, at=AT)
    with pytest.raises(NothingToUndo):
        undo_status(number=number, by=tom, at=AT)
    assert status_of(number) is NEW


def test_other_moves_are_taken_back_where_the_table_has_the_way_and_once():
    tom = hire(TOM)
    number = let_in(by=tom)
    move(number, INACTIVE, by=tom, at=AT + timedelta(days=1))
    with pytest.raises(TooLate):
        undo_status(number=number, by=tom, at=AT + timedelta(days=2))
    undo_status(number=number, by=tom, at=AT + timedelta(days=1))
    assert status_of(number) is ACTIVE
    with pytest.raises(NothingToUndo):
        undo_status(number=number, by=tom, at=AT + timedelta(days=1))


@pytest.mark.parametrize("to", [INACTIVE, ADMIN])
def test_nobody_becomes_new_again_but_by_the_undo_of_an_activation(to):
    tom, number = hire(TOM), sign_up()
    move(number, to, by=tom)
    assert not can_undo(number, by=tom, at=AT)
    with pytest.raises(NoSuchMove):
        undo_status(number=number, by=tom, at=AT)


def test_where_nothing_was_done_nothing_is_taken_back():
    number = sign_up()
    with pytest.raises(NothingToUndo):
        undo_status(number=number, by=hire(TOM), at=AT)


def test_a_reader_takes_nothing_back():
    number = let_in()
    with pytest.raises(NotAllowed):
        undo_status(number=number, by=hire(INES), at=AT)


def test_after_an_undo_the_customer_can_be_let_in_and_gets_one_letter():
    tom, number = hire(TOM), sign_up()
    move(number, ACTIVE, by=tom)
    undo_status(number=number, by=tom, at=AT + timedelta(seconds=3))
    move(number, ACTIVE, by=tom, at=AT + timedelta(seconds=6))
    work_off(at=AT + timedelta(minutes=1))
    assert len(mail.outbox) == 1


# --- many at once -----------------------------------------------------------------------------------------------------


def test_of_many_those_that_cannot_be_let_in_do_not_hold_up_the_others():
    tom = hire(TOM)
    good, cafe, active = sign_up_many(3), sign_up(CAFE), let_in("Mara Lindqvist")
    bulk = set_statuses(numbers=[*good, cafe, active, 4711], to=ACTIVE, by=tom, at=AT)
    assert bulk.done == good
    assert [(number, type(refusal)) for number, refusal in bulk.refused] == [
        (cafe, NoLogin),
        (active, AlreadyDone),
        (4711, NoSuchCustomer),
    ]
    undone = undo_statuses(numbers=bulk.done, by=tom, at=AT + timedelta(seconds=9))
    assert undone.done == good
    assert {status_of(number) for number in good} == {NEW}


def test_a_reader_moves_none_of_many():
    number, ines = sign_up(), hire(INES)
    with pytest.raises(NotAllowed):
        set_statuses(numbers=[number], to=ACTIVE, by=ines, at=AT)
    with pytest.raises(NotAllowed):
        undo_statuses(numbers=[number], by=ines, at=AT)
