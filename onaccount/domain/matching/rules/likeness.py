"""How alike two parties are, of whom the fields are known by their names in the field table."""

from collections.abc import Mapping, Sequence

from onaccount.domain.matching.rules.answers import Likeness

AMONG = 10_000  # parties among whom a single look-up is made, where nobody says how many


def likeness(one: Mapping[str, str], other: Mapping[str, str], *, among: int = AMONG) -> Likeness:
    """Compare two parties. Fields that either of them lacks say nothing."""
    return likenesses(one, [other], among=among)[0]


def likenesses(one: Mapping[str, str], others: Sequence[Mapping[str, str]], *, among: int = AMONG) -> list[Likeness]:
    """Compare one party with several; `among` so many parties it is looked for, the more, the more it takes."""
    if not others:
        return []
    # numpy and rapidfuzz take a tenth of a second to load: whoever never compares need not wait.
    from onaccount.domain.matching.rules.scoring.single import compared_with

    return compared_with(one, others, among)


def likenesses_of(
    records: Sequence[Mapping[str, str]], pairs: Sequence[tuple[int, int]], *, among: int = AMONG
) -> list[Likeness]:
    """Compare many pairs at once, each by the places of its two records. Of the different ones no reasons are told."""
    if not pairs:
        return []
    from onaccount.domain.matching.rules.scoring.single import compared_pairs

    return compared_pairs(records, pairs, among)
