import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onaccount.domain.customers.rules.fields import FIELDS, Cleaned, clean_row
from onaccount.domain.imports.rules.kinds import AS_KINDS
from onaccount.domain.imports.rules.mapping import Mapping, guess_mapping
from onaccount.domain.imports.rules.rows import (
    canonical_row,
    clean_columns,
    fingerprint,
    fold_key,
    make_memos,
    merge_repeated,
    same_address,
)
from onaccount.domain.imports.rules.synonyms import PSEUDO
from onaccount.domain.imports.rules.table import Record
from onaccount.domain.imports.rules.template import template_rows


def row_of(header: str, cells: str, as_kind: str = "auto") -> dict[str, str]:
    """The canonical row, without its blanks, of cells under a header; | separates."""
    names, values = header.split("|"), cells.split("|")
    row = canonical_row(Record(2, 2, values), guess_mapping(names, [values]), as_kind)
    return {name: value for name, value in row.items() if value}


@pytest.mark.parametrize(
    ("header", "cells", "row"),
    [
        (
            "Company|First name|Last name|Title|Email",
            "Hollin Dairy|Nora|Hollin|Buyer|nora@hollin.example",
            {
                "kind": "company", "name": "Hollin Dairy", "contact_given_name": "Nora",
                "contact_family_name": "Hollin",
                "contact_job_title": "Buyer", "email": "nora@hollin.example",
            },
        ),
        (
            "Company|First name|Last name|Salutation",
            "|Nora|Hollin|Ms",
            {"kind": "individual", "given_name": "Nora", "family_name": "Hollin", "title": "Ms"},
        ),
        (
            "companyName|contactName|region",
            "Hollin Dairy|Nora van Dam|NULL",
            {
                "kind": "company", "name": "Hollin Dairy", "contact_given_name": "Nora",
                "contact_family_name": "van Dam",
            },
        ),
        (
            "Customer Name|Segment",
            "Claire Gute|Consumer",
            {
                "kind": "individual", "name": "Claire Gute", "given_name": "Claire", "family_name": "Gute",
                "category": "Consumer",
            },
        ),
        ("Name|Email", "Hollin Dairy Ltd|d@h.example", {"kind": "company", "name": "Hollin Dairy Ltd",
        "email": "d@h.example"}),
        ("Name|Email", "Cher|c@h.example", {"kind": "individual", "name": "Cher", "email": "c@h.example"}),
        (
            "*ContactName|FirstName|LastName|CompanyNumber",
            "Hollin Dairy|Nora|Hollin|123",
            {
                "kind": "company", "name": "Hollin Dairy", "contact_given_name": "Nora",
                "contact_family_name": "Hollin",
                "registration_number": "123",
            },
        ),
        (
            "*ContactName|FirstName|LastName|CompanyNumber",
            "Nora Hollin|Nora|Hollin|",
            {"kind": "individual", "name": "Nora Hollin", "given_name": "Nora", "family_name": "Hollin"},
        ),
        (
            "Kind|Name|Given name|Family name",
            "individual|Nora's|Nora|Hollin",
            {"kind": "individual", "name": "Nora's", "given_name": "Nora", "family_name": "Hollin"},
        ),
        (
            "Kunde|Hausnummer|Straße|PLZ",
            "Hollin GmbH|17|Weg|01234",
            {"kind": "company", "name": "Hollin GmbH", "line1": "Weg 17", "postcode": "01234"},
        ),
        (
            "surname|street_number|address_1|address_2",
            "Waller|6|Tullaroop Street|Willaroo",
            {"kind": "individual", "family_name": "Waller", "line1": "6 Tullaroop Street", "line2": "Willaroo"},
        ),
        (
            "Company|Street|Street 2",
            "Hollin|Unit 3\n17 Lane|Back door",
            {"kind": "company", "name": "Hollin", "line1": "Unit 3", "line2": "17 Lane", "line3": "Back door"},
        ),
        (
            "Company|Street",
            "Hollin|one\ntwo\n\nthree\nfour",
            {"kind": "company", "name": "Hollin", "line1": "one", "line2": "two", "line3": "three, four"},
        ),
        (
            "Company|Address line 3|Address line 4",
            "Hollin|three|four",
            {"kind": "company", "name": "Hollin", "line3": "three, four"},
        ),
        (
            "First name|Middle name|Last name",
            "Ludwig|Amadeus|Okafor",
            {"kind": "individual", "given_name": "Ludwig Amadeus", "family_name": "Okafor"},
        ),
        (
            "Company|Contact person|Contact Email|Email",
            "|Nora Hollin|nora@h.example|",
            {
                "kind": "individual", "name": "Nora Hollin", "given_name": "Nora", "family_name": "Hollin",
                "email": "nora@h.example",
            },
        ),
        (
            "Company|Contact person",
            "Nora Hollin|Nora Hollin",
            {"kind": "company", "name": "Nora Hollin"},
        ),
        (
            "Company|Contact",
            "Hollin|Nora",
            {"kind": "company", "name": "Hollin", "contact_family_name": "Nora"},
        ),
        ("Family name|Country", "Null|NA", {"kind": "individual", "family_name": "Null", "country": "NA"}),
        ("Family name|Country|Phone", "Lee|N/A|-", {"kind": "individual", "family_name": "Lee"}),
        (
            "Customer No.|Name",
            "17|Nora Lee",
            {"number": "17", "kind": "individual", "name": "Nora Lee", "given_name": "Nora", "family_name": "Lee"},
        ),
    ],
)  # fmt: skip
def test_a_record_becomes_a_row_of_fields(header, cells, row):
    assert row_of(header, cells) == row


@pytest.mark.parametrize(
    ("as_kind", "header", "cells", "row"),
    [
        (
            "individuals", "Company|First name|Last name", "Hollin|Nora|Lee",
            {"kind": "individual", "name": "Hollin", "given_name": "Nora", "family_name": "Lee"},
        ),
        (
            "individuals", "Type|Name", "company|Hollin Dairy Ltd",
            {"kind": "individual", "name": "Hollin Dairy Ltd", "given_name": "Hollin Dairy", "family_name": "Ltd"},
        ),
        (
            "companies", "First name|Last name", "Nora|Lee",
            {"kind": "company", "name": "Nora Lee", "contact_given_name": "Nora", "contact_family_name": "Lee"},
        ),
        (
            "contacts", "First name|Last name", "Nora|Lee",
            {"kind": "company", "contact_given_name": "Nora", "contact_family_name": "Lee"},
        ),
        ("companies", "Name", "Nora Lee", {"kind": "company", "name": "Nora Lee"}),
        (
            "mixed", "Name|VAT number", "Nora Lee|",
            {"kind": "individual", "name": "Nora Lee", "given_name": "Nora", "family_name": "Lee"},
        ),
        ("auto", "Name|VAT number", "Nora Lee|", {"kind": "company", "name": "Nora Lee"}),
    ],
)  # fmt: skip
def test_what_the_rows_are_may_be_said_beforehand(as_kind, header, cells, row):
    assert row_of(header, cells, as_kind) == row


def test_the_template_imports_as_it_is():
    header, *examples = template_rows()
    mapping = guess_mapping(header, examples)
    company, individual = (
        clean_row(canonical_row(Record(n, n, cells), mapping)) for n, cells in enumerate(examples, 2)
    )
    for cleaned in (company, individual):
        assert not cleaned.refusals
        assert not cleaned.warnings
    assert company.values["name"] == "Hollin Dairy Ltd"
    assert company.values["contact_given_name"] == "Nora"
    assert individual.values["name"] == "Tomás Okafor"
    assert individual.values["country"] == "GB"


# Hostile cells, and cells that mean something in one field or another.
CELLS = st.one_of(
    st.sampled_from(
        [
            "", "", " ", "NULL", "Null", "NA", "N/A", "-", "nan", "None", "\0", "a\0b", "\u3000", "\u200b",
            "Hollin Dairy",
            "Hollin Dairy Ltd", "Nora Lee", "Mr Nora Lee", "Lee, Nora", "Nora", "van der Berg", "company",
            "Privat", "17",
            "No. 17", "17850.0", "a@b.com", "A@B.COM", "half@an", "a@b.com;c@d.com", "+49 30 123456",
            "+4930123456", "x",
            "DE", "Germany", "Atlantis", "one\ntwo\nthree\nfour\nfive", " two  blanks ", "x" * 101, "x" * 201, "é" * 60,
            "e\u0301", "<script>", "=1+1", "DE123456788", "GB 980 7806 84", "a; b, c", "www.h.example", "\x1b[31m",
            "\ud800",
        ]
    ),
    st.text(max_size=12),
    st.text("ab .-@+0129'\n\0\u0301é\u00a0", max_size=20),
)  # fmt: skip
MAPPINGS = [
    guess_mapping(header.split("|"), [])
    for header in (
        "Company|First name|Last name|Title|Email|Phone|Street|City|Country|VAT number",
        "Name|Contact Name|Contact Email|Contact Phone|Address|Address 2|House number|Region|Tags|Notes",
        "Customer No.|Full Name|Middle name|First name|Email|Mobile|Line 1|Line 3|Line 4|Postcode",
        "Type|Customer Name|Last name|Salutation|Website|Category|External id|Shipping Street|Shipping City|Provincia",
        "Firma|Ansprechpartner|Anrede|Straße|Hausnummer|PLZ|Ort|Land|E-Mail|Telefon",
    )
]
ANY_MAPPING = st.one_of(
    st.sampled_from(MAPPINGS),
    st.lists(st.sampled_from([*FIELDS, *PSEUDO]), min_size=10, max_size=10, unique=True).map(
        lambda names: Mapping(tuple(names), tuple(names))
    ),
)


def said(cleaned: Cleaned) -> tuple[object, ...]:
    filled = {name: value for name, value in cleaned.values.items() if value}  # whoever reads them takes none for ""
    return filled, [(name, str(refusal)) for name, refusal in cleaned.refusals], cleaned.warnings


# What is joined with a column of its own, where that is blank or not there.
HALVES = Mapping(("name", "house_number", "middle_name"), ("name", "house_number", "middle_name"))


@example(mapping=HALVES, rows=[["Hollin", "7", "Ann"]], as_kind="individuals")
@settings(max_examples=400)
@given(
    mapping=ANY_MAPPING,
    rows=st.lists(st.lists(CELLS, min_size=10, max_size=10), min_size=1, max_size=6),
    as_kind=st.sampled_from(AS_KINDS),
)
def test_a_set_of_rows_gets_the_answers_that_its_rows_get_one_by_one(mapping, rows, as_kind):
    records = [Record(number, number, cells) for number, cells in enumerate(rows, 2)]
    memos = make_memos(mapping)
    one_by_one = [said(clean_row(canonical_row(record, mapping, as_kind))) for record in records]
    assert [said(cleaned) for cleaned in clean_columns(records, mapping, as_kind, memos)] == one_by_one
    assert [said(cleaned) for cleaned in clean_columns(records, mapping, as_kind, memos)] == one_by_one


@settings(max_examples=200)
@given(mapping=ANY_MAPPING, cells=st.lists(CELLS, min_size=10, max_size=10), as_kind=st.sampled_from(AS_KINDS))
def test_a_cleaned_row_stays_as_it_is_when_it_is_cleaned_again(mapping, cells, as_kind):
    cleaned = clean_row(canonical_row(Record(2, 2, cells), mapping, as_kind))
    if not cleaned.refusals:
        assert clean_row(cleaned.values).values == cleaned.values
        assert all(len(value) <= FIELDS[name].max_length for name, value in cleaned.values.items() if name in FIELDS)
        assert cleaned.values["kind"] in ("company", "individual")
        assert cleaned.values["name"]


def test_columns_that_are_left_out_are_not_looked_at():
    mapping = Mapping(("A", "B"), (None, "name"))
    [cleaned] = clean_columns([Record(2, 2, ["\0" * 10, "Hollin"])], mapping, "auto", make_memos(mapping))
    assert cleaned.values == {"name": "Hollin", "given_name": "", "family_name": "", "kind": "individual"}
    assert clean_columns([], mapping, "auto", make_memos(mapping)) == []
    nothing = Mapping(("A",), (None,))
    [cleaned] = clean_columns([Record(2, 2, ["x"])], nothing, "auto", make_memos(nothing))
    assert [name for name, _ in cleaned.refusals] == ["name"]


def test_rows_with_the_same_values_have_the_same_fingerprint():
    one = {"name": "Hollin", "email": "", "kind": "company"}
    assert fingerprint(one) == fingerprint({"kind": "company", "name": "Hollin"})
    assert fingerprint(one) != fingerprint({"kind": "company", "email": "Hollin"})
    assert len(fingerprint(one)) == 32


@pytest.mark.parametrize(
    ("values", "update_by", "key"),
    [
        ({"external_id": "A1", "tax_id": "T1"}, None, "external_id:A1"),
        ({"external_id": "", "tax_id": "T1"}, None, "tax_id:T1"),
        ({"external_id": "A1", "tax_id": "T1"}, "tax_id", "tax_id:T1"),
        ({"external_id": "A1", "email": "A@b.com"}, "email", "email:a@b.com"),
        ({"external_id": "A1", "email": ""}, "email", "external_id:A1"),
        ({"number": "17", "external_id": "A1"}, "number", "number:17"),
        ({"number": "17", "external_id": "A1"}, None, "external_id:A1"),
    ],
)
def test_rows_are_one_customer_by_the_key_that_is_surest(values, update_by, key):
    assert fold_key(values, update_by) == key


def test_an_email_address_is_no_key_unless_asked_for():
    same = {"name": "Nora", "email": "household@h.example"}, {"name": "Tom", "email": "household@h.example"}
    assert fold_key(same[0]) != fold_key(same[1])
    assert fold_key(same[0]).startswith("row:")


HOME = {"line1": "17 Hollin Lane", "city": "Leeds", "postcode": "LS16 5NZ"}
SHOP = {"line1": "4 Weir Road", "city": "Bath"}


@pytest.mark.parametrize(
    ("first", "other", "merged", "further"),
    [
        ({"name": "Hollin"}, {"name": "HOLLIN", "phone": "1"}, {"name": "Hollin", "phone": "1"}, None),
        ({"name": "H", "phone": ""}, {"phone": "1"}, {"name": "H", "phone": "1"}, None),
        (HOME, HOME, HOME, None),
        (HOME, HOME | {"line1": "17  HOLLIN lane."}, HOME, None),
        ({"name": "H"}, HOME, {"name": "H"} | HOME, None),
        (HOME, {"name": "H"}, HOME | {"name": "H"}, None),
        (HOME, SHOP, HOME, SHOP),
    ],
)
def test_of_repeated_rows_the_first_filled_value_stays_and_another_address_is_a_further_one(
    first, other, merged, further
):
    values, address = merge_repeated(first, other)
    assert {name: value for name, value in values.items() if value} == merged
    assert (address and {name: value for name, value in address.items() if value}) == further


def test_an_address_is_the_same_whatever_its_blanks_and_case():
    assert same_address(HOME, {"line1": "17 HOLLIN LANE", "city": "leeds", "postcode": "ls165nz", "country": ""})
    assert not same_address(HOME, SHOP)


@pytest.mark.parametrize("blank", [" ", "\t", "\u200b", "\x00", ""])
def test_a_cell_of_nothing_but_blanks_says_nothing_of_the_kind(blank):
    names = ("given_name", "kind", "email")
    mapping = Mapping(names, names)
    record = Record(2, 2, ["Ida", blank, ""])
    [cleaned] = clean_columns([record], mapping, "auto", make_memos(mapping))
    assert cleaned.values["kind"] == clean_row(canonical_row(record, mapping, "auto")).values["kind"] == "individual"
