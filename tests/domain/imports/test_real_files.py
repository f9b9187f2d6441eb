"""Real files that nobody here wrote, with their figures."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from onaccount.domain.customers.rules.fields import Cleaned, clean_row
from onaccount.domain.imports.rules.mapping import Mapping, guess_mapping
from onaccount.domain.imports.rules.rows import canonical_row, clean_columns, fold_key, make_memos
from onaccount.domain.imports.rules.table import Record, Table, open_table
from onaccount.domain.imports.rules.unreadable import Unreadable
from onaccount.foundation.text import tidy
from tests.domain.imports.wild import EXPECTED


class Read(NamedTuple):
    table: Table
    mapping: Mapping
    records: list[Record]
    ragged: list[Record]
    cleaned: list[Cleaned]

    @property
    def good(self) -> list[dict[str, str]]:
        return [each.values for each in self.cleaned if not each.refusals]

    @property
    def kinds(self) -> dict[str, int]:
        return dict(Counter(values["kind"] for values in self.good))

    def distinct(self, update_by: str | None = None) -> int:
        return len({fold_key(values, update_by) for values in self.good})


PLACE = "street city region postcode country"


def take_in(path: Path, as_kind: str = "auto") -> Read:
    with open_table(path) as table:
        mapping = guess_mapping(table.header, table.sample())
        records = list(table.rows())
    whole = [record for record in records if record.refusal is None]
    cleaned = clean_columns(whole, mapping, as_kind, make_memos(mapping))
    for record, each in zip(whole[:200], cleaned, strict=False):
        assert clean_row(canonical_row(record, mapping, as_kind)).values == each.values
    return Read(table, mapping, records, [record for record in records if record.refusal], cleaned)


def test_passengers_of_an_airline_keep_their_leading_zeros(data):
    read = take_in(data / "sap-sflight/Passenger.csv", "individuals")
    assert (read.table.delimiter, read.table.encoding, len(read.records)) == (";", "utf-8", 728)
    assert read.mapping.fields == (
        "external_id", "given_name", "family_name", "title", "street", "postcode", "city", "country", "phone", "email",
    )  # fmt: skip
    assert len(read.good) == read.distinct() == 728
    assert read.kinds == {"individual": 728}
    assert read.good[0]["external_id"] == "000001"
    assert read.good[0]["phone"] == "+49341184709"
    assert len({values["email"].casefold() for values in read.good}) == 684
    assert any(values["postcode"].startswith("0") for values in read.good)
    assert any(values["email"] == "adam.müller@flight.example.de" for values in read.good)


def test_one_list_as_text_and_as_workbooks_gives_the_same_rows(data):
    text, book, old = (take_in(data / f"bagisto/customers.{kind}") for kind in ("csv", "xlsx", "xls"))
    assert len(text.good) == 3
    assert text.good == book.good == old.good
    assert text.records == book.records == old.records
    assert text.kinds == {"individual": 3}
    assert (text.table.encoding, book.table.encoding) == ("utf-8", "")


def test_contacts_without_a_company_are_individuals(data):
    read = take_in(data / "salesforce-easyspaces/Contact_Data.csv")
    assert len(read.good) == read.distinct() == 12
    assert read.kinds == {"individual": 12}


def test_leads_are_companies_each_with_its_contact(data):
    read = take_in(data / "salesforce-easyspaces/Lead_Data.csv")
    assert len(read.good) == read.distinct() == 11
    assert read.kinds == {"company": 11}
    assert sum(bool(values["contact_family_name"]) for values in read.good) == 11
    assert sum(values.get("contact_job_title", "") != "" for values in read.good) >= 8
    assert "Skitral Household" in {values["name"] for values in read.good}


def test_rows_whose_commas_are_not_quoted_are_refused_and_the_others_taken(data):
    read = take_in(data / "northwind/customers.csv")
    assert (len(read.records), len(read.ragged), len(read.good)) == (91, 24, 67)
    assert str(read.ragged[0].refusal) == (
        "12 cells under 11 headings: a comma inside a cell is not quoted. "
        "Put quotes round the cell, or remove the comma."
    )
    assert read.ragged[0].row == read.ragged[0].line
    assert read.kinds == {"company": 67}
    assert read.good[0] == {
        "external_id": "ALFKI", "name": "Alfreds Futterkiste", "contact_given_name": "Maria",
        "contact_family_name": "Anders", "contact_job_title": "Sales Representative", "line1": "Obere Str. 57",
        "city": "Berlin", "region": "", "postcode": "12209", "country": "DE", "phone": "030-0074321", "kind": "company",
    }  # fmt: skip


def test_customers_are_folded_out_of_order_lines(data):
    read = take_in(data / "superstore/superstore.csv")
    assert len(read.records) == len(read.good) == 9994
    assert read.distinct("external_id") == read.distinct() == 793
    assert read.mapping.heading_of("region") == "State"
    assert read.mapping.heading_of("category") == "Segment"
    assert read.good[0]["name"] == "Claire Gute"


def test_ids_that_went_through_a_float_are_said(data):
    read = take_in(data / "online-retail/2010-12-01.csv")
    assert read.mapping.columns.keys() == {"external_id", "country"}
    assert sum("decimal" in remark for each in read.cleaned for _, remark in each.warnings) == 1968
    assert {type(refusal).__name__ for each in read.cleaned for _, refusal in each.refusals} == {"NeedsName"}


@pytest.mark.parametrize(
    ("name", "rows", "good", "kinds"),
    [
        ("northwind/suppliers.csv", 29, 20, {"company": 20}),
        ("northwind/employees.csv", 9, 9, {"individual": 9}),
        ("krayin/persons.csv", 2, 2, {"individual": 2}),
        ("gleif/gleif_sample_4000.csv", 4000, 4000, {"company": 4000}),
        ("linkage/restaurants/fodors.csv", 533, 533, {"company": 533}),
        ("linkage/restaurants/zagats.csv", 331, 331, {"company": 331}),
        ("linkage/febrl1.csv", 1000, 1000, {"individual": 1000}),
        ("linkage/febrl3.csv", 5000, 4994, {"individual": 4994}),
        ("linkage/splink_fake_1000/fake_1000.csv", 1000, 936, {"individual": 936}),
        ("linkage/chicago_early_childhood/csv_example_messy_input.csv", 3337, 3203, {"company": 3203}),
    ],
)
def test_other_lists_are_read_sensibly(data, name, rows, good, kinds):
    read = take_in(data / name)
    assert (len(read.records), len(read.good), read.kinds) == (rows, good, kinds)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("northwind/suppliers.csv", f"external_id name contact_name contact_job_title {PLACE} phone website"),
        ("northwind/employees.csv", f"external_id family_name given_name contact_job_title title {PLACE} phone notes"),
        ("krayin/persons.csv", "name email phone contact_job_title"),
        ("gleif/gleif_sample_4000.csv", "external_id name country"),
        ("linkage/restaurants/fodors.csv", "external_id name street city phone"),
        ("linkage/febrl1.csv", "external_id given_name family_name house_number line1 line2 city postcode region"),
        ("linkage/splink_fake_1000/fake_1000.csv", "external_id given_name family_name city email"),
        (
            "linkage/chicago_early_childhood/csv_example_messy_input.csv",
            "external_id name street postcode phone contact_name website email",
        ),
    ],
)
def test_their_columns_get_the_fields_meant(data, name, fields):
    assert [field for field in take_in(data / name).mapping.fields if field] == fields.split()


def test_lists_in_cells_and_links_of_access_are_mended(data):
    read = take_in(data / "krayin/persons.csv")
    assert [values["email"] for values in read.good] == ["contact@wilson.com", "contact@sasha.com"]
    websites = {values["website"] for values in take_in(data / "northwind/suppliers.csv").good}
    assert "CAJUN.HTM" in websites


def test_a_list_of_bare_numbers_has_no_header(data):
    with pytest.raises(Unreadable, match="No header row"):
        open_table(data / "ids/hmrc_test_vrn.csv")


def expected(path: Path) -> list[dict[str, str]]:
    found = json.loads(path.read_text(encoding="utf-8"))
    return found if isinstance(found, list) else [found]


CSV_SPECTRUM = [
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "location_coordinates", "newlines",
    "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8",
]  # fmt: skip


@pytest.mark.parametrize("name", CSV_SPECTRUM)
def test_every_way_to_quote_is_read_as_expected(data, name):
    folder = data / "adversarial/csv-spectrum"
    with open_table(folder / f"csvs/{name}.csv") as table:
        rows = [dict(zip(table.header, record.cells, strict=True)) for record in table.rows()]
    wanted = expected(folder / f"json/{name}.json")
    for row in wanted if name == "location_coordinates" else []:
        row["Contact Phone Number"] = "2095257564"  # the corpus says another number here than its own CSV
    assert [{k: lines(v) for k, v in row.items()} for row in rows] == [
        {k: lines(str(v)) for k, v in row.items()} for row in wanted
    ]


def lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def every_file() -> list[str]:
    """The files that are there now, listed in `wild` or not; those listed where the folder is not there at all."""
    folder = Path(__file__).resolve().parents[4] / "shared" / "data"
    found = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    return sorted(found or EXPECTED)


@pytest.mark.parametrize("name", every_file())
def test_every_file_ends_in_rows_or_in_one_sentence(data, name):
    """A file that nobody listed may end in either; never in a traceback."""
    try:
        read = take_in(data / name)
        found = f"{read.table.format} {len(read.records)} {len(read.good)}"
    except Unreadable as refusal:
        found = type(refusal).__name__
    assert found == EXPECTED.get(name, found)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("calamine/pass_protected.xlsx", "This workbook has a password."),
        ("calamine/empty_sheet.xlsx", "No sheet of this workbook has a filled cell."),
        ("calamine/vba.xlsm", "No sheet of this workbook has a filled cell."),
        ("calamine/errors.xlsx", "No sheet of this workbook has a filled cell."),
        ("calamine/no-header.xlsx", "No header row was found"),
        ("csvkit/empty.csv", "The file is empty."),
        ("csvkit/no_header_row.csv", "No header row was found"),
        ("blns/blns.json", "The file is JSON"),
    ],
)
def test_a_file_that_is_no_list_is_told_why(data, name, sentence):
    with pytest.raises(Unreadable) as refused:
        open_table(data / "adversarial" / name)
    assert str(refused.value).startswith(sentence)


def test_a_hostile_sheet_of_seventeen_billion_cells_ends_in_a_sentence(data):
    with pytest.raises(Unreadable):
        open_table(data / "adversarial/calamine/issue_594_dos.ods")


@pytest.mark.parametrize(
    ("name", "sheet", "rows"),
    [
        ("csvkit/sheets.xlsx", "data", 5),
        ("csvkit/sheets.xls", "data", 5),
        ("csvkit/ne_1033_data.xlsx", "NE data", 1036),
    ],
)
def test_the_sheet_with_the_data_is_found(data, name, sheet, rows):
    with open_table(data / "adversarial" / name) as table:
        assert (table.sheet, len(list(table.rows()))) == (sheet, rows)


@pytest.mark.parametrize(
    ("name", "row", "ragged"),
    [
        ("bad.csv", 1, 1), ("bad_skip_lines.csv", 4, 1), ("test_skip_lines.csv", 4, 0), ("mac_newlines.csv", 1, 0),
        ("null_byte.csv", 1, 0), ("test_extra_header.csv", 1, 0), ("test_header_newline.csv", 1, 0),
        ("test_utf16_big.csv", 1, 0), ("test_utf16_little.csv", 1, 0), ("test_utf8_bom.csv", 1, 0),
        ("test_latin1.csv", 1, 0), ("test_skip_lines.xlsx", 4, 0),
    ],
)  # fmt: skip
def test_odd_files_have_their_header_and_their_bad_rows_found(data, name, row, ragged):
    with open_table(data / "adversarial/csvkit" / name) as table:
        assert table.header_row == row
        assert sum(record.refusal is not None for record in table.rows()) == ragged


@pytest.mark.parametrize("name", ["last-column-empty", "skip_empty_lines", "utf8"])
def test_a_workbook_gives_the_cells_that_another_reader_gives(data, name):
    folder = data / "adversarial/xlsx2csv"
    with open_table(folder / f"{name}.xlsx") as table:
        cells = [[tidy(cell) for cell in record.cells] for record in table.rows()]
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        wanted = [[tidy(cell) for cell in row] for row in csv.reader(file) if any(row)][1:]
    width = min(len(row) for row in [*cells, *wanted])
    assert [row[:width] for row in cells] == [row[:width] for row in wanted]


def test_naughty_strings_come_in_to_the_letter_or_with_a_remark(data):
    strings = json.loads((data / "adversarial/blns/blns.json").read_text(encoding="utf-8"))
    mapping = Mapping(("Name", "Notes"), ("name", "notes"))
    records = [Record(row, row, [f"Hollin {row} Ltd", text]) for row, text in enumerate(strings, 2)]
    changed = 0
    for text, cleaned in zip(strings, clean_columns(records, mapping, "auto", make_memos(mapping)), strict=True):
        assert not cleaned.refusals
        stored = cleaned.values["notes"]
        changed += stored != text and not cleaned.warnings and stored != ""
    assert changed < 25  # blanks at an end or doubled, and Unicode that has another form
