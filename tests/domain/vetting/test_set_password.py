"""Staff set a login's password: temporary, made as the letter goes, seen by nobody but its reader (D-04)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.customers.rules.parts import NoSuchLocation
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions import issue_link, settle_business, use_up_temporary_password
from onaccount.domain.people.models import Group, Principal
from onaccount.domain.people.queries import password_is_good, way_in
from onaccount.domain.people.rules import TEMPORARY_PASSWORD_LASTS, LinkState, NotAllowed, Purpose
from onaccount.domain.vetting.actions import (
    add_by_hand,
    send_again,
    set_login_password,
    set_status,
)
from onaccount.domain.vetting.rules.applications import NotActiveYet
from tests.stage import (
    AT,
    CAFE,
    COMMAND,
    LATER,
    PASSWORD,
    TOM,
    everything_in_the_database,
    hire,
    let_in,
    sign_up,
    work_off,
)

pytestmark = pytest.mark.django_db
GOES = AT + LATER


def set_password(number: int, by: Actor = COMMAND, at=GOES) -> None:
    set_login_password(number=number, location=locations_of(number)[0].pk, by=by, at=at)


def login_of(number: int) -> Principal:
    principal = locations_of(number)[0].principal
    assert principal is not None
    return principal


def password_in(letter) -> str:
    found = re.search(r"Temporary password: (\S+)", letter.body)
    assert found, letter.body
    return found[1]


@pytest.mark.parametrize("brings", ["link", "temporary_password"])
def test_the_letter_brings_a_temporary_password_whatever_letters_bring_otherwise(brings):
    settle_business(login_letter=brings, by=COMMAND, at=AT)
    number = let_in()
    work_off()
    set_password(number)
    work_off(at=GOES + LATER)
    password = password_in(mail.outbox[-1])
    assert login_of(number).check_password(password)
    assert password not in everything_in_the_database()


def test_it_is_good_once_and_for_a_short_time_and_is_to_be_changed():
    number = let_in()
    work_off()
    set_password(number)
    work_off(at=GOES)
    login = login_of(number)
    assert password_is_good(login.pk, at=GOES + TEMPORARY_PASSWORD_LASTS - timedelta(seconds=1))
    assert not password_is_good(login.pk, at=GOES + TEMPORARY_PASSWORD_LASTS)
    assert use_up_temporary_password(principal=login.pk, at=GOES)
    assert not use_up_temporary_password(principal=login.pk, at=GOES)


def test_it_ends_the_password_before():
    values = {"name": "Kestrel", "kind": "company"}
    number = add_by_hand(
        values=values,
        login_email="o@kestrel.example",
        password=PASSWORD,
        is_let_in=True,
        key=uuid4(),
        by=COMMAND,
        at=AT,
    )
    work_off()
    set_password(number)
    assert login_of(number).check_password(PASSWORD), "until the new one is on its way"
    work_off(at=GOES)
    assert not login_of(number).check_password(PASSWORD)


def test_links_are_void_at_once_and_letters_that_wait_are_taken_back():
    number = let_in()
    work_off()
    token = issue_link(login_of(number), purpose=Purpose.NEW_PASSWORD, at=GOES)
    send_again(number=number, location=locations_of(number)[0].pk, by=COMMAND, at=GOES)
    set_password(number)
    assert way_in(token, at=GOES).state is LinkState.VOIDED
    work_off(at=GOES)
    assert len(mail.outbox) == 2, "the first, and the one with the password"


@pytest.mark.parametrize("status", [Status.NEW, Status.ADMIN, Status.INACTIVE])
def test_who_is_not_active_gets_none(status):
    number = sign_up()
    if status is not Status.NEW:
        set_status(number=number, to=status, by=COMMAND, at=AT)
    with pytest.raises(NotActiveYet):
        set_password(number)


def test_the_login_of_another_customer_is_not_this_one_s():
    number, other = let_in(), sign_up("Mara Lindqvist")
    with pytest.raises(NoSuchLocation):
        set_login_password(number=number, location=locations_of(other)[0].pk, by=COMMAND, at=AT)
    sign_up(CAFE)


def test_it_takes_the_right_to_let_in_and_is_written_down():
    number, tom = let_in(), hire(TOM)
    set_password(number, tom)
    fact = facts_of(Subject("customer", str(number)))[0]
    assert (fact.name, fact.actor_key) == ("login.password_set", tom.key)
    Group.objects.filter(role="office").update(levels={"customers": "write", "access": "read"})
    with pytest.raises(NotAllowed):
        set_password(number, tom)
    assert Customer.objects.get(pk=number).status == "active"
