"""Quotes, invoices, and what came in."""

from typing import Any

from onaccount.delivery.office.views.billing import TaxForm
from onaccount.delivery.office.views.billing_terms import TermsForm
from onaccount.domain.billing.actions import OfferedLine
from tests.delivery.ui.samples.frame import NOW
from tests.delivery.ui.samples.people import LONG
from tests.delivery.ui.samples.settings import settings_page

DAY = NOW.date()
REFUSAL = {"sentence": "This quote was good until 21/11/2026.", "cure": "Ask for a new one."}
CUSTOMER = {"number": 1017, "name": LONG}
LINE = {
    "place": 1, "name": "Desk hire, a month", "quantity": "2", "price": "£33.33", "amount": "£66.66", "tax": "20 %",
    "plain": "66.66",
}  # fmt: skip
TAXES = [("20 %", "£66.66", "£13.33")]
QUOTE: dict[str, Any] = {
    "number": 12, "customer": 1017, "name": LONG, "state": "draft", "state_label": "Draft", "total": "£79.99",
    "net": "£66.66", "tax": "£13.33", "currency": "GBP", "words": "As we said.", "valid_until": DAY,
    "created_at": NOW, "sent_at": None, "answered_at": None, "answered_how": "", "invoice": "", "lines": [LINE],
    "taxes": TAXES,
}  # fmt: skip
SENT = QUOTE | {"state": "sent", "state_label": "Sent", "sent_at": NOW}
ACCEPTED = SENT | {
    "state": "accepted", "state_label": "Accepted", "answered_at": NOW, "answered_how": "by the link of the letter",
    "invoice": "INV-7",
}  # fmt: skip
TYPED = {"typed": [OfferedLine(name="Desk", price="33.33"), OfferedLine(quantity="")], "products": []}
ROW: dict[str, Any] = {
    "label": "INV-7", "kind_label": "Invoice", "customer": 1017, "name": LONG, "issued_on": DAY, "due_on": DAY,
    "total": "£79.99", "due": "£9.99", "stands": "Overdue", "chip": "bad",
}  # fmt: skip
NOTE = ROW | {"label": "CN-1", "kind_label": "Credit note", "stands": "", "chip": "", "due": ""}
PARTY = {"name": LONG, "tax_id": "GB999999973"}
INVOICE = ROW | {
    "is_credit_note": False, "net": "£66.66", "tax": "£13.33", "paid": "£70.00", "credited": "£0.00",
    "currency": "GBP", "lines": [LINE], "quote": 12, "service": None, "period": None, "corrects": "",
    "taxes": [{"words": "20 %", "taxable": "£66.66", "amount": "£13.33", "difference": "rounded once: -0.01"}],
    "credit_notes": ["CN-1"], "buyer": PARTY, "seller": PARTY, "buyer_lines": ["1 Quay Street"], "seller_lines": [],
    "words": "As we said.",
    "settled_by": [{"what": "Payment", "label": "", "on": DAY, "amount": "£70.00"}],
}  # fmt: skip
OF_NOTE = INVOICE | NOTE | {"is_credit_note": True, "quote": None, "corrects": "INV-7", "credit_notes": []}
FUNDS: dict[str, Any] = {
    "key": "0192", "customer": 1017, "name": LONG, "what": "Bank transfer", "kind": "payment", "amount": "£80.00",
    "left": "£0.01", "received_on": DAY, "note": "Ref. 0912", "is_reversed": False, "may_be_reversed": True,
    "pays": [("INV-7", "£79.99")],
}  # fmt: skip
BACK = FUNDS | {"is_reversed": True, "may_be_reversed": False, "left": "", "pays": []}
BILLING: dict[str, Any] = {
    "customer": CUSTOMER, "currency": "GBP", "balance": "£9.99", "credit": "£0.01", "quotes": [QUOTE, ACCEPTED],
    "invoices": [ROW, NOTE], "funds": [FUNDS, BACK], "open": [("INV-7", "£9.99")],
    "methods": [("bank", "Bank transfer")], "key": "k", "may_keep": True,
}  # fmt: skip
EMPTY = BILLING | {"balance": "", "quotes": [], "invoices": [], "funds": [], "open": []}
OFFER: dict[str, Any] = {
    "number": 12, "name": LONG, "state": "sent", "is_open": True, "valid_until": DAY, "words": "As we said.",
    "currency": "GBP", "lines": [("Desk hire", "2", "66.66")], "tax": "13.33", "total": "79.99",
}  # fmt: skip


class Now:
    """The terms of a business that has settled none."""

    name = line1 = line2 = city = postcode = country = tax_id = registration_number = email = iban = bic = ""
    due_days, quote_days = 14, 30
    invoice_prefix, credit_note_prefix = "INV-", "CN-"


MAY = {"may_edit": False, "may_answer": False, "may_invoice": False}
PAGES: list[tuple[str, str, dict[str, Any]]] = [
    ("quotes", "office/quotes.html", {"rows": [QUOTE, SENT, ACCEPTED], "after": 3}),
    ("quotes-none", "office/quotes.html", {"rows": [], "after": None}),
    ("quote", "office/quote.html", {"quote": QUOTE, **MAY, "may_edit": True, **TYPED}),
    ("quote-sent", "office/quote.html", {"quote": SENT, **MAY, "may_answer": True, "refusal": REFUSAL, **TYPED}),
    ("quote-accepted", "office/quote.html", {"quote": ACCEPTED, **MAY, "may_invoice": True, **TYPED}),
    ("quote-new", "office/quote_new.html", {"customer": CUSTOMER, "currency": "GBP", "words": "", **TYPED}),
    ("invoices", "office/invoices.html", {"rows": [ROW, NOTE], "after": "0192"}),
    ("invoices-none", "office/invoices.html", {"rows": [], "after": None}),
    ("invoice", "office/invoice.html", {"invoice": INVOICE, "may_credit": True, "words": ""}),
    ("invoice-note", "office/invoice.html", {"invoice": OF_NOTE, "may_credit": False, "words": ""}),
    ("payments", "office/payments.html", {"rows": [FUNDS, BACK], "after": "0192"}),
    ("payments-none", "office/payments.html", {"rows": [], "after": None}),
    ("customer-billing", "office/customer_billing.html", BILLING),
    ("customer-billing-none", "office/customer_billing.html", EMPTY),
    ("customer-tax", "office/customer_tax.html", {"customer": CUSTOMER, "form": TaxForm(), "may_change": True}),
    ("settings-billing", "office/settings/billing.html", settings_page(TermsForm(now=Now))),
    ("app-quote", "app/quote.html", OFFER),
    ("app-quote-accepted", "app/quote.html", OFFER | {"state": "accepted", "is_open": False}),
    ("app-quote-expired", "app/quote.html", OFFER | {"state": "expired", "is_open": False, "refusal": REFUSAL}),
]
