"""What became of the columns of a list."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onaccount.delivery.office.imported.words import label_of
from onaccount.domain.imports.queries import (
    ImportCard,
)
from onaccount.domain.imports.rules.synonyms import is_secret

OPEN_COLUMNS = 12  # a longer report is folded while nothing in it looks wrong


def shown_report(card: ImportCard) -> dict[str, Any] | None:
    """What office/parts/import_columns.html shows: open at once where it is short, or something looks wrong."""
    if not card.columns:
        return None
    wrong = [column for column in card.columns if column.wrong]
    left_out = sum(1 for column in card.columns if column.field is None and column.filled)
    count = len(card.columns)
    parts = [ngettext("%(n)d column", "%(n)d columns", count) % {"n": count}]
    if left_out:
        parts.append(ngettext("%(n)d left out", "%(n)d left out", left_out) % {"n": left_out})
    if wrong:
        parts.append(_("something looks wrong in %(n)d") % {"n": len(wrong)})
    return {
        "sentence": ", ".join(parts),
        "is_open": bool(wrong) or count <= OPEN_COLUMNS,
        "columns": [
            asdict(column)
            | {
                "index": index,
                "goes_to": column.field and label_of(column.field),
                "why_left_out": _("Never stored") if is_secret(column.heading) else _("Left out"),
            }
            for index, column in enumerate(card.columns)
        ],
    }
