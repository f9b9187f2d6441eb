"""What was compared and merged of a customer is forgotten; that it was, and who said so, stays (I25)."""

from collections.abc import Collection

from django.db.models import Q

from onaccount.domain.matching.models import Merge, Pair
from onaccount.domain.matching.rules.states import Decision


def erase_comparisons(customers: Collection[int]) -> int:
    """Forget why these looked like others, and what merges wrote over. How many rows were changed.

    A pair that nobody has decided on goes: nobody can any more. A merge that is taken back later gives no value back.
    """
    pairs = Pair.objects.filter(Q(low__in=customers) | Q(high__in=customers))
    changed = pairs.filter(decision__in=[Decision.OPEN.value, Decision.LATER.value]).delete()[0]
    changed += pairs.exclude(reasons=[]).update(reasons=[])
    merges = Merge.objects.filter(Q(loser__in=customers) | Q(survivor__in=customers))
    changed += merges.filter(~Q(before={}) | ~Q(after={})).update(before={}, after={})
    return changed
