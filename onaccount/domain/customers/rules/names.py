"""Names that strangers give themselves: what is refused in them, and what staff are told of.

Unicode's own data in Python answers all of it. The packages for look-alike letters carry tables of their own that are
years older than Python's, and flag whole alphabets; what deceives is a word of letters from two of them.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import ClassVar

from onaccount.domain.customers.rules.unusable import Unusable
from onaccount.foundation.text import EDGES

LINK = re.compile(r"://|\bwww\.|\b[\w-]+\.[a-z]{2,}/", re.IGNORECASE)
JOINERS = "\u200c\u200d"  # Persian, Hindi and emoji are spelt with them; after other letters they are not seen
JOINED = frozenset({"Lo", "Mn", "Mc", "So", "Sk"})
BLANK_LETTERS = "\u034f\u115f\u1160\u2800\u3164\uffa0"  # letters and marks that are drawn as nothing
NEVER_SEEN = frozenset({"Cf", "Co", "Cs", "Zl", "Zp"})
VARIANTS = frozenset({"FULLWIDTH", "HALFWIDTH", "CJK"})
# Alphabets that people write one word in (UTS 39, 5.2, "Highly Restrictive"); Latin letters may stand among them.
TOGETHER = (
    frozenset({"UNIFIED", "COMPATIBILITY", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "LATIN"}),
    frozenset({"UNIFIED", "COMPATIBILITY", "IDEOGRAPHIC", "BOPOMOFO", "LATIN"}),
    frozenset({"UNIFIED", "COMPATIBILITY", "IDEOGRAPHIC", "HANGUL", "LATIN"}),
)
OF_NO_ALPHABET = frozenset({"MODIFIER", "MICRO", "ANGSTROM", "KELVIN", "OHM", "FEMININE", "MASCULINE"})
WORD = re.compile(r"[^\W\d_]+")


class HoldsControls(Unusable):
    code = "holds_controls"
    sentence = '"{value}" holds characters that cannot be seen or printed.'
    cure = "Type it anew instead of pasting it."
    status: ClassVar[int] = 422


class HoldsLink(Unusable):
    code = "holds_link"
    sentence = '"{value}" holds a link.'
    cure = "Write the name alone; there is a field of its own for a website."


def check_name(text: str) -> None:
    """Refuse what no honest name holds: control characters, letters that are not seen, links."""
    name = EDGES.sub("", text)
    if any(_is_unseen(name, place) for place in range(len(name))):
        raise HoldsControls("".join(letter if letter.isprintable() else "\ufffd" for letter in name))
    if LINK.search(unicodedata.normalize("NFKC", name)):
        raise HoldsLink(name)


def _is_unseen(name: str, place: int) -> bool:
    letter = name[place]
    if letter.isascii():
        return not letter.isprintable()
    if letter in JOINERS:
        return not place or not (unicodedata.category(name[place - 1]) in JOINED or name[place - 1] == "\ufe0f")
    kind = unicodedata.category(letter)
    return letter in BLANK_LETTERS or kind == "Cc" or kind in NEVER_SEEN


def is_nothing(text: str) -> bool:
    """Whether a name has neither a letter nor a digit."""
    return not any(letter.isalnum() for letter in text)


def look_alikes(name: str) -> list[str]:
    """The words of a name whose letters look like others: "Аcme" with a Cyrillic А, or letters made for formulas.

    Not refused, for some firms write themselves so; staff see it before they let anybody in.
    """
    return [word for word in WORD.findall(unicodedata.normalize("NFC", name)) if _deceives(word)]


def _deceives(word: str) -> bool:
    if word.isascii():
        return False
    alphabets = set(_alphabets(word))
    if "MATHEMATICAL" in alphabets:
        return True
    return len(alphabets) > 1 and not any(alphabets <= together for together in TOGETHER)


def _alphabets(word: str) -> Iterator[str]:
    """The first word of a letter's name in Unicode is its script, but for a few that belong to none."""
    for letter in word:
        words = unicodedata.name(letter, "UNKNOWN").split()
        first = words[1] if words[0] in VARIANTS and len(words) > 1 else words[0]
        if first not in OF_NO_ALPHABET and unicodedata.category(letter).startswith("L"):
            yield first
