"""The next number of a series, held until what bears it is there: what is taken back gives it back."""

from onaccount.domain.billing.models import NumberSeries


def take_number(code: str) -> int:
    """1, 2, 3 without a gap, for the row is held to the end of the transaction (D-19)."""
    return take_numbers(code, 1)


def take_numbers(code: str, count: int) -> int:
    """The first of so many numbers in a row."""
    NumberSeries.objects.get_or_create(code=code)
    row = NumberSeries.objects.select_for_update(no_key=True).get(code=code)
    first = row.last + 1
    row.last += count
    row.save(update_fields=["last"])
    return first
