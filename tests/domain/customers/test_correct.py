"""Details are corrected; history keeps from what to what."""

import json
from functools import partial

import pytest

from onaccount.domain.customers.actions import correct_customer, open_login
from onaccount.domain.customers.models import Address, Customer, Location
from onaccount.domain.customers.queries import (
    Filter,
    customer_card,
    customer_digest,
    customers_page,
    locations_of,
    owner_of_login,
)
from onaccount.domain.customers.rules.fields import FIELDS, NeedsName, NotAnEmail, Unusable
from onaccount.domain.customers.rules.status import (
    ExternalIdTaken,
    LastLogin,
    LoginOfStaff,
    LoginTaken,
    NoSuchCustomer,
    Stage,
    Status,
)
from onaccount.domain.customers.rules.versions import OtherVersion
from onaccount.domain.history.models import Event
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.people.actions import issue_link
from onaccount.domain.people.queries import principal_with_email, way_in
from onaccount.domain.people.rules import Kind, LinkState, NotAllowed, Purpose
from onaccount.domain.vetting.actions import set_stage, set_status
from tests.stage import AT, CAFE, COMMAND, INES, LATER, TOM, TRADER, WIDGETS, hire, let_in, race, sign_up

pytestmark = pytest.mark.django_db
LATE = AT + LATER


def correct(number: int, **values: str) -> dict:
    return correct_customer(number=number, values=values, by=COMMAND, at=LATE)


def test_a_correction_is_kept_with_what_was_there_before():
    number = sign_up()
    changes = correct(number, phone="01632 960 999", city="Bude", notes="")
    assert changes == {
        "phone": ("01632 960 177", "01632 960 999"),
        "city": ("Bideford", "Bude"),
        "notes": ("Would like to order for the first time this Saturday.", ""),
    }
    fact = facts_of(Subject("customer", str(number)))[0]
    assert (fact.name, fact.changes) == ("customer.corrected", changes)
    assert Customer.objects.get(pk=number).changed_at == LATE


@pytest.mark.parametrize("name", TRADER)
def test_what_stands_there_already_is_no_change_and_leaves_no_fact(name):
    number = sign_up(name)
    before = Event.objects.count()
    fields = customer_card(number).fields
    assert (
        correct(number, **{field: fields[field] for field in fields if field in FIELDS or field == "login_email"}) == {}
    )
    assert Event.objects.count() == before
    assert Customer.objects.get(pk=number).changed_at == AT


def test_naughty_strings_that_stand_there_are_no_change_either(shared):
    """What is stored is cleaned to itself: a form that is sent as it came writes nothing."""
    strings = json.loads((shared / "data/adversarial/blns/blns.json").read_text(encoding="utf-8"))
    names = [name for name in FIELDS if name != "kind" and not name.startswith(("delivery_", "contact_"))]
    for start in range(0, len(strings), len(names)):
        typed = dict(zip(names, strings[start : start + len(names)], strict=False))
        values = {name: text for name, text in typed.items() if is_usable(name, text)}
        number = sign_up(login="", at=AT, **{"name": WIDGETS, **values})
        fields = customer_card(number).fields
        assert correct(number, **{name: fields[name] for name in names}) == {}


def is_usable(name: str, text: str) -> bool:
    try:
        return bool(FIELDS[name].clean(text))
    except Unusable:
        return False


def test_a_field_that_is_left_out_keeps_its_value():
    number = sign_up()
    correct(number, phone="01632 960 999")
    customer = Customer.objects.get(pk=number)
    assert (customer.name, customer.tax_id) == (WIDGETS, "GB882441005")
    assert customer_card(number).places[0].lines[0] == "Unit 4, Rope Walk"


def test_a_corrected_name_is_found_by_its_new_pieces_and_not_by_the_old():
    number = sign_up()
    correct(number, name="Ångström Gears")
    assert [row.number for row in customers_page(Filter(text="angstrom")).rows] == [number]
    assert customers_page(Filter(text="widgets")).rows == []


def test_a_company_keeps_a_name():
    number = sign_up()
    with pytest.raises(NeedsName):
        correct(number, name=" ")


def test_a_refused_field_leaves_all_the_others_as_they_were():
    number = sign_up()
    with pytest.raises(NotAnEmail):
        correct(number, phone="01632 960 999", email="nobody")
    assert Customer.objects.get(pk=number).phone == "01632 960 177"


def test_an_external_id_of_another_customer_is_refused_with_its_number():
    first, second = sign_up(external_id="A1"), sign_up(login="b@widgets.example")
    with pytest.raises(ExternalIdTaken, match=f"A1 belongs to No. {first}"):
        correct(second, external_id="A1", phone="01632 960 999")
    assert Customer.objects.get(pk=second).phone == "01632 960 177"


def test_an_address_is_added_changed_and_emptied():
    number = sign_up()
    blank = dict.fromkeys(("line1", "line2", "line3", "city", "region", "postcode", "country"), "")
    assert set(correct(number, **blank)) == {"line1", "city", "postcode", "country"}
    assert not Address.objects.exists()
    assert correct(number, city="Bude") == {"city": ("", "Bude")}


def test_tags_are_corrected():
    number = sign_up()
    assert correct(number, tags="trade; weekly") == {"tags": ("", "trade; weekly")}
    assert correct(number, tags="weekly; trade") == {}
    assert correct(number, tags="") == {"tags": ("trade; weekly", "")}


def test_a_reader_corrects_nothing():
    number = sign_up()
    with pytest.raises(NotAllowed):
        correct_customer(number=number, values={"phone": "1"}, by=hire(INES), at=AT)


def test_a_customer_that_is_not_there_cannot_be_corrected():
    with pytest.raises(NoSuchCustomer):
        correct(4711, phone="1")


# --- the login (D-05) -------------------------------------------------------------------------------------------------


def test_a_login_that_is_added_late_lets_the_customer_in_later():
    number = sign_up(CAFE)
    assert correct(number, login_email="cafe@oldquay.example") == {"login_email": ("", "cafe@oldquay.example")}
    assert [place.login_email for place in locations_of(number)] == ["cafe@oldquay.example"]


def test_a_login_is_written_in_another_case():
    number = let_in()
    assert correct(number, login_email="Graham@Widgets.example") == {
        "login_email": ("graham@widgets.example", "Graham@widgets.example")
    }


def test_of_several_addresses_in_one_field_the_first_is_the_login():
    number = sign_up(CAFE)
    correct(number, login_email="cafe@oldquay.example; info@oldquay.example")
    assert [place.login_email for place in locations_of(number)] == ["cafe@oldquay.example"]
    correct(number, login_email="tea@oldquay.example, info@oldquay.example")
    assert [place.login_email for place in locations_of(number)] == ["tea@oldquay.example"]


def test_a_login_of_another_customer_is_refused_with_its_number():
    first, second = sign_up(), sign_up(CAFE)
    with pytest.raises(LoginTaken, match=f"graham@widgets.example belongs to No. {first}"):
        correct(second, login_email="graham@widgets.example", phone="01632 960 999")
    third = sign_up(WIDGETS, login="third@widgets.example")
    with pytest.raises(LoginTaken, match=f"belongs to No. {first}"):
        correct(third, login_email="GRAHAM@widgets.example")
    assert Customer.objects.get(pk=second).phone == "01632 960 125"


def test_a_login_of_staff_is_refused():
    hire(TOM)
    number = let_in()
    with pytest.raises(LoginOfStaff):
        correct(number, login_email=TOM.email)
    assert locations_of(number)[0].login_email == "graham@widgets.example"


def test_the_last_login_of_an_active_customer_stays():
    number = let_in()
    with pytest.raises(LastLogin, match="Set the status to Admin first"):
        correct(number, login_email="")
    assert Location.objects.count() == 1


def test_a_login_that_is_taken_away_lets_nobody_in_by_an_old_link():
    number = sign_up()
    principal = open_login(locations_of(number)[0], at=AT)
    token = issue_link(principal, purpose=Purpose.WELCOME, at=AT)
    correct(number, login_email="")
    principal.refresh_from_db()
    assert way_in(token, at=LATE).state is LinkState.VOIDED
    assert (principal.is_active, principal.email) == (False, None)


def test_a_link_that_went_to_the_wrong_address_is_void_when_the_address_is_corrected():
    number = sign_up()
    token = issue_link(open_login(locations_of(number)[0], at=AT), purpose=Purpose.WELCOME, at=AT)
    correct(number, login_email="right@widgets.example")
    assert way_in(token, at=LATE).state is LinkState.VOIDED


def test_an_address_that_was_given_up_can_be_anothers_login():
    first, second = sign_up(), sign_up(CAFE)
    given_up = open_login(locations_of(first)[0], at=AT)
    correct(first, login_email="")
    correct(second, login_email="graham@widgets.example")
    login = open_login(locations_of(second)[0], at=LATE)
    assert login != given_up
    assert principal_with_email("graham@widgets.example", kind=Kind.LOGIN) == login
    assert owner_of_login("graham@widgets.example") == second


# --- the version that was read ----------------------------------------------------------------------------------------


def test_a_change_to_the_version_that_was_read_goes_through_and_makes_another():
    number = sign_up()
    read = customer_digest(number)
    assert read == customer_digest(number)
    correct_customer(number=number, values={"phone": "01632 960 999"}, expected=read, by=COMMAND, at=LATE)
    assert customer_digest(number) != read


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda number: correct(number, name="Ångström Gears"),
        lambda number: correct(number, city="Bude"),
        lambda number: correct(number, tags="weekly"),
        lambda number: correct(number, login_email="other@widgets.example"),
        lambda number: set_status(number=number, to=Status.ADMIN, by=COMMAND, at=LATE),
        lambda number: set_stage(number=number, to=Stage.NEW, by=COMMAND, at=LATE),
    ],
)
def test_a_change_to_a_version_that_is_gone_is_refused_and_writes_nothing(meanwhile):
    number = sign_up()
    read = customer_digest(number)
    meanwhile(number)
    with pytest.raises(OtherVersion, match=f"No. {number} was changed since it was read"):
        correct_customer(number=number, values={"phone": "01632 960 999"}, expected=read, by=COMMAND, at=LATE)
    assert Customer.objects.get(pk=number).phone == "01632 960 177"


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_to_one_version_at_once_one_is_written():
    number = sign_up()
    for n in range(10):
        read = customer_digest(number)
        change = partial(correct_customer, number=number, expected=read, by=COMMAND, at=LATE)
        answers = race(
            partial(change, values={"phone": f"01632 960 1{n:02}"}), partial(change, values={"city": f"City {n}"})
        )
        assert sorted(map(type, answers), key=str) == [dict, OtherVersion], answers


@pytest.mark.django_db(transaction=True)
def test_two_people_who_correct_different_fields_at_once_lose_neither():
    number = sign_up()
    for n in range(10):
        phone, tax_id = f"01632 960 1{n:02}", f"GB{n:09}"
        answers = race(
            partial(correct, number, phone=phone),
            partial(correct, number, tax_id=tax_id),
        )
        assert all(isinstance(answer, dict) for answer in answers), answers
        customer = Customer.objects.get(pk=number)
        assert (customer.phone, customer.tax_id) == (phone, tax_id)
