"""What strangers may call themselves, and what staff are told of it (I26)."""

import pytest

from onaccount.domain.customers.rules.names import HoldsControls, HoldsLink, check_name, is_nothing, look_alikes

HONEST = [
    "Ελλάς Α.Ε.", "Ёлка", "ООО «Ромашка»", "東京株式会社", "株式会社カタカナひらがな", "Tシャツ屋",
    "O'Brien", "O’Brien & Sons",
    "Müller & Søn A/S", "Łódź Sp. z o.o.", "Graham's Widgets", "3M", "AT&T", "7-Eleven", "Booking.com",
    "Amazon.co.uk Ltd", "c/o Nadia Okafor", "Smith T/A The Bakery", "St. John's", "J.R.R. Tolkien", "№ 1 Café",
    "naïve", "e\u0301clair", "שלום בע״מ", "شركة النور", "نمی\u200cخواهم", "क्\u200dष", "한국전자", "ABC전자", "Ærø",
    "ﬁnch", "İstanbul", "Nguyễn Văn A", "👩\u200d💻 Studio", "❤️ Flowers", "  padded\u200b ", "Яндекс Yandex",
    "Nº 5 Bar", "ʻOkina", "Kelvin \u212a",
]  # fmt: skip
UNSEEN = [
    "Ac\u200bme", "Ac\u00adme", "Acme\u202egnp.exe", "\u2066Acme\u2069 x", "Ac\u200dme", "A\u200ccme",
    "Ac\ufeffme", "\u3164 x", "Acme\x00Ltd", "Acme\x1b[31m", "Acme\nBcc: x@y.z", "Acme\tLtd", "Acme\x7fLtd",
    "A\u0085b", "A\u2028b", "A\u2800b", "A\ud800b", "A\U000e0041b", "A\ue000b", "A\u034fb",
]  # fmt: skip
LINKS = [
    "http://evil.example", "HTTPS://EVIL.EXAMPLE", "Buy at www.evil.example", "hxxp://x", "bit.ly/abc",
    "Acme evil.com/win", "javascript://x", "\uff57\uff57\uff57.evil.example", "http\uff1a//evil.example",
    "ftp://x",
]  # fmt: skip
ALIKE = {
    "\u0410cme": ["\u0410cme"],  # a Cyrillic A
    "Acme \u0421o": ["\u0421o"],
    "G\u043e\u043egle Ltd": ["G\u043e\u043egle"],
    "P\u03b1yPal": ["P\u03b1yPal"],
    "\U0001d400cme": ["\U0001d400cme"],
    "\U0001d400\U0001d41c\U0001d426\U0001d41e": ["\U0001d400\U0001d41c\U0001d426\U0001d41e"],
    "\u0531cme": ["\u0531cme"],
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_name_of_any_script_passes_and_nobody_is_warned_of_it(name):
    check_name(name)
    assert look_alikes(name) == []


@pytest.mark.parametrize("name", UNSEEN)
def test_what_cannot_be_seen_is_refused_in_a_name(name):
    with pytest.raises(HoldsControls) as refusal:
        check_name(name)
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize("name", LINKS)
def test_a_link_is_refused_in_a_name(name):
    with pytest.raises(HoldsLink):
        check_name(name)


@pytest.mark.parametrize("name", ALIKE)
def test_letters_that_look_like_others_are_shown_to_staff(name):
    check_name(name)
    assert look_alikes(name) == ALIKE[name]


@pytest.mark.parametrize(
    ("name", "nothing"), [("", True), (" -- ", True), ("\u200b", True), ("7", False), ("東", False)]
)
def test_a_name_needs_a_letter_or_a_digit(name, nothing):
    assert is_nothing(name) is nothing
