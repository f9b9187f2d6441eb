"""Reads of imports: what the pages and the command show."""

from onaccount.domain.imports.queries.cards import (
    Column,
    Figures,
    ImportCard,
    ImportsPage,
    Understanding,
    approved_by,
    import_card,
    import_progress,
    imports_page,
    rejects_of,
    started_by,
    understanding,
    waiting_for_worker,
)
from onaccount.domain.imports.queries.cells import Cell, OpenRow, mended_rows, open_row
from onaccount.domain.imports.queries.rows import (
    Problem,
    RowLine,
    RowsPage,
    Wanted,
    first_differences,
    first_problems,
    first_warnings,
    rows_page,
)
from onaccount.domain.imports.queries.template import template_csv, template_xlsx

__all__ = [
    "Cell",
    "Column",
    "Figures",
    "ImportCard",
    "ImportsPage",
    "OpenRow",
    "Problem",
    "RowLine",
    "RowsPage",
    "Understanding",
    "Wanted",
    "approved_by",
    "first_differences",
    "first_problems",
    "first_warnings",
    "import_card",
    "import_progress",
    "imports_page",
    "mended_rows",
    "open_row",
    "rejects_of",
    "rows_page",
    "started_by",
    "template_csv",
    "template_xlsx",
    "understanding",
    "waiting_for_worker",
]
