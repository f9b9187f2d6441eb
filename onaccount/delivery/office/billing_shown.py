"""Quotes, invoices and payments in the words in which staff read them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.account_shown import in_figures
from onaccount.domain.billing.queries import FundsRow, InvoiceCard, InvoiceRow, LineRow, QuoteCard
from onaccount.domain.billing.rules.invoices import InvoiceKind, Paid
from onaccount.domain.billing.rules.money_in import FundsKind, Method
from onaccount.domain.billing.rules.quotes import QuoteState
from onaccount.domain.billing.rules.tax import Category, Tax
from onaccount.domain.catalogue.rules.quantities import quantity
from onaccount.domain.catalogue.rules.shares import percent
from onaccount.foundation.money import Money, plain

QUOTE_STATES = {
    QuoteState.DRAFT: gettext_lazy("Draft"),
    QuoteState.SENT: gettext_lazy("Sent"),
    QuoteState.ACCEPTED: gettext_lazy("Accepted"),
    QuoteState.DECLINED: gettext_lazy("Declined"),
    QuoteState.EXPIRED: gettext_lazy("Expired"),
}
WAYS = {
    "link": gettext_lazy("by the link of the letter"),
    "app": gettext_lazy("in the app"),
    "staff": gettext_lazy("as staff were told"),
}
KINDS = {
    InvoiceKind.INVOICE: gettext_lazy("Invoice"),
    InvoiceKind.COLLECTIVE: gettext_lazy("Collective invoice"),
    InvoiceKind.CREDIT_NOTE: gettext_lazy("Credit note"),
}
PAID = {
    Paid.OPEN: gettext_lazy("Open"),
    Paid.PART: gettext_lazy("Paid in part"),
    Paid.PAID: gettext_lazy("Paid"),
    Paid.CREDITED: gettext_lazy("Credited"),
    Paid.OVERDUE: gettext_lazy("Overdue"),
}
CHIPS = {Paid.PAID: "good", Paid.OVERDUE: "bad", Paid.PART: "care"}
METHODS = {
    Method.BANK: gettext_lazy("Bank transfer"),
    Method.CASH: gettext_lazy("Cash"),
    Method.CARD: gettext_lazy("Card"),
    Method.CHEQUE: gettext_lazy("Cheque"),
    Method.DIRECT_DEBIT: gettext_lazy("Direct debit"),
    Method.ONLINE: gettext_lazy("Online"),
}
FUNDS = {
    FundsKind.PAYMENT: gettext_lazy("Payment"),
    FundsKind.CREDIT_NOTE: gettext_lazy("Credit note"),
    FundsKind.CREDIT: gettext_lazy("Credit"),
}
METHOD_CHOICES = [(method.value, label) for method, label in METHODS.items()]


def figures(minor: int, currency: str) -> str:
    return in_figures(Money(minor, currency))


def shown_quote(card: QuoteCard) -> dict[str, Any]:
    return {
        "number": card.number,
        "customer": card.customer,
        "name": card.name,
        "state": card.state.value,
        "state_label": QUOTE_STATES[card.state],
        "total": figures(card.total_minor, card.currency),
        "net": figures(card.net_minor, card.currency),
        "tax": figures(card.tax_minor, card.currency),
        "currency": card.currency,
        "words": card.words,
        "valid_until": card.valid_until,
        "created_at": card.created_at,
        "sent_at": card.sent_at,
        "answered_at": card.answered_at,
        "answered_how": WAYS.get(card.answered_how, ""),
        "invoice": card.invoice,
        "lines": shown_lines(card.lines, card.currency),
        "taxes": [
            (tax_words(each.tax), figures(each.taxable, card.currency), figures(each.amount, card.currency))
            for each in (card.taxed.subtotals if card.lines else ())
        ],
    }


def shown_lines(lines: Sequence[LineRow], currency: str) -> list[dict[str, Any]]:
    return [
        {
            "place": line.place,
            "name": line.name,
            "quantity": f"{quantity(line.quantity_milli)} {line.unit}".strip(),
            "price": figures(line.price_minor, currency),
            "amount": figures(line.amount_minor, currency),
            "plain": plain(line.amount_minor, currency),
            "tax": tax_words(line.tax),
            "typed": {
                "name": line.name,
                "quantity": quantity(line.quantity_milli),
                "price": plain(line.price_minor, currency),
            },
        }
        for line in lines
    ]


def tax_words(tax: Tax) -> str:
    if tax.category == Category.STANDARD.value:
        return f"{percent(tax.rate_ppm)} %"
    return tax.reason


def shown_invoice_row(row: InvoiceRow, today: date) -> dict[str, Any]:
    stands = row.stands_on(today)
    return {
        "label": row.label,
        "kind_label": KINDS[row.kind],
        "customer": row.customer,
        "name": row.name,
        "issued_on": row.issued_on,
        "due_on": row.due_on,
        "total": figures(row.total_minor, row.currency),
        "due": figures(row.due_minor, row.currency) if stands else "",
        "stands": PAID[stands] if stands else "",
        "chip": CHIPS.get(stands, "") if stands else "",
    }


def shown_invoice(card: InvoiceCard, today: date) -> dict[str, Any]:
    row, currency = card.row, card.row.currency
    return shown_invoice_row(row, today) | {
        "is_credit_note": row.kind is InvoiceKind.CREDIT_NOTE,
        "net": figures(card.net_minor, currency),
        "tax": figures(card.tax_minor, currency),
        "paid": figures(row.paid_minor, currency),
        "credited": figures(row.credited_minor, currency),
        "currency": currency,
        "lines": shown_lines(card.lines, currency),
        "taxes": [
            {
                "words": tax_words(each.tax),
                "taxable": figures(each.taxable_minor, currency),
                "amount": figures(each.amount_minor, currency),
                "difference": _difference(each.difference_minor, currency),
            }
            for each in card.taxes
        ],
        "quote": card.quote,
        "service": card.service,
        "period": card.period,
        "corrects": card.corrects,
        "credit_notes": card.credit_notes,
        "buyer": card.buyer,
        "seller": card.seller,
        "buyer_lines": address_lines(card.buyer),
        "seller_lines": address_lines(card.seller),
        "words": card.words,
        "settled_by": [
            {
                "what": FUNDS[each.kind],
                "label": each.credit_note,
                "on": each.received_on,
                "amount": figures(each.amount_minor, currency),
            }
            for each in card.settled_by
        ],
    }


def _difference(minor: int, currency: str) -> str:
    if not minor:
        return ""
    return _("rounded once: %(difference)s to the lines' own") % {"difference": plain(minor, currency)}


def address_lines(party: Mapping[str, str]) -> list[str]:
    place = " ".join(filter(None, (party.get("postcode", ""), party.get("city", ""))))
    return [each for each in (party.get("line1", ""), party.get("line2", ""), place, party.get("country", "")) if each]


def shown_funds(row: FundsRow) -> dict[str, Any]:
    currency = row.currency
    return {
        "key": row.posting,
        "customer": row.customer,
        "name": row.name,
        "what": METHODS[Method(row.method)] if row.method else FUNDS[row.kind],
        "kind": row.kind.value,
        "amount": figures(row.amount_minor, currency),
        "left": figures(row.left_minor, currency) if row.left_minor else "",
        "received_on": row.received_on,
        "note": row.note or row.credit_note,
        "is_reversed": row.reversed_at is not None,
        "may_be_reversed": row.reversed_at is None and row.kind is not FundsKind.CREDIT_NOTE,
        "pays": [(label, figures(minor, currency)) for label, minor in row.pays],
    }
