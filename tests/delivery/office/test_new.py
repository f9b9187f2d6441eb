"""Staff add a customer by hand (S1-09)."""

import pytest

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import customer_card
from tests.stage import sign_up

pytestmark = pytest.mark.django_db
NEW = "/office/customers/new/"


def test_a_company_needs_only_a_name_and_its_page_is_next(tom):
    answer = tom.post(NEW, {"name": "Kestrel & Vane Joinery"})
    customer = Customer.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/office/customers/{customer.number}/")
    assert (customer.kind, customer.status, customer.origin) == ("company", "new", "staff")


def test_a_company_comes_with_its_contact_and_its_address_logs_in(tom):
    tom.post(
        NEW,
        {
            "name": "Kestrel & Vane",
            "email": "orla@kestrel.example",
            "contact_given_name": "Orla",
            "contact_family_name": "Finnegan",
            "city": "Okehampton",
        },
    )
    card = customer_card(Customer.objects.get().number)
    assert [person.name for person in card.contacts] == ["Orla Finnegan"]
    assert [place.login_email for place in card.locations] == ["orla@kestrel.example"]


def test_an_individual_has_names_of_their_own(tom):
    assert b'name="family_name"' in tom.get(f"{NEW}?kind=individual").content
    tom.post(f"{NEW}?kind=individual", {"given_name": "Mara", "family_name": "Lindqvist"})
    assert (Customer.objects.get().name, Customer.objects.get().kind) == ("Mara Lindqvist", "individual")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "  "}, "A company needs a name."),
        ({"name": "Kestrel", "email": "orla@kestrel"}, "is not a whole e-mail address"),
        ({"name": "Kestrel", "email": "graham@widgets.example"}, "belongs to No."),
    ],
)
def test_what_cannot_be_is_said_and_kept_as_typed(tom, typed, said):
    sign_up()
    answer = tom.post(NEW, {**typed, "city": "Bideford upon Torridge"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Bideford upon Torridge" in answer.content.decode()
    assert Customer.objects.count() == 1
