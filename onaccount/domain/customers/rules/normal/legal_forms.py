"""Legal forms of companies in many countries, by how they are written at the ends of names.

A form is dropped from a name's words; two names that bear forms of different kinds are different companies.
Plain facts: which abbreviations and words are the same form in their country.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("legal_forms.csv")


def _read(path: Path) -> dict[tuple[str, ...], str]:
    """{the words it is written in: what form it is}"""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {tuple(row["written"].split()): row["form"] for row in rows}


# Words around a form that say no more: "Acme Co., Ltd." is "Acme Ltd". They are no form by themselves.
LOOSE = frozenset("co company cie cia und and y et i & publ the".split())
# Forms that stand before the name in some countries.
LEADING = frozenset(
    "pt ooo ооо оао зао пао ао ип тоо тов uab sia cv sc stichting kk oy ab zao oao pao ao mb msgr ms".split()
)
# Forms that are no words of any name, and are dropped wherever they stand: "Teddy Bear Nursery School, Inc. III".
ANYWHERE = frozenset(
    "ltd limited inc incorporated gmbh llc llp plc corp corporation bvba sarl sasu aktiengesellschaft aktiebolag "
    "kft zrt nyrt spzoo pty pte pvt bhd".split()
)
FORMS = _read(TABLE)
LONGEST = max(map(len, FORMS))
LAST = frozenset(way[-1] for way in FORMS)
# Forms that are long enough to be known though a letter is wrong, or the blank before them became one: "Limmited",
# "DairyaLimited", "G.mb.H. & Co. KG".
LONG = 7
PLAIN_ENDS = ("incorporated", "corporation", "aktiengesellschaft", "limited", "gmbh")
NEVER_RUN_IN = frozenset({"unlimited"})


def _less_a_letter(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


@cache
def _long_forms() -> dict[str, set[str]]:
    """{a long form without its blanks, whole or less a letter: the forms that it may come from}"""
    found: dict[str, set[str]] = {}
    for written in {"".join(way) for way in FORMS}:
        if len(written) >= LONG:
            for each in (written, *_less_a_letter(written)):
                found.setdefault(each, set()).add(written)
    return found


@cache
def _squeezed() -> dict[str, str]:
    return {"".join(way): form for way, form in FORMS.items()}


def _misspelt_form(written: str) -> str:
    """What form this is with one letter left out, added, exchanged or swapped; "" for none."""
    known = _long_forms()
    for each in (written, *_less_a_letter(written)):
        for right in known.get(each, ()):
            if right != written and _is_one_slip(written, right):
                return _squeezed()[right]
    return ""


def _is_one_slip(one: str, other: str) -> bool:
    """Of two texts that are the same less a letter each."""
    if len(one) != len(other):
        return True
    apart = [at for at in range(len(one)) if one[at] != other[at]]
    return len(apart) == 1 or (len(apart) == 2 and apart[1] == apart[0] + 1)


# Forms that single letters before them run into: "Partners V, L.L.C." is read as "vllc". The longest first.
GLUED = tuple("sarl llc llp srl inc sas spa sro plc lp sl sa bv nv".split())


def split_form(words: list[str]) -> tuple[list[str], str]:
    """The words before and after a legal form, and what form it is ("" for none); never all words of a name."""
    end, form = _at_the_end(words)
    if form in ("", "kg", "ohg") and (slipped := _slipped_form(words)):
        words, end, form = slipped
    rest = words[:end]
    if not form and len(rest) > 1 and rest[0] in LEADING:
        form, rest = FORMS.get((rest[0],), ""), rest[1:]
    elif form == "tbk" and rest and rest[0] == "pt":
        rest = rest[1:]
    if len(rest) > 1 and not ANYWHERE.isdisjoint(rest[1:]):
        inside = next(word for word in rest[1:] if word in ANYWHERE)
        form = form or FORMS.get((inside,), "")
        rest = [rest[0], *(word for word in rest[1:] if word not in ANYWHERE)]
    return (rest, form) if rest else (words, form)


def _slipped_form(words: list[str]) -> tuple[list[str], int, str] | None:
    """As `_at_the_end`, of a long form that is misspelt or run together with the word before it."""
    for length in range(min(LONGEST, len(words) - 1), 0, -1):
        written = "".join(words[-length:])
        if len(written) >= LONG - 1 and (form := _misspelt_form(written)):
            return words, len(words) - length, form
    last = words[-1] if words else ""
    for ending in PLAIN_ENDS:
        if last.endswith(ending) and len(last) - len(ending) >= 3 and last not in NEVER_RUN_IN:
            return [*words[:-1], last[: -len(ending)], ending], len(words), FORMS[ending,]
    return None


def _at_the_end(words: list[str]) -> tuple[int, str]:
    end, form = len(words), ""
    while end > 1:
        length, found = _form_before(words, end)
        if length:
            form = found if not form or length > 1 else form
            end -= length
        elif words[end - 1] in LOOSE and (form or words[end - 1] in ("co", "company", "cie", "cia")):
            end -= 1
        else:
            break
    return max(end, 1), form


def _form_before(words: list[str], end: int) -> tuple[int, str]:
    if words[end - 1] not in LAST:
        return 0, ""
    for length in range(min(LONGEST, end - 1), 0, -1):
        way = tuple(words[end - length : end])
        if found := FORMS.get(way):
            return length, found
    return 0, ""
