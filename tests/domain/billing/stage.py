"""A business that can invoice, and a customer with an account."""

from onaccount.domain.accounts.actions import open_account
from onaccount.domain.billing.actions import (
    OfferedLine,
    accept_quote,
    invoice_quote,
    make_quote,
    send_quote,
    settle_terms,
)
from onaccount.domain.billing.rules.terms import Seller, Terms
from onaccount.domain.catalogue.actions import add_tax_class
from onaccount.foundation.money import Money
from tests.stage import AT, COMMAND, let_in

SELLER = Seller(
    name="Harbour & Pine Ltd",
    line1="1 Quay Street",
    city="Bristol",
    postcode="BS1 1AA",
    country="GB",
    tax_id="GB999999973",
    registration_number="01234567",
    email="billing@harbour.example",
    iban="GB33BUKB20201555555555",
)
DESK = OfferedLine(name="Desk hire, a month", quantity="2", price="33.33")
SETUP = OfferedLine(name="Setting up", price="10.05")


def settle() -> None:
    settle_terms(seller=SELLER, terms=Terms(), by=COMMAND, at=AT)
    add_tax_class(name="Standard", rate_ppm=200_000, by=COMMAND, at=AT)


def trader(limit: int = 500_00, currency: str = "GBP") -> int:
    number = let_in()
    open_account(customer=number, currency=currency, limit=Money(limit, currency), by=COMMAND, at=AT)
    return number


def quoted(customer: int, *lines: OfferedLine, by=COMMAND, at=AT) -> int:
    return make_quote(customer=customer, lines=lines or (DESK, SETUP), by=by, at=at)


def accepted(customer: int, *lines: OfferedLine, at=AT) -> int:
    quote = quoted(customer, *lines, at=at)
    send_quote(quote=quote, by=COMMAND, at=at)
    accept_quote(quote=quote, by=COMMAND, at=at)
    return quote


def invoiced(customer: int, *lines: OfferedLine, at=AT) -> str:
    return invoice_quote(quote=accepted(customer, *lines, at=at), by=COMMAND, at=at)
