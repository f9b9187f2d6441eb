"""Whole exports, from the file to the customers."""

import json

import pytest

from onaccount.domain.customers.models import Address, Contact, Customer
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.queries import rejects_of, rows_page
from onaccount.domain.imports.queries.places import stage_path
from tests.domain.imports.importing import as_csv, figures, rehearse, take_in

pytestmark = pytest.mark.django_db(transaction=True)

HUBSPOT = ["Record ID", "First Name", "Last Name", "Email", "Associated Company", "Associated Company IDs"]
SALESFORCE = ["Id", "AccountId", "FirstName", "LastName", "MailingStreet", "MailingCity", "MailingCountry", "Email"]


def people_of(customer: Customer) -> set[tuple[str, str]]:
    return set(Contact.objects.filter(customer=customer).values_list("family_name", "email"))


def test_what_was_recognised_is_kept_and_shown():
    card = rehearse(as_csv(HUBSPOT, ["1", "Nora", "Hollin", "n@h.example", "", ""]))
    assert card.recognised == Import.objects.get().recognised == "HubSpot contacts"
    assert rehearse(as_csv(["Name", "City"], ["Hollin", "Leeds"])).recognised == ""


def test_contacts_of_hubspot_that_share_a_company_become_one_company_with_its_people():
    rows = [
        HUBSPOT,
        ["151", "Nora", "Hollin", "nora@hollin.example", "Hollin Dairy", "9013;9014"],
        ["152", "Ana", "Okafor", "ana@hollin.example", "Hollin Dairy", "9013"],
        ["153", "Tom", "Weir", "tom@post.example", "", ""],
    ]
    card = take_in(as_csv(*rows))
    assert figures(card) == {"create": 2, "repeated": 1}
    company = Customer.objects.get(external_id="9013")
    assert (company.name, company.kind) == ("Hollin Dairy", "company")
    assert people_of(company) == {("Hollin", "nora@hollin.example"), ("Okafor", "ana@hollin.example")}
    assert Customer.objects.get(external_id="153").name == "Tom Weir"
    assert figures(take_in(as_csv(*rows))) == {"unchanged": 2, "repeated": 1}


def test_two_files_of_hubspot_are_joined_by_the_companys_id():
    companies = as_csv(["Record ID", "Company name", "Company owner"], ["9013", "Hollin Dairy", "Priya"])
    assert figures(take_in(companies)) == {"create": 1}
    card = take_in(as_csv(HUBSPOT, ["151", "Nora", "Hollin", "nora@hollin.example", "Hollin Dairy", "9013"]))
    assert figures(card) == {"update": 1}
    assert people_of(Customer.objects.get()) == {("Hollin", "nora@hollin.example")}


def test_contacts_of_salesforce_join_the_account_whose_id_they_name():
    accounts = as_csv(
        ["Id", "Name", "BillingStreet", "BillingCity", "BillingCountry"],
        ["001A", "Hollin Dairy", "17 Lane", "Leeds", "GB"],
    )
    take_in(accounts)
    rows = [
        SALESFORCE,
        ["003A", "001A", "Nora", "Hollin", "", "", "", "nora@hollin.example"],
        ["003B", "000000000000000AAA", "Tom", "Weir", "4 Weir Cottages", "Bath", "GB", "tom@post.example"],
        ["003C", "001Z", "Ana", "Okafor", "", "", "", "ana@post.example"],
    ]
    card = take_in(as_csv(*rows), partial=True)
    assert card.recognised == "Salesforce contacts"
    assert figures(card) == {"create": 2, "reject": 1}  # an individual, and a contact
    assert people_of(Customer.objects.get(external_id="001A")) == {("Hollin", "nora@hollin.example")}
    assert Customer.objects.get(external_id="003B").kind == "individual"
    [rejected] = [line for line in rows_page(card.key).rows if line.outcome.value == "reject"]
    assert "There is no company" in str(rejected.said[0])


def test_contacts_of_odoo_join_the_company_whose_name_they_give():
    header = ["External ID", "Name", "Is a Company", "Related Company", "Email"]
    rows = [
        header,
        ["p.1", "Hollin Dairy", "True", "", "orders@hollin.example"],
        ["p.2", "Nora Hollin", "False", "Hollin Dairy", "nora@hollin.example"],
        ["p.3", "Tom Weir", "False", "", "tom@post.example"],
        ["p.4", "Hollin Farms", "True", "Hollin Dairy", ""],
    ]
    card = take_in(as_csv(*rows))
    assert figures(card) == {"create": 3, "repeated": 1}
    assert set(Customer.objects.values_list("external_id", "kind")) == {
        ("p.1", "company"), ("p.3", "individual"), ("p.4", "company"),
    }  # fmt: skip
    company = Customer.objects.get(external_id="p.1")
    assert company.email == "orders@hollin.example"
    assert people_of(company) == {("Hollin", "nora@hollin.example")}


XERO = ["*ContactName", "AccountNumber", "EmailAddress", "FirstName", "LastName", "POCity"]
XERO += [f"Person{number}{name}" for number in range(1, 6) for name in ("FirstName", "LastName", "Email")]


def test_five_further_persons_in_one_row_of_xero_are_contacts_of_one_customer():
    row = ["Hollin Dairy Ltd", "17", "orders@hollin.example", "Nora", "Hollin", "Leeds"]
    for name in ("Ana", "Ben", "Cleo", "Dan", "Eve"):
        row += [name, "Okafor", f"{name.lower()}@hollin.example"]
    assert figures(take_in(as_csv(XERO, row))) == {"create": 1}
    people = people_of(Customer.objects.get())
    assert len(people) == 6
    assert ("Okafor", "eve@hollin.example") in people
    assert figures(take_in(as_csv(XERO, row))) == {"unchanged": 1}


def test_a_bad_address_of_a_further_person_rejects_the_row_and_names_the_column():
    row = ["Hollin Dairy Ltd", "17", "", "Nora", "Hollin", "Leeds", "Ana", "Okafor", "ana at hollin"]
    card = rehearse(as_csv(XERO, [*row, *[""] * (len(XERO) - len(row))]))
    assert figures(card) == {"reject": 1}
    [line] = rows_page(card.key).rows
    assert line.said[0].field == "contact2_email"
    assert card.mapping["Person1Email"] == "contact2_email"


def test_further_persons_of_an_individual_are_left_out_and_said():
    row = ["Nora Hollin", "17", "", "Nora", "Hollin", "Bath", "Ana", "Okafor", "ana@post.example"]
    card = take_in(as_csv(XERO, [*row, *[""] * (len(XERO) - len(row))]))
    assert figures(card) == {"create": 1}
    [line] = rows_page(card.key).rows
    assert [str(warning) for warning in line.warnings] == [
        "An individual has no contact persons; Ana Okafor ana@post.example is left out."
    ]
    assert not Contact.objects.exists()


def test_people_on_several_rows_of_one_customer_each_keep_their_address():
    rows = [
        ["Customer id", "Company", "First name", "Last name", "Email", "Phone"],
        ["17", "Hollin Dairy", "Nora", "Hollin", "nora@hollin.example", "0113 496 0017"],
        ["17", "Hollin Dairy", "Ana", "Okafor", "ana@hollin.example", "0113 496 0018"],
    ]
    assert figures(take_in(as_csv(*rows))) == {"create": 1, "repeated": 1}
    company = Customer.objects.get()
    assert company.email == "nora@hollin.example"
    assert ("Okafor", "ana@hollin.example") in people_of(company)
    assert Contact.objects.get(family_name="Okafor").phone == "0113 496 0018"


def test_a_repeated_row_says_what_was_not_taken_from_it():
    rows = [
        ["Customer ID", "First Name", "Last Name", "Email", "Accepts Marketing", "Total Spent", "Total Orders", "City"],
        ["17", "Nora", "Hollin", "nora@post.example", "yes", "1", "1", "Bath"],
        ["17", "Nora", "Hollin", "nora@work.example", "yes", "1", "1", "Leeds"],
    ]
    card = take_in(as_csv(*rows))
    assert card.recognised == "Shopify customers"
    line = rows_page(card.key).rows[1]
    assert [str(said) for said in line.said] == [
        "The same customer as in row 2; what is new in it is added there.",
        "Not taken from it, for row 2 says otherwise: E-mail nora@work.example.",
    ]
    assert Customer.objects.get().email == "nora@post.example"


def test_a_second_number_in_a_cell_is_the_mobile_and_a_third_is_said():
    rows = [["Company", "Phone"], ["Hollin Dairy Ltd", "0113 496 0017; 07700 900117; 07700 900118"]]
    card = take_in(as_csv(*rows))
    customer = Customer.objects.get()
    assert (customer.phone, customer.mobile) == ("0113 496 0017", "07700 900117")
    [line] = rows_page(card.key).rows
    assert [str(warning) for warning in line.warnings] == [
        "Several telephone numbers are in one cell; 0113 496 0017 is used, not 07700 900118."
    ]


def test_hashes_of_passwords_are_kept_nowhere_that_a_rehearsal_writes():
    header = ["email", "_website", "_store", "created_in", "firstname", "lastname", "password_hash"]
    card = rehearse(
        as_csv(
            header,
            ["n@h.example", "base", "default", "Default", "Nora", "Hollin", "MARKER:salt:1"],
            ["not an address", "base", "default", "Default", "", "", "MARKER:salt:2"],
        )
    )
    assert figures(card) == {"create": 1, "reject": 1}
    rejects = rejects_of(card.key)
    assert rejects is not None
    assert b"MARKER" not in rejects.read_bytes()
    assert b"MARKER" not in stage_path(card.key).read_bytes()
    assert "MARKER" not in json.dumps(Import.objects.values().get(), default=str)


DATEV = (
    '"EXTF";700;16;"Debitoren/Kreditoren";5;20260102093000000;;"RE";"";"";29098;55003;20260101;4;;;"";"";;;;""\r\n'
    "Konto;Name (Adressattyp Unternehmen);Unternehmensgegenstand;Name (Adressattyp natürl. Person);"
    "Vorname (Adressattyp natürl. Person);Name (Adressattyp keine Angabe);Adressattyp;Kurzbezeichnung;EU-Land;EU-UStID;"
    "Anrede;Straße;Postleitzahl;Ort;Land;Telefon;E-Mail;IBAN-Nr. 1;Leerfeld;IBAN-Nr. 2;Leerfeld\r\n"
    '10001;"Hollin GmbH";"";"";"";"";"2";"HOLLIN";"DE";"136695976";"";"Milchweg 17";'
    '"01234";"Dresden";"DE";"";"";"";"";"";""\r\n'
    '10002;"";"";"Müller";"Nora";"";"1";"MÜLLER";"";"";"Frau";"Weg 1";"01235";"Dresden";"DE";"";"";"";"";"";""\r\n'
).encode("cp1252")


def test_a_file_of_datev_with_its_line_of_metadata_comes_in_as_it_is():
    card = take_in(DATEV, name="EXTF_Debitoren.csv")
    assert (card.recognised, card.encoding, card.delimiter, card.header_row) == ("DATEV Debitoren", "cp1252", ";", 2)
    assert figures(card) == {"create": 2}
    company = Customer.objects.get(external_id="10001")
    assert (company.kind, company.name, company.tax_id) == ("company", "Hollin GmbH", "DE136695976")
    assert Customer.objects.get(external_id="10002").name == "Nora Müller"


def test_a_shop_that_repeats_the_customer_for_each_address_gives_one_customer_with_both():
    header = [
        "Customer ID",
        "First Name",
        "Last Name",
        "Email",
        "Accepts Email Marketing",
        "Total Spent",
        "Total Orders",
    ]
    header += ["Default Address Address1", "Default Address City", "Default Address Zip"]
    same = ["'9013808660771", "Nora", "Hollin", "nora@post.example", "yes", "1", "1"]
    rows = [header, [*same, "4 Weir Cottages", "Bath", "'BA2 6NX"], [*same, "17 Lane", "Leeds", "'LS16 5NZ"]]
    assert figures(take_in(as_csv(*rows))) == {"create": 1, "repeated": 1}
    customer = Customer.objects.get()
    assert customer.external_id == "9013808660771"
    assert set(Address.objects.filter(customer=customer).values_list("city", "postcode")) == {
        ("Bath", "BA2 6NX"), ("Leeds", "LS16 5NZ"),
    }  # fmt: skip
    assert figures(take_in(as_csv(*rows))) == {"unchanged": 1, "repeated": 1}
