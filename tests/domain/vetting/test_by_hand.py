"""Staff add a customer by hand: once per form, with a password or without, let in at once where asked for (S4-01)."""

import uuid
from functools import partial

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.customers.rules.status import LoginTaken, NoLogin
from onaccount.domain.letters.models import Letter
from onaccount.domain.people.models import Group, Principal
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.vetting.actions import add_by_hand
from onaccount.domain.vetting.queries import customer_asked_for
from onaccount.domain.vetting.rules.applications import AlreadyAdded, PasswordWithoutLogin
from tests.stage import (
    AT,
    COMMAND,
    INES,
    LATER,
    PASSWORD,
    TOM,
    everything_in_the_database,
    hire,
    race,
    sign_up,
    work_off,
)

LOGIN = "orla@kestrel.example"


def add(login_email: str = LOGIN, *, key: uuid.UUID | None = None, by=COMMAND, **more) -> int:
    values = {"name": "Kestrel & Vane Joinery", "kind": "company", "email": login_email}
    return add_by_hand(values=values, login_email=login_email, key=key or uuid.uuid4(), by=by, at=AT, **more)


def status_of(number: int) -> str:
    return Customer.objects.get(pk=number).status


@pytest.mark.django_db
def test_a_customer_that_is_added_is_new_and_waits():
    number = add()
    customer = Customer.objects.get(pk=number)
    assert (customer.status, customer.origin) == ("new", "staff")
    assert not Letter.objects.exists()
    assert not Principal.objects.filter(kind="login").exists()


@pytest.mark.django_db
def test_a_password_that_is_given_is_kept_hashed_and_logs_in_once_the_customer_is_active():
    number = add(password=PASSWORD)
    login = locations_of(number)[0].principal
    assert login is not None
    assert login.check_password(PASSWORD)
    assert login.temporary_until is None
    assert status_of(number) == "new"
    assert PASSWORD not in everything_in_the_database()


@pytest.mark.django_db
def test_the_letter_of_somebody_with_a_password_brings_no_other_way_in():
    add(password=PASSWORD, is_let_in=True)
    work_off()
    [letter] = mail.outbox
    assert "/welcome/" not in letter.body
    assert PASSWORD not in letter.body


@pytest.mark.django_db
def test_without_a_password_the_letter_brings_a_way_to_choose_one():
    number = add(is_let_in=True)
    assert status_of(number) == "active"
    work_off(at=AT)
    assert mail.outbox == [], "it can be taken back first"
    work_off()
    assert "/app/welcome/" in mail.outbox[0].body


@pytest.mark.django_db
@pytest.mark.parametrize("weak", ["short", "password", "1", LOGIN])
def test_a_weak_password_is_refused_and_nothing_is_added(weak):
    with pytest.raises(ValidationError):
        add(password=weak)
    assert not Customer.objects.exists()


@pytest.mark.django_db
def test_nobody_comes_in_without_an_address():
    with pytest.raises(NoLogin, match="Add one, or set the status to Admin"):
        add("", is_let_in=True)
    with pytest.raises(PasswordWithoutLogin):
        add("", password=PASSWORD)
    assert not Customer.objects.exists()


@pytest.mark.django_db
def test_a_login_is_not_had_twice():
    first = sign_up(login=LOGIN)
    with pytest.raises(LoginTaken, match=f"belongs to No. {first}"):
        add()
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_letting_in_and_giving_a_password_take_the_right_to():
    tom, reader = hire(TOM), hire(INES)
    Group.objects.filter(role="office").update(levels={"customers": "write"})
    with pytest.raises(NotAllowed):
        add(by=tom, is_let_in=True)
    with pytest.raises(NotAllowed):
        add(by=tom, password=PASSWORD)
    with pytest.raises(NotAllowed):
        add(by=reader)
    assert not Customer.objects.exists()
    add(by=tom)


@pytest.mark.django_db
def test_the_same_form_again_says_whom_it_has_made():
    key = uuid.uuid4()
    number = add(key=key)
    with pytest.raises(AlreadyAdded) as done:
        add("other@kestrel.example", key=key)
    assert done.value.values["customer"] == number == customer_asked_for(key)
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_a_form_that_was_refused_can_be_sent_again():
    key = uuid.uuid4()
    with pytest.raises(ValidationError):
        add(key=key, password="short")
    add(key=key, password=PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_two_presses_on_one_button_make_one_customer_and_one_letter():
    for n in range(20):
        key, email = uuid.uuid4(), f"trader{n}@kestrel.example"
        answers = race(*[partial(add, email, key=key, is_let_in=True)] * 2)
        [number] = [answer for answer in answers if isinstance(answer, int)]
        [second] = [answer for answer in answers if not isinstance(answer, int)]
        assert isinstance(second, AlreadyAdded), second
        assert second.values["customer"] == number
        assert Letter.objects.filter(subject_key=str(number)).count() == 1
    assert Customer.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_two_presses_of_forms_without_a_common_key_would_be_caught():
    answers = race(
        *[
            partial(add_by_hand, values={"name": "Kestrel"}, login_email="", key=key, by=COMMAND, at=AT + LATER)
            for key in (uuid.uuid4(), uuid.uuid4())
        ]
    )
    assert len({answer for answer in answers if isinstance(answer, int)}) == 2
