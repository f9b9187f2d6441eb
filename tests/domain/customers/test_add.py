"""Customers come in by the one field table."""

from functools import partial

import pytest

from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.models import Contact, Customer, Location, Tag
from onaccount.domain.customers.queries import customer_card, locations_of
from onaccount.domain.customers.rules.fields import NeedsName, NeedsPersonName, NotAnEmail, TooLong
from onaccount.domain.customers.rules.status import ExternalIdTaken, NoSuchCustomer, Origin, Status
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.vetting.actions import start_application, submit_application
from onaccount.domain.vetting.models import Application
from onaccount.domain.vetting.rules.applications import ApplicationState, NotADraft
from tests.stage import AT, COMMAND, INES, TRADER, WIDGETS, hire, race, sign_up

pytestmark = pytest.mark.django_db


def add(login: str = "", **values: str) -> int:
    return add_customer(values={"name": WIDGETS, **values}, origin=Origin.STAFF, login_email=login, by=COMMAND, at=AT)


def test_a_customer_starts_new_and_has_a_number_that_rises():
    first, second = add(), add()
    assert second > first
    assert Customer.objects.get(pk=first).status == Status.NEW.value


def test_a_number_is_never_given_twice():
    number = add()
    Customer.objects.filter(pk=number).delete()
    assert add() > number


def test_all_that_was_typed_stands_on_the_card():
    trader = TRADER[WIDGETS]
    number = add_customer(
        values={**trader.fields, "tags": "trade; weekly", "delivery_line1": "Gate 2", "delivery_city": "Bude"},
        origin=Origin.SIGNUP,
        login_email=trader.login,
        by=COMMAND,
        at=AT,
    )
    card = customer_card(number)
    assert [place.lines for place in card.places] == [
        ["Unit 4, Rope Walk", "Bideford EX39 1QX"],
        ["Gate 2", "Bude"],
    ]
    assert [(person.name, person.job_title) for person in card.contacts] == [("Elspeth Graham", "Director")]
    assert [place.login_email for place in card.locations] == ["graham@widgets.example"]
    assert card.tags == ["trade", "weekly"]
    assert card.customer.tax_id == "GB882441005"
    [fact] = facts_of(Subject("customer", str(number)))
    assert fact.name == "customer.added"


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"name": ""}, NeedsName),
        ({"name": " \t\u200b "}, NeedsName),
        ({"kind": "individual", "name": ""}, NeedsPersonName),
        ({"email": "not an address"}, NotAnEmail),
        ({"name": "x" * 301}, TooLong),
        ({"tags": "trade; " + "x" * 61}, TooLong),
    ],
)
def test_what_the_field_table_refuses_adds_nothing(values, refusal):
    with pytest.raises(refusal):
        add(**values)
    assert not Customer.objects.exists()


def test_an_individual_is_called_by_given_and_family_name():
    number = add(kind="individual", name="", given_name="Mara", family_name="Lindqvist")
    assert Customer.objects.get(pk=number).name == "Mara Lindqvist"


def test_a_reader_adds_nobody():
    with pytest.raises(NotAllowed):
        add_customer(values={"name": WIDGETS}, origin=Origin.STAFF, by=hire(INES), at=AT)


def test_an_external_id_is_one_customers():
    first = add(external_id="A-0017")
    with pytest.raises(ExternalIdTaken, match=f"belongs to No. {first}"):
        add(external_id="A-0017")
    add(external_id="a-0017")  # to the letter: another system may tell them apart
    add(external_id="")
    add(external_id="")


@pytest.mark.parametrize("login", ["graham@widgets.example", "GRAHAM@Widgets.Example", "  graham@widgets.example\n"])
def test_a_customer_whose_address_logs_in_for_another_comes_in_without_a_login(login):
    add("graham@widgets.example")
    number = add(login)
    assert locations_of(number) == []
    assert Location.objects.count() == 1


def test_contacts_may_share_any_address():
    for _ in range(2):
        add(contact_given_name="Elspeth", contact_email="graham@widgets.example")
    assert Contact.objects.count() == 2


def test_tags_are_made_once_whatever_their_case():
    add(tags="Trade; weekly")
    add(tags="TRADE, Straße")
    add(tags="straße")
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Straße", "Trade", "weekly"]


@pytest.mark.django_db(transaction=True)
def test_of_two_customers_added_at_once_one_has_the_external_id_and_one_the_login():
    for n in range(10):
        both = race(*[partial(add, external_id=f"A{n}")] * 2)
        assert sum(isinstance(answer, ExternalIdTaken) for answer in both) == 1, both
    for n in range(10):
        both = race(*[partial(add, f"trader{n}@widgets.example")] * 2)
        assert all(isinstance(answer, int) for answer in both), both
        assert sum(len(locations_of(number)) for number in both) == 1


# --- before there is a customer there is an application (D-17) --------------------------------------------------------


def test_before_it_is_submitted_an_application_is_no_customer():
    start_application(values={"name": ""}, login_email="", origin=Origin.SIGNUP, by=COMMAND, at=AT)
    assert not Customer.objects.exists()


def test_an_application_is_submitted_once():
    application = start_application(values={"name": WIDGETS}, login_email="", origin=Origin.SIGNUP, by=COMMAND, at=AT)
    number = submit_application(application=application, by=COMMAND, at=AT)
    with pytest.raises(NotADraft):
        submit_application(application=application, by=COMMAND, at=AT)
    kept = Application.objects.get()
    assert (kept.state, kept.customer_id, kept.submitted_at) == (ApplicationState.SUBMITTED.value, number, AT)


def test_an_application_that_cannot_be_a_customer_stays_a_draft():
    application = start_application(values={"name": ""}, login_email="", origin=Origin.SIGNUP, by=COMMAND, at=AT)
    with pytest.raises(NeedsName):
        submit_application(application=application, by=COMMAND, at=AT)
    assert Application.objects.get().state == ApplicationState.DRAFT.value


def test_of_a_customer_that_is_not_there_there_is_no_card():
    sign_up()
    with pytest.raises(NoSuchCustomer):
        customer_card(4711)
