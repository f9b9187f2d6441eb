"""Two people, or a person and a worker, at the same moment: real threads, real commits (I10)."""

import inspect
import threading
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
import time_machine
from django.core import mail

from onaccount.delivery.jobs.worker import work_once
from onaccount.domain.customers.actions import correct_customer, status
from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.queries import location_by_key, locations_of, visible
from onaccount.domain.customers.rules.status import AlreadyDone, Status
from onaccount.domain.history.actions import claim_delivery, hand_out
from onaccount.domain.history.models import Event
from onaccount.domain.history.rules import Actor
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.rules import LetterHasGone, LetterState
from onaccount.domain.people.queries import way_in
from onaccount.domain.people.rules import LinkState
from onaccount.domain.vetting.actions import approve, send_again, send_login_letter, set_status, undo_status
from onaccount.domain.vetting.actions import welcome as letters_in
from onaccount.domain.vetting.rules.applications import UNDO_WITHIN, AlreadyDoneBy
from tests.postbox import LINK
from tests.stage import AT, NADIA, TOM, hire, race, sign_up, sign_up_many, work_off

RACES = 50
HANDLERS = {"letter.queued": ("send_letter",)}

pytestmark = pytest.mark.django_db(transaction=True)


def activate(number: int, by: Actor) -> Customer:
    return set_status(number=number, to=Status.ACTIVE, by=by, at=AT)


def activations(number: int) -> int:
    return Event.objects.filter(subject_key=str(number), name="customer.activated").count()


def assert_let_in_once(number: int, answers: list[Any]) -> None:
    assert activations(number) == 1
    assert Letter.objects.filter(subject_key=str(number)).count() == 1
    assert sum(isinstance(answer, Customer) for answer in answers) == 1
    [second] = [answer for answer in answers if not isinstance(answer, Customer)]
    assert isinstance(second, AlreadyDoneBy), second


def test_two_staff_approve_one_customer_and_one_of_them_does():
    tom, nadia = hire(TOM), hire(NADIA)
    for number in sign_up_many(RACES):
        answers = race(partial(activate, number, tom), partial(activate, number, nadia))
        assert_let_in_once(number, answers)
        winner = "Tom Brandt" if isinstance(answers[0], Customer) else "Nadia Okafor"
        assert winner in str(next(answer for answer in answers if isinstance(answer, AlreadyDone)))


def test_an_approval_that_looks_without_holding_the_customer_would_be_caught(monkeypatch):
    """The same action without its transaction and its lock."""
    look = threading.Barrier(2)

    def glance(number: int) -> Customer:
        customer = visible().get(number=number)
        look.wait()
        return customer

    monkeypatch.setattr(status, "locked_customer", glance)
    monkeypatch.setattr(approve, "set_status", inspect.unwrap(approve.set_status))
    number = sign_up()
    answers = race(
        *[
            lambda by=by: approve.set_status(number=number, to=Status.ACTIVE, by=by, at=AT)
            for by in (hire(TOM), hire(NADIA))
        ]
    )
    with pytest.raises(AssertionError):
        assert_let_in_once(number, answers)


def letters_of(number: int) -> list[str]:
    return list(Letter.objects.filter(subject_key=str(number)).values_list("state", flat=True))


def assert_all_or_nothing(number: int, undo: Any, sent: int) -> None:
    """Either the letter goes and the customer stays Active, or it is taken back and none goes. Never half of it."""
    now = Customer.objects.get(pk=number).status
    if isinstance(undo, Customer):
        assert (now, letters_of(number), sent) == ("new", ["voided"], 0)
    else:
        assert isinstance(undo, LetterHasGone), undo
        assert (now, letters_of(number), sent) == ("active", ["sent"], 1)


def test_an_undo_and_a_worker_meet_and_one_of_them_wins():
    tom = hire(TOM)
    for number in sign_up_many(RACES):
        activate(number, tom)
        key = str(Letter.objects.get(subject_key=str(number)).pk)
        sent_before = len(mail.outbox)
        undo, _ = race(
            partial(undo_status, number=number, by=tom, at=AT + UNDO_WITHIN),
            partial(send_login_letter, letter_key=key, at=AT + UNDO_WITHIN),
        )
        assert_all_or_nothing(number, undo, len(mail.outbox) - sent_before)


def test_an_undo_that_does_not_look_whether_the_letter_has_left_would_be_caught(monkeypatch):
    tom, number = hire(TOM), sign_up()
    activate(number, tom)
    send_login_letter(letter_key=str(Letter.objects.get().pk), at=AT + UNDO_WITHIN)
    monkeypatch.setattr(approve, "has_left", lambda **_: False)
    undo = undo_status(number=number, by=tom, at=AT + UNDO_WITHIN)
    with pytest.raises(AssertionError):
        assert_all_or_nothing(number, undo, len(mail.outbox))


def test_a_letter_that_a_worker_takes_up_blindly_still_lets_nobody_in_who_is_new(monkeypatch):
    """The second line of defence: whether the customer is Active is asked when the letter is written."""
    tom, number = hire(TOM), sign_up()
    activate(number, tom)
    letter = Letter.objects.get()
    undo_status(number=number, by=tom, at=AT)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENDING.value)
    send_login_letter(letter_key=str(letter.pk), at=AT)
    assert (letters_of(number), mail.outbox) == (["voided"], [])


def test_a_customer_is_let_in_and_shut_out_at_once_and_its_letter_follows_its_status():
    tom, nadia = hire(TOM), hire(NADIA)
    for number in sign_up_many(20):
        answers = race(
            partial(activate, number, tom),
            partial(set_status, number=number, to=Status.INACTIVE, by=nadia, at=AT),
        )
        assert all(isinstance(answer, Customer) for answer in answers), answers
        now = Customer.objects.get(pk=number).status
        assert letters_of(number) == (["queued"] if now == "active" else ["voided"])


def test_two_workers_send_each_letter_once():
    tom, numbers = hire(TOM), sign_up_many(20)
    for number in numbers:
        activate(number, tom)
    while hand_out(handlers=HANDLERS, at=AT + UNDO_WITHIN):
        pass

    def work() -> None:
        while claimed := claim_delivery(at=AT + UNDO_WITHIN):
            send_login_letter(letter_key=claimed.subject_key, at=AT + UNDO_WITHIN)

    assert race(work, work) == [None, None]
    assert len(mail.outbox) == len(numbers)
    assert len({letter.to[0] for letter in mail.outbox}) == len(numbers)


def assert_nobody_else_is_let_in(number: int) -> None:
    """Whatever went to an address that is not the login's any more lets nobody in."""
    [place] = locations_of(number)
    for letter in mail.outbox:
        found = LINK.search(str(letter.body))
        assert found
        if letter.to != [place.login_email]:
            assert way_in(found[1], at=AT + UNDO_WITHIN).state is not LinkState.GOOD


def test_an_address_is_corrected_while_its_letter_goes_and_the_wrong_one_lets_nobody_in():
    tom = hire(TOM)
    for n, number in enumerate(sign_up_many(RACES)):
        activate(number, tom)
        key = str(Letter.objects.get(subject_key=str(number)).pk)
        mail.outbox.clear()
        new = {"login_email": f"right{n}@widgets.example"}
        answers = race(
            partial(send_login_letter, letter_key=key, at=AT + UNDO_WITHIN),
            partial(correct_customer, number=number, values=new, by=tom, at=AT + UNDO_WITHIN),
        )
        assert not [answer for answer in answers if isinstance(answer, Exception)], answers
        assert_nobody_else_is_let_in(number)


def test_a_letter_that_does_not_hold_its_login_would_be_caught(monkeypatch):
    """The address is read, then corrected, and then the link is made and sent to the one that was read."""
    tom, number = hire(TOM), sign_up()
    activate(number, tom)
    letter = Letter.objects.get()
    read, corrected = threading.Event(), threading.Event()

    def glance(key: str) -> Location | None:
        found = location_by_key(key)
        read.set()
        corrected.wait()
        return found

    def correct() -> None:
        read.wait()
        new = {"login_email": "right@widgets.example"}
        correct_customer(number=number, values=new, by=tom, at=AT + UNDO_WITHIN)
        corrected.set()

    monkeypatch.setattr(letters_in, "locked_location", glance)
    monkeypatch.setattr(letters_in, "_prepare", inspect.unwrap(letters_in._prepare))
    race(partial(send_login_letter, letter_key=str(letter.pk), at=AT + UNDO_WITHIN), correct)
    with pytest.raises(AssertionError):
        assert_nobody_else_is_let_in(number)


def test_two_presses_on_send_again_leave_one_letter_to_go():
    tom = hire(TOM)
    for number in sign_up_many(10):
        activate(number, tom)
        place = Letter.objects.get(subject_key=str(number)).recipient
        answers = race(*[partial(send_again, number=number, location=int(place), by=tom, at=AT)] * 2)
        assert answers == [None, None]
        assert sorted(letters_of(number)) == ["queued", "voided", "voided"]


def test_two_whole_workers_beside_staff_lose_nothing_and_double_nothing():
    """All of it at once: approvals by two people while two workers look for work."""
    tom, nadia, numbers = hire(TOM), hire(NADIA), sign_up_many(15)

    def approve_all(by: Actor) -> None:
        for number in numbers:
            with suppress(AlreadyDone):
                activate(number, by)

    def work() -> None:
        for _ in range(60):
            work_once()

    with time_machine.travel(AT + UNDO_WITHIN, tick=False):
        assert race(lambda: approve_all(tom), lambda: approve_all(nadia), work, work) == [None] * 4
    work_off()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        f"trader{n}@widgets.example" for n in range(len(numbers))
    )
    assert all(activations(number) == 1 for number in numbers)
