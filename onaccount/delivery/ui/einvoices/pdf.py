"""An invoice as people read it; as a PDF/A-3 the EN 16931 XML is inside (Factur-X)."""

import logging
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onaccount.delivery.ui.einvoices.cii import cii_of
from onaccount.delivery.ui.paper import paper
from onaccount.domain.billing.queries import InvoiceCard, LineRow
from onaccount.domain.billing.rules.invoices import InvoiceKind
from onaccount.domain.billing.rules.tax import Category, Tax
from onaccount.domain.catalogue.rules.quantities import quantity
from onaccount.domain.catalogue.rules.shares import percent
from onaccount.foundation.money import plain

ARCHIVED = "a-3b"  # PDF/A-3: a file may stand in it


def pdf_of(card: InvoiceCard, *, with_xml: bool = True) -> bytes:
    """The paper; with the XML inside where `with_xml`. Raises TooManyDigits then."""
    drawn = paper("invoice", shown(card), standard=ARCHIVED)
    if not with_xml:
        return drawn
    from facturx import generate_from_binary

    logging.getLogger("factur-x").setLevel(logging.WARNING)  # it tells of each step
    made: bytes = generate_from_binary(
        drawn, cii_of(card), flavor="factur-x", level="en16931", lang="en", afrelationship="alternative"
    )
    return made


def shown(card: InvoiceCard) -> dict[str, Any]:
    row, currency = card.row, card.row.currency
    is_note = row.kind is InvoiceKind.CREDIT_NOTE
    return {
        "lang": (get_language() or "en").partition("-")[0],
        "title": f"{_('Credit note') if is_note else _('Invoice')} {row.label}",
        "seller": [card.seller.get("name", ""), *_address(card.seller)],
        "buyer": [card.buyer.get("name", ""), *_address(card.buyer)],
        "facts": [
            [_("Issued"), f"{row.issued_on:%d/%m/%Y}"],
            *([] if is_note else [[_("To be paid by"), f"{row.due_on:%d/%m/%Y}"]]),
            *([[_("Corrects"), card.corrects]] if card.corrects else []),
            *([[_("Period"), " - ".join(f"{day:%d/%m/%Y}" for day in card.period)]] if card.period else []),
            *([[_("Quote"), str(card.quote)]] if card.quote else []),
            *([[_("Your reference"), card.buyer["reference"]]] if card.buyer.get("reference") else []),
            *([[_("Your tax id"), card.buyer["tax_id"]]] if card.buyer.get("tax_id") else []),
        ],
        "header": [_("What"), _("How many"), _("Price"), _("Tax"), currency],
        "rows": [_line(line, currency) for line in card.lines],
        "sums": [
            [_("Without tax"), plain(card.net_minor, currency)],
            *(
                [
                    _("Tax %(words)s of %(taxable)s")
                    % {"words": _tax(each.tax), "taxable": plain(each.taxable_minor, currency)},
                    plain(each.amount_minor, currency),
                ]
                for each in card.taxes
            ),
        ],
        "total": [_("Total, %(currency)s") % {"currency": currency}, plain(row.total_minor, currency)],
        "words": [*_reasons(card), *([card.words] if card.words else []), *_pay(card, is_note=is_note)],
        "foot": " · ".join(
            filter(None, (card.seller.get("name"), card.seller.get("tax_id"), card.seller.get("email")))
        ),
        "page": _("Page"),
        "of": _("of"),
    }


def _line(line: LineRow, currency: str) -> list[str]:
    many = f"{quantity(line.quantity_milli)} {line.unit}".strip()
    return [line.name, many, plain(line.price_minor, currency), _tax(line.tax), plain(line.amount_minor, currency)]


def _tax(tax: Tax) -> str:
    return f"{percent(tax.rate_ppm)} %"


def _reasons(card: InvoiceCard) -> list[str]:
    return [each.tax.reason for each in card.taxes if each.tax.category != Category.STANDARD.value]


def _pay(card: InvoiceCard, *, is_note: bool) -> list[str]:
    iban = card.seller.get("iban")
    if not iban or is_note:
        return []
    return [_("Pay to %(iban)s, with %(label)s.") % {"iban": iban, "label": card.row.label}]


def _address(party: Mapping[str, str]) -> list[str]:
    place = " ".join(filter(None, (party.get("postcode", ""), party.get("city", ""))))
    return [each for each in (party.get("line1", ""), party.get("line2", ""), place, party.get("country", "")) if each]
