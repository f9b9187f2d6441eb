"""One list against itself, or two against each other: the pairs, and how many of them are true."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from onaccount.domain.imports.rules.match.listed import Id, Listed, read_list
from onaccount.domain.imports.rules.match.truth import Truth, truth_column, truth_of_columns, truth_of_pairs
from onaccount.domain.matching.rules import Answer, Found, Likeness, pairs_between, pairs_within
from onaccount.domain.matching.rules.answers import PREDICTED
from onaccount.foundation.refusals import Refused


class NothingToCompare(Refused):
    code = "nothing_to_compare"
    sentence = "No column of {file} was recognised as one that tells who somebody is."
    cure = 'Say which is which, such as --fields "Firm=name,Town=city"; --help lists the fields.'


class NothingInCommon(Refused):
    code = "nothing_in_common"
    sentence = "{file} and {other} have no recognised column in common."
    cure = 'Say which is which, such as --fields "Firm=name,Town=city"; --help lists the fields.'


class TwoTruths(Refused):
    code = "two_truths"
    sentence = "The truth stands in a column or in a file of pairs."
    cure = "Give --truth or --truth-pairs, not both."


class Stage(Enum):
    READING = "reading"
    COMPARING = "comparing"


@dataclass(frozen=True)
class Wanted:
    """What is to be compared. `fields` are by heading, of either file."""

    file: Path
    link: Path | None = None
    id_column: str = ""
    truth: str = ""
    truth_pairs: Path | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that may be one party, by their ids and by their places."""

    a: Id
    b: Id
    likeness: Likeness
    places: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quality:
    """Of the pairs that are called same or likely, how many are true; of all true ones, how many are called so.

    `wrongly_same` are pairs that are called same and are not true. Where nothing is called so nothing is wrong, and
    precision is 1; so is recall where there is nothing to find.
    """

    true: int
    predicted: int
    right: int
    wrongly_same: int
    unknown: int

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.true + self.predicted) if self.true + self.predicted else 1.0


@dataclass(frozen=True)
class Matched:
    """`pairs` are those called same, likely or maybe, the surest first."""

    mine: Listed
    other: Listed | None
    pairs: list[Pair] = field(repr=False)
    quality: Quality | None

    @property
    def records(self) -> int:
        return len(self.mine.records) + (len(self.other.records) if self.other else 0)


Told = Callable[[Stage, int, int], None]


def match_lists(wanted: Wanted, *, tell: Told = lambda _stage, _done, _total: None) -> Matched:
    """Compare. Raises what reading a list raises, and the refusals above."""
    mine, other = read_both(wanted, tell)
    check_comparable(mine, other)
    truth = truth_of(wanted, mine, other)
    tell(Stage.COMPARING, 0, len(mine.records))
    found = pairs_within(mine.records) if other is None else pairs_between(mine.records, other.records)
    tell(Stage.COMPARING, len(mine.records), len(mine.records))
    theirs = mine if other is None else other
    pairs = [Pair(mine.ids[each.a], theirs.ids[each.b], each.likeness, (each.a, each.b)) for each in surest(found)]
    return Matched(mine, other, pairs, quality_of(pairs, truth) if truth else None)


def read_both(wanted: Wanted, tell: Told) -> tuple[Listed, Listed | None]:
    if wanted.truth and wanted.truth_pairs:
        raise TwoTruths

    def told(done: int, total: int) -> None:
        tell(Stage.READING, done, total)

    look_up = truth_column(wanted.truth) if wanted.truth else None
    mine = read_list(wanted.file, id_column=wanted.id_column, truth=look_up, given=wanted.fields, tell=told)
    if wanted.link is None:
        check_fields(wanted, mine)
        return mine, None
    other = read_list(
        wanted.link, id_column=wanted.id_column, must_have_id=False, truth=look_up, given=wanted.fields, tell=told
    )
    check_fields(wanted, mine, other)
    return mine, other


def check_fields(wanted: Wanted, *lists: Listed) -> None:
    """Raise UnknownColumn for a heading in --fields that no list has."""
    for heading in wanted.fields:
        if not any(each.evidence.has(heading) for each in lists):
            lists[0].evidence.place_of(heading)


def check_comparable(mine: Listed, other: Listed | None) -> None:
    for each in filter(None, (mine, other)):
        if not each.evidence.columns:
            raise NothingToCompare(file=each.name)
    if other and not compared(mine) & compared(other):
        raise NothingInCommon(file=mine.name, other=other.name)


def compared(listed: Listed) -> set[str]:
    """The fields that rows of this list have, looked at in as many as it takes to see them all."""
    return {name for record in listed.records[:5_000] for name in record} - {"kind"}


def truth_of(wanted: Wanted, mine: Listed, other: Listed | None) -> Truth | None:
    if wanted.truth_pairs:
        return truth_of_pairs(wanted.truth_pairs, mine, other)
    return truth_of_columns(mine, other, wanted.truth) if wanted.truth else None


def surest(found: Iterable[Found]) -> list[Found]:
    ranks = list(Answer)
    return sorted(found, key=lambda each: (ranks.index(each.likeness.answer), -each.likeness.score, each.a, each.b))


def quality_of(pairs: Iterable[Pair], truth: Truth) -> Quality:
    called = [each for each in pairs if each.likeness.answer in PREDICTED]
    wrong = [each for each in called if not truth.is_true(*each.places)]
    return Quality(
        true=truth.count,
        predicted=len(called),
        right=len(called) - len(wrong),
        wrongly_same=sum(each.likeness.answer is Answer.SAME for each in wrong),
        unknown=truth.unknown,
    )
