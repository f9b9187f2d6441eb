import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onaccount.domain.imports.rules.header import find_header, name_columns
from onaccount.domain.imports.rules.table import LONGEST_CELL, MOST_COLUMNS, open_table
from onaccount.domain.imports.rules.unreadable import (
    CannotOpen,
    CellTooLong,
    EmptyFile,
    NoHeader,
    NoRows,
    NotATable,
    OpenQuote,
    TooManyColumns,
    Unreadable,
    WrongEncoding,
)

LIST = "Name,E-mail,City\nHollin Dairy,dairy@hollin.example,Leeds\nOkafor,t@okafor.example,Bath\n"


def read(path, **options):
    with open_table(path, **options) as table:
        return table, list(table.rows())


@pytest.mark.parametrize(
    "content",
    [
        LIST.encode(),
        LIST.rstrip("\n").encode(),
        LIST.replace("\n", "\r\n").encode(),
        LIST.replace("\n", "\r").encode(),
        LIST.encode("utf-8-sig"),
        LIST.encode("utf-16"),
        LIST.encode("utf-16-le"),
        LIST.encode("utf-16-be"),
        LIST.replace(",", ";").encode(),
        LIST.replace(",", "\t").encode(),
        LIST.replace(",", "|").encode(),
        ("sep=;\r\n" + LIST.replace(",", ";").replace("\n", "\r\n")).encode(),
        LIST.encode() + b"\x1a",
        LIST.rstrip("\n").encode() + b"\x1a",
        LIST.encode() + b"\x1a\r\n",
        ('"' + LIST.rstrip("\n").replace(",", '","').replace("\n", '"\n"') + '"').encode(),
        LIST.replace(",", ", ").encode(),
        LIST.replace("City", "*City\u00a0").encode(),
    ],
)
def test_one_list_is_read_alike_however_it_is_written(make_file, content):
    _, records = read(make_file(content))
    cells = [[cell.strip() for cell in record.cells] for record in records]
    assert cells == [["Hollin Dairy", "dairy@hollin.example", "Leeds"], ["Okafor", "t@okafor.example", "Bath"]]
    assert [record.row for record in records] == [2, 3]


def test_rows_are_those_of_a_spreadsheet_and_lines_those_of_the_file(make_file):
    text = 'Name,Notes,City\nHollin,"one\ntwo\nthree",Leeds\n\nOkafor,,Bath\n'
    _, records = read(make_file(text))
    assert [(record.row, record.line) for record in records] == [(2, 2), (4, 6)]
    assert records[0].cells[1] == "one\ntwo\nthree"


def test_a_line_for_the_program_is_a_line_and_no_row(make_file):
    _, records = read(make_file("sep=;\nName;City\nHollin;Leeds\n"))
    assert [(record.row, record.line) for record in records] == [(2, 3)]


def test_what_stands_above_the_header_is_left_out_and_said(make_file):
    table, records = read(make_file("All customers,,\nprinted 31/03/2026,,\n\n" + LIST))
    assert table.header == ["Name", "E-mail", "City"]
    assert table.header_row == 4
    assert [record.row for record in records] == [5, 6]
    assert table.remarks == ["Rows above the header in row 4 are left out."]


def test_metadata_of_another_width_is_no_header(make_file):
    table, _ = read(make_file('"EXTF";700;21;"Debitoren"\nKonto;Firma;Ort\n10001;Hollin;Leeds\n10002;Okafor;Bath\n'))
    assert table.header == ["Konto", "Firma", "Ort"]


def test_headings_are_cleaned_and_each_made_one_of_its_kind(make_file):
    table, _ = read(make_file('" Name ",Phone,Phone,"E-\nmail",\nHollin,1234,5678,a@b.example,x\n'))
    assert table.header == ["Name", "Phone", "Phone (2)", "E- mail", "Column 5"]
    assert table.remarks == [
        'The heading "Phone" stands over 2 columns; the later ones are numbered.',
        "Columns without a heading: 5.",
    ]


def test_a_made_up_heading_never_meets_a_real_one():
    assert name_columns(["Phone (2)", "Phone", "Phone", "", "Column 4"]) == [
        "Phone (2)", "Phone", "Phone (3)", "Column 4", "Column 4 (2)",
    ]  # fmt: skip


def test_a_row_with_more_cells_than_headings_is_refused_and_never_shifted(make_file):
    _, records = read(make_file("Name,City,Phone\nHollin, Ltd,Leeds,1234\nOkafor,Bath,5678\n"))
    assert str(records[0].refusal) == (
        "4 cells under 3 headings: a comma inside a cell is not quoted. Put quotes round the cell, or remove the comma."
    )
    assert records[0].cells == ["Hollin", " Ltd", "Leeds", "1234"]
    assert records[1].refusal is None


@pytest.mark.parametrize("line", ["Hollin,Leeds", "Hollin,Leeds,", "Hollin,Leeds,,,,", "Hollin,Leeds,, ,"])
def test_blank_cells_at_the_end_may_be_left_off_or_added(make_file, line):
    _, records = read(make_file(f"Name,City,Phone\n{line}\nOkafor,Bath,5678\n"))
    assert records[0].refusal is None
    assert records[0].cells == ["Hollin", "Leeds", ""]


def test_blank_rows_are_no_rows(make_file):
    _, records = read(make_file("Name,City\n,\nHollin,Leeds\n\n \u00a0,\nOkafor,Bath\n,,,,\n"))
    assert [record.row for record in records] == [3, 6]


def test_a_table_is_read_as_often_as_one_likes(make_file):
    with open_table(make_file(LIST)) as table:
        assert list(table.rows()) == list(table.rows())
        assert table.sample(1) == [["Hollin Dairy", "dairy@hollin.example", "Leeds"]]
        assert [len(chunk) for chunk in table.chunks(1)] == [1, 1]


def test_a_guess_of_the_encoding_is_said_and_a_choice_is_not_argued_with(make_file):
    path = make_file(LIST.replace("Okafor", "Müller"), encoding="cp1252")
    table, records = read(path)
    assert (table.encoding, table.encoding_is_certain) == ("cp1252", False)
    assert records[1].cells[0] == "Müller"
    table, records = read(path, encoding="cp1250")
    assert (table.encoding, table.encoding_is_certain) == ("cp1250", True)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-7", "utf-16-le"])
def test_a_file_of_other_letters_than_those_chosen_is_refused(make_file, encoding):
    path = make_file(LIST.replace("Okafor", "Müller"), encoding="utf-8")
    with pytest.raises(WrongEncoding, match=f"not written in {encoding}"):
        read(path, encoding=encoding)


def test_a_wrong_choice_of_encoding_is_refused_with_its_line(make_file):
    path = make_file(LIST.replace("Okafor", "Müller"), encoding="cp1252")
    with pytest.raises(WrongEncoding, match="not written in utf-8: line"):
        read(path, encoding="utf-8")


def test_a_nul_in_a_cell_ends_nothing(make_file):
    _, records = read(make_file(b"Name,City\nHol\0lin,Leeds\n"))
    assert records[0].cells == ["Hol\0lin", "Leeds"]


def test_a_quotation_mark_that_never_closes_is_found_by_its_line(make_file):
    with pytest.raises(OpenQuote, match="opens in line 3 never closes"):
        read(make_file('Name,City\nHollin,Leeds\nOkafor,"Bath\nMüller,York\n'))


def test_a_cell_beyond_all_measure_is_refused_with_its_line(make_file):
    with pytest.raises(CellTooLong, match="begins in line 3"):
        read(make_file("Name,City\nHollin,Leeds\nOkafor," + "x" * (LONGEST_CELL + 1) + "\n"))


def test_a_table_as_wide_as_a_wall_is_refused(make_file):
    wide = ",".join(f"c{number}" for number in range(MOST_COLUMNS + 1))
    with pytest.raises(TooManyColumns):
        read(make_file(f"{wide}\n{wide}\n"))


@pytest.mark.parametrize(
    ("content", "refusal", "part"),
    [
        (b"", EmptyFile, "empty"),
        (b"\n\r\n", EmptyFile, "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", NotATable, "a PDF"),
        (b"MZ\x90\0\3\0\0\0", NotATable, "a program"),
        (b"\x7fELF\2\1\1\0", NotATable, "a program"),
        (b"\x89PNG\r\n\x1a\n\0\0", NotATable, "a picture"),
        (b"\x1f\x8b\x08\0\0\0\0\0", NotATable, "packed"),
        (b"SQLite format 3\0", NotATable, "a database"),
        (b"<!DOCTYPE html><html><table><tr><td>Name", NotATable, "a web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook>', NotATable, "a web page or XML"),
        (b'[{"name": "Hollin"}]', NotATable, "JSON"),
        (b'{"customers": []}', NotATable, "JSON"),
        (b"{\\rtf1\\ansi", NotATable, "a text document"),
        (bytes(range(32)) * 20, NotATable, "not text"),
        (b"1,2,3\n4,5,6\n", NoHeader, "first 2 rows"),
        (b"000001;Theresia;Buchholm;t@b.example\n000002;Johannes;Buchholm;j@b.example\n", NoHeader, "No header row"),
        (b"Name,City\n", NoRows, "no row below"),
        (b"Name,City\n,\n\n", NoRows, "no row below"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence_and_its_cure(make_file, content, refusal, part):
    with pytest.raises(refusal) as refused:
        read(make_file(content))
    assert part in str(refused.value)
    assert refused.value.cure in str(refused.value)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(CannotOpen):
        open_table(tmp_path / "nothing.csv")
    with pytest.raises(Unreadable):
        open_table(tmp_path)


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        ([["Name", "City"], ["Hollin", "Leeds"]], 0),
        ([["", ""], ["Name", "City"], ["Hollin", "Leeds"]], 1),
        ([["Customers of 2026", ""], ["Name", "City"], ["Hollin", "Leeds"]], 1),
        ([["first", "second"], ["1", "2"]], 0),
        ([["1", "2"], ["first", "second"]], 1),
        ([["Hollin", "dairy@hollin.example"], ["Okafor", "t@okafor.example"]], None),
        ([["Main Street", "Company", "12345"], ["Home", "State", "99999"]], None),
        ([["12/11/1978", "1.50"]], None),
        ([], None),
        ([["a"], ["02/01/2014"]], 0),
        ([["Name", "2024", "2025"], ["Hollin", "12", "13"]], None),
        ([["Name", "City", "Phone", "2025"], ["Hollin", "Leeds", "1234", "13"]], 0),
    ],
)
def test_the_header_is_the_row_of_names_of_columns(rows, index):
    assert find_header(rows) == index


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=200),
        st.text('ab@1,;|\t\n\r"\0é\x1a ', max_size=80).map(str.encode),
        st.builds(
            lambda at, junk: LIST.encode()[:at] + junk + LIST.encode()[at:],
            st.integers(0, len(LIST)),
            st.binary(max_size=4),
        ),
        st.sampled_from(
            [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF", b"\xff\xfe", b"\xfe\xff", b"sep=\n"]
        ).flatmap(lambda start: st.binary(max_size=60).map(lambda rest: start + rest)),
    )
)
def test_any_bytes_at_all_are_a_list_or_one_sentence(make_file, content):
    try:
        with open_table(make_file(content)) as table:
            records = list(table.rows())
    except Unreadable as refusal:
        sentence = str(refusal)
    else:
        sentence = ""
        assert len(set(table.header)) == len(table.header)
        assert all(len(record.cells) == len(table.header) for record in records if record.refusal is None)
    assert sentence == "" or sentence.endswith(".")
