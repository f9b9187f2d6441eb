"""Rows that are contacts work for a company, which is a customer or stands in the same file."""

import pytest

from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.models import Contact, Customer
from onaccount.domain.customers.rules.status import Origin
from onaccount.domain.imports.queries import first_problems
from tests.domain.imports.importing import AT, BY, as_csv, figures, rehearse, take_in

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = ("Company", "First name", "Last name", "E-mail", "Phone")


def company(name: str, **values: str) -> int:
    return add_customer(values={"kind": "company", "name": name, **values}, origin=Origin.STAFF, by=BY, at=AT)


def contacts(*rows: tuple[str, ...], **options):
    return take_in(as_csv(HEADER, *rows), as_kind="contacts", **options)


def test_a_contact_is_added_to_the_company_of_its_name():
    number = company("Hollin Dairy")
    card = contacts(("HOLLIN  dairy", "Nora", "Hollin", "nora@hollin.example", ""))
    assert figures(card) == {"create": 1}
    assert Contact.objects.get().customer_id == number
    assert Customer.objects.count() == 1


def test_a_contact_is_known_by_its_email_else_by_its_name():
    company("Hollin Dairy")
    contacts(("Hollin Dairy", "Nora", "Hollin", "nora@hollin.example", ""), ("Hollin Dairy", "Tom", "Weir", "", ""))
    card = contacts(
        ("Hollin Dairy", "Nora", "Weir", "NORA@hollin.example", ""), ("Hollin Dairy", "tom", "weir", "", "01234 1")
    )
    assert figures(card) == {"update": 2}
    assert sorted(Contact.objects.values_list("family_name", "phone")) == [("Weir", ""), ("weir", "01234 1")]


def test_the_same_contacts_again_change_nothing():
    company("Hollin Dairy")
    rows = (
        ("Hollin Dairy", "Nora", "Hollin", "a@hollin.example", ""),
        ("Hollin Dairy", "Nora", "Hollin", "b@hollin.example", ""),
    )
    assert figures(contacts(*rows)) == {"create": 2}
    assert figures(contacts(*rows)) == {"unchanged": 2}


def test_two_rows_about_one_person_are_one():
    company("Hollin Dairy")
    rows = (
        ("Hollin Dairy", "Nora", "Hollin", "a@hollin.example", ""),
        ("Hollin Dairy", "Nora", "Hollin", "", "01234 1"),
    )
    assert figures(contacts(*rows)) == {"create": 1, "repeated": 1}
    assert Contact.objects.get().phone == "01234 1"
    assert figures(contacts(*rows)) == {"unchanged": 1, "repeated": 1}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("Nobody Ltd", "Nora", "Hollin", "", ""), 'There is no company "Nobody Ltd"'),
        (("Twins", "Nora", "Hollin", "", ""), 'Several companies are called "Twins".'),
        (("Hollin Dairy", "", "", "", "01234 1"), "There is no contact person in this row."),
        (("", "Nora", "Hollin", "", ""), "does not say whom the contact works for"),
    ],
)
def test_a_contact_without_its_company_is_rejected_with_the_reason(row, reason):
    for name in ("Hollin Dairy", "Twins", "Twins"):
        company(name)
    card = rehearse(as_csv(HEADER, row), as_kind="contacts")
    assert figures(card) == {"reject": 1}
    (problem,) = first_problems(card.key)
    assert reason in str(problem)


def test_a_company_can_be_named_by_its_number_or_its_external_id():
    number = company("Hollin Dairy", external_id="H-1")
    header = ("OnAccount number", "External id", "First name", "Last name")
    card = take_in(as_csv(header, (str(number), "", "Nora", "Hollin"), ("", "H-1", "Tom", "Weir")), as_kind="contacts")
    assert figures(card) == {"create": 2}
    assert Contact.objects.filter(customer=number).count() == 2


def test_one_list_holds_companies_their_contacts_and_individuals():
    header = ("Kind", "Company", "First name", "Last name", "E-mail")
    file = as_csv(
        header,
        ("Contact", "Hollin Dairy", "Nora", "Hollin", "nora@hollin.example"),
        ("Company", "Hollin Dairy", "", "", "orders@hollin.example"),
        ("Individual", "", "Tom", "Weir", "tom@weir.example"),
    )
    assert figures(take_in(file)) == {"create": 2, "repeated": 1}
    assert sorted(Customer.objects.values_list("kind", "name")) == [
        ("company", "Hollin Dairy"),
        ("individual", "Tom Weir"),
    ]
    assert Contact.objects.get().customer.name == "Hollin Dairy"
    assert figures(take_in(file)) == {"unchanged": 2, "repeated": 1}


PEOPLE = ("Customer id", "Company", "Contact first name", "Contact last name", "Contact email", "Email")


@pytest.mark.parametrize("named_in", [0, 1, 2])
def test_a_company_is_named_in_one_of_its_rows_and_each_row_names_somebody_who_works_there(named_in):
    people = [("Cy", "Cole"), ("Di", "Dent"), ("Ed", "Eames")]
    company_cells = [("Fir Ltd", "office@fir.example") if at == named_in else ("", "") for at in range(3)]
    rows = [
        ("F-2", name, *who, f"{who[0].lower()}@fir.example", email)
        for who, (name, email) in zip(people, company_cells, strict=True)
    ]
    assert figures(take_in(as_csv(PEOPLE, *rows))) == {"create": 1, "repeated": 2}
    company = Customer.objects.get()
    assert (company.kind, company.name, company.given_name) == ("company", "Fir Ltd", "")
    assert {(c.given_name, c.family_name, c.email) for c in company.contacts.all()} == {
        (*who, f"{who[0].lower()}@fir.example") for who in people
    }
    assert figures(take_in(as_csv(PEOPLE, *rows))) == {"unchanged": 1, "repeated": 2}


def test_a_further_person_of_a_company_that_is_here_needs_its_id_alone():
    take_in(as_csv(PEOPLE, ("F-2", "Fir Ltd", "Cy", "Cole", "cy@fir.example", "")))
    later = as_csv(PEOPLE, ("F-2", "", "Di", "Dent", "di@fir.example", ""), ("F-3", "Elm Ltd", "", "", "", ""))
    assert figures(take_in(later)) == {"create": 1, "update": 1}
    company = Customer.objects.get(external_id="F-2")
    assert (company.name, company.given_name) == ("Fir Ltd", "")
    assert sorted(company.contacts.values_list("given_name", flat=True)) == ["Cy", "Di"]


def test_two_rows_of_an_individual_stay_one_person():
    header = ("Customer id", "First name", "Last name", "City")
    card = take_in(as_csv(header, ("P-1", "Jane", "Roe", "Leeds"), ("P-1", "", "", "York")))
    assert figures(card) == {"create": 1, "repeated": 1}
    jane = Customer.objects.get()
    assert (jane.kind, jane.name, jane.contacts.count()) == ("individual", "Jane Roe", 0)
