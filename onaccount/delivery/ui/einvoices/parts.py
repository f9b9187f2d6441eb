"""What both syntaxes say alike."""

from decimal import Decimal

from onaccount.domain.billing.queries import InvoiceCard, LineRow
from onaccount.domain.billing.rules.tax import MILLI, PPM
from onaccount.foundation.money import digits_of, plain
from onaccount.foundation.refusals import Refused

EN16931 = "urn:cen.eu:en16931:2017"
INVOICE, CREDIT_NOTE = "380", "381"  # UNTDID 1001
TRANSFER = "30"  # UNTDID 4461
ONE = "C62"  # UN/ECE Recommendation 20: "one", of whatever it is
MOST_DIGITS = 2  # BR-DEC-*
PRICE_DIGITS = 6


class TooManyDigits(Refused):
    code = "too_many_digits"
    sentence = "EN 16931 knows amounts of two decimals, and {currency} has {digits}."
    cure = "Send the PDF without it: --pdf."


def check_digits(currency: str) -> None:
    if digits_of(currency) > MOST_DIGITS:
        raise TooManyDigits(currency=currency, digits=digits_of(currency))


def amount(minor: int, currency: str) -> str:
    return plain(minor, currency)


def country(card: InvoiceCard) -> str:
    """The buyer's (BT-55). One whose country nobody noted is taken to be in the seller's."""
    text = card.buyer.get("country", "")
    return text if len(text) == len("GB") else card.seller["country"]


def rate(ppm: int) -> str:
    return f"{(Decimal(ppm) * 100 / PPM).normalize():f}"


def quantity_of(line: LineRow) -> str:
    return f"{(Decimal(line.quantity_milli) / MILLI).normalize():f}"


def net_price(line: LineRow, currency: str, *, includes_tax: bool) -> str:
    """Of one, without tax (BT-146); where prices hold the tax, what the line's net comes to for one."""
    scale = Decimal(10) ** -digits_of(currency)
    if not includes_tax:
        return plain(line.price_minor, currency)
    exact = Decimal(line.net_minor) * scale * MILLI / line.quantity_milli
    return f"{round(exact, PRICE_DIGITS).normalize():f}"
