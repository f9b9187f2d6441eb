"""Text as people type and spreadsheets keep it: tidied for storing, folded for finding."""

import re
import unicodedata

# Zero width, so a person who trims a cell does not see them: ZWSP, ZWNJ, ZWJ, LRM, RLM, word joiner, BOM, soft hyphen.
UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u180e"
EDGES = re.compile(rf"\A[\s{UNSEEN}]+|[\s{UNSEEN}]+\Z")
BLANKS = re.compile(r"\s+")
LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
BLANKS_IN_LINE = re.compile(r"[^\S\n]+")
# C0 and C1 controls that no blank stands for, and halves of surrogate pairs, which no database can store.
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")

# Letters that Unicode does not decompose, though people search for them by their plain spelling.
PLAIN_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n",
        "ĸ": "k", "ə": "a", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ʻ": "'", "ʼ": "'", "ʹ": "'",
        "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "‐": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "×": "x",
    }
)  # fmt: skip
UNHEARD = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})


def tidy(text: str) -> str:
    """One line of text as it is stored: NFC, nothing unseen at its ends, every run of blanks one blank."""
    if text.isascii() and text.isprintable():
        text = text.strip()
        return BLANKS.sub(" ", text) if "  " in text else text
    text = unicodedata.normalize("NFC", without_controls(text))
    return EDGES.sub("", BLANKS.sub(" ", text))


def tidy_lines(text: str) -> str:
    """Text of several lines as it is stored: as `tidy`, with line ends kept, all of them a plain newline."""
    if text.isascii() and text.isprintable():
        return tidy(text)
    text = LINE_ENDS.sub("\n", unicodedata.normalize("NFC", without_controls(text)))
    lines = (BLANKS_IN_LINE.sub(" ", line).rstrip() for line in text.split("\n"))
    return EDGES.sub("", "\n".join(lines))


def without_controls(text: str) -> str:
    """Text without the characters that cannot be seen, printed or (NUL) stored."""
    return CONTROLS.sub("", text)


def has_controls(text: str) -> bool:
    return CONTROLS.search(text) is not None


def fold(text: str) -> str:
    """The search name: how a name is written by somebody in a hurry, without accents, case or double blanks.

    Stored beside the name, because the two database engines fold differently. May be longer than the text (ß is ss).
    """
    if text.isascii():
        return " ".join((text if text.isprintable() else without_controls(text)).lower().split())
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(PLAIN_LETTERS)
    heard = "".join(letter for letter in text if letter.isspace() or unicodedata.category(letter) not in UNHEARD)
    return " ".join(heard.casefold().split())


def shorten(text: str, length: int = 60) -> str:
    """Text short enough to be quoted in a sentence."""
    text = tidy(text)
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
