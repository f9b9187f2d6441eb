"""Whose a merged customer is now (D-11)."""

from collections.abc import Collection

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries.lists import published


def survivors_of(numbers: Collection[int]) -> dict[int, int | None]:
    """For each of these customers that is there, the one it was merged into; None where it stands for itself."""
    return dict(Customer.objects.filter(published(), number__in=numbers).values_list("number", "merged_into"))
