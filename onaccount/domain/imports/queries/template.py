"""The template to download: every field once, and two rows that show how to fill it in."""

import csv
import io

from onaccount.domain.imports.rules.template import template_rows

WIDTH = 22  # characters, of a column in the workbook


def template_csv() -> bytes:
    """As CSV in UTF-8, with the mark by which spreadsheet programs know that."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(template_rows())
    return text.getvalue().encode("utf-8-sig")


def template_xlsx() -> bytes:
    """As a workbook whose cells are text, so that leading zeros stay."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Customers")
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        header, *rows = template_rows()
        sheet.set_column(0, len(header) - 1, WIDTH, text)
        sheet.freeze_panes(1, 0)
        for index, cells in enumerate([header, *rows]):
            for column, cell in enumerate(cells):
                sheet.write_string(index, column, cell, text if index else bold)
    return buffer.getvalue()
