"""D-05: a location has one login, nobody else's; one that comes later gets its letter then; the last one stays."""

from datetime import timedelta
from typing import Any

import pytest

from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.models import Location
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.customers.rules.emails import NotAnEmail
from onaccount.domain.customers.rules.meanwhile import ChangedMeanwhile
from onaccount.domain.customers.rules.parts import NeedsLogin, NoSuchLocation
from onaccount.domain.customers.rules.status import (
    LastLogin,
    LoginOfNamedStaff,
    LoginOfStaff,
    LoginTaken,
    NoSuchCustomer,
    Status,
)
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.letters.models import Letter
from onaccount.domain.people.actions import issue_link
from onaccount.domain.people.models import Group, Principal
from onaccount.domain.people.permissions import Area
from onaccount.domain.people.queries import actor_of, way_in
from onaccount.domain.people.rules import LinkState, NotAllowed, Purpose
from onaccount.domain.vetting.actions import add_location, change_location, remove_location, set_status
from tests.stage import AT, CAFE, COMMAND, INES, LATER, NADIA, TOM, WIDGETS, hire, let_in, sign_up, work_off

pytestmark = pytest.mark.django_db
LATE = AT + timedelta(days=1)
BY: dict[str, Any] = {"by": COMMAND, "at": LATE}
KITCHEN: dict[str, Any] = {"name": "Kitchen", "login_email": "Kitchen@widgets.example"}


def letters(number: int) -> list[tuple[str, str]]:
    about = Letter.objects.filter(subject_kind="customer", subject_key=str(number)).order_by("queued_at", "pk")
    return list(about.values_list("to", "state"))


def newest(number: int):
    return facts_of(Subject("customer", str(number)))[0]


def test_a_location_that_an_active_customer_gets_later_gets_its_letter_then_and_the_others_none():
    number = let_in()
    work_off()
    add_location(number=number, **KITCHEN, **BY)
    assert letters(number) == [("graham@widgets.example", "sent"), ("Kitchen@widgets.example", "queued")]
    work_off(at=LATE + LATER)
    assert letters(number)[-1] == ("Kitchen@widgets.example", "sent")
    assert newest(number).changes == {
        "location_name": ("", "Kitchen"),
        "login_email": ("", "Kitchen@widgets.example"),
    }


@pytest.mark.parametrize("status", [Status.NEW, Status.ADMIN, Status.INACTIVE])
def test_a_location_of_a_customer_who_is_not_active_gets_its_letter_with_the_activation(status):
    number = sign_up()
    if status is not Status.NEW:
        set_status(number=number, to=status, by=COMMAND, at=AT)
    add_location(number=number, **KITCHEN, **BY)
    assert letters(number) == []
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=LATE)
    assert sorted(to for to, _ in letters(number)) == ["Kitchen@widgets.example", "graham@widgets.example"]


def test_a_login_belongs_to_one_customer_whatever_the_case():
    number, cafe = sign_up(), sign_up(CAFE)
    with pytest.raises(LoginTaken) as refusal:
        add_location(number=cafe, name="", login_email="GRAHAM@widgets.example", **BY)
    assert str(number) in str(refusal.value)


@pytest.mark.parametrize(("player", "expected"), [(NADIA, LoginOfNamedStaff), (INES, LoginOfStaff)])
def test_a_login_of_staff_is_refused_by_name_for_those_who_may_see_it(player, expected):
    number, by, tom = sign_up(), hire(player), hire(TOM)
    Group.objects.filter(name="Readers").update(levels={Area.CUSTOMERS.value: "write"})
    with pytest.raises(LoginOfStaff) as refusal:
        add_location(number=number, name="", login_email=TOM.email.upper(), by=by, at=LATE)
    assert type(refusal.value) is expected
    assert (tom.name in str(refusal.value)) == (expected is LoginOfNamedStaff)


@pytest.mark.parametrize(("email", "refusal"), [("", NeedsLogin), (" ; ", NeedsLogin), ("kitchen", NotAnEmail)])
def test_a_location_has_a_login(email, refusal):
    with pytest.raises(refusal):
        add_location(number=sign_up(), name="Kitchen", login_email=email, **BY)


def test_another_login_voids_the_ways_in_of_the_old_one_and_is_written_to():
    number = let_in()
    [place] = locations_of(number)
    work_off()
    assert place.principal
    token = issue_link(place.principal, purpose=Purpose.WELCOME, at=AT)
    changes = change_location(number=number, location=place.pk, values={"login_email": "new@widgets.example"}, **BY)
    assert changes == {"login_email": ("graham@widgets.example", "new@widgets.example")}
    assert way_in(token, at=LATE).state is LinkState.VOIDED
    assert letters(number)[-1] == ("new@widgets.example", "queued")
    change_location(number=number, location=place.pk, values={"login_email": "graham@widgets.example"}, **BY)
    assert letters(number)[1:] == [("new@widgets.example", "voided"), ("graham@widgets.example", "queued")]


def test_another_name_writes_to_nobody():
    number = let_in()
    work_off()
    [place] = locations_of(number)
    change_location(number=number, location=place.pk, values={"location_name": " Shop "}, **BY)
    assert (Location.objects.get().name, len(letters(number))) == ("Shop", 1)


def test_the_last_login_of_an_active_customer_is_not_removed_but_one_of_two_is():
    number = let_in()
    second = add_location(number=number, **KITCHEN, **BY)
    [first, kitchen] = locations_of(number)
    remove_location(number=number, location=second, **BY)
    assert letters(number)[-1] == ("Kitchen@widgets.example", "voided")
    assert kitchen.principal
    assert not Principal.objects.get(pk=kitchen.principal.pk).is_active
    with pytest.raises(LastLogin):
        remove_location(number=number, location=first.pk, **BY)
    set_status(number=number, to=Status.ADMIN, by=COMMAND, at=LATE)
    remove_location(number=number, location=first.pk, **BY)
    assert newest(number).changes == {"login_email": ("graham@widgets.example", "")}


def test_what_somebody_else_changed_meanwhile_is_not_overwritten():
    number = sign_up()
    [place] = locations_of(number)
    seen = {"location_name": "", "login_email": "graham@widgets.example"}
    change_location(number=number, location=place.pk, values={"login_email": "a@widgets.example"}, **BY)
    with pytest.raises(ChangedMeanwhile):
        change_location(number=number, location=place.pk, values={"login_email": "b@widgets.example"}, seen=seen, **BY)
    with pytest.raises(ChangedMeanwhile):
        remove_location(number=number, location=place.pk, seen=seen, **BY)


@pytest.mark.parametrize("verb", ["add", "change", "remove", "correct"])
def test_who_may_not_let_people_in_gives_no_login_to_an_active_customer(verb):
    """Whoever could would let themselves in: the letter goes to the address that they write."""
    clerk = hire(INES)
    Group.objects.filter(name="Readers").update(levels={Area.CUSTOMERS.value: "write"})
    by: dict[str, Any] = {"by": actor_of(Principal.objects.get(pk=clerk.key)), "at": LATE}
    number = let_in()
    [place] = locations_of(number)
    verbs = {
        "add": lambda: add_location(number=number, **KITCHEN, **by),
        "change": lambda: change_location(
            number=number, location=place.pk, values={"login_email": "x@y.example"}, **by
        ),
        "remove": lambda: remove_location(number=number, location=place.pk, **by),
        "correct": lambda: correct_customer(number=number, values={"login_email": "x@y.example"}, **by),
    }
    with pytest.raises(NotAllowed):
        verbs[verb]()
    set_status(number=number, to=Status.ADMIN, by=COMMAND, at=LATE)
    verbs[verb]()


@pytest.mark.parametrize("player", [INES])
def test_a_reader_writes_no_location(player):
    number, by = sign_up(), hire(player)
    [place] = locations_of(number)
    for verb in (
        lambda: add_location(number=number, **KITCHEN, by=by, at=LATE),
        lambda: change_location(number=number, location=place.pk, values={"location_name": "x"}, by=by, at=LATE),
        lambda: remove_location(number=number, location=place.pk, by=by, at=LATE),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_a_location_of_another_customer_is_answered_like_one_that_is_not_there():
    number, another = sign_up(), sign_up(WIDGETS, login="second@widgets.example")
    [place] = locations_of(another)
    for key in (place.pk, 4711):
        with pytest.raises(NoSuchLocation):
            change_location(number=number, location=key, values={"location_name": "x"}, **BY)
        with pytest.raises(NoSuchLocation):
            remove_location(number=number, location=key, **BY)
    with pytest.raises(NoSuchCustomer):
        add_location(number=4711, **KITCHEN, **BY)


def test_a_login_that_is_corrected_with_the_other_details_gets_its_letter_once():
    number = let_in()
    work_off()
    correct_customer(number=number, values={"login_email": "office@widgets.example", "phone": "01632 960 100"}, **BY)
    work_off(at=LATE + LATER)
    correct_customer(number=number, values={"phone": "01632 960 101"}, by=COMMAND, at=LATE + LATER)
    work_off(at=LATE + 2 * LATER)
    assert letters(number) == [("graham@widgets.example", "sent"), ("office@widgets.example", "sent")]


def test_a_letter_that_waits_goes_to_the_corrected_login_itself():
    number = let_in()
    correct_customer(number=number, values={"login_email": "office@widgets.example"}, by=COMMAND, at=AT)
    work_off()
    work_off(at=AT + 2 * LATER)
    assert letters(number) == [("office@widgets.example", "sent")]


def test_a_customer_who_is_not_let_in_gets_no_letter_for_a_corrected_login():
    number = sign_up()
    correct_customer(number=number, values={"login_email": "office@widgets.example"}, by=COMMAND, at=AT)
    work_off()
    assert letters(number) == []
