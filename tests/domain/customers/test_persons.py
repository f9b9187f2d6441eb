"""Several named people share one login: who they are, who may say so, and who of them acts (S0-12, D-05, D-10)."""

from datetime import timedelta

import pytest
from django.db import connection

from onaccount.domain.customers.actions import (
    add_person,
    choose_person,
    correct_customer,
    remove_customers,
    remove_person,
    remove_pin,
    rename_person,
    set_pin,
)
from onaccount.domain.customers.models import Customer, NamedPerson
from onaccount.domain.customers.queries import PersonCard, guest, locations_of, people_at
from onaccount.domain.customers.rules.parts import NoSuchLocation
from onaccount.domain.customers.rules.persons import (
    MOST_PEOPLE,
    NoSuchPerson,
    OfAnotherPerson,
    PersonNameless,
    PersonNameTaken,
    PersonNameTooLong,
    TooManyPeople,
)
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.models import Event
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.models import Principal
from onaccount.domain.people.rules import LOCKED_FOR, TRIES, NotAllowed, PinLocked, PinNotDigits, PinTooEasy, PinWrong
from onaccount.domain.vetting.actions import set_status
from tests.stage import AT, CAFE, COMMAND, INES, NADIA, TOM, WIDGETS, hire, let_in, race, sign_up, work_off

PIN, WRONG = "2749", "8163"
SOON = AT + timedelta(minutes=1)


@pytest.fixture
def place(db) -> int:
    return place_of(let_in())


def place_of(number: int) -> int:
    work_off()
    return locations_of(number)[0].pk


def login_of(place: int) -> Actor:
    found = guest(locations_at(place).principal_id)
    assert found
    return found.login


def locations_at(place: int):
    from onaccount.domain.customers.models import Location

    return Location.objects.get(pk=place)


def person_actor(key: int) -> Actor:
    return Actor("person", str(key), Principal.objects.get(pk=key).name)


def add(place: int, name: str, pin: str = "", *, by: Actor | None = None) -> int:
    return add_person(location=place, name=name, pin=pin, by=by or login_of(place), at=AT)


def names(place: int) -> list[str]:
    return [person.name for person in people_at(place)]


def test_a_login_says_who_shares_it(place):
    key = add(place, "  Tom \t Graham ", PIN)
    add(place, "ann")
    assert [(one.name, one.has_pin) for one in people_at(place)] == [("ann", False), ("Tom Graham", True)]
    principal = Principal.objects.get(pk=key)
    assert principal.kind == "person"
    assert principal.email is None
    assert principal.password.startswith("argon2$argon2id$")
    assert PIN not in principal.password


@pytest.mark.parametrize("who", [COMMAND, NADIA, TOM])
def test_staff_who_may_correct_customers_say_it_too(place, who):
    by = who if isinstance(who, Actor) else hire(who)
    key = add(place, "Ann", by=by)
    rename_person(location=place, person=key, name="Anna", by=by, at=AT)
    set_pin(location=place, person=key, pin=PIN, by=by, at=AT)
    remove_pin(location=place, person=key, by=by, at=AT)
    assert people_at(place) == [PersonCard(key, "Anna", has_pin=False)]
    remove_person(location=place, person=key, by=by, at=AT)
    assert people_at(place) == []


@pytest.mark.parametrize("who", ["reader", "gone", "clock", "token"])
def test_nobody_else_does(place, who):
    key = add(place, "Ann")
    by = hire(INES) if who == "reader" else Actor({"gone": "staff"}.get(who, who), "4711", "Nobody")
    before = rows()
    for verb in verbs(place, key, by):
        with pytest.raises(NotAllowed):
            verb()
    assert rows() == before


def test_another_locations_people_are_not_there_for_a_login_and_its_people(place):
    """I16: another's and one that does not exist are answered alike, and nothing is changed."""
    theirs = place_of(let_in(CAFE, login="cafe@oldquay.example"))
    key, own = add(theirs, "Maeve"), add(place, "Tom")
    before = rows()
    for by in (login_of(place), person_actor(own)):
        for location in (theirs, 999_999):
            for verb in verbs(location, key, by):
                with pytest.raises(NoSuchLocation):
                    verb()
        for verb in verbs(place, key, by)[1:]:
            with pytest.raises(NoSuchPerson):
                verb()
    with pytest.raises(NoSuchPerson):
        choose_person(location=place, person=key, by=login_of(place), at=AT)
    with pytest.raises(NotAllowed):
        choose_person(location=theirs, person=key, by=login_of(place), at=AT)
    assert rows() == before


@pytest.mark.parametrize("status", [Status.INACTIVE, Status.ADMIN])
def test_a_login_that_is_not_let_in_manages_nobody_and_chooses_nobody(place, status):
    key, by = add(place, "Tom"), login_of(place)
    set_status(number=locations_at(place).customer_id, to=status, by=COMMAND, at=AT)
    for actor in (by, person_actor(key)):
        for verb in verbs(place, key, actor):
            with pytest.raises(NoSuchLocation):
                verb()
    with pytest.raises(NotAllowed):
        choose_person(location=place, person=key, by=by, at=AT)


def verbs(place: int, key: int, by: Actor):
    return [
        lambda: add_person(location=place, name="Eve", by=by, at=AT),
        lambda: rename_person(location=place, person=key, name="Eve", by=by, at=AT),
        lambda: set_pin(location=place, person=key, pin=PIN, by=by, at=AT),
        lambda: remove_pin(location=place, person=key, by=by, at=AT),
        lambda: remove_person(location=place, person=key, by=by, at=AT),
    ]


def rows() -> list:
    return [*NamedPerson.objects.order_by("pk").values_list(), *Principal.objects.order_by("pk").values_list()]


def test_who_has_a_pin_is_changed_by_themselves_or_by_the_login(place):
    tom, ann = add(place, "Tom", PIN), add(place, "Ann")
    by = person_actor(ann)
    for verb in verbs(place, tom, by)[1:]:
        with pytest.raises(OfAnotherPerson):
            verb()
    own = person_actor(tom)
    set_pin(location=place, person=tom, pin=WRONG, by=own, at=AT)
    rename_person(location=place, person=tom, name="Thomas", by=own, at=AT)
    remove_pin(location=place, person=tom, by=login_of(place), at=AT)
    assert names(place) == ["Ann", "Thomas"]


def test_nobody_gives_a_pin_to_another_who_has_none_but_may_remove_them(place):
    """Or one could lock the other out."""
    tom, ann = add(place, "Tom"), add(place, "Ann")
    with pytest.raises(OfAnotherPerson):
        set_pin(location=place, person=tom, pin=PIN, by=person_actor(ann), at=AT)
    remove_person(location=place, person=tom, by=person_actor(ann), at=AT)
    assert names(place) == ["Ann"]


@pytest.mark.parametrize(
    ("name", "pin", "refusal"),
    [
        ("", "", PersonNameless),
        (" \u200b ", "", PersonNameless),
        ("x" * 61, "", PersonNameTooLong),
        ("TOM", "", PersonNameTaken),
        ("Tóm", "", PersonNameTaken),
        ("Ann", "12", PinNotDigits),
        ("Ann", "1234", PinTooEasy),
    ],
)
def test_what_cannot_be_is_refused_and_adds_nobody(place, name, pin, refusal):
    add(place, "Tom")
    with pytest.raises(refusal):
        add(place, name, pin)
    assert names(place) == ["Tom"]
    assert Principal.objects.filter(kind="person").count() == 1


def test_a_rename_to_a_name_that_is_here_is_refused_and_to_ones_own_in_other_letters_is_not(place):
    tom, _ = add(place, "Tom"), add(place, "Ann")
    with pytest.raises(PersonNameTaken):
        rename_person(location=place, person=tom, name="ann", by=login_of(place), at=AT)
    rename_person(location=place, person=tom, name="TOM", by=login_of(place), at=AT)
    assert names(place) == ["Ann", "TOM"]


def test_the_same_name_at_another_location_is_somebody_else(place):
    theirs = place_of(let_in(CAFE, login="cafe@oldquay.example"))
    assert add(place, "Tom") != add(theirs, "Tom")


def test_there_is_an_end_to_how_many_share_a_login(place):
    for n in range(MOST_PEOPLE):
        add(place, f"Person {n:02}")
    with pytest.raises(TooManyPeople):
        add(place, "One more")
    remove_person(location=place, person=people_at(place)[0].key, by=login_of(place), at=AT)
    add(place, "One more")


def test_whoever_was_removed_and_comes_back_is_somebody_new(place):
    """What the first one did stays with the first one, and so does their PIN."""
    first = add(place, "Tom", PIN)
    remove_person(location=place, person=first, by=login_of(place), at=AT)
    second = add(place, "Tom")
    assert second != first
    assert people_at(place) == [PersonCard(second, "Tom", has_pin=False)]
    assert Principal.objects.get(pk=first).name == "Tom"
    with pytest.raises(NoSuchPerson):
        choose_person(location=place, person=first, pin=PIN, by=login_of(place), at=AT)


def test_each_change_is_on_the_customers_record_and_no_pin_is(place):
    by, key = login_of(place), add(place, "Tom", PIN)
    rename_person(location=place, person=key, name="Thomas", by=by, at=AT)
    set_pin(location=place, person=key, pin=WRONG, by=by, at=AT)
    remove_pin(location=place, person=key, by=by, at=AT)
    remove_person(location=place, person=key, by=by, at=AT)
    facts = facts_of(Subject("customer", str(locations_at(place).customer_id)))[::-1]
    said = [(fact.name, fact.changes["person"]) for fact in facts if fact.name.startswith("person.")]
    assert said == [
        ("person.added", ("", "Tom")),
        ("person.renamed", ("Tom", "Thomas")),
        ("person.pin_set", ("", "Thomas")),
        ("person.pin_removed", ("Thomas", "")),
        ("person.removed", ("Thomas", "")),
    ]
    assert PIN not in str(facts)
    assert WRONG not in str(facts)


def test_who_acts_is_recorded(place):
    key = add(place, "Tom")
    choose_person(location=place, person=key, by=login_of(place), at=SOON)
    event = Event.objects.get(name="login.person_chosen")
    assert (event.subject_key, event.actor_kind, event.actor_key, event.at) == (
        str(key), "login", login_of(place).key, SOON,
    )  # fmt: skip


def test_a_person_does_not_choose_another(place):
    """Only the login does: whoever acts as Ann has to go by way of Tom's PIN like anybody."""
    tom, ann = add(place, "Tom"), add(place, "Ann")
    with pytest.raises(NotAllowed):
        choose_person(location=place, person=tom, by=person_actor(ann), at=AT)


# --- the PIN (V6.5.1 to V6.6.3, as I21) ---


def choose(place: int, key: int, pin: str, at=AT) -> str:
    try:
        choose_person(location=place, person=key, pin=pin, by=login_of(place), at=at)
    except (PinWrong, PinLocked) as refusal:
        return type(refusal).__name__
    return "in"


def test_the_right_pin_lets_act_and_a_wrong_one_says_how_many_tries_are_left(place):
    key = add(place, "Tom", PIN)
    with pytest.raises(PinWrong) as refused:
        choose_person(location=place, person=key, pin=WRONG, by=login_of(place), at=AT)
    assert str(refused.value) == "This is not the PIN of Tom. Type it again. Tries left: 4."
    assert choose(place, key, "") == "PinWrong"
    assert choose(place, key, PIN) == "in"
    assert NamedPerson.objects.get().pin_tries == 0


def test_after_five_wrong_ones_the_right_one_waits_too_and_then_counts_anew(place):
    key = add(place, "Tom", PIN)
    assert [choose(place, key, WRONG) for _ in range(TRIES)] == ["PinWrong"] * (TRIES - 1) + ["PinLocked"]
    assert choose(place, key, PIN) == "PinLocked"
    assert choose(place, key, PIN, AT + LOCKED_FOR - timedelta(seconds=1)) == "PinLocked"
    assert choose(place, key, WRONG, AT + LOCKED_FOR) == "PinWrong"
    assert choose(place, key, PIN, AT + LOCKED_FOR) == "in"
    locks = Event.objects.filter(name="person.pin_locked")
    assert locks.count() == 1


def test_the_fifth_try_may_be_the_right_one(place):
    key = add(place, "Tom", PIN)
    assert [choose(place, key, pin) for pin in [WRONG] * (TRIES - 1) + [PIN]] == ["PinWrong"] * (TRIES - 1) + ["in"]


def test_a_lock_is_one_persons_and_a_new_pin_lifts_it(place):
    tom, ann = add(place, "Tom", PIN), add(place, "Ann", PIN)
    for _ in range(TRIES):
        choose(place, tom, WRONG)
    assert choose(place, ann, PIN) == "in"
    set_pin(location=place, person=tom, pin=WRONG, by=login_of(place), at=AT)
    assert choose(place, tom, WRONG) == "in"


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_no_more_tries_than_one_after_the_other(monkeypatch):
    """The count is in the database before any PIN is compared; without it all of them are compared."""
    place = place_of(let_in())
    key = add(place, "Tom", PIN)
    compared: list[str] = []

    def wrong(_: Principal, pin: str) -> bool:
        compared.append(pin)
        return False

    monkeypatch.setattr(Principal, "check_password", wrong)
    by = login_of(place)
    verbs = [lambda: choose_person(location=place, person=key, pin=WRONG, by=by, at=AT)] * 20
    answers = race(*verbs)
    assert len(compared) == TRIES
    assert {type(answer) for answer in answers} == {PinWrong, PinLocked}
    assert sum(isinstance(answer, PinWrong) for answer in answers) == TRIES - 1


@pytest.mark.django_db(transaction=True)
def test_a_try_is_counted_and_committed_before_the_pin_is_compared(monkeypatch):
    place = place_of(let_in())
    key = add(place, "Tom", PIN)

    def killed(*_):
        assert not connection.in_atomic_block
        raise KeyboardInterrupt

    monkeypatch.setattr(Principal, "check_password", killed)
    with pytest.raises(KeyboardInterrupt):
        choose_person(location=place, person=key, pin=PIN, by=login_of(place), at=AT)
    assert NamedPerson.objects.get().pin_tries == 1


# --- what they belong to goes ---


def test_a_login_that_is_taken_away_takes_its_people_out_and_what_they_did_stays_theirs(place):
    key = add(place, "Tom", PIN)
    number = locations_at(place).customer_id
    set_status(number=number, to=Status.ADMIN, by=COMMAND, at=AT)
    correct_customer(number=number, values={"login_email": ""}, by=COMMAND, at=AT)
    gone = Principal.objects.get(pk=key)
    assert (gone.name, gone.is_active) == ("Tom", False)
    assert not NamedPerson.objects.exists()


def test_a_customer_that_is_removed_goes_with_its_people(place):
    add(place, "Tom", PIN)
    remove_customers([locations_at(place).customer_id])
    assert not NamedPerson.objects.exists()
    assert not Principal.objects.filter(kind__in=["person", "login"]).exists()
    assert not Customer.objects.exists()


def test_people_are_added_before_the_login_is_let_in(db):
    number = sign_up(WIDGETS)
    key = add_person(location=locations_of(number)[0].pk, name="Tom", by=COMMAND, at=AT)
    assert people_at(locations_of(number)[0].pk) == [PersonCard(key, "Tom", has_pin=False)]
