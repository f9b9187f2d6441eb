"""Which columns of a list tell who somebody is: by their headings, and by what is in them."""

from pathlib import Path

import pytest

from onaccount.domain.imports.rules.mapping import UnknownField
from onaccount.domain.imports.rules.match.dates import in_order, order_of
from onaccount.domain.imports.rules.match.evidence import fields_of, guess_evidence, words_of
from onaccount.domain.imports.rules.match.listed import Listed, read_list

PEOPLE = [
    [
        str(number), given, family, f"{born}-0{number % 9 + 1}-12", f"{number + 10} {street}", town,
        f"SW{number % 9}A 1AA", f"{given}@example.com".lower(), f"020 7946 {number + 100:04}",
    ]
    for number, (given, family, born, street, town) in enumerate(
        (given, family, born, street, town)
        for given, family, born in zip(
            ("Ada", "Grace", "Edsger", "Barbara", "Tony", "Radia", "Ken", "Margaret", "Donald", "Frances"),
            ("Byron", "Hopper", "Dijkstra", "Liskov", "Hoare", "Perlman", "Iverson", "Hamilton", "Knuth", "Allen"),
            (1915, 1906, 1930, 1939, 1934, 1951, 1920, 1936, 1938, 1932),
            strict=True,
        )
        for street, town in zip(("Mill Lane", "High Street", "Park Road"), ("Leeds", "York", "Bath"), strict=True)
    )
]  # fmt: skip
EXPECTED = [
    None, "given_name", "family_name", "date_of_birth", "street", "city", "postcode", "email", "phone",
]  # fmt: skip


@pytest.mark.parametrize(
    "header",
    [
        ("id", "first_name", "surname", "dob", "addr", "suburb", "zip", "email", "phone"),
        ("rec_id", "given_name", "family name", "Date of birth", "Street", "Town", "Post Code", "E-Mail", "tel_no"),
        ("Nr", "Vorname", "Nachname", "Geburtsdatum", "Anschrift", "Ort", "PLZ", "E-Mail-Adresse", "Telefon"),
    ],
)
def test_columns_are_known_by_what_programs_and_people_call_them(header):
    assert list(guess_evidence(header, PEOPLE, but_not=[0]).fields) == EXPECTED


def test_where_headings_say_nothing_the_cells_do():
    header = [f"col_{letter}" for letter in "abcdefghi"]
    found = guess_evidence(header, PEOPLE, but_not=[0]).fields
    assert (found[1:5], found[6:]) == (tuple(EXPECTED[1:5]), tuple(EXPECTED[6:]))


def test_persons_and_their_houses_are_known_by_their_cells():
    given, family = "Jack Emily James Sarah Thomas Ella Joshua Ruby Ben Mia".split(), "Wiecek Okafor Brandt".split()
    rows = [
        [given[at % 10] + "x" * (at // 30), family[at % 3] + "abcdefghij"[at % 10], str(at % 40 + 1),
         f"{given[at % 10]}{family[at % 3]} place", str(3000 + at % 60), ("vic", "nsw")[at % 2]]
        for at in range(120)
    ]  # fmt: skip
    found = guess_evidence([f"F{at}" for at in range(6)], rows).fields
    assert found == ("given_name", "family_name", "house_number", "street", "postcode", "region")


def test_an_address_is_known_by_its_shape_in_any_language():
    rows = [[f"Trattoria {at}", f"Borgo Fabbri {at}", "x"] for at in range(1, 30)]
    assert guess_evidence(["Company", "b", "c"], rows).fields == ("name", "street", None)


def test_the_id_and_the_truth_are_never_evidence():
    header = ("ssn", "first_name", "surname", "dob", "addr", "suburb", "zip", "email", "phone")
    assert guess_evidence(header, PEOPLE).fields[0] == "national_id"
    assert guess_evidence(header, PEOPLE, but_not=[0, 7]).fields == (
        None, "given_name", "family_name", "date_of_birth", "street", "city", "postcode", None, "phone",
    )  # fmt: skip


def test_a_column_of_other_dates_is_no_date_of_birth():
    rows = [[name, f"2026-0{number % 9 + 1}-11"] for number, name in enumerate(["Hollin Dairy", "Weir & Co"] * 10)]
    assert guess_evidence(["Company", "x"], rows).fields == ("name", None)


@pytest.mark.parametrize("heading", ["Source", "cluster", "True Id", "Fax", "Number per site", "entity"])
def test_a_heading_that_says_something_else_is_left_alone(heading):
    rows = [["Hollin Dairy", f"020 7946 {number:04}"] for number in range(20)]
    assert guess_evidence(["Company", heading], rows).fields == ("name", None)


def test_what_was_said_has_the_last_word():
    header = ("id", "first_name", "surname", "dob", "addr", "suburb", "zip", "email", "phone")
    given = fields_of('zip=,suburb=region, "phone"=Mobile')
    found = guess_evidence(header, PEOPLE, given=given, but_not=[0]).fields
    assert found[5:] == ("region", None, "email", "mobile")


def test_a_heading_with_a_comma_stands_in_quotation_marks():
    assert fields_of('"Name, first"=given_name,Town=City') == {"Name, first": "given_name", "Town": "city"}


@pytest.mark.parametrize("text", ["zip", "zip=planet"])
def test_a_field_that_there_is_not_is_refused_with_those_there_are(text):
    with pytest.raises(UnknownField, match="postcode"):
        fields_of(text)


@pytest.mark.parametrize(
    ("typed", "order", "meant"),
    [
        ("19081209", "ymd", "1908-12-09"),
        ("1908-13-09", "ymd", "1908-13-09"),
        ("09/12/1908", "dmy", "1908-12-09"),
        ("12/9/08", "mdy", "2008-12-09"),
        ("12.9.71", "dmy", "1971-09-12"),
        ("1971-06-24 00:00:00", "dmy", "1971-06-24"),
        ("Mar 1 1970", "ymd", "1970-03-01"),
        ("1 March 1970", "dmy", "1970-03-01"),
        ("unknown", "ymd", "unknown"),
    ],
)
def test_a_date_is_put_in_order_and_not_judged(typed, order, meant):
    assert in_order(typed, order) == meant


@pytest.mark.parametrize(
    ("texts", "order"),
    [(["25/12/1970", "03/04/1980"], "dmy"), (["12/25/1970", "03/04/1980"], "mdy"), (["19701225"], "ymd")],
)
def test_the_order_of_a_date_is_that_of_most(texts, order):
    assert order_of(texts) == order


@pytest.mark.parametrize(
    ("heading", "words"), [("rec_id", ["rec", "id"]), ("RecID", ["rec", "id"]), ("True Id", ["true", "id"])]
)
def test_a_heading_is_read_in_words(heading, words):
    assert words_of(heading) == words


def read(tmp_path: Path, text: str) -> Listed:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    return read_list(path)


def test_a_row_is_compared_as_the_field_table_has_it(tmp_path):
    listed = read(
        tmp_path,
        "rec_id, given_name, surname, street_number, address_1, address_2, date_of_birth, state\n"
        "a, lachlan, berry, 69, giblin street, killarney, 19990219, NULL\n"
        "b, , waller, 6, , willaroo, , wa\n",
    )
    assert listed.ids == ["a", "b"]
    assert listed.records == [
        {
            "name": "lachlan berry", "given_name": "lachlan", "family_name": "berry", "kind": "individual",
            "line1": "69 giblin street", "line2": "killarney", "date_of_birth": "1999-02-19",
        },
        {
            "name": "waller", "family_name": "waller", "kind": "individual",
            "line1": "6", "line2": "willaroo", "region": "wa",
        },
    ]  # fmt: skip


def test_a_street_on_several_lines_takes_several_and_blanks_take_none(tmp_path):
    listed = read(tmp_path, 'Site name,Address,Zip\n" Hollin\nDairy ","Unit 4\n 1 Mill Lane",\n')
    assert listed.records == [{"name": "Hollin Dairy", "line1": "Unit 4", "line2": "1 Mill Lane"}]
    assert (listed.id_column, listed.ids) == ("", [2])


@pytest.mark.parametrize(
    ("text", "id_column"),
    [
        ("Id,Company\n1,A\n2,B\n", "Id"),
        ("Company,rec_id\nA,x\nB,y\n", "rec_id"),
        ("Id,Company\n1,A\n1,B\n", ""),
        ("Id,Company\n1,A\n,B\n", ""),
        ("Company,Phone\nA,020\nB,021\n", ""),
    ],
)
def test_the_id_column_is_the_first_headed_so_that_tells_all_rows_apart(tmp_path, text, id_column):
    assert read(tmp_path, text).id_column == id_column
