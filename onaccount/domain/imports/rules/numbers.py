"""Phones, postcodes and ids that a workbook keeps as numbers: what a number cannot hold is lost, and is said."""

from onaccount.domain.customers.rules.unusable import Remark
from onaccount.domain.imports.rules.mapping import Mapping
from onaccount.domain.imports.rules.table import Table

PHONES = ("phone", "mobile", "contact_phone", "other_phone")
CODES = ("postcode", "delivery_postcode", "tax_id", "registration_number")
IDS = ("external_id", "company_id")
LEAST_DIGITS = 5  # fewer are no telephone number that anybody dials from outside

REMARK_PHONES = (
    'Under "{heading}" {count} cells are numbers, not text: a leading zero or plus sign that they had is lost for '
    "good. Compare some with the system they come from."
)
REMARK_ZEROS = (
    'Under "{heading}" {count} cells are numbers with fewer digits than the others: leading zeros that they had are '
    "lost for good. Compare some with the system they come from."
)


def lost_digits(table: Table, mapping: Mapping) -> list[Remark]:
    """A remark for each column of a workbook whose numbers should have been text. Nothing is guessed back."""
    remarks = []
    for name, index in (mapping.columns | mapping.further).items():
        lengths = table.numbers.get(index, {})
        if name in PHONES or name.endswith("_phone"):
            count = sum(number for digits, number in lengths.items() if digits >= LEAST_DIGITS)
            template = REMARK_PHONES
        else:
            count = count_short(name, index, lengths, table)
            template = REMARK_ZEROS
        if count:
            remarks.append(Remark(template, heading=mapping.header[index], count=f"{count:,}"))
    return remarks


def count_short(name: str, index: int, lengths: dict[int, int], table: Table) -> int:
    """How many numbers are shorter than is usual in a column of codes, or stand beside ids with zeros before them."""
    if name in IDS:
        padded = {len(cells[index]) for cells in table.sample() if cells[index][:1] == "0" and cells[index].isdecimal()}
        return sum(number for digits, number in lengths.items() if padded and digits < max(padded))
    if name in CODES and lengths:
        usual = max(lengths, key=lambda digits: (lengths[digits], digits))
        return sum(number for digits, number in lengths.items() if digits < usual)
    return 0
