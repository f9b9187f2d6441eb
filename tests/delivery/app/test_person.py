"""Who of those who share a login acts: chosen after the log-in, shown, asked again, gone when they are (S0-12)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from onaccount.delivery.app.guests import PERSON
from onaccount.domain.customers.actions import add_person, remove_person
from onaccount.domain.customers.queries import guest, locations_of, people_at
from onaccount.domain.customers.rules.persons import ASKED_AGAIN_AFTER
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.models import Event
from onaccount.domain.people.models import Principal
from onaccount.domain.people.rules import TRIES
from onaccount.domain.vetting.actions import set_status
from tests.delivery.app.guests import EMAIL, GOES, let_in_by_letter, log_in, welcome, words
from tests.stage import CAFE, COMMAND, PASSWORD, let_in, work_off

PIN, WRONG = "2749", "8163"


class Shop:
    """A customer that is let in, one browser that is logged in, and its people."""

    def __init__(self) -> None:
        self.number, token = let_in_by_letter()
        self.place = locations_of(self.number)[0].pk
        self.browser = Client()
        welcome(token, browser=self.browser)

    def add(self, name: str, pin: str = "") -> int:
        return add_person(location=self.place, name=name, pin=pin, by=COMMAND, at=GOES)

    def choose(self, key: int, pin: str = "", **more: str) -> Any:
        return self.browser.post(f"/app/person/{key}/", {"pin": pin, **more})

    def home(self) -> Any:
        return self.browser.get("/app/")


@pytest.fixture
def shop(clock) -> Shop:
    return Shop()


def is_asked(response: Any) -> bool:
    return response.status_code == 302 and response["Location"].startswith("/app/person/")


def test_a_location_without_named_people_goes_straight_on(shop):
    assert shop.home().status_code == 200
    assert "Change" not in words(shop.home())
    assert shop.browser.get("/app/person/")["Location"] == "/app/"


def test_who_it_is_is_asked_after_the_log_in_and_one_tap_answers(shop):
    tom = shop.add("Tom")
    shop.add("Ann")
    assert shop.home()["Location"] == "/app/person/?next=%2Fapp%2F"
    page = words(shop.browser.get("/app/person/"))
    assert page.index("Ann") < page.index("Tom")
    assert shop.choose(tom)["Location"] == "/app/"
    assert "Not Tom? Change" in words(shop.home())


def test_who_acts_is_on_the_record_and_is_the_actor_of_what_they_do(shop):
    tom = shop.add("Tom")
    shop.choose(tom)
    shop.browser.post("/app/people/", {"name": "Ann"})
    chosen, added = Event.objects.filter(name__in=["login.person_chosen", "person.added"]).order_by("at", "id")[1:]
    assert (chosen.actor_kind, chosen.subject_key) == ("login", str(tom))
    assert (added.actor_kind, added.actor_key) == ("person", str(tom))


def test_a_pin_is_asked_for_and_a_wrong_one_is_said(shop):
    tom = shop.add("Tom", PIN)
    assert 'inputmode="numeric"' in shop.browser.get(f"/app/person/{tom}/").content.decode()
    for pin in ("", WRONG, "x" * 21):
        assert shop.choose(tom, pin).status_code == 422
        assert is_asked(shop.home())
    refused = shop.choose(tom, WRONG)
    assert "This is not the PIN of Tom." in words(refused)
    assert WRONG not in refused.content.decode()
    assert shop.choose(tom, PIN)["Location"] == "/app/"
    assert shop.home().status_code == 200


def test_after_five_wrong_pins_the_right_one_waits_and_the_answer_says_how_long(shop, clock):
    tom = shop.add("Tom", PIN)
    answers = [shop.choose(tom, WRONG).status_code for _ in range(TRIES)]
    locked = shop.choose(tom, PIN)
    assert (answers, locked.status_code) == ([422] * (TRIES - 1) + [429], 429)
    assert locked["Retry-After"] == "600"
    assert "Wait 10 minutes" in words(locked)
    clock.shift(timedelta(minutes=10))
    assert shop.choose(tom, PIN).status_code == 302


def test_a_lock_is_not_escaped_by_another_browser(shop):
    tom = shop.add("Tom", PIN)
    for _ in range(TRIES):
        shop.choose(tom, WRONG)
    other = Client()
    log_in(other)
    assert other.post(f"/app/person/{tom}/", {"pin": PIN}).status_code == 429


def test_another_log_in_asks_anew(shop):
    shop.choose(shop.add("Tom"))
    shop.browser.post("/app/logout/")
    log_in(shop.browser)
    assert is_asked(shop.home())


def test_it_is_asked_again_after_a_while_without_a_touch(shop, clock):
    shop.choose(shop.add("Tom"))
    for _ in range(5):
        clock.shift(ASKED_AGAIN_AFTER - timedelta(minutes=2))
        assert shop.home().status_code == 200, "whoever goes on working is not asked"
    clock.shift(ASKED_AGAIN_AFTER)
    assert is_asked(shop.home())
    assert is_asked(shop.home())


def test_a_page_is_looked_at_without_a_write_for_every_touch(shop, clock, django_assert_num_queries):
    shop.choose(shop.add("Tom"))
    shop.home()
    with django_assert_num_queries(5) as asked:  # the business, the session, the principal, the login, the people
        shop.home()
    assert not [one for one in asked.captured_queries if not one["sql"].startswith("SELECT")]


def test_somebody_else_takes_over_by_their_own_name(shop):
    tom, ann = shop.add("Tom"), shop.add("Ann", PIN)
    shop.choose(tom)
    assert shop.choose(ann, WRONG).status_code == 422
    assert "Not Tom? Change" in words(shop.home()), "who acts stays until another has come in"
    shop.choose(ann, PIN)
    assert "Not Ann? Change" in words(shop.home())


def test_a_person_who_is_removed_acts_no_more_at_the_next_touch(shop):
    tom, ann = shop.add("Tom"), shop.add("Ann")
    shop.choose(tom)
    remove_person(location=shop.place, person=tom, by=COMMAND, at=GOES)
    assert is_asked(shop.home())
    assert shop.choose(tom).status_code == 404
    remove_person(location=shop.place, person=ann, by=COMMAND, at=GOES)
    assert shop.home().status_code == 200, "nobody is named any more: the login acts"


@pytest.mark.parametrize("status", [Status.INACTIVE, Status.ADMIN])
def test_a_customer_that_is_no_longer_active_is_out_whoever_acts(shop, status):
    tom = shop.add("Tom", PIN)
    shop.choose(tom, PIN)
    set_status(number=shop.number, to=status, by=COMMAND, at=GOES)
    for answer in (shop.home(), shop.browser.get("/app/person/"), shop.choose(tom, PIN)):
        assert answer["Location"] == "/app/login/"


def test_the_people_of_another_login_are_told_to_nobody(shop):
    """I16: theirs and nobody's are answered alike, at every address, and their names are nowhere."""
    let_in(CAFE, login="cafe@oldquay.example")
    work_off(at=GOES)
    theirs = locations_of(guest_number("cafe@oldquay.example"))[0].pk
    maeve = add_person(location=theirs, name="Maeve", pin=PIN, by=COMMAND, at=GOES)
    shop.choose(shop.add("Tom"))
    for address in ("/app/person/{}/", "/app/people/{}/", "/app/people/{}/removal/"):
        for method in ("get", "post"):
            answers = [
                getattr(shop.browser, method)(address.format(key), {"pin": PIN, "do": "name", "name": "Eve"})
                for key in (maeve, 999_999)
            ]
            assert answers[0].status_code == answers[1].status_code
            assert answers[0].status_code in (404, 405)
            assert words(answers[0]) == words(answers[1])
    assert all("Maeve" not in words(shop.browser.get(page)) for page in ("/app/", "/app/person/", "/app/people/"))
    assert [one.name for one in people_at(theirs)] == ["Maeve"]


def guest_number(email: str) -> int:
    found = guest(Principal.objects.get(email=email).pk)
    assert found
    return found.number


def test_a_session_that_names_a_stranger_is_asked(shop):
    """Keys of people who are not under this login count for nothing, whatever a session says."""
    shop.add("Tom")
    session = shop.browser.session
    session[PERSON] = 999_999
    session.save()
    assert is_asked(shop.home())


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/app/people/?x=1", "/app/people/?x=1"),
        ("https://evil.example/app/", "/app/"),
        ("//evil.example/app/", "/app/"),
        ("/office/", "/app/"),
        ("javascript:alert(1)", "/app/"),
        ("", "/app/"),
    ],
)
def test_the_choice_leads_back_to_a_page_of_the_app_and_nowhere_else(shop, asked, led):
    """V3.7.2."""
    assert shop.choose(shop.add("Tom"), next=asked)["Location"] == led


def test_a_choice_begins_another_session_id(shop):
    before = shop.browser.session.session_key
    shop.choose(shop.add("Tom", PIN), PIN)
    assert shop.browser.session.session_key != before


def test_a_pin_alone_is_no_way_in(shop):
    """A person has no address, so that no log-in knows them."""
    shop.add("Tom", PIN)
    for login in ("Tom", "", "None"):
        assert log_in(Client(), login, PIN).status_code == 422


# --- the page People ---


def test_the_login_names_its_people_itself(shop):
    assert shop.browser.post("/app/people/", {"name": " Tom ", "pin": PIN})["Location"] == "/app/people/"
    assert [(one.name, one.has_pin) for one in people_at(shop.place)] == [("Tom", True)]
    assert is_asked(shop.browser.get("/app/people/")), "from now on somebody acts"


@pytest.mark.parametrize(
    ("name", "pin", "said"),
    [
        ("", "", "This field is required."),
        ("tom", "", "tom is here already."),
        ("Ann", "1234", "one of the first that anybody would try"),
        ("Ann", "12", "A PIN is 4 to 8 digits."),
        ("x" * 61, "", "61 characters"),
    ],
)
def test_what_cannot_be_comes_back_as_it_was_typed(shop, name, pin, said):
    shop.choose(shop.add("Tom"))
    answer = shop.browser.post("/app/people/", {"name": name, "pin": pin})
    assert answer.status_code == 422
    assert said in words(answer)
    assert f'value="{name}"' in answer.content.decode() or not name


def test_one_changes_ones_own_name_and_pin(shop):
    tom = shop.add("Tom", PIN)
    shop.choose(tom, PIN)
    address = f"/app/people/{tom}/"
    assert shop.browser.post(address, {"do": "name", "name": "Thomas"}).status_code == 302
    assert shop.browser.post(address, {"do": "pin", "pin": "1234"}).status_code == 422
    assert shop.browser.post(address, {"do": "pin", "pin": WRONG}).status_code == 302
    assert shop.choose(tom, WRONG).status_code == 302
    assert shop.browser.post(address, {"do": "no_pin"}).status_code == 302
    assert [(one.name, one.has_pin) for one in people_at(shop.place)] == [("Thomas", False)]


def test_what_is_anothers_needs_the_password_of_the_login(shop):
    tom, ann = shop.add("Tom", PIN), shop.add("Ann")
    shop.choose(ann)
    address = f"/app/people/{tom}/"
    for typed, page in (
        ({"do": "pin", "pin": WRONG}, address),
        ({"do": "no_pin"}, address),
        ({"do": "name", "name": "Eve"}, address),
        ({}, f"{address}removal/"),
    ):
        refused = shop.browser.post(page, typed)
        assert refused.status_code == 403
        assert "Type the password of this login" in words(refused)
        assert shop.browser.post(page, {**typed, "password": "wrong"}).status_code == 422
    assert [one.name for one in people_at(shop.place)] == ["Ann", "Tom"]
    assert shop.browser.post(address, {"do": "pin", "pin": WRONG, "password": PASSWORD}).status_code == 302
    assert shop.choose(tom, WRONG).status_code == 302
    shop.choose(ann)
    assert shop.browser.post(f"{address}removal/", {"password": PASSWORD}).status_code == 302
    assert [one.name for one in people_at(shop.place)] == ["Ann"]


def test_the_password_of_the_login_is_not_guessed_there(shop):
    tom, ann = shop.add("Tom", PIN), shop.add("Ann")
    shop.choose(ann)
    answers = [
        shop.browser.post(f"/app/people/{tom}/", {"do": "no_pin", "password": f"guess {n}"}).status_code
        for n in range(12)
    ]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_a_stranger_sees_nobody(shop):
    shop.add("Tom")
    for address in ("/app/person/", "/app/people/", "/app/people/1/", "/app/person/1/"):
        assert Client().get(address)["Location"] == "/app/login/"


def test_a_temporary_password_is_replaced_before_anybody_acts(shop):
    shop.add("Tom")
    Principal.objects.filter(email=EMAIL).update(temporary_until=GOES)
    assert shop.browser.get("/app/person/")["Location"] == "/app/password/"
