"""Every kind of workbook, whole, odd, damaged and hostile: its rows, or one plain sentence."""

import os
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from onaccount.domain.imports.rules.mapping import guess_mapping
from onaccount.domain.imports.rules.numbers import lost_digits
from onaccount.domain.imports.rules.table import open_table
from onaccount.domain.imports.rules.unreadable import BrokenWorkbook, NotATable, TooCostly, TooLarge, Unreadable
from onaccount.domain.imports.rules.workbook import Limits
from tests.domain.imports.workbooks import STRICT, Cell, Rows, archive, text_row, write_ods, write_xlsb, write_xlsx

ROWS: Rows = [["Name", "City", "Phone"], ["Hollin", "Leeds", 1134960017.0], ["Müller & Söhne", "Köln", "01225 496017"]]
READ = [["Hollin", "Leeds", "1134960017"], ["Müller & Söhne", "Köln", "01225 496017"]]
LIST = text_row(1, "Name", "City") + text_row(2, "Hollin", "Leeds") + text_row(3, "Okafor", "Bath")


def cells_of(path: Path) -> list[list[str]]:
    with open_table(path) as table:
        return [record.cells for record in table.rows()]


def answer_to(path: Path) -> str:
    """The cells of a list, or why it cannot be read."""
    try:
        return str(cells_of(path))
    except Unreadable as refusal:
        return str(refusal)


def remarks_of(path: Path) -> list[str]:
    with open_table(path) as table:
        mapping = guess_mapping(table.header, table.sample())
        return [str(remark) for remark in (*table.remarks, *lost_digits(table, mapping))]


def write_excel(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Customers")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
    return path


def with_macros(path: Path) -> Path:
    plain = write_excel(path.with_suffix(".plain"))
    with zipfile.ZipFile(plain) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    return archive(path, parts | {"xl/vbaProject.bin": b"\0" * 64})


WRITERS = {
    "xlsx": write_excel,
    "xlsm": with_macros,
    "xlsb": lambda path: write_xlsb(path, "Customers", ROWS),
    "ods": lambda path: write_ods(path, {"Cover": [], "Customers": ROWS}),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_one_list_in_any_format_gives_the_same_rows(tmp_path, kind):
    with open_table(WRITERS[kind](tmp_path / "list.csv")) as table:  # whatever its name ends in
        assert (table.format, table.sheet) == (kind, "Customers")
        assert [record.cells for record in table.rows()] == READ


@pytest.mark.parametrize("kind", WRITERS)
def test_a_workbook_cut_off_at_any_kilobyte_is_one_sentence(tmp_path, kind):
    whole = WRITERS[kind](tmp_path / "whole").read_bytes()
    sizes = [*range(1024, len(whole), 1024), len(whole) - 1, 100]
    for size in sizes:
        cut = tmp_path / "cut"
        cut.write_bytes(whole[:size])
        with pytest.raises(Unreadable) as refused:
            cells_of(cut)
        assert str(refused.value).endswith(".")


@pytest.mark.parametrize("name", ["bagisto/customers.xls", "adversarial/csvkit/sheets.xls"])
def test_an_old_workbook_cut_off_at_any_kilobyte_is_read_or_one_sentence(data, tmp_path, name):
    whole = (data / name).read_bytes()
    for size in range(1024, len(whole), 1024):
        cut = tmp_path / "cut.xls"
        cut.write_bytes(whole[:size])
        assert answer_to(cut).endswith((".", "]"))


def test_strict_open_xml_is_read(tmp_path):
    assert cells_of(write_xlsx(tmp_path / "strict.xlsx", LIST, space=STRICT)) == [
        ["Hollin", "Leeds"],
        ["Okafor", "Bath"],
    ]


@pytest.mark.parametrize("reference", ["A1", "A1:XFD1048576", "nonsense"])
def test_dimensions_that_lie_are_not_believed(tmp_path, reference):
    path = write_xlsx(tmp_path / "lying.xlsx", LIST, dimension=f'<dimension ref="{reference}"/>')
    try:
        assert len(cells_of(path)) == 2
    except BrokenWorkbook:
        assert reference == "nonsense"


@pytest.mark.parametrize(("is_1904", "date"), [(False, "2010-12-08"), (True, "2014-12-09")])
def test_dates_are_counted_from_where_the_workbook_counts(tmp_path, is_1904, date):
    book = openpyxl.Workbook()
    if is_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["Name", "Joined"])
    book.active.append(["Hollin", 40520])
    book.active["B2"].number_format = "yyyy-mm-dd"
    book.save(tmp_path / "dates.xlsx")
    assert cells_of(tmp_path / "dates.xlsx") == [["Hollin", date]]


def test_merged_cells_below_the_header_are_said_and_those_of_a_title_are_not(tmp_path):
    title = "".join((text_row(1, "Our customers"), text_row(2, "Name", "City"), text_row(3, "Hollin", "Leeds")))
    merged = '<mergeCells count="1"><mergeCell ref="{}"/></mergeCells>'
    above = write_xlsx(tmp_path / "above.xlsx", title, after=merged.format("A1:C1"))
    below = write_xlsx(tmp_path / "below.xlsx", LIST, after=merged.format("A2:A3"))
    assert not any("merged" in remark for remark in remarks_of(above))
    assert remarks_of(below) == [
        "Places where cells are merged: 1. Only the first cell of each holds its value, the others count as blank."
    ]


def test_hidden_rows_are_read_and_said(tmp_path):
    rows = text_row(1, "Name", "City") + text_row(2, "Hollin", "Leeds", attributes=' hidden="1"')
    path = write_xlsx(tmp_path / "hidden.xlsx", rows + text_row(3, "Okafor", "Bath"))
    assert len(cells_of(path)) == 2
    assert remarks_of(path) == ["Hidden rows are read as well; this workbook has 1."]
    assert remarks_of(write_xlsx(tmp_path / "plain.xlsx", LIST)) == []


def test_numbers_that_should_have_been_text_are_said_once_for_each_column(tmp_path):
    header: list[Cell] = ["Customer id", "Company", "Phone", "Zip", "Company number", "Employees"]
    rows: list[list[Cell]] = [
        ["00017", "Hollin", 1134960017.0, "02134", 445790.0, 12.0],
        [18.0, "Okafor", "0113 496 0018", 2135.0, 12445790.0, 7.0],
        [19.0, "Weir", 1134960019.0, 90210.0, 12445791.0, 5.0],
        ["00020", "Lee", 17.0, 90211.0, "08209948", 5.0],
    ]
    said = remarks_of(write_ods(tmp_path / "numbers.ods", {"S": [header, *rows]}))
    assert [remark.split(" cells are ")[0] for remark in said] == [
        'Under "Customer id" 2', 'Under "Phone" 2', 'Under "Zip" 1', 'Under "Company number" 1',
    ]  # fmt: skip
    assert said[1].endswith(
        " are numbers, not text: a leading zero or plus sign that they had is lost for good. "
        "Compare some with the system they come from."
    )
    assert "numbers with fewer digits than the others: leading zeros that they had are lost for good" in said[2]


def test_ids_that_are_plain_numbers_are_not_doubted(tmp_path):
    rows: Rows = [["Customer id", "Company"], [1.0, "Hollin"], [20.0, "Okafor"], [300.0, "Weir"]]
    assert remarks_of(write_ods(tmp_path / "ids.ods", {"S": rows})) == []


# --- Hostile ---


def test_a_hundred_thousand_parts_are_refused_by_the_size_of_the_directory_alone(tmp_path, monkeypatch):
    path = archive(tmp_path / "parts.xlsx", {f"xl/{number}.xml": b"" for number in range(100_000)})
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("the directory was read"))
    with pytest.raises(TooLarge, match="more than 65,000 parts"):
        cells_of(path)


def test_a_part_that_denies_its_size_ends_in_a_sentence(tmp_path):
    path = write_xlsx(tmp_path / "lie.xlsx", "".join(text_row(number, "Name", "City") for number in range(1, 50_000)))
    damaged = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = damaged.find(mark)
        while place >= 0:
            struct.pack_into("<I", damaged, place + offset, 100)
            place = damaged.find(mark, place + 4)
    path.write_bytes(damaged)
    assert len(answer_to(path)) < 10_000


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_an_entity_reads_no_file_of_ours(tmp_path, kind):
    secret = tmp_path / "secret.txt"
    secret.write_text("MARKER")
    doctype = f'<!DOCTYPE x [<!ENTITY leak SYSTEM "{secret.as_uri()}">]>'
    if kind == "xlsx":
        rows = LIST.replace("Hollin", "&leak;")
        path = write_xlsx(tmp_path / "leak.xlsx", rows, before=doctype)
    else:
        plain = write_ods(tmp_path / "plain.ods", {"S": [["Name", "City"], ["LEAK", "x"]]})
        with zipfile.ZipFile(plain) as book:
            parts = {name: book.read(name).decode() for name in book.namelist()}
        parts["content.xml"] = parts["content.xml"].replace("LEAK", "&leak;").replace("?>", f"?>{doctype}", 1)
        path = archive(tmp_path / "leak.ods", parts)
    assert "MARKER" not in answer_to(path)


def test_an_archive_inside_an_archive_is_no_list(tmp_path):
    inner = write_xlsx(tmp_path / "inner.xlsx", LIST).read_bytes()
    with pytest.raises(NotATable, match="a ZIP file"):
        cells_of(archive(tmp_path / "outer.xlsx", {"inner.xlsx": inner}))


def test_a_part_whose_name_climbs_out_is_written_nowhere(tmp_path):
    path = write_xlsx(tmp_path / "climb.xlsx", LIST, mend=lambda parts: parts.update({"../../climbed.txt": "x"}))
    assert len(cells_of(path)) == 2
    assert not list(tmp_path.parent.parent.glob("climbed.txt"))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<html><body><table><tr><td>Name</td></tr></table></body></html>", "a web page or XML"),
        (b"<!-- saved -->\n<table><tr><td>Name</td></tr></table>", "a web page or XML"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "a web page or XML"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "a web page"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3", "a PDF"),
        (b"{\\rtf1\\ansi Name}", "a text document (RTF)"),
        (b"\x7fELF\x02\x01\x01\0", "a program"),
    ],
)
@pytest.mark.parametrize("name", ["list.xls", "list.csv", "list.xlsx"])
def test_what_only_calls_itself_a_list_is_told_what_it_is(make_file, content, what, name):
    with pytest.raises(NotATable) as refused:
        cells_of(make_file(content, name=name))
    assert str(refused.value).startswith(f"The file is {what}, whatever its name says; ")


def test_the_reader_of_a_costly_workbook_is_gone_when_its_end_is_told(tmp_path):
    path = write_xlsx(tmp_path / "costly-of-this-test.xlsx", LIST)
    with pytest.raises(TooCostly), open_table(path, limits=Limits(memory_bytes=10 * 1024 * 1024)):
        pytest.fail("it was read")
    assert str(path) not in running()
    assert not list(tmp_path.glob("onaccount-import-*"))


def running() -> str:
    """What every process was started with."""
    lines = []
    for process in filter(str.isdecimal, os.listdir("/proc")):
        try:
            lines.append(Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:  # it ended meanwhile
            continue
    return "\n".join(lines)
