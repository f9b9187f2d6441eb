"""Every reason that a comparison can give stands in the one table of sentences, from which the catalogue is drawn."""

from collections.abc import Iterator
from itertools import product

from onaccount.domain.matching.rules import SENTENCES, Reason, likeness

# Of each field two that are one, two that are alike and two that are not.
TWO = {
    "name": [("Graham's Widgets", "Grahams Widgets Ltd"), ("Graham's Widgets", "Graham's Wigets"), ("Quay", "Hob")],
    "given_name": [("Graham", "Graham"), ("Graham", "Grahame"), ("Graham", "Ada")],
    "family_name": [("Roy", "Roy"), ("Lindqvist", "Lindquist"), ("Roy", "Achterberg")],
    "email": [("a@quay.example", "A@quay.example"), ("a@quay.example", "b@quay.example"), ("a@x.example", "b@y.test")],
    "login_email": [("a@quay.example", "A@quay.example"), ("a@x.example", "b@y.example")],
    "phone": [("+441632960177", "01632 960177"), ("+441632960177", "+441632960178"), ("+441632960177", "+44207946")],
    "mobile": [("+447700900111", "+447700900111"), ("+447700900111", "+447700900222")],
    "website": [("widgets.example", "https://widgets.example"), ("widgets.example", "hob.example")],
    "tax_id": [("GB882441005", "GB882441005"), ("GB882441005", "GB123456782")],
    "registration_number": [("04417723", "04417723"), ("04417723", "09417723")],
    "external_id": [("A-1", "A-1"), ("A-1", "A-2")],
    "line1": [("12 Mill Lane", "12 Mill Ln"), ("12 Mill Lane", "13 Mill Lane"), ("12 Mill Lane", "Gate 4")],
    "city": [("York", "YORK"), ("York", "Yorke"), ("York", "Bath")],
    "region": [("Devon", "Devon"), ("Devon", "Kent")],
    "postcode": [("EX39 1QX", "ex391qx"), ("EX39 1QX", "EX39 1QY"), ("EX39 1QX", "YO1 9AX")],
    "country": [("GB", "GB"), ("GB", "DE")],
    "date_of_birth": [("1980-02-01", "1980-02-01"), ("1980-02-01", "1980-01-02"), ("1980-02-01", "1975-11-30")],
    "kind": [("company", "company"), ("company", "individual"), ("individual", "individual")],
}  # fmt: skip


def reasons() -> Iterator[Reason]:
    """Of each field alone, and of each together with a name."""
    said = [(field, *values) for field, pairs in TWO.items() for values in pairs]
    for (field, a, b), (name, other) in product(said, TWO["name"]):
        yield from likeness({field: a}, {field: b}).reasons
        yield from likeness({"name": name, field: a}, {"name": other, field: b}).reasons


def missing(table: dict[str, str]) -> set[tuple[str, str]]:
    return {(reason.code, reason.sentence) for reason in reasons() if table.get(reason.code) != reason.sentence}


def test_every_reason_stands_in_the_table_of_sentences():
    assert missing(SENTENCES) == set()


def test_a_reason_that_is_not_in_the_table_is_found():
    assert missing(SENTENCES | {"same_name": "of one name"}) == {("same_name", "same name")}
