"""What tills know of a customer beside what was sold is forgotten (I25)."""

from collections.abc import Collection
from typing import Any

from onaccount.domain.tills.models import CustomerCard, SaleException


def erase_at_tills(customers: Collection[int]) -> int:
    """End these customers' cards, and forget the words about what could not be booked. How many rows were changed.

    Sales stay as they were: a receipt names no customer but by number. A till drops its own copy of who is Inactive
    with the next answer that it gets.
    """
    changed = CustomerCard.objects.filter(customer__in=customers).delete()[0]
    for each in SaleException.objects.filter(customer__in=customers):
        values = {name: _wordless(value) for name, value in each.values.items()}
        if each.why or values != each.values:
            changed += SaleException.objects.filter(pk=each.pk).update(why="", values=values)
    return changed


def _wordless(value: Any) -> Any:
    """Figures and codes stay; a blank stands where a sentence has a name."""
    return "" if isinstance(value, str) and " " in value else value
