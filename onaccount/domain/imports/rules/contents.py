"""What a column holds, seen from a sample: it confirms a heading, or denies it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onaccount.domain.customers.rules.unusable import Remark, Unusable
from onaccount.domain.customers.rules.words import clean_kind
from onaccount.domain.imports.rules.blanks import is_nothing
from onaccount.domain.imports.rules.kinds import names_contact
from onaccount.domain.imports.rules.synonyms import Meaning, is_secret, key_of, meanings_of
from onaccount.foundation.text import fold, tidy

REMARK_FEW_EMAILS = (
    'The column "{heading}" is left out, e-mail addresses included: most of its first cells hold none. '
    "Choose its field if it is the e-mail."
)
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
NUMERIC = re.compile(r"[\d.,\s+-]*\d[\d.,\s+-]*")
WHOLE_NUMBER = re.compile(r"0*\d{1,12}")
DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].*)?")
HAS_DIGITS = re.compile(r"\d.*\d.*\d")
SALUTATIONS = frozenset(
    "mr mrs ms miss mx dr prof professor sir lady lord rev hon herr frau hr fr mme mlle m monsieur madame "
    "mademoiselle sr "
    "sra srta don dona senor senora dhr mevr mw heer mevrouw sig sigra signor signora dott dottssa ing pan pani herrn "
    "dipl-ing capt herr dr frau dr prof dr".split()
)
NAMES = frozenset(
    "name full_name contact_name given_name family_name contact_given_name contact_family_name city region".split()
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sample. Shares are of its filled cells, 0 to 1."""

    index: int
    heading: str
    key: str
    meanings: tuple[Meaning, ...]
    is_secret: bool
    filled: int
    emails: float
    numbers: float
    whole_numbers: float
    dates: float
    with_digits: float
    with_dots: float
    kinds: float
    salutations: float
    distinct: float

    @property
    def is_numeric(self) -> bool:
        return self.numbers > 0.8

    @property
    def is_whole_numbers(self) -> bool:
        return not self.filled or self.whole_numbers == 1.0

    def may_be(self, name: str) -> bool:
        """Whether the contents allow this field. An empty column may be anything, but not say who is what."""
        if name == "kind":
            return self.kinds > 0.8 or not self.filled
        if not self.filled:
            return True
        if name in ("email", "contact_email"):
            return self.emails > 0.4
        if self.emails > 0.6:
            return name in ("notes", "external_id")
        if name in ("phone", "mobile", "contact_phone"):
            return self.with_digits > 0.5 and self.dates < 0.5
        if name == "website":
            return self.with_dots > 0.3
        if name in NAMES:
            return not self.is_numeric
        if name in ("country", "delivery_country"):
            return self.numbers < 0.5
        if name == "external_id":
            return self.dates < 0.5 and (self.distinct > 0.3 or "id" in self.key or "number" in self.key)
        return True


def look_at(header: Sequence[str], sample: Sequence[Sequence[str]]) -> list[Column]:
    return [
        column_of(index, heading, [tidy(row[index]) for row in sample if index < len(row)])
        for index, heading in enumerate(header)
    ]


def column_of(index: int, heading: str, cells: Sequence[str]) -> Column:
    filled = [cell for cell in cells if cell and not is_nothing(cell)]

    def share(is_so: Callable[[str], object]) -> float:
        return sum(1 for cell in filled if is_so(cell)) / len(filled) if filled else 0.0

    return Column(
        index=index,
        heading=heading,
        key=key_of(heading),
        meanings=meanings_of(heading),
        is_secret=is_secret(heading),
        filled=len(filled),
        emails=share(EMAIL.search),
        numbers=share(NUMERIC.fullmatch),
        whole_numbers=share(WHOLE_NUMBER.fullmatch),
        dates=share(DATE.fullmatch),
        with_digits=share(HAS_DIGITS.search),
        with_dots=share(lambda cell: "." in cell),
        kinds=share(is_kind),
        salutations=share(is_salutation),
        distinct=len(set(filled)) / len(filled) if filled else 0.0,
    )


def is_kind(text: str) -> bool:
    try:
        return names_contact(text) or bool(clean_kind(text))
    except Unusable:
        return False


def is_salutation(text: str) -> bool:
    words = fold(text).replace(".", " ").split()
    return 0 < len(words) <= 3 and words[0] in SALUTATIONS


def lost_emails(header: Sequence[str], fields: Sequence[str | None], sample: Sequence[Sequence[str]]) -> list[Remark]:
    """A remark for each column that is headed as e-mail and left out because too few of its cells are: some are."""
    if "email" in fields:
        return []
    return [
        Remark(REMARK_FEW_EMAILS, heading=column.heading)
        for column, field in zip(look_at(header, sample), fields, strict=True)
        if field is None and column.emails and any(each.field == "email" for each in column.meanings)
    ]
