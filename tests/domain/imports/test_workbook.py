import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from onaccount.domain.imports.rules.table import open_table
from onaccount.domain.imports.rules.unreadable import (
    BrokenWorkbook,
    HasPassword,
    NoData,
    NoSuchSheet,
    NotATable,
    TooCostly,
    TooLarge,
    Unreadable,
)
from onaccount.domain.imports.rules.workbook import Limits, column_letters, text_of

ROWS = [["Name", "City"], ["Hollin", "Leeds"], ["Okafor", "Bath"]]


@pytest.fixture
def make_workbook(tmp_path: Path):
    """A workbook of these sheets: name -> rows, written from cell A1."""

    def make(sheets: dict[str, list[list[object]]], name: str = "list.xlsx", hidden: tuple[str, ...] = ()) -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path))
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for index, row in enumerate(rows):
                for column, value in enumerate(row):
                    sheet.write(index, column, value)
            if title in hidden:
                sheet.hide()
        book.close()
        return path

    return make


def read(path, **options):
    with open_table(path, **options) as table:
        return table, list(table.rows())


def test_a_workbook_is_read_as_its_text_would_be(make_workbook, make_file):
    table, records = read(make_workbook({"Customers": ROWS}))
    _, same = read(make_file("Name,City\nHollin,Leeds\nOkafor,Bath\n"))
    assert records == same
    assert (table.format, table.encoding, table.delimiter, table.sheet) == ("xlsx", "", "", "Customers")


def test_its_rows_are_those_that_the_spreadsheet_shows(make_workbook):
    table, records = read(make_workbook({"Customers": [[], [], ["", "Name", "City"], [], ["", "Hollin", "Leeds"]]}))
    assert table.header_row == 3
    assert [(record.row, record.line, record.cells[-2:]) for record in records] == [(5, 5, ["Hollin", "Leeds"])]


def test_the_first_sheet_with_a_filled_cell_is_read_and_said(make_workbook):
    path = make_workbook({"Cover": [], "Old": ROWS, "Customers": ROWS}, hidden=("Old",))
    table, _ = read(path)
    assert table.sheet == "Customers"
    assert table.remarks == ['The sheet "Customers" is read; there are 2 others.']


def test_a_hidden_sheet_is_read_when_nothing_else_is_there(make_workbook):
    table, _ = read(make_workbook({"Cover": [], "Data": ROWS}, hidden=("Data",)))
    assert table.sheet == "Data"


@pytest.mark.parametrize("sheet", ["Second", 2, "2"])
def test_a_sheet_is_chosen_by_name_or_number(make_workbook, sheet):
    table, records = read(make_workbook({"First": ROWS, "Second": [["Name"], ["Müller"]]}), sheet=sheet)
    assert table.sheet == "Second"
    assert records[0].cells == ["Müller"]


@pytest.mark.parametrize("sheet", ["Third", 0, 3, "0"])
def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(make_workbook, sheet):
    with pytest.raises(NoSuchSheet, match="Choose one of these: First, Second"):
        read(make_workbook({"First": ROWS, "Second": ROWS}), sheet=sheet)


def test_a_workbook_without_a_filled_cell_is_refused(make_workbook):
    with pytest.raises(NoData):
        read(make_workbook({"First": [], "Second": []}))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12345.0, "12345"),
        (1.5, "1.5"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (447700900142.0, "447700900142"),
        (1e20, "100000000000000000000"),
        (7, "7"),
        (True, "TRUE"),
        (False, "FALSE"),
        (None, ""),
        ("text", "text"),
        (date(1978, 11, 12), "1978-11-12"),
        (datetime(1978, 11, 12), "1978-11-12"),
        (datetime(1978, 11, 12, 15, 30), "1978-11-12 15:30:00"),
        (time(15, 30), "15:30:00"),
    ],
)
def test_a_cell_becomes_the_text_that_people_see(value, text):
    assert text_of(value) == text


def test_cells_keep_zeros_and_lines_and_say_what_excel_lost(make_workbook):
    rows = [
        ["Id", "Phone", "Notes", "Joined"],
        ["00445790", 447700900142, "one\ntwo", True],
        ["7", 1234567890123456789, "", 1.5],
    ]
    table, records = read(make_workbook({"Customers": rows}))
    assert records[0].cells == ["00445790", "447700900142", "one\ntwo", "TRUE"]
    assert table.remarks == [
        "1 numbers have more than 15 digits; the spreadsheet has made the later ones zeros. The first is in B3."
    ]


def test_cells_without_a_heading_are_left_out_and_do_not_make_a_row_ragged(make_workbook):
    _, records = read(
        make_workbook({"Customers": [["Name", "City"], ["Hollin", "Leeds", "a stray note"], ["Okafor", "Bath"]]})
    )
    assert [record.refusal for record in records] == [None, None]
    assert records[0].cells[:2] == ["Hollin", "Leeds"]


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")])
def test_a_column_is_named_as_the_spreadsheet_names_it(number, letters):
    assert column_letters(number) == letters


def test_the_name_of_a_file_decides_nothing(make_workbook):
    assert read(make_workbook({"Customers": ROWS}, name="list.csv"))[0].format == "xlsx"


def test_a_text_that_is_called_a_workbook_is_read_as_text(make_file):
    assert read(make_file("Name,City\nHollin,Leeds\n", name="list.xlsx"))[0].format == "csv"


def test_a_workbook_cut_short_anywhere_is_one_sentence(make_workbook, make_file):
    whole = make_workbook(
        {"Customers": [["Name", "City"], *([f"Customer {n}", f"City {n}"] for n in range(400))]}
    ).read_bytes()
    for size in range(512, len(whole) - 1, 2048):
        with pytest.raises(Unreadable):
            read(make_file(whole[:size], name="cut.xlsx"))


def test_a_workbook_with_a_damaged_part_is_one_sentence(make_workbook, tmp_path):
    path = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(make_workbook({"Customers": ROWS})) as good, zipfile.ZipFile(path, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, b"<worksheet><row" if name.endswith("sheet1.xml") else good.read(name))
    with pytest.raises(BrokenWorkbook):
        read(path)


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("parts", "refusal", "part"),
    [
        ({"customers.csv": b"Name,City"}, NotATable, "a ZIP file"),
        ({"word/document.xml": b"<w/>", "[Content_Types].xml": b""}, NotATable, "Word"),
        ({"ppt/presentation.xml": b"<p/>", "[Content_Types].xml": b""}, NotATable, "a presentation"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, NotATable, "OpenDocument"),
        ({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}, Unreadable, ""),
        ({"[Content_Types].xml": b"not xml at all", "xl/workbook.xml": b"\0\1\2"}, BrokenWorkbook, "damaged"),
        ({"xl/workbook.xml": b"0" * 60 * 1024 * 1024}, TooLarge, "times its size"),
        ({"xl/workbook.xml": b""} | {f"xl/{n}.xml": b"" for n in range(6000)}, TooLarge, "6,001 parts"),
    ],
)
def test_an_archive_that_is_no_list_is_one_sentence(tmp_path, parts, refusal, part):
    with pytest.raises(refusal) as refused:
        read(archive(tmp_path / "list.xlsx", parts))
    assert part in str(refused.value)


def test_an_archive_that_unpacks_beyond_the_limit_is_refused_before_it_is_unpacked(make_workbook):
    with pytest.raises(TooLarge, match="it unpacks to 0 MB"):
        read(make_workbook({"Customers": ROWS}), limits=Limits(unpacked_bytes=100))


def test_a_workbook_that_asks_for_more_than_it_may_ends_its_reader_and_not_us(tmp_path, make_workbook):
    with pytest.raises(TooCostly, match="more than 20 seconds or 10 MB"):
        read(make_workbook({"Customers": ROWS}), limits=Limits(memory_bytes=10 * 1024 * 1024))
    wide = tmp_path / "wide.xlsx"
    book = xlsxwriter.Workbook(str(wide))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "Name")
    sheet.write(1_048_575, 16_383, "far away")
    book.close()
    with pytest.raises(TooCostly):
        read(wide)


def test_a_bomb_of_entities_is_one_sentence(make_workbook, tmp_path):
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "&a;" * 10}">' for n in range(10)
    )
    path = tmp_path / "laughs.xlsx"
    with zipfile.ZipFile(make_workbook({"Customers": ROWS})) as good, zipfile.ZipFile(path, "w") as bad:
        for name in good.namelist():
            text = good.read(name).decode()
            bad.writestr(
                name, text.replace("<sst", laughs + "]><sst").replace("Hollin", "&a9;") if "shared" in name else text
            )
    try:
        _, records = read(path)
    except Unreadable:
        return
    assert len(records) == 2
    assert all(len(cell) < 1000 for record in records for cell in record.cells)


def test_a_workbook_with_a_password_is_told_to_lose_it(data):
    with pytest.raises(HasPassword) as refused:
        read(data / "adversarial/calamine/pass_protected.xlsx")
    assert str(refused.value) == "This workbook has a password. Save it without one and import it again."


def test_strict_open_xml_and_another_writer_are_read_too(tmp_path):
    path = tmp_path / "other.xlsx"
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(path)
    assert [record.cells for record in read(path)[1]] == ROWS[1:]


def test_what_was_put_aside_for_reading_is_gone_afterwards(make_workbook, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with open_table(make_workbook({"Customers": ROWS}), scratch=scratch) as table:
        assert list(scratch.iterdir())
        assert len(list(table.rows())) == 2
    assert not list(scratch.iterdir())
    with pytest.raises(NoSuchSheet):
        open_table(make_workbook({"Customers": ROWS}), scratch=scratch, sheet="none")
    assert not list(scratch.iterdir())


@pytest.mark.parametrize("many", [0, 30_000])
def test_formulas_that_nobody_has_worked_out_are_said_and_not_taken_for_blank_rows_in_silence(tmp_path, many):
    book = openpyxl.Workbook()  # writes formulas without their values
    sheet = book.active
    sheet.append(["Company", "E-mail"])
    for number in range(many):
        sheet.append([f"Hollin {number} Dairy", "a=b<c"])
    sheet.append(["Hollin", "dairy@hollin.example"])
    sheet.append(['="F"&" Ltd"', '=LOWER("X@Y.EXAMPLE")'])
    book.save(tmp_path / "formulas.xlsx")
    with open_table(tmp_path / "formulas.xlsx") as table:
        [remark] = table.remarks
        assert str(remark).startswith(
            f"2 formulas have no value in this file and count as blank; the first is in A{many + 3}"
        )


def test_a_formula_with_its_value_is_read_as_its_value(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "valued.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Company"])
        sheet.write_formula(1, 0, '="F"&" Ltd"', None, "F Ltd")
    with open_table(tmp_path / "valued.xlsx") as table:
        assert [record.cells for record in table.rows()] == [["F Ltd"]]
        assert table.remarks == []
