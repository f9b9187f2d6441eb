"""Other programs' exports are known by their headings and mapped without a question (B-13)."""

import random

import pytest

from onaccount.domain.customers.rules.fields import FIELDS, clean_row
from onaccount.domain.imports.rules.further import further_people
from onaccount.domain.imports.rules.mapping import guess_mapping
from onaccount.domain.imports.rules.programs import EXPORTS as FACTS
from onaccount.domain.imports.rules.recognised import EXPORTS as KNOWN
from onaccount.domain.imports.rules.recognised import recognise, recognised_as
from onaccount.domain.imports.rules.rows import canonical_row, clean_columns, make_memos
from onaccount.domain.imports.rules.synonyms import FURTHER, PSEUDO
from onaccount.domain.imports.rules.table import Record
from onaccount.domain.imports.rules.template import template_rows
from tests.domain.imports.exports import EXPORTS, Export

BY_NAME = pytest.mark.parametrize(
    "export", EXPORTS, ids=[f"{index}-{each.recognised}".replace(" ", "-") for index, each in enumerate(EXPORTS)]
)


def header_of(export: Export) -> list[str]:
    return [heading for heading, _, _ in export.cells]


@BY_NAME
def test_an_export_is_known_by_its_headings_and_each_column_has_its_field(export):
    header = header_of(export)
    mapping = guess_mapping(header, [[cell for _, cell, _ in export.cells]])
    assert recognised_as(header) == export.recognised
    assert mapping.to_json() == {heading: field or None for heading, _, field in export.cells}


@BY_NAME
def test_its_row_becomes_the_customer_that_it_is_about(export):
    cells = [cell for _, cell, _ in export.cells]
    mapping = guess_mapping(header_of(export), [cells])
    record = Record(2, 2, cells)
    [cleaned] = clean_columns([record], mapping, "auto", make_memos(mapping))
    people = further_people(record, mapping, cleaned)
    assert cleaned.refusals == []
    assert {name: text for name, text in cleaned.values.items() if text} == export.row
    assert [{name: text for name, text in person.items() if text} for person in people] == export.people
    assert clean_row(canonical_row(record, mapping)).values == {
        name: text for name, text in cleaned.values.items() if name in FIELDS
    }


@BY_NAME
def test_order_case_blanks_and_columns_of_ones_own_change_nothing(export):
    shuffled = [*export.cells, ("Our own remark 17", "x", ""), ("Loyalty points", "12", "")]
    random.Random(17).shuffle(shuffled)
    header = [f" {heading.upper()} " for heading, _, _ in shuffled]
    if export.recognised == "Invoicely clients":  # four plain headings: with any other they are anybody's
        assert recognised_as(header) == ""
        return
    assert recognised_as(header) == export.recognised
    mapping = guess_mapping(header, [[cell for _, cell, _ in shuffled]])
    assert mapping.fields == tuple(field or None for _, _, field in shuffled)


@pytest.mark.parametrize(
    "header",
    [
        "Name,E-mail,Phone",
        "Company,First name,Last name,Email,Phone,Street,City,Postcode,Country",
        "customer_id,first_name,last_name,email",
        "Firma,Ansprechpartner,Straße,PLZ,Ort,Telefon,E-Mail",
        "ID,Name,Address",
        "Client Name,Email,Phone,Country,Discount",
        "CustomerID,FirstName,LastName,Title,Street,PostalCode,City,CountryCode_code,PhoneNumber,EMailAddress",
        "LEI,Entity.LegalName,Entity.LegalAddress.Country,Entity.EntityCategory,Entity.EntitySubCategory",
    ],
)
def test_a_list_of_nobodys_making_is_not_taken_for_an_export(header):
    assert recognise(header.split(",")) is None


def test_our_own_template_is_not_taken_for_an_export():
    assert recognise(template_rows()[0]) is None


def test_every_export_is_in_the_table_of_tests():
    assert {each.name for each in KNOWN} == {each.recognised for each in EXPORTS}


@pytest.mark.parametrize("fact", FACTS, ids=[f"{fact.program}-{index}" for index, fact in enumerate(FACTS)])
def test_every_column_of_the_facts_names_a_field_that_there_is(fact):
    for pair in fact.columns.split():
        _, fields = pair.split("=")
        assert all(field in FIELDS or field in PSEUDO or field in FURTHER for field in fields.split("|") if field)


def test_secrets_are_left_out_whatever_the_export():
    header = ["email", "_website", "_store", "created_in", "firstname", "lastname", "password_hash", "rp_token"]
    mapping = guess_mapping(header, [])
    assert recognised_as(header) == "Magento customers"
    assert mapping.never_stored == ["password_hash", "rp_token"]
    assert [mapping.to_json()[heading] for heading in mapping.never_stored] == [None, None]
