"""Imports in the words in which staff read them."""

from onaccount.delivery.office.imported.columns import shown_report
from onaccount.delivery.office.imported.lines import ShownLine, narrowed, shown_kinds
from onaccount.delivery.office.imported.lists import ShownImport, shown_kept
from onaccount.delivery.office.imported.rows import ShownRow
from onaccount.delivery.office.imported.words import in_words, outcome_labels, rows_text

__all__ = [
    "ShownImport",
    "ShownLine",
    "ShownRow",
    "in_words",
    "narrowed",
    "outcome_labels",
    "rows_text",
    "shown_kept",
    "shown_kinds",
    "shown_report",
]
