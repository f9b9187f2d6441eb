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
