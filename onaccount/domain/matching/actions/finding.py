"""Find who may be one, for some customers at once, and note it.

What a person decided is left alone. A pair that nobody has decided is told anew each time that one of its two is looked
at, and goes when nothing speaks for it any more; one that was put off comes back when more speaks for it than before.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import alike_pairs, alike_to, profiles_of, survivors_of
from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import SYSTEM, Subject
from onaccount.domain.matching.actions.turns import hold_off_merges
from onaccount.domain.matching.models import Pair
from onaccount.domain.matching.rules import Answer, Likeness, likenesses_of
from onaccount.domain.matching.rules.answers import SURETY
from onaccount.domain.matching.rules.pairs import as_json
from onaccount.domain.matching.rules.states import Decision

MOST_EACH = 10  # new pairs of one customer: of a thousand with one name, nobody looks at more

Two = tuple[int, int]
Profiles = Mapping[int, Mapping[str, str]]
ORDER = list(Answer)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look at some customers came to: `pairs` by their two numbers, lower first, of which `known` were there."""

    numbers: frozenset[int]
    compared: int
    pairs: dict[Two, Likeness]


def find_among(numbers: Collection[int], *, below: Collection[int] = ()) -> Finding:
    """Compare these with those who share something telling with them; nothing is written.

    Those in `below` only with lower numbers: that is enough where those with higher ones are looked at too, and much
    faster.
    """
    if not numbers:
        return Finding(frozenset(), 0, {})
    met = _met_below(set(below)) | _met([number for number in numbers if number not in set(below)])
    undecided = Pair.objects.filter(_of(numbers), decision__in=[Decision.OPEN.value, Decision.LATER.value])
    known = set(undecided.values_list("low_id", "high_id"))
    found = _compared(met | known)
    for two in _told_apart(numbers):
        found.pop(two, None)
    return Finding(frozenset(numbers), len(met | known), _surest(found, known))


def _told_apart(numbers: Collection[int]) -> set[Two]:
    """Whom somebody called different before one of them was merged: nobody is asked again about the survivor."""
    merged = Customer.objects.filter(merged_into__in=numbers).values_list("number", flat=True)
    said = Pair.objects.filter(_of([*numbers, *merged]), decision=Decision.DIFFERENT.value, is_moot=True)
    two = list(said.values_list("low_id", "high_id"))
    survivors = survivors_of({number for pair in two for number in pair})
    return {_in_order(survivors.get(low) or low, survivors.get(high) or high) for low, high in two}


def _met_below(numbers: Collection[int]) -> set[Two]:
    alike = alike_pairs(min(numbers), max(numbers)) if numbers else []
    return {_in_order(one, other) for one, other in alike if one in numbers}


def _met(numbers: Collection[int]) -> set[Two]:
    if not numbers:
        return set()
    profiles = profiles_of(numbers)
    alike = alike_to(list(profiles.values()))
    met = zip(profiles, alike, strict=True)
    return {_in_order(number, other) for number, others in met for other in others if other != number}


def _in_order(one: int, other: int) -> Two:
    return (one, other) if one < other else (other, one)


def _compared(met: Collection[Two]) -> dict[Two, Likeness]:
    """How alike these are. Who was merged speaks for the survivor: of what both of a family tell, the surest counts."""
    profiles = profiles_of({number for pair in met for number in pair})
    survivors = {number: into for number, into in survivors_of(list(profiles)).items() if into is not None}
    places = {number: place for place, number in enumerate(profiles)}
    two = sorted(pair for pair in met if pair[0] in places and pair[1] in places)
    compared = likenesses_of(list(profiles.values()), [(places[low], places[high]) for low, high in two])
    found: dict[Two, Likeness] = {}
    for (low, high), alike in zip(two, compared, strict=True):
        one, other = survivors.get(low, low), survivors.get(high, high)
        pair = _in_order(one, other)
        if one != other and (pair not in found or found[pair].score < alike.score):
            found[pair] = alike
    return found


def _surest(found: dict[Two, Likeness], known: Collection[Two]) -> dict[Two, Likeness]:
    """What is told: all that is known already, and of each customer's new pairs the surest."""
    kept = {pair: alike for pair, alike in found.items() if pair in known}
    new = [pair for pair in found if pair not in known and found[pair].answer is not Answer.DIFFERENT]
    of_each: dict[int, int] = defaultdict(int)
    for pair in sorted(new, key=lambda pair: (ORDER.index(found[pair].answer), -found[pair].score, pair)):
        if max(of_each[number] for number in pair) < MOST_EACH:
            kept[pair] = found[pair]
            for number in pair:
                of_each[number] += 1
    return kept


def _of(numbers: Collection[int]) -> Q:
    return Q(low__in=numbers) | Q(high__in=numbers)


# --- written down, in the caller's transaction ------------------------------------------------------------------------


def note_pairs(finding: Finding, *, at: datetime) -> int:
    """Write down what was found. Answers how many pairs nobody knew of. The caller is inside a transaction."""
    if not finding.numbers:
        return 0
    hold_off_merges()
    held = Pair.objects.select_for_update(no_key=True).filter(_of(finding.numbers)).order_by("pk")
    known = {(pair.low_id, pair.high_id): pair for pair in held}
    elsewhere = [two for two in finding.pairs if two not in known and not finding.numbers & set(two)]
    known |= {(pair.low_id, pair.high_id): pair for pair in _these(elsewhere)}
    _tell_anew(known, finding.pairs, at=at)
    new = [two for two, alike in finding.pairs.items() if two not in known and alike.answer is not Answer.DIFFERENT]
    return add_pairs([_row(two, finding.pairs[two], at=at) for two in new])


def add_pairs(pairs: Collection[Pair]) -> int:
    """Write down pairs that nobody knew of; return how many. The caller has held off merges.

    Whoever was taken out since they were compared is left out. Of whom was merged nobody is asked until that is undone.
    """
    there = survivors_of([number for pair in pairs for number in (pair.low_id, pair.high_id)])
    rows = [pair for pair in pairs if pair.low_id in there and pair.high_id in there]
    for pair in rows:
        pair.is_moot = there[pair.low_id] is not None or there[pair.high_id] is not None
    Pair.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _these(pairs: Collection[Two]) -> Iterable[Pair]:
    """Pairs of survivors, which are not among those that were looked at."""
    if not pairs:
        return []
    lows, highs = {low for low, _ in pairs}, {high for _, high in pairs}
    return [pair for pair in Pair.objects.filter(low__in=lows, high__in=highs) if (pair.low_id, pair.high_id) in pairs]


def _row(two: Two, alike: Likeness, *, at: datetime) -> Pair:
    return Pair(low_id=two[0], high_id=two[1], found_at=at, **columns_of(alike))


def columns_of(alike: Likeness) -> dict[str, Any]:
    reasons = list(map(as_json, alike.reasons))
    return {"answer": alike.answer.value, "surety": SURETY[alike.answer], "score": alike.score, "reasons": reasons}


FIELDS = ("answer", "surety", "score", "reasons", "decision", "decided_by_kind", "decided_by_key", "decided_at")


def _tell_anew(known: Mapping[Two, Pair], found: Mapping[Two, Likeness], *, at: datetime) -> None:
    changed, gone = [], []
    for two, pair in known.items():
        alike = found.get(two)
        if alike is None or pair.decision not in (Decision.OPEN.value, Decision.LATER.value):
            continue
        if alike.answer is Answer.DIFFERENT:
            if pair.decision == Decision.OPEN.value:
                gone.append(pair.pk)
            continue
        columns = columns_of(alike)
        if pair.decision == Decision.LATER.value and ORDER.index(alike.answer) < ORDER.index(Answer(pair.answer)):
            columns |= _reopened(pair, at=at)
        if any(getattr(pair, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(pair, name, value)
            changed.append(pair)
    Pair.objects.bulk_update(changed, FIELDS, batch_size=100)
    Pair.objects.filter(pk__in=gone).delete()


def _reopened(pair: Pair, *, at: datetime) -> dict[str, Any]:
    """It was put off when less spoke for it."""
    changes = {"decision": (Decision.LATER.value, Decision.OPEN.value)}
    subject = Subject("pair", f"{pair.low_id}-{pair.high_id}")
    record("pair.reopened", subject, by=SYSTEM, at=at, changes=changes)
    who = {"decided_by_kind": SYSTEM.kind, "decided_by_key": SYSTEM.key, "decided_at": at}
    return {"decision": Decision.OPEN.value, **who}


def tell_moot(numbers: Collection[int]) -> None:
    """A pair of which one was merged is not asked about while it is: its survivor is asked about instead."""
    merged = Customer.objects.filter(Q(number=OuterRef("low")) | Q(number=OuterRef("high")), merged_into__isnull=False)
    pairs = Pair.objects.filter(_of(numbers))
    pairs.filter(Exists(merged)).update(is_moot=True)
    pairs.filter(~Exists(merged)).update(is_moot=False)
