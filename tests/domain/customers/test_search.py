"""Any piece of a name is found, accents and case aside, the same on either engine."""

import json

import pytest

from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.queries import Filter, count_of, customers_page, neighbours, search
from onaccount.domain.customers.rules.fields import Unusable
from onaccount.domain.customers.rules.status import Origin
from tests.stage import AT, CAFE, COMMAND, TRADER, WIDGETS, sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=[search.LOOKED_AT, 1], ids=["near", "far"])
def _looked_at(request, monkeypatch):
    """What is found among the newest customers is found by the index too, and the other way round."""
    monkeypatch.setattr(search, "LOOKED_AT", request.param)


def add(name: str, **values: str) -> int:
    return add_customer(values={"kind": "company", "name": name, **values}, origin=Origin.STAFF, by=COMMAND, at=AT)


def found(text: str) -> list[int]:
    page = customers_page(Filter(text=text))
    assert page.count == len(page.rows) == count_of(Filter(text=text))
    return [row.number for row in page.rows]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (WIDGETS, "graham"),
        (WIDGETS, "WIDGETS"),
        (WIDGETS, "idge"),
        (WIDGETS, "m's wid"),
        (WIDGETS, "widg gra"),  # any order
        (WIDGETS, "  graham   widgets "),
        (WIDGETS, "g"),
        (WIDGETS, "gr wi"),
        (WIDGETS, "Graham’s"),
        (CAFE, "cafe"),
        (CAFE, "CAFÉ"),
        (CAFE, "cafe\u0301"),
        ("Hob & Hearth Kitchens", "& hearth"),
        ("Straßenbau Groß", "strassen"),
        ("STRASSENBAU", "straße"),
        ("Łódź Ørsted Þór", "lodz orsted thor"),
        ("İstanbul Işık", "istanbul isik"),
        ("Ｆｕｌｌ Ｗｉｄｔｈ", "full width"),
        ("ﬁne ﬀ", "fine ff"),
        ("Москва Торг", "МОСКВА"),
        ("株式会社 東京", "東京"),
        ("東", "東"),
        ("한글 상사", "한글"),
        ("شركة التجارة", "التجارة"),
        ("🦆 Ponds", "🦆"),
        ("So\u00adft Hyphen", "soft"),
        ("a@b Trading", "a@b"),
        ("Mail me @ home", "@ home"),
        ("O'Neill; DROP TABLE", "neill; drop"),
        ("50% Off_Shop", "50%"),
        ("50% Off_Shop", "off_s"),
        ('The "Best" Shop', '"best"'),
        ("Star * Shop", "* shop"),
        ("NEAR AND OR NOT", "and or not"),
        ("back\\slash", "k\\s"),
        ("col:on ^caret", "col:on ^car"),
        ("{curly} [square]", "{curly}"),
        ("17", "17"),
        ("x17y", "17"),
    ],
)
def test_a_name_is_found_by(name, text):
    number = add(name)
    assert number in found(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Grahams", "graham's"),
        ("500 Off Shop", "50%"),
        ("OffXShop", "off_s"),
        ("Stars and Shops", "* shop"),
        ("back/slash", "k\\s"),
        ("Widgets", "widgetsx"),
        ("Widgets", "wid%get"),
        ("Widgets", "wi_g"),
        ("Widgets", "widgets -x"),
        ("Widgets", "widgets OR nothing"),
        ("Widgets", "search_name : widgets"),
        ("Widgets", '"'),
        ("Widgets", "%"),
        ("Widgets", "_"),
        ("Widgets", "*"),
        ("Widgets", "%%%%"),
        ("Widgets", "___"),
    ],
)
def test_signs_with_a_meaning_to_a_database_have_none_here(name, text):
    add(name)
    assert found(text) == []


@pytest.mark.parametrize("text", ["", "   ", "\t\n", "\u200b"])
def test_nothing_typed_narrows_nothing(text):
    numbers = [add("One"), add("Two")]
    assert found(text) == numbers[::-1]


@pytest.mark.parametrize("text", ["\x00", "gra\x00ham", "\ud800", "x" * 5000, "x " * 2000, "9" * 30, "-1", "1.0", "٣"])
def test_no_text_breaks_the_search(text):
    sign_up()
    found(text)


def test_a_customer_is_found_by_its_number():
    number = sign_up()
    sign_up(CAFE)
    for text in (str(number), f"No. {number}", f"no. {number}", f"No.{number}", f"#{number}", f" {number} "):
        assert number in found(text), text


def test_a_customer_is_found_by_its_external_id_to_the_letter():
    number = add("Ada", external_id="SAP/00 17%")
    assert found("SAP/00 17%") == [number]
    assert found("SAP/00 17") == []


@pytest.mark.parametrize("text", ["graham@widgets.example", "GRAHAM@WIDGETS.EXAMPLE", " graham@widgets.example "])
def test_a_customer_is_found_by_the_address_it_is_written_to(text):
    number = sign_up(login="elsewhere@widgets.example")
    assert found(text) == [number]


def test_a_customer_is_found_by_its_login():
    number = sign_up(login="Elsewhere@widgets.example")
    assert found("elsewhere@WIDGETS.example") == [number]
    assert found("elsewhere@widgets") == []


def test_a_search_keeps_to_the_list_it_was_asked_in():
    number = sign_up()
    assert found("graham") == [number]
    assert customers_page(Filter(text="graham", came="import")).rows == []


def test_the_neighbours_of_a_customer_are_those_of_the_search():
    first, other, last = sign_up(login="a@w.example"), sign_up(CAFE), sign_up(login="b@w.example")
    assert other is not None
    assert neighbours(first, Filter(text="widgets")) == (last, None)
    assert neighbours(last, Filter(text="widgets")) == (None, first)


def test_every_naughty_string_that_can_be_a_name_is_found_as_it_was_typed(shared):
    strings = json.loads((shared / "data/adversarial/blns/blns.json").read_text(encoding="utf-8"))
    names = {}
    for text in strings:
        try:
            names[add(text)] = text
        except Unusable:
            continue
    assert len(names) > 450
    lost = {number: text for number, text in names.items() if not is_found(number, text)}
    assert lost == {}


def is_found(number: int, text: str) -> bool:
    """Whether the list that this text finds has the customer, in whatever company: some are pieces of many others."""
    _, at_or_below = neighbours(number + 1, Filter(text=text))
    return at_or_below == number


def test_the_cast_is_found_by_every_piece_of_its_names():
    """Any three letters of a word find whoever has them, and nobody else."""
    numbers = {name: sign_up(name) for name in TRADER}
    for name in TRADER:
        for word in name.casefold().replace("é", "e").split():
            for at in range(max(1, len(word) - 2)):
                piece = word[at : at + 3]
                expected = {n for other, n in numbers.items() if piece in other.casefold().replace("é", "e")}
                assert set(found(piece)) == expected, piece
