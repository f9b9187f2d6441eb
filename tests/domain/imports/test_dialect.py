import pytest

from onaccount.domain.imports.rules.dialect import check_delimiter, check_encoding, find_dialect, find_encoding
from onaccount.domain.imports.rules.unreadable import EmptyFile, UnknownDelimiter, UnknownEncoding

TEXT = "Name;City\nMüller;Köln\nŁódź;Łódź\n"
WESTERN = "Name;City\nMüller;Köln\nFrançois;Nîmes\n"


@pytest.mark.parametrize(
    ("content", "encoding", "is_certain"),
    [
        (b"Name,City\nHollin,Leeds\n", "utf-8", True),
        (TEXT.encode(), "utf-8", True),
        (TEXT.encode("utf-8-sig"), "utf-8-sig", True),
        (TEXT.encode("utf-16"), "utf-16", True),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16", True),
        (TEXT.encode("utf-32"), "utf-32", True),
        (TEXT.encode("utf-16-le"), "utf-16-le", False),
        (TEXT.encode("utf-16-be"), "utf-16-be", False),
        (WESTERN.encode("cp1252"), "cp1252", False),
        (b"Name;City\nM\xfcller;K\x81ln\n", "latin-1", False),
        (b"a,b,c\n\0,2,3\n", "utf-8", True),
    ],
)
def test_the_encoding_is_found_and_a_guess_says_that_it_is_one(make_file, content, encoding, is_certain):
    found = find_encoding(make_file(content))
    assert (found.name, found.certain) == (encoding, is_certain)
    assert found.why


def test_one_late_byte_decides_over_a_whole_file(make_file):
    plain = b"Name,City\n" + b"Hollin,Leeds\n" * 200_000
    assert find_encoding(make_file(plain + "Müller,Köln\n".encode())).name == "utf-8"
    late = find_encoding(make_file(plain + "Müller,Köln\n".encode("cp1252")))
    assert (late.name, late.certain) == ("cp1252", False)
    assert "line 200002" in late.why


def test_a_file_that_ends_inside_a_letter_is_not_utf_8(make_file):
    assert not find_encoding(make_file("Name\nMü".encode()[:-1])).certain


@pytest.mark.parametrize("content", [b"", b"\n\n", b" \r\n "])
def test_an_empty_file_is_refused(make_file, content):
    with pytest.raises(EmptyFile):
        find_encoding(make_file(content))


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Name,City\nHollin,Leeds\n", ","),
        ("Name;City;Sum\nHollin;Leeds;1,5\nDairy;Bath;2,5\n", ";"),
        ("Name\tCity\nHollin, Ltd\tLeeds\n", "\t"),
        ("Name|City\nHollin|Leeds\n", "|"),
        ("Name,City\nHollin, Ltd,Leeds\nDairy,Bath\nOkafor,York\n", ","),
        ('Name;Notes\nHollin;"a, b, c"\nDairy;"d, e, f"\n', ";"),
        ("List of customers, all\n\nName;City\nHollin;Leeds\nDairy;Bath\n", ";"),
        ("Name\nHollin\nDairy\n", ","),
        ('key,val\n1,"{""type"": ""Point"", ""at"": [1.0, 0.5]}"\n', ","),
    ],
)
def test_the_delimiter_is_the_one_that_makes_rows_equally_wide(text, delimiter):
    assert find_dialect(text).delimiter == delimiter


def test_a_chosen_delimiter_is_not_argued_with():
    assert find_dialect("Name,City\nHollin,Leeds\n", ";").delimiter == ";"


def test_a_line_for_the_program_names_the_delimiter_and_is_no_row():
    dialect = find_dialect("sep=;\nName;City\nHollin;Leeds\n")
    assert (dialect.delimiter, dialect.skip_lines) == (";", 1)


@pytest.mark.parametrize(
    ("text", "skips"), [('a, b\n"x, y", "z"\n', True), ('a,b\n"x, y","z"\n', False), ("a, b\n1, 2\n", False)]
)
def test_a_quote_after_a_blank_opens_a_cell_where_all_do(text, skips):
    assert find_dialect(text, ",").skip_blanks is skips


@pytest.mark.parametrize("name", ["klingon", "rot13", "base64", "", "idna", "punycode", "PUNYCODE"])
def test_an_encoding_that_does_not_exist_is_refused(name):
    with pytest.raises(UnknownEncoding):
        check_encoding(name)


@pytest.mark.parametrize(
    ("typed", "delimiter"), [(";", ";"), ("tab", "\t"), ("\\t", "\t"), ("semicolon", ";"), ("|", "|")]
)
def test_a_delimiter_may_be_named(typed, delimiter):
    assert check_delimiter(typed) == delimiter


@pytest.mark.parametrize("typed", ["", "ab", '"', "\n", "a", "\udcff"])
def test_what_cannot_delimit_is_refused(typed):
    with pytest.raises(UnknownDelimiter):
        check_delimiter(typed)
