import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onaccount.foundation.text import fold, has_controls, shorten, tidy, tidy_lines

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Hollin Dairy ", "Hollin Dairy"),
        ("Hollin   Dairy", "Hollin Dairy"),
        ("\u00a0Hollin\u3000Dairy\t", "Hollin Dairy"),
        ("\ufeffHollin\u200b", "Hollin"),
        ("山田\u3000太郎", "山田 太郎"),
        ("Cafe\u0301", "Café"),
        ("two\r\nlines", "two lines"),
        ("NUL\0 inside", "NUL inside"),
        ("e\x01\u0301", "é"),
        ("zero\u200bwidth inside", "zero\u200bwidth inside"),
        ("\u3000 \u200b", ""),
        ("half a pair \ud83d", "half a pair"),
    ],
)
def test_text_is_stored_without_what_nobody_sees(typed, stored):
    assert tidy(typed) == stored


def test_notes_keep_their_lines_and_lose_blanks_at_the_ends_of_each():
    assert tidy_lines(" first  \r\nsecond\rthird\n\n") == "first\nsecond\nthird"


@given(ANY_TEXT)
def test_tidying_twice_is_tidying_once_and_gives_text_that_can_be_stored(text):
    for clean in (tidy, tidy_lines):
        stored = clean(text)
        assert clean(stored) == stored
        assert unicodedata.is_normalized("NFC", stored)
        assert not has_controls(stored)
        stored.encode()


@pytest.mark.parametrize(
    ("name", "searched"),
    [
        ("Müller & Søn", "muller & son"),
        ("STRASSE", "straße"),
        ("Łódź", "lodz"),
        ("Æther Œuvre", "aether oeuvre"),
        ("İstanbul", "istanbul"),
        ("ılık", "ilik"),
        ("Þór Ðalur", "thor dalur"),
        ("ﬁne Ｗｉｄｅ", "fine wide"),
        ("Hollin\u00adDairy", "hollindairy"),
        ("O’Brien – Sons", "o'brien - sons"),
        ("  two   blanks ", "two blanks"),
    ],
)
def test_a_name_is_found_by_its_plain_spelling(name, searched):
    assert fold(name) == fold(searched)


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_what_differs_only_in_blanks_and_case_is_found_alike(text):
    assert fold(f"  {tidy(text)} ") == fold(tidy(text))
    assert fold(text.upper().lower()) == fold(text.lower().upper().lower()) or not text.isascii()


def test_what_is_quoted_in_a_sentence_is_short():
    assert shorten("x" * 100) == "x" * 59 + "…"
    assert shorten("short") == "short"
