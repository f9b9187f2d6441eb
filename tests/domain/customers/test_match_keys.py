"""Who may be one shares a key: the guarantee for names, and what else is compared."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from onaccount.domain.customers.rules import match_keys as rules
from onaccount.domain.customers.rules.match_keys import EDITS, FIRST, LAST, match_keys, recipe, sought_keys
from onaccount.domain.customers.rules.normal import name_words

FULL = {
    "name": "Graham's Widgets Trading Ltd", "phone": "+44 20 7946 0018", "mobile": "07700 900123",
    "email": "anna@grahams.example.org", "website": "https://www.grahams-widgets.example.org", "line1": "17 Rope Walk",
    "city": "Leeds", "postcode": "LS1 4DY",
}  # fmt: skip


def shared(one: dict[str, str], other: dict[str, str]) -> set[int]:
    return set(match_keys(one)) & set(sought_keys(other))


NAMES = st.text("abé ñж0", min_size=1, max_size=14)
EDITING = st.lists(st.tuples(st.sampled_from("+-~"), st.integers(0, 14), st.sampled_from("abcж")), max_size=EDITS)


def edited(name: str, edits: list[tuple[str, int, str]]) -> str:
    for what, at, letter in edits:
        place = min(at, len(name))
        name = name[:place] + ("" if what == "-" else letter) + name[place + (what != "+") :]
    return name


@settings(max_examples=200)
@given(NAMES, EDITING)
def test_every_name_within_two_edits_shares_a_key(name: str, edits: list[tuple[str, int, str]]) -> None:
    other = edited(name, edits)
    one_read, other_read = "".join(name_words(name)), "".join(name_words(other))
    if one_read and other_read and Levenshtein.distance(one_read, other_read) <= EDITS:
        assert shared({"name": name}, {"name": other})


@settings(max_examples=200)
@given(st.text("ab", min_size=1, max_size=12), st.text("ab", min_size=1, max_size=12))
def test_the_segments_alone_guarantee_it(name: str, other: str) -> None:
    stored, sought = set(rules._segments(name)), set(rules._near_segments(other))
    if Levenshtein.distance(name, other) <= EDITS:
        assert stored & sought


@given(st.text("ab", min_size=1, max_size=12), st.text("ab", min_size=1, max_size=12))
def test_one_slip_leaves_half_of_a_name(name: str, other: str) -> None:
    stored, sought = set(rules._segments(name)), set(rules._near_segments(other))
    if Levenshtein.distance(name, other) <= 1:
        assert any(segment.startswith("1 ") for segment in stored & sought)


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Grahams Widgets Trading Limited"},
        {"name": "Trading, Widgets Graham's"},
        {"name": "Grahams Wigdets Trading"},
        {"name": "Graham's Widgets"},
        {"name": "Somebody else", "phone": "020 7946 0018"},
        {"name": "Somebody else", "mobile": "+44 7700 900123"},
        {"name": "Somebody else", "phone": "07700900123"},
        {"name": "Somebody else", "email": "bob@grahams.example.org"},
        {"name": "Somebody else", "website": "grahams-widgets.example.org"},
        {"name": "Somebody else", "line1": "17 Ropewalk", "postcode": "ls14dy"},
        {"name": "Somebody else", "line1": "Flat 2, 17 Ropewalk, Leeds", "postcode": "ls14dy"},
    ],
)
def test_what_is_the_same_is_shared(other: dict[str, str]) -> None:
    assert shared(FULL, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Harbour Pine"}, {"name": "Salt Marsh Kitchens"}),
        ({"name": "Anna Weir", "email": "a@gmail.com"}, {"name": "Bob Okafor", "email": "b@gmail.com"}),
        ({"name": "A", "line1": "High Street 1", "postcode": "LS1 4DY"}, {"name": "Quay", "postcode": "LS1 4DY"}),
        ({"phone": ""}, {"phone": ""}),
        ({}, {}),
    ],
)
def test_what_says_nothing_is_not_shared(one: dict[str, str], other: dict[str, str]) -> None:
    assert not shared(one, other)


def test_a_customer_has_few_keys_and_a_full_one_twelve() -> None:
    assert len(match_keys(FULL)) == 12
    assert len(match_keys({"name": "Fry Foods Ltd", "phone": "+442079460018", "email": "a@fry.example.org"})) == 8


@given(st.dictionaries(st.sampled_from(rules.SOURCES), st.text(max_size=30)))
def test_keys_are_whole_numbers_that_both_engines_hold(values: dict[str, str]) -> None:
    for keys in (match_keys(values), sought_keys(values, is_thorough=True)):
        assert keys == sorted(set(keys))
        assert all(FIRST <= key <= LAST for key in keys)
    assert set(match_keys(values)) <= set(sought_keys(values))


def test_another_order_and_a_word_more_or_less_are_found_when_all_is_tried() -> None:
    kept = set(match_keys({"name": "Zebra Belcor Kitchens"}))
    for typed in ("Kitchens Zebra Belcr", "Zebra Belcor", "Belcor Zebra Kitchens Leeds"):
        assert kept & set(sought_keys({"name": typed}, is_thorough=True)), typed


def test_another_way_of_reading_names_is_another_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    before = recipe()
    recipe.cache_clear()
    assert recipe() == before
    recipe.cache_clear()
    monkeypatch.setattr(rules, "name_words", lambda name: [name])
    assert recipe() != before
    recipe.cache_clear()
