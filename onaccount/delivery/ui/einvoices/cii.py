"""UN/CEFACT Cross Industry Invoice, as it stands inside a PDF."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from onaccount.delivery.ui.einvoices.parts import (
    CREDIT_NOTE,
    EN16931,
    INVOICE,
    ONE,
    TRANSFER,
    amount,
    check_digits,
    country,
    net_price,
    quantity_of,
    rate,
)
from onaccount.domain.billing.queries import InvoiceCard, LineRow
from onaccount.domain.billing.rules.invoices import InvoiceKind
from onaccount.domain.billing.rules.tax import Category


def cii_of(card: InvoiceCard) -> bytes:
    """Checked against the schema of EN 16931. Raises TooManyDigits."""
    from drafthorse.models.accounting import ApplicableTradeTax  # heavy: it brings lxml
    from drafthorse.models.document import Document
    from drafthorse.models.note import IncludedNote

    check_digits(card.row.currency)
    made: Any = Document()
    made.context.guideline_parameter.id = EN16931
    made.header.id = card.row.label
    made.header.type_code = CREDIT_NOTE if card.row.kind is InvoiceKind.CREDIT_NOTE else INVOICE
    made.header.issue_date_time = _moment(card.row.issued_on)
    if card.words:
        note: Any = IncludedNote()
        note.content = card.words
        made.header.notes.add(note)
    _parties(made, card)
    settlement = made.trade.settlement
    settlement.currency_code = card.row.currency
    if card.corrects:
        settlement.invoice_referenced_document.issuer_assigned_id = card.corrects
    if card.seller.get("iban"):
        settlement.payment_means.add(_means(card))
    for each in card.taxes:
        tax: Any = ApplicableTradeTax()
        tax.calculated_amount = _decimal(each.amount_minor, card)
        tax.basis_amount = _decimal(each.taxable_minor, card)
        tax.type_code, tax.category_code = "VAT", each.tax.category
        tax.rate_applicable_percent = Decimal(rate(each.tax.rate_ppm))
        if each.tax.category != Category.STANDARD.value:
            tax.exemption_reason = each.tax.reason
        settlement.trade_tax.add(tax)
    _totals(made, card)
    for line in card.lines:
        made.trade.items.add(_line(card, line))
    xml: bytes = made.serialize(schema="FACTUR-X_EN16931")
    return xml


def _parties(made: Any, card: InvoiceCard) -> None:
    agreement = made.trade.agreement
    if card.buyer.get("reference"):
        agreement.buyer_reference = card.buyer["reference"]
    _party(agreement.seller, card.seller, card.seller["country"])
    _party(agreement.buyer, card.buyer, country(card))


def _party(place: Any, party: Mapping[str, str], in_country: str) -> None:
    from drafthorse.models.party import TaxRegistration

    place.name = party.get("name", "")
    if party.get("registration_number"):
        place.legal_organization.id = ("", party["registration_number"])
    place.address.line_one = party.get("line1", "")
    place.address.line_two = party.get("line2", "")
    place.address.city_name = party.get("city", "")
    place.address.postcode = party.get("postcode", "")
    place.address.country_id = in_country
    if party.get("tax_id"):
        registration: Any = TaxRegistration()
        registration.id = ("VA", party["tax_id"])
        place.tax_registrations.add(registration)


def _means(card: InvoiceCard) -> Any:
    from drafthorse.models.payment import PaymentMeans

    means: Any = PaymentMeans()
    means.type_code = TRANSFER
    means.payee_account.iban = card.seller["iban"]
    if card.seller.get("bic"):
        means.payee_institution.bic = card.seller["bic"]
    return means


def _totals(made: Any, card: InvoiceCard) -> None:
    from drafthorse.models.payment import PaymentTerms

    if card.row.kind is not InvoiceKind.CREDIT_NOTE:
        terms: Any = PaymentTerms()
        terms.due = _moment(card.row.due_on)
        made.trade.settlement.terms.add(terms)
    sums, currency = made.trade.settlement.monetary_summation, card.row.currency
    sums.line_total = _decimal(card.net_minor, card)
    sums.charge_total = sums.allowance_total = Decimal(0)
    sums.tax_basis_total = _decimal(card.net_minor, card)
    sums.tax_total = (_decimal(card.tax_minor, card), currency)
    sums.grand_total = sums.due_amount = _decimal(card.row.total_minor, card)


def _line(card: InvoiceCard, line: LineRow) -> Any:
    from drafthorse.models.tradelines import LineItem

    made: Any = LineItem()
    made.document.line_id = str(line.place)
    made.product.name = line.name
    made.agreement.net.amount = Decimal(net_price(line, card.row.currency, includes_tax=card.includes_tax))
    made.delivery.billed_quantity = (Decimal(quantity_of(line)), ONE)
    made.settlement.trade_tax.type_code = "VAT"
    made.settlement.trade_tax.category_code = line.tax.category
    made.settlement.trade_tax.rate_applicable_percent = Decimal(rate(line.tax.rate_ppm))
    made.settlement.monetary_summation.total_amount = _decimal(line.net_minor, card)
    return made


def _decimal(minor: int, card: InvoiceCard) -> Decimal:
    return Decimal(amount(minor, card.row.currency))


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
