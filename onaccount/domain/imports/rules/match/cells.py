"""What a column is by its cells, where its heading says nothing: each field once."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from onaccount.domain.customers.rules.normal.vocabulary import FULL_NAMES
from onaccount.domain.imports.rules.contents import DATE, Column
from onaccount.domain.imports.rules.match.dates import is_of_birth
from onaccount.domain.matching.rules.scoring.commonness import shares
from onaccount.foundation.text import fold, tidy

NAMES = ("name", "full_name", "given_name", "family_name")
STREET_WORDS = frozenset(
    """
    street st road rd avenue ave av lane ln drive dr boulevard blvd blv place pl square sq court ct crescent cres way
    close parade pde highway hwy pkwy terrace tce strasse str weg platz allee gasse rue chemin via viale piazza calle
    avenida plaza straat laan gatan gata vagen ulica
    """.split()
)
POSTCODE = re.compile(
    r"[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}|[a-z]\d[a-z]\s?\d[a-z]\d|\d{5}-\d{4}|\d{4}\s?[a-z]{2}|\d{2}-\d{3}",
    re.IGNORECASE,
)
BARE_POSTCODE = re.compile(r"\d{4,6}")
PHONE = re.compile(r"(?=.*[-+/(). ]|0)[+(]?\d[\d\s()./-]{5,20}\d(?:\s*(?:x|ext\.?)\s*\d+)?", re.IGNORECASE)
WORDS = re.compile(r"[^\W\d_][^\d@]*")
PLACE = frozenset({"street", "line1", "line2", "line3", "house_number", "city", "region", "postcode", "country"})
MOST = 0.6  # share of the filled cells that must look so
ADDRESSED = re.compile(r"\d{1,5}[a-z]?[ ,]+\D*[^\W\d]{3}.*|[^\W\d]{3}\D* \d{1,5} ?[a-z]?", re.IGNORECASE)
HOUSE = re.compile(r"\d{1,5} ?[a-z]?(?:\s*[-/]\s*\d{1,4})?", re.IGNORECASE)
KINDS_OF_NAMES, KNOWN_NAMES = 20, 0.08  # a column of given names has so many, of which so many cells are common ones
REGIONS = 60  # of a country, at most


def by_contents(
    columns: Sequence[Column], sample: Sequence[Sequence[str]], fields: list[str | None], open_: Collection[int]
) -> None:
    """Give the columns whose headings say nothing the field that their cells look like, each field once."""
    cells = {index: [text for row in sample if (text := tidy(row[index]))] for index in open_}
    tests: list[tuple[str, Callable[[Column, list[str]], bool]]] = [
        ("date_of_birth", lambda _, texts: is_of_birth(texts)),
        ("phone", lambda column, texts: column.distinct > 0.3 and share(texts, is_phone) > MOST),
        ("postcode", lambda _, texts: share(texts, POSTCODE.fullmatch) > MOST),
        ("street", lambda column, texts: column.distinct > 0.2 and looks_like_streets(texts)),
    ]
    for name, looks_so in tests:
        if name in fields or (name == "street" and "line1" in fields):
            continue
        for index in open_:
            if fields[index] is None and looks_so(columns[index], cells[index]):
                fields[index] = name
                break
    house_beside_street(cells, fields)
    if not set(NAMES) & set(fields):
        persons_by_contents(cells, fields)
    if not set(NAMES) & set(fields):
        name_by_contents(columns, cells, fields)
    near_an_address(columns, cells, fields)


def name_by_contents(columns: Sequence[Column], cells: Mapping[int, list[str]], fields: list[str | None]) -> None:
    """Where no heading is one of names: a column headed so somehow, else that of words which repeat least."""
    worded = [
        index
        for index, texts in cells.items()
        if fields[index] is None and share(texts, WORDS.fullmatch) > MOST and columns[index].distinct > 0.3
    ]
    named = [index for index, texts in cells.items() if fields[index] is None and "name" in columns[index].key]
    if not named and not worded:
        return
    best = named[0] if named else max(worded, key=lambda index: (round(columns[index].distinct, 1), -index))
    after = best + 1
    if after in worded and best in worded and all(share(cells[each], is_one_word) > MOST for each in (best, after)):
        fields[best], fields[after] = "given_name", "family_name"
    else:
        fields[best] = "name"


def persons_by_contents(cells: Mapping[int, list[str]], fields: list[str | None]) -> None:
    """Two columns side by side, of one word each, in which names stand that many people have: given and family name."""
    worded = [
        index
        for index, texts in cells.items()
        if fields[index] is None and share(texts, is_one_word) > 0.8 and share(texts, WORDS.fullmatch) > 0.9
        and len(set(texts)) >= KINDS_OF_NAMES
    ]  # fmt: skip
    for index in worded:
        if index + 1 not in worded:
            continue
        given = [share(cells[each], is_given_name) for each in (index, index + 1)]
        if max(given) >= KNOWN_NAMES:
            first, second = (index, index + 1) if given[0] >= given[1] else (index + 1, index)
            fields[first], fields[second] = "given_name", "family_name"
            return


def house_beside_street(cells: Mapping[int, list[str]], fields: list[str | None]) -> None:
    """Short numbers in the column beside that of the streets are those of the houses."""
    place = next((fields.index(name) for name in ("street", "line1") if name in fields), None)
    if place is None or "house_number" in fields:
        return
    for index in (place - 1, place + 1):
        texts = cells.get(index, [])
        short = sum(len(text) < 4 for text in texts) > 0.4 * len(texts)  # or they are postcodes
        if texts and fields[index] is None and short and share(texts, HOUSE.fullmatch) > 0.9:
            fields[index] = "house_number"
            return


def near_an_address(columns: Sequence[Column], cells: Mapping[int, list[str]], fields: list[str | None]) -> None:
    """Beside the columns of an address, a code is its postcode and words that repeat are its town."""
    for index, texts in cells.items():
        beside = {fields[each] for each in (index - 1, index + 1) if 0 <= each < len(fields)}
        if fields[index] is not None or not beside & PLACE:
            continue
        distinct, kinds = columns[index].distinct, len(set(texts))
        if "postcode" not in fields and share(texts, BARE_POSTCODE.fullmatch) > 0.9 and len(set(map(len, texts))) < 3:
            fields[index] = "postcode"
        elif "city" not in fields and share(texts, WORDS.fullmatch) > 0.9 and kinds >= 10 and distinct < MOST:
            fields[index] = "city"
    for index, texts in cells.items():
        beside = {fields[each] for each in (index - 1, index + 1) if 0 <= each < len(fields)}
        if fields[index] is None and "region" not in fields and beside & {"postcode", "city"}:
            kinds = len(set(texts))
            if 2 <= kinds <= REGIONS and kinds < 0.1 * len(texts) and share(texts, WORDS.fullmatch) > 0.9:
                fields[index] = "region"


def share(texts: Sequence[str], looks_so: Callable[[str], object]) -> float:
    return sum(1 for text in texts if looks_so(text)) / len(texts) if texts else 0.0


def is_phone(text: str) -> bool:
    return PHONE.fullmatch(text) is not None and not DATE.fullmatch(text)


def looks_like_streets(texts: Sequence[str]) -> bool:
    return (
        share(texts, is_street) > MOST
        or share(texts, is_addressed) > 0.8
        or share(texts, is_street_without_house) > MOST
    )


def is_addressed(text: str) -> bool:
    """A house number before or behind words, in whatever language."""
    return ADDRESSED.fullmatch(text) is not None and not DATE.fullmatch(text)


def is_street_without_house(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", fold(text))
    if len(words) > 1 and STREET_WORDS & {words[0], words[-1]}:
        return True
    return fold(text).endswith(("strasse", "straat"))


def is_given_name(text: str) -> bool:
    word = fold(text)
    return word in FULL_NAMES or word in shares()["given"]


def is_street(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", fold(text))
    if not words or not any(map(str.isdigit, text)):
        return False
    return bool(STREET_WORDS & set(words)) or any(word.endswith(("strasse", "straat", "gatan")) for word in words)


def is_one_word(text: str) -> bool:
    return len(text.split()) == 1
