"""Text without what tells no two names apart: case, accents, and letters of other alphabets that only look the part."""

import re

from onaccount.foundation.text import fold

WORD = re.compile(r"[^\W_]+")
LATIN = re.compile(r"[A-Za-z]")
# As drawn, so capitals and small letters apart: a Greek capital Ν looks like N and its small letter like v.
LOOK_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХІЈЅԌԚԜҮаеорсухіјѕԁһԛԝӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορτυχικ",
    "ABEKMHOPCTYXIJSGQWYaeopcyxijsdhqwlABEZHIKMNOPTYXavoptuxik",
)
# A sign that took the place of a letter or apostrophe that an encoding could not hold: "Children?s".
LOST = re.compile(r"(?<=\w)[?\ufffd](?=\w)")
APOSTROPHES = re.compile("['`´‘’ʼ]")


def plain(text: str) -> str:
    """Folded text without apostrophes; words that mix alphabets are read as they look."""
    if not text.isascii():
        text = as_it_looks(text)
    if "?" in text or "\ufffd" in text:
        text = LOST.sub("", text)
    text = fold(text)
    return APOSTROPHES.sub("", text) if "'" in text or not text.isascii() or "`" in text else text


def as_it_looks(text: str) -> str:
    """Letters of other alphabets become the Latin ones they look like, in words that would then be Latin, where there
    is a Latin letter already. A name that is written in Cyrillic or Greek stays as it is."""
    if not LATIN.search(text):
        return text
    return WORD.sub(lambda word: _as_it_looks(word[0]), text)


def _as_it_looks(word: str) -> str:
    if word.isascii():
        return word
    looked = word.translate(LOOK_ALIKE)
    return looked if looked != word and fold(looked).isascii() else word


def words(text: str) -> list[str]:
    """The words of a plain text; letters that stand alone are one word together: "s.r.o." is "sro"."""
    found = WORD.findall(text)
    return joined(found) if any(len(word) == 1 for word in found) else found


def joined(found: list[str]) -> list[str]:
    together: list[str] = []
    run = ""
    for word in found:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            together.append(run)
            run = ""
        together.append(word)
    return [*together, run] if run else together
