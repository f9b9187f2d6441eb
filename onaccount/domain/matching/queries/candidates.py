"""Who somebody may be: the one query that every door asks before a record exists (B-02), and of one that does.

    candidates({"name": "Graham's Widgets", "phone": "01632 960177"})   a form, a till, an app, a machine
    candidates(values, is_typing=True)                                  while the form is being filled in
    candidates_of(card.fields, number=7)                                of a customer

Values are fields by their names in the field table (and `login_email`), as typed or as stored; what cannot be read is
left out. Whoever calls has asked for Right.SEE_CUSTOMERS before: a stranger is never told whom we know.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

from django.db import connection, transaction

from onaccount.domain.customers.queries import Met, met_by, visible
from onaccount.domain.customers.queries.search import numbers_found
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.matching.queries.pairs import PairsOf, pairs_of
from onaccount.domain.matching.rules import Answer, Likeness, as_begun, as_compared, as_known, completed, likenesses
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.matching.rules.telling import FEWEST_LETTERS
from onaccount.foundation.text import fold

log = logging.getLogger(__name__)
SHOWN = 5
BEGUN = 20  # customers whose name has the pieces that were typed so far
SURE_FIRST = {answer: place for place, answer in enumerate(Answer)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer who may be the one that was described, and why.

    `shared` are the fields of which both have one value to the letter, of those that are looked for as they stand
    (addresses, numbers, ids). Who was merged is shown as the survivor (D-11): `merged` is then the number by which it
    was found, else None.
    """

    number: int
    name: str
    status: Status
    likeness: Likeness
    shared: tuple[str, ...] = ()
    merged: int | None = None
    is_put_off: bool = False  # a person said of this pair that it is decided later

    @property
    def is_likely(self) -> bool:
        return self.likeness.answer in (Answer.SAME, Answer.LIKELY)

    @property
    def is_asked_about(self) -> bool:
        """Whether a person says once more that it is another one before there is a second record.

        Of one name alone it is seldom sure, and yet nobody means to have a second record of it unasked.
        """
        has_name = any(reason.code == "same_name" for reason in self.likeness.reasons)
        return self.is_likely or has_name or bool(self.shared)


def candidates(
    values: Mapping[str, str],
    *,
    limit: int = SHOWN,
    but_not: Collection[int] = (),
    least: Answer = Answer.MAYBE,
    is_typing: bool = False,
) -> list[Candidate]:
    """The customers who may be the party of these fields, the surest first; `but_not` those it cannot be.

    `is_typing`: the name may end in the middle of a word. The number of statements is the same whoever is found.
    """
    asked = as_compared(values)
    if not asked:
        return []
    begun = _begun(asked.get("name", "")) if is_typing else []
    found = _best_of_families(asked, met_by(asked, also=begun, but_not=but_not), is_typing=is_typing)
    told = [each for each in found if SURE_FIRST[each.likeness.answer] <= SURE_FIRST[least]]
    return sorted(told, key=_surest_first)[:limit]


def candidates_of(
    values: Mapping[str, str],
    *,
    number: int,
    limit: int = SHOWN,
    is_typing: bool = False,
    pairs: PairsOf | None = None,
) -> list[Candidate]:
    """Who else a customer may be, but for those whom a person called different; `values` are its own fields, `pairs`
    what is known of it, where the caller has asked."""
    said = (pairs or pairs_of(number)).said
    apart = {other for other, decision in said.items() if decision is Decision.DIFFERENT}
    found = candidates(values, limit=limit, but_not={number, *apart}, is_typing=is_typing)
    return [replace(each, is_put_off=each.number in said) for each in found]


def candidates_of_new(values: Mapping[str, str], *, number: int) -> list[Candidate] | None:
    """Whom somebody who was just added may be; None where that could not be found out, which the log says.

    The customer is there by now: no mistake of ours in this question may answer that it was not added, or take it back.
    """
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            return candidates(values, but_not=[number])
    except Exception:
        log.exception("Whom No. %s may be could not be found out", number)
        return None


def _surest_first(each: Candidate) -> tuple[int, float, int]:
    return SURE_FIRST[each.likeness.answer], -each.likeness.score, each.number


def _begun(name: str) -> list[int]:
    """The newest who have the pieces of this name; a common piece has thousands."""
    if len(fold(name)) < FEWEST_LETTERS:
        return []
    found = numbers_found(visible(), name, limit=BEGUN, order="-number")
    with connection.cursor() as cursor:
        cursor.execute(found.sql, found.values)
        return [number for (number,) in cursor.fetchall()]


def _best_of_families(asked: Mapping[str, str], met: Sequence[Met], *, is_typing: bool) -> Iterable[Candidate]:
    """Each family once, with the likeness of the one of them who is most alike."""
    alike = _likenesses(asked, [each.profile.values for each in met], is_typing=is_typing)
    best: dict[int, Candidate] = {}
    for each, found in zip(met, alike, strict=True):
        number, survivor, shown = each.profile.number, each.survivor.number, each.survivor.values
        one = Candidate(
            number=survivor,
            name=shown["name"],
            status=Status(shown["status"]),
            likeness=as_known(found, each.shared),
            shared=each.shared,
            merged=None if survivor == number else number,
        )
        best[survivor] = min(one, best.get(survivor, one), key=_surest_first)
    return best.values()


def _likenesses(
    asked: Mapping[str, str], profiles: Sequence[Mapping[str, str]], *, is_typing: bool
) -> Iterable[Likeness]:
    """All at once: that costs little more than one."""
    found = likenesses(asked, profiles)
    if not is_typing:
        return found
    whole = [completed(asked.get("name", ""), profile["name"]) for profile in profiles]
    for name in dict.fromkeys(filter(None, whole)):
        places = [place for place, each in enumerate(whole) if each == name]
        begun = likenesses({**asked, "name": name}, [profiles[place] for place in places])
        for place, one in zip(places, map(as_begun, begun), strict=True):
            found[place] = min(found[place], one, key=lambda each: (SURE_FIRST[each.answer], -each.score))
    return found
