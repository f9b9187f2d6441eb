"""How alike pairs are, field by field: a level for each pair, and how rare is what they share. Whole columns of pairs
at once: equal values by their codes, others by rapidfuzz; nothing in Python is done pair by pair."""

from collections.abc import Iterable

from onaccount.domain.matching.rules.scoring.compare.levels import LEVELS, MISSING, Compared, Floats, Pairs, bits_of
from onaccount.domain.matching.rules.scoring.compare.own import Own
from onaccount.domain.matching.rules.scoring.compare.parties import Parties
from onaccount.domain.matching.rules.scoring.compare.persons import Persons
from onaccount.domain.matching.rules.scoring.compare.places import Places
from onaccount.domain.matching.rules.scoring.compare.reach import Reach

__all__ = ["LEVELS", "MISSING", "Compared", "Comparison", "Floats", "Pairs", "bits_of"]


class Comparison(Persons, Parties, Places, Reach, Own):
    """The pairs (a[i], b[i]) of records of these columns, by every comparison of LEVELS."""

    def compared(self, names: Iterable[str] = LEVELS) -> dict[str, Compared]:
        """By the names of LEVELS; comparisons that say nothing of any pair are left out."""
        found = {name: getattr(self, name) for name in names}
        return {name: each for name, each in found.items() if each is not None and (each.level != MISSING).any()}
