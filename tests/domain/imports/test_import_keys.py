"""By what a row finds its customer, and what it then changes (D-12)."""

import pytest

from onaccount.domain.customers.actions import add_customer, correct_customer
from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.rules.status import Origin
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.imports.queries import Wanted, first_problems, first_warnings, rows_page
from onaccount.domain.imports.rules.options import KeyNotMapped
from onaccount.domain.imports.rules.states import Outcome
from tests.domain.imports.importing import AT, BY, as_csv, figures, rehearse, take_in

pytestmark = pytest.mark.django_db(transaction=True)


def add(**values: str) -> int:
    return add_customer(values=values, origin=Origin.STAFF, login_email=values.get("email", ""), by=BY, at=AT)


def said(card) -> str:
    (problem,) = first_problems(card.key)
    return str(problem)


HEADER = ("External id", "Company", "E-mail", "Phone", "Tax id", "City")


def test_an_external_id_finds_its_customer_and_only_filled_cells_are_written():
    number = add(name="Hollin Dairy", external_id="H-1", phone="+442079460017", city="Leeds")
    card = take_in(as_csv(HEADER, ("H-1", "Hollin Dairy Ltd", "", "", "", "York")))
    assert figures(card) == {"update": 1}
    customer = Customer.objects.get(pk=number)
    assert (customer.name, customer.search_name, customer.phone) == (
        "Hollin Dairy Ltd", "hollin dairy ltd", "+442079460017",
    )  # fmt: skip
    assert customer.addresses.get(use="main").city == "York"


def test_an_update_is_a_fact_with_from_and_to():
    number = add(name="Hollin Dairy", external_id="H-1")
    take_in(as_csv(HEADER, ("H-1", "Hollin Dairy Ltd", "", "", "", "")))
    fact = facts_of(Subject("customer", str(number)))[0]
    assert fact.name == "customer.corrected"
    assert fact.changes == {"name": ("Hollin Dairy", "Hollin Dairy Ltd")}


def test_without_an_external_id_the_tax_id_is_the_key():
    add(name="Hollin Dairy", tax_id="GB980780684")
    assert figures(take_in(as_csv(HEADER, ("", "Hollin Dairy Ltd", "", "", "GB 980 7806 84", "")))) == {"update": 1}


def test_without_any_key_the_same_row_is_known_and_another_one_is_new():
    header = ("Company", "City")
    assert figures(take_in(as_csv(header, ("Hollin", "Leeds")))) == {"create": 1}
    assert figures(take_in(as_csv(header, ("Hollin", "Leeds"), ("Hollin", "York")))) == {"unchanged": 1, "create": 1}


def test_a_row_that_is_there_to_the_letter_does_not_undo_a_correction():
    take_in(as_csv(("Company", "City"), ("Hollin", "Leeds")))
    number = Customer.objects.get().pk
    correct_customer(number=number, values={"name": "Hollin Dairy"}, by=BY, at=AT)
    assert figures(take_in(as_csv(("Company", "City"), ("Hollin", "Leeds")))) == {"unchanged": 1}
    assert Customer.objects.get().name == "Hollin Dairy"


def test_the_email_is_a_key_only_when_it_is_asked_for():
    add(name="Hollin", email="orders@hollin.example")
    file = as_csv(("Company", "E-mail"), ("Hollin Dairy", "Orders@Hollin.example"))
    assert figures(rehearse(file)) == {"create": 1}
    assert figures(rehearse(file, update_by="email")) == {"update": 1}


def test_a_key_that_several_customers_have_is_no_key():
    first, second = add(name="One", tax_id="GB980780684"), add(name="Two", tax_id="GB980780684")
    card = rehearse(as_csv(HEADER, ("", "Hollin", "", "", "GB980780684", "")))
    assert figures(card) == {"reject": 1}
    assert f"No. {first}, No. {second} all have the tax id" in said(card)


def test_an_unknown_number_is_rejected_and_a_blank_one_is_a_new_customer():
    header = ("OnAccount number", "Company")
    card = rehearse(as_csv(header, ("4711", "Hollin"), ("", "Weir")), update_by="number")
    assert figures(card) == {"reject": 1, "create": 1}
    assert "There is no customer No. 4711." in said(card)


def test_a_number_finds_its_customer_without_a_name_in_the_row():
    number = add(name="Hollin")
    card = take_in(as_csv(("OnAccount number", "Company", "Phone"), (str(number), "", "01234 567")), update_by="number")
    assert figures(card) == {"update": 1}
    assert Customer.objects.get().name == "Hollin"


def test_two_rows_that_find_one_customer_by_different_keys_are_not_both_taken():
    number = add(name="Hollin", external_id="H-1")
    header = ("OnAccount number", "External id", "Company")
    card = rehearse(as_csv(header, (str(number), "", "Hollin Dairy"), ("", "H-1", "Hollin Ltd")), update_by="number")
    assert figures(card) == {"update": 1, "reject": 1}
    assert f"Row 2 is about No. {number} already." in said(card)


def test_an_external_id_that_is_somebody_elses_is_refused_where_it_is_not_the_key():
    add(name="One", external_id="H-1")
    number = add(name="Two")
    header = ("OnAccount number", "External id", "Company")
    card = rehearse(as_csv(header, (str(number), "H-1", "Two")), update_by="number")
    assert 'External id "H-1" belongs to No.' in said(card)


def test_a_key_needs_its_column():
    with pytest.raises(KeyNotMapped):
        rehearse(as_csv(("Company",), ("Hollin",)), update_by="tax_id")


def test_the_first_filled_value_of_repeated_rows_wins_and_another_address_is_kept_beside():
    card = take_in(
        as_csv(
            HEADER,
            ("H-1", "Hollin", "", "01234 1", "", "Leeds"),
            ("H-1", "Hollin Ltd", "orders@hollin.example", "01234 2", "", "York"),
            ("H-1", "Hollin", "", "", "", "york"),
        )
    )
    assert figures(card) == {"create": 1, "repeated": 2}
    customer = Customer.objects.get()
    assert (customer.name, customer.email, customer.phone) == ("Hollin", "orders@hollin.example", "01234 1")
    assert sorted(customer.addresses.values_list("use", "city")) == [("further", "York"), ("main", "Leeds")]


def test_repeated_rows_bring_their_contacts_along():
    header = ("External id", "Company", "E-mail", "Contact given name", "Contact family name", "Contact e-mail")
    file = as_csv(
        header,
        ("H-1", "Hollin", "", "Nora", "Hollin", "nora@hollin.example"),
        ("H-1", "Hollin", "", "Tom", "Weir", ""),
        ("H-1", "Hollin", "", "Tom", "Weir", "tom@hollin.example"),
    )
    assert figures(take_in(file)) == {"create": 1, "repeated": 2}
    contacts = Customer.objects.get().contacts.order_by("pk").values_list("given_name", "email")
    assert list(contacts) == [("Nora", "nora@hollin.example"), ("Tom", "tom@hollin.example")]
    assert figures(take_in(file)) == {"unchanged": 1, "repeated": 2}


def test_what_was_folded_into_a_rejected_row_is_rejected_with_it():
    add(name="One", tax_id="GB980780684")
    add(name="Two", tax_id="GB980780684")
    row = ("", "Hollin", "", "", "GB980780684", "")
    assert figures(rehearse(as_csv(HEADER, row, (*row[:-1], "York")))) == {"reject": 2}


def test_the_login_goes_to_the_first_who_asks_and_the_others_are_told():
    owner = add(name="One", email="a@hollin.example")
    card = take_in(
        as_csv(
            ("Company", "E-mail"),
            ("Two", "A@hollin.example"),
            ("Three", "b@hollin.example"),
            ("Four", "B@hollin.example"),
        )
    )
    assert figures(card) == {"create": 3}
    four = Customer.objects.get(name="Four")
    assert [str(each) for each in first_warnings(card.key)] == [
        f"The login address belongs to No. {owner}: {Customer.objects.get(name='Two').email} is kept to write to.",
        f"The login address belongs to row 3 of this file: {four.email} is kept to write to.",
    ]
    assert Location.objects.count() == 2


def test_a_customer_without_a_login_gets_it_with_its_email():
    number = add(name="Hollin", external_id="H-1")
    card = take_in(as_csv(("External id", "Company", "E-mail"), ("H-1", "Hollin", "orders@hollin.example")))
    assert figures(card) == {"update": 1}
    assert Location.objects.get().customer_id == number
    again = take_in(as_csv(("External id", "Company", "E-mail"), ("H-1", "Hollin", "new@hollin.example")))
    assert figures(again) == {"update": 1}
    assert Location.objects.get().login_email == "orders@hollin.example"


def test_an_individuals_name_is_made_again_of_its_parts():
    number = add(kind="individual", given_name="Anna", family_name="Okafor", external_id="P-1")
    take_in(as_csv(("External id", "First name", "Last name"), ("P-1", "", "Weir")))
    assert Customer.objects.get(pk=number).name == "Anna Weir"


def test_the_page_of_a_row_says_what_changes():
    add(name="Hollin", external_id="H-1")
    card = rehearse(as_csv(HEADER, ("H-1", "Hollin Ltd", "", "", "", ""), ("H-2", "Weir", "", "", "", "")))
    (row,) = rows_page(card.key, Wanted(Outcome.UPDATE)).rows
    assert row.changes == {"name": ("Hollin", "Hollin Ltd")}
    assert [each.name for each in rows_page(card.key).rows] == ["Hollin Ltd", "Weir"]


def test_new_customers_have_numbers_in_the_files_order():
    take_in(as_csv(("Company",), *((f"Company {n}",) for n in range(40))))
    names = list(Customer.objects.order_by("number").values_list("name", flat=True))
    assert names == [f"Company {n}" for n in range(40)]
    numbers = list(Customer.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(numbers[0], numbers[0] + 40))
    assert add(name="After") == numbers[-1] + 1


@pytest.mark.parametrize("status", ["new", "admin", "inactive"])
def test_an_import_says_the_status_and_sends_nothing(status):
    take_in(as_csv(("Company", "E-mail"), ("Hollin", "orders@hollin.example")), status=status)
    customer = Customer.objects.get()
    assert (customer.status, customer.origin) == (status, "import")
    names = [fact.name for fact in facts_of(Subject("customer", str(customer.pk)))]
    assert names == ["customer.added"]


def test_ids_of_two_systems_that_are_alike_do_not_go_by_unnoticed():
    number = add(name="Fodor's Coffee Shop", external_id="1")
    card = rehearse(as_csv(HEADER, ("1", "Nancy Davolio", "", "", "", "")))
    assert figures(card) == {"update": 1}
    (warning,) = first_warnings(card.key)
    assert f'No. {number} is called "Fodor\'s Coffee Shop" so far, and would be called "Nancy Davolio".' in str(warning)


def test_a_corrected_name_is_no_other_customer():
    add(name="Hollin Dairy", external_id="1")
    card = rehearse(as_csv(HEADER, ("1", "HOLLIN Farm Dairy Ltd", "", "", "", "")))
    assert first_warnings(card.key) == []


def test_of_two_customers_with_one_tax_id_a_row_without_an_external_id_means_the_one_without():
    rows = (("", "Hollin Dairy", "", "", "GB980780684", ""), ("H-2", "Hollin Dairy", "", "", "GB980780684", ""))
    assert figures(take_in(as_csv(HEADER, *rows))) == {"create": 2}
    assert figures(take_in(as_csv(HEADER, *rows))) == {"unchanged": 2}


def test_of_two_customers_with_one_tax_id_and_an_external_id_each_none_is_chosen():
    add(name="Hollin Dairy", tax_id="GB980780684", external_id="H-1")
    add(name="Hollin Farm", tax_id="GB980780684", external_id="H-2")
    card = rehearse(as_csv(HEADER, ("", "Hollin", "", "", "GB980780684", "")))
    assert figures(card) == {"reject": 1}
