"""UBL 2.1: the Invoice or CreditNote of EN 16931."""

from collections.abc import Iterator, Mapping
from html import escape

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
from onaccount.domain.billing.queries import InvoiceCard, LineRow, TaxRow
from onaccount.domain.billing.rules.invoices import InvoiceKind
from onaccount.domain.billing.rules.tax import Category

OASIS = "urn:oasis:names:specification:ubl:schema:xsd"
VAT = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"


def ubl_of(card: InvoiceCard) -> bytes:
    """UTF-8 XML. Raises TooManyDigits."""
    check_digits(card.row.currency)
    noun = "CreditNote" if card.row.kind is InvoiceKind.CREDIT_NOTE else "Invoice"
    inside = "".join(_parts(card, noun))
    spaces = (
        f'xmlns="{OASIS}:{noun}-2" xmlns:cac="{OASIS}:CommonAggregateComponents-2" '
        f'xmlns:cbc="{OASIS}:CommonBasicComponents-2"'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{noun} {spaces}>{inside}</{noun}>\n'.encode()


def _parts(card: InvoiceCard, noun: str) -> Iterator[str]:
    """In the order that the schema wants."""
    row, is_note = card.row, noun == "CreditNote"
    yield _cbc("CustomizationID", EN16931)
    yield _cbc("ID", row.label)
    yield _cbc("IssueDate", f"{row.issued_on:%Y-%m-%d}")
    if not is_note:
        yield _cbc("DueDate", f"{row.due_on:%Y-%m-%d}")
    yield _cbc(f"{noun}TypeCode", CREDIT_NOTE if is_note else INVOICE)
    yield _cbc("Note", card.words)
    yield _cbc("DocumentCurrencyCode", row.currency)
    yield _cbc("BuyerReference", card.buyer.get("reference", ""))
    if card.period:
        first, last = card.period
        yield _cac("InvoicePeriod", _cbc("StartDate", f"{first:%Y-%m-%d}") + _cbc("EndDate", f"{last:%Y-%m-%d}"))
    if card.corrects:
        yield _cac("BillingReference", _cac("InvoiceDocumentReference", _cbc("ID", card.corrects)))
    yield _cac("AccountingSupplierParty", _party(card.seller, card.seller["country"]))
    yield _cac("AccountingCustomerParty", _party(card.buyer, country(card)))
    if card.seller.get("iban"):
        yield _cac("PaymentMeans", _cbc("PaymentMeansCode", TRANSFER) + _cbc("PaymentID", row.label) + _account(card))
    yield _cac("TaxTotal", _money("TaxAmount", card.tax_minor, row.currency) + "".join(_subtotals(card)))
    yield _cac("LegalMonetaryTotal", _totals(card))
    for line in card.lines:
        yield _line(card, line, noun)


def _party(party: Mapping[str, str], in_country: str) -> str:
    place = "".join(
        (
            _cbc("StreetName", party.get("line1", "")),
            _cbc("AdditionalStreetName", party.get("line2", "")),
            _cbc("CityName", party.get("city", "")),
            _cbc("PostalZone", party.get("postcode", "")),
            _cac("Country", _cbc("IdentificationCode", in_country)),
        )
    )
    tax_id, number = party.get("tax_id", ""), party.get("registration_number", "")
    tax = _cac("PartyTaxScheme", _cbc("CompanyID", tax_id) + VAT) if tax_id else ""
    legal = _cac("PartyLegalEntity", _cbc("RegistrationName", party.get("name", "")) + _cbc("CompanyID", number))
    mail = _cbc("ElectronicMail", party.get("email", ""))
    contact = _cac("Contact", mail) if mail else ""
    return _cac("Party", _cac("PostalAddress", place) + tax + legal + contact)


def _account(card: InvoiceCard) -> str:
    branch = _cac("FinancialInstitutionBranch", _cbc("ID", card.seller["bic"])) if card.seller.get("bic") else ""
    return _cac("PayeeFinancialAccount", _cbc("ID", card.seller["iban"]) + branch)


def _subtotals(card: InvoiceCard) -> Iterator[str]:
    currency = card.row.currency
    for each in card.taxes:
        sums = _money("TaxableAmount", each.taxable_minor, currency) + _money("TaxAmount", each.amount_minor, currency)
        yield _cac("TaxSubtotal", sums + _cac("TaxCategory", _category(each)))


def _category(each: TaxRow) -> str:
    reason = "" if each.tax.category == Category.STANDARD.value else _cbc("TaxExemptionReason", each.tax.reason)
    return _cbc("ID", each.tax.category) + _cbc("Percent", rate(each.tax.rate_ppm)) + reason + VAT


def _totals(card: InvoiceCard) -> str:
    total, currency = card.row.total_minor, card.row.currency
    return "".join(
        (
            _money("LineExtensionAmount", card.net_minor, currency),
            _money("TaxExclusiveAmount", card.net_minor, currency),
            _money("TaxInclusiveAmount", total, currency),
            _money("PayableAmount", total, currency),
        )
    )


def _line(card: InvoiceCard, line: LineRow, noun: str) -> str:
    currency, verb = card.row.currency, "Credited" if noun == "CreditNote" else "Invoiced"
    category = _cbc("ID", line.tax.category) + _cbc("Percent", rate(line.tax.rate_ppm)) + VAT
    price = net_price(line, currency, includes_tax=card.includes_tax)
    return _cac(
        f"{noun}Line",
        _cbc("ID", str(line.place))
        + _cbc(f"{verb}Quantity", quantity_of(line), unitCode=ONE)
        + _money("LineExtensionAmount", line.net_minor, currency)
        + _cac("Item", _cbc("Name", line.name) + _cac("ClassifiedTaxCategory", category))
        + _cac("Price", _cbc("PriceAmount", price, currencyID=currency)),
    )


def _money(name: str, minor: int, currency: str) -> str:
    return _cbc(name, amount(minor, currency), currencyID=currency)


def _cbc(name: str, text: str, **attributes: str) -> str:
    """A leaf; nothing where there is nothing to say (an empty element is refused)."""
    if not text:
        return ""
    said = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<cbc:{name}{said}>{escape(text, quote=False)}</cbc:{name}>"


def _cac(name: str, inside: str) -> str:
    return f"<cac:{name}>{inside}</cac:{name}>"
