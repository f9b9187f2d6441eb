"""Look for rows that may be about a customer who is there, or about the same party as an earlier row (B-02).

Only rows that would make a new customer are looked at: what a key decides is decided (D-12). Nothing comes of it but a
warning and, once the list is written, a pair to be decided.
"""

import itertools
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import alike_to, profiles_of, survivors_of
from onaccount.domain.imports.actions.at_work import held
from onaccount.domain.imports.actions.progress import Tell
from onaccount.domain.imports.actions.stage import Stage
from onaccount.domain.imports.models import AlikeSaid, Import
from onaccount.domain.imports.queries.rows import reading
from onaccount.domain.imports.rules.alike import KEPT_OF_ONE, Says, pack_reasons
from onaccount.domain.imports.rules.progress import Work
from onaccount.domain.imports.rules.states import ImportState
from onaccount.domain.matching.actions import FoundPair, keep_pairs
from onaccount.domain.matching.rules import Answer, Likeness, likenesses_of, pairs_within

COMPARED = (
    "kind", "name", "given_name", "family_name", "external_id", "tax_id", "registration_number", "email", "phone",
    "mobile", "website", "line1", "line2", "line3", "city", "region", "postcode", "country",
)  # fmt: skip
NEW = f"""
    SELECT row, {", ".join(COMPARED)} FROM records
    WHERE outcome = 'create' AND is_contact = 0 ORDER BY row
"""
SLICE = 20_000  # rows that are looked for among the customers at once
COMPARED_AT_ONCE = 10_000  # rows with a customer
CANDIDATES = 5  # customers that one row is compared with
KEPT_AT_ONCE = 1_000  # pairs in one transaction: a till that waits for it hardly notices
RANKS = list(Answer)

Values = Mapping[str, str]
Found = tuple[int | None, int | None, str, Likeness]  # number, other row, name


def find_alike(stage: Stage, tell: Tell) -> int:
    """Put into the stage whom each new row looks like; return how many rows look like anybody."""
    rows: list[int] = []
    records: list[Values] = []
    for number, *texts in itertools.chain.from_iterable(stage.each(NEW)):
        rows.append(number)
        records.append({name: text for name, text in zip(COMPARED, texts, strict=True) if text})
    total = len(rows)
    tell(Work.MATCHING, 0, total)
    found: dict[int, list[Found]] = defaultdict(list)
    for pair in pairs_within(records):
        found[pair.b].append((None, rows[pair.a], records[pair.a].get("name", ""), pair.likeness))
    is_first = not Customer.objects.exists()  # nobody is there to be looked like
    for start in range(0, 0 if is_first else total, SLICE):
        some = records[start : start + SLICE]
        for place, number, name, likeness in like_customers(some):
            found[start + place].append((number, None, name, likeness))
        tell(Work.MATCHING, min(start + SLICE, total), total)
    for place in sorted(found):
        best = each_once(sorted(found[place], key=sureness))[:KEPT_OF_ONE]
        stage.add("alike", [as_staged(rows[place], rank, *each) for rank, each in enumerate(best)])
    return len(found)


def like_customers(rows: Sequence[Values]) -> Iterator[tuple[int, int, str, Likeness]]:
    """(place among the rows, number, name, likeness) of each row and each customer whom it looks like.

    Who was merged speaks for the survivor, which may so be told more than once.
    """
    met = [(place, number) for place, numbers in enumerate(alike_to(rows, limit=CANDIDATES)) for number in numbers]
    for start in range(0, len(met), COMPARED_AT_ONCE):
        some = met[start : start + COMPARED_AT_ONCE]
        profiles = profiles_of({number for _, number in some})
        survivors = {number: into or number for number, into in survivors_of(profiles.keys()).items()}
        names = profiles_of(set(survivors.values()) - profiles.keys()) | profiles
        pairs = [(place, number) for place, number in some if number in survivors]
        for (place, number), likeness in zip(pairs, _likenesses(rows, profiles, pairs), strict=True):
            if likeness.answer is not Answer.DIFFERENT:
                yield place, survivors[number], names[survivors[number]]["name"], likeness


def _likenesses(
    rows: Sequence[Values], profiles: Mapping[int, Values], pairs: Sequence[tuple[int, int]]
) -> Sequence[Likeness]:
    """Of each row, by its place, and each customer, by its number: in columns of those alone who met."""
    places = {place: at for at, place in enumerate(dict.fromkeys(place for place, _ in pairs))}
    numbers = {number: at for at, number in enumerate(profiles, start=len(places))}
    records = [*(rows[place] for place in places), *profiles.values()]
    return likenesses_of(records, [(places[place], numbers[number]) for place, number in pairs])


def sureness(found: Found) -> tuple[int, float, bool, int]:
    """The surest first; of equally sure ones customers before rows."""
    number, other_row, _, likeness = found
    return RANKS.index(likeness.answer), -likeness.score, number is None, number or other_row or 0


def each_once(found: Sequence[Found]) -> list[Found]:
    """Every customer and every row once, with what was found first of it."""
    once: dict[tuple[int | None, int | None], Found] = {}
    for each in found:
        once.setdefault(each[:2], each)
    return list(once.values())


def as_staged(
    row: int, rank: int, number: int | None, other_row: int | None, name: str, likeness: Likeness
) -> tuple[object, ...]:
    reasons = pack_reasons(likeness.reasons)
    return row, rank, number, other_row, name, likeness.answer.value, likeness.score, reasons


# --- once it is written ---

WRITTEN = """
    SELECT c.seq, o.seq, a.number, a.row, a.answer, a.score, a.reasons
    FROM alike a JOIN stage_customers c ON c.row = a.row
    LEFT JOIN stage_customers o ON o.row = a.other_row WHERE a.number IS NOT NULL OR o.seq IS NOT NULL ORDER BY c.seq
"""


def keep_alike_of(*, key: uuid.UUID, at: datetime) -> bool:
    """What follows from a list that was written, where its own process has not come so far. Whether it is done; not
    while that process is at work."""
    item = Import.objects.get(pk=key)
    if item.alike_kept or item.state != ImportState.APPLIED.value:
        return True
    with held(key.hex) as mine:
        if mine:
            keep_alike(item, at=at)
    return mine


def keep_alike(item: Import, *, at: datetime) -> None:
    """Have the pairs of what was written decided by people; of whom somebody said that it is new, that is kept too.

    Done twice, or after a kill in the middle, it comes to the same.
    """
    if item.first_number is not None:
        _keep(item, item.first_number, at=at)
    Import.objects.filter(pk=item.pk).update(alike_kept=True)


def _keep(item: Import, first: int, *, at: datetime) -> None:
    said = {each.row: each for each in AlikeSaid.objects.filter(of=item, says=Says.NEW.value)}
    pairs = _written_pairs(item, first - 1, said)
    while some := list(itertools.islice(pairs, KEPT_AT_ONCE)):
        keep_pairs(some, at=at)


def _written_pairs(item: Import, before: int, said: Mapping[int, AlikeSaid]) -> Iterable[FoundPair]:
    with reading(item.pk) as stage:
        for seq, other, number, row, answer, score, reasons in stage.execute(WRITTEN) if stage else ():
            one, two = before + seq, number if number is not None else before + other
            by = said.get(row)
            yield FoundPair(
                low=min(one, two),
                high=max(one, two),
                answer=Answer(answer),
                score=score,
                reasons=reasons,
                told_apart_by=(by.by_kind, by.by_key, by.at) if by else None,
            )
