"""Staff name the people who share a customer's login, from its page (S0-12)."""

import pytest

from onaccount.domain.customers.actions import add_person
from onaccount.domain.customers.queries import PersonCard, locations_of, people_at
from tests.delivery.app.guests import words
from tests.stage import AT, CAFE, COMMAND, let_in, sign_up

PIN = "2749"


@pytest.fixture
def number(clock) -> int:
    return let_in()


def place_of(number: int) -> int:
    return locations_of(number)[0].pk


def address(number: int, place: int, rest: str = "") -> str:
    return f"/office/customers/{number}/locations/{place}/people/{rest}"


def add(number: int, name: str, pin: str = "") -> int:
    return add_person(location=place_of(number), name=name, pin=pin, by=COMMAND, at=AT)


def test_a_person_is_added_and_stands_on_the_customers_page(tom, number):
    here = address(number, place_of(number))
    assert tom.post(here, {"name": "Elspeth", "pin": PIN})["Location"] == here
    assert "Elspeth was added." in words(tom.get(here))
    page = words(tom.get(f"/office/customers/{number}/"))
    assert "Elspeth" in page
    assert "Tom Brandt added a person to a login" in page
    assert PIN not in page


def test_whoever_only_looks_sees_the_names_and_is_offered_nothing(ines, number):
    add(number, "Elspeth")
    page = ines.get(f"/office/customers/{number}/").content.decode()
    assert "Elspeth" in page
    assert "/people/" not in page


@pytest.mark.parametrize(
    ("name", "pin", "said"), [("", "", "required"), ("elspeth", "", "is here already"), ("Tom", "0000", "first that")]
)
def test_what_cannot_be_comes_back_as_it_was_typed(tom, number, name, pin, said):
    add(number, "Elspeth")
    answer = tom.post(address(number, place_of(number)), {"name": name, "pin": pin})
    assert answer.status_code == 422
    assert said in words(answer)
    assert len(people_at(place_of(number))) == 1


def test_a_person_is_renamed_given_a_pin_relieved_of_it_and_removed(tom, number):
    key, place = add(number, "Elspeth"), place_of(number)
    one = address(number, place, f"{key}/")
    for sent in ({"do": "name", "name": "Elspeth G."}, {"do": "pin", "pin": PIN}):
        assert tom.post(one, sent)["Location"] == address(number, place)
    assert people_at(place) == [PersonCard(key, "Elspeth G.", has_pin=True)]
    assert "Remove PIN" in words(tom.get(one))
    tom.post(one, {"do": "no_pin"})
    assert people_at(place) == [PersonCard(key, "Elspeth G.", has_pin=False)]
    tom.post(f"{one}removal/")
    assert people_at(place) == []
    assert tom.get(one).status_code == 404


@pytest.mark.parametrize(("sent", "said"), [({"do": "pin", "pin": "1234"}, "first that"), ({"do": "name"}, "required")])
def test_a_change_that_cannot_be_is_said_beside_its_field(tom, number, sent, said):
    one = address(number, place_of(number), f"{add(number, 'Elspeth')}/")
    answer = tom.post(one, sent)
    assert answer.status_code == 422
    assert said in words(answer)


def test_a_login_of_another_customer_is_not_there(tom, number):
    theirs = sign_up(CAFE, login="cafe@oldquay.example")
    key = add(theirs, "Maeve")
    for rest in ("", f"{key}/"):
        assert tom.get(address(number, place_of(theirs), rest)).status_code == 404
    assert tom.post(address(number, place_of(theirs)), {"name": "Eve"}).status_code == 404
    assert tom.post(address(number, place_of(number), f"{key}/"), {"do": "name", "name": "Eve"}).status_code == 404
    assert tom.post(address(number, place_of(number), f"{key}/removal/")).status_code == 404
    assert [one.name for one in people_at(place_of(theirs))] == ["Maeve"]
