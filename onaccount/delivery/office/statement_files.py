"""A statement as a file: CSV that is written while it is sent, and PDF."""

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, tzinfo
from functools import partial
from itertools import chain, islice
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from onaccount.delivery.office.account_shown import REASON_LABELS
from onaccount.delivery.office.statement_shown import DAY, ShownRow, in_columns, in_days, shown_row, shown_statement
from onaccount.delivery.ui.paper import paper
from onaccount.domain.accounts.queries import Row, Statement, rows_from, sums_of
from onaccount.domain.imports.rules.rejects import harmless
from onaccount.domain.ledger.rules import Reason
from onaccount.domain.ledger.rules.receipts import receipt_code
from onaccount.foundation.money import Money
from onaccount.foundation.refusals import Refused

HEADER = (
    gettext_lazy("Posted"),
    gettext_lazy("Kind"),
    gettext_lazy("Reference"),
    gettext_lazy("Charged"),
    gettext_lazy("Paid"),
    gettext_lazy("Taken back"),
    gettext_lazy("Balance"),
    gettext_lazy("Currency"),
    gettext_lazy("Receipt"),
)
LINES_AT_ONCE = 200  # of CSV, so that a long file is not sent in small change
LONGEST_PAPER = 5000  # postings: some 120 pages, and a second of work
FOOT = gettext_noop(
    "A balance below nothing is the customer's own money. Below each posting stands the code of its receipt: ask the "
    "books for it at %(address)s."
)


class TooLongForPaper(Refused):
    code = "too_long_for_paper"
    sentence = "{count:,} postings are in this period, and a PDF has {most:,} at most."
    cure = "Choose a shorter period, or take the CSV, which has no end."


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_of(statement: Statement) -> Iterator[bytes]:
    """UTF-8 with the mark by which spreadsheet programs know that; amounts are decimal strings, times the business's.

    The first line below the headings is the opening balance, the last one the closing balance. What people wrote is
    made harmless where a spreadsheet program might take it for a formula. Words and time zone are those of now: the
    lines are written when the page's own are gone.
    """
    words = {reason: str(label) for reason, label in REASON_LABELS.items()}
    lines = chain(
        [[str(name) for name in HEADER]],
        [_balance(_("Opening balance"), statement.period.first, statement.opening)],
        map(partial(_cells, words, timezone.get_current_timezone()), rows_from(statement)),
        [_balance(_("Closing balance"), statement.period.last, statement.closing)],
    )
    return _sent(lines)


def _sent(lines: Iterator[Sequence[Any]]) -> Iterator[bytes]:
    writer = csv.writer(_Echo())
    yield codecs.BOM_UTF8
    while some := list(islice(lines, LINES_AT_ONCE)):
        yield "".join(writer.writerow([harmless(str(cell)) for cell in cells]) for cells in some).encode()


def _balance(label: str, day: date, of: Money) -> Sequence[Any]:
    return (day, label, "", "", "", "", of, of.currency, "")


def _cells(words: Mapping[Reason, str], zone: tzinfo, row: Row) -> Sequence[Any]:
    card = row.card
    return (
        card.posted_at.astimezone(zone).isoformat(timespec="seconds"),
        words[card.reason],
        card.note,
        *("" if each is None else each for each in in_columns(card.amount, card.reason)),
        row.balance,
        card.amount.currency,
        receipt_code(card.id, card.hash),
    )


def pdf_of(statement: Statement, *, business: str, customer: str, address: Sequence[str], verify: str) -> bytes:
    """`address` are the customer's lines, `verify` where a receipt is asked for. Raises TooLongForPaper."""
    if statement.count > LONGEST_PAPER:
        raise TooLongForPaper(count=statement.count, most=LONGEST_PAPER)
    shown = shown_statement(statement, sums_of(statement))
    return paper(
        "statement",
        {
            "lang": (get_language() or "en").partition("-")[0],
            "title": _("Statement of account"),
            "business": business,
            "customer": customer,
            "address": list(address),
            "facts": [
                [_("Customer"), _("No. %(number)s") % {"number": statement.customer}],
                [_("Period"), in_days(statement.period)],
                [_("Drawn up"), f"{timezone.localtime():{DAY}}"],
            ],
            "figures": [
                [_("Opening balance"), shown.opening.figures, shown.opening.words],
                [_("Charged"), shown.charged, ""],
                [_("Paid"), shown.paid, ""],
                *([[_("Taken back"), shown.back, ""]] if shown.back else []),
                [_("Closing balance"), shown.closing.figures, shown.closing.words],
            ],
            "header": [_("Posted"), _("What"), _("Charged"), _("Paid"), _("Taken back"), _("Balance")],
            "rows": [_paper_row(shown_row(row)) for row in rows_from(statement)],
            "none": _("Nothing was posted in this period."),
            "foot": _(FOOT) % {"address": verify},
            "page": _("Page"),
            "of": _("of"),
        },
    )


def _paper_row(row: ShownRow) -> dict[str, Any]:
    taken_back = f" ({_('taken back')})" if row.is_reversed else ""
    return {
        "at": f"{timezone.localtime(row.at):{DAY}}",
        "label": f"{row.label}{taken_back}",
        "note": row.note,
        "receipt": row.receipt,
        "amounts": [row.debit, row.credit, row.back, row.balance],
    }
