"""A quote is a draft, is sent, is answered once, and becomes one invoice."""

from datetime import date, timedelta

import pytest

from onaccount.domain.billing.actions import (
    OfferedLine,
    accept_quote,
    decline_quote,
    invoice_quote,
    make_quote,
    save_quote,
    send_quote,
    set_tax_profile,
)
from onaccount.domain.billing.queries import invoice_card, quote_by_link, quote_card, quotes_of
from onaccount.domain.billing.rules.invoices import QuoteNotAccepted, SellerUnnamed
from onaccount.domain.billing.rules.quotes import (
    LineUnusable,
    NoSuchQuote,
    NoSuchQuoteMove,
    QuoteEmpty,
    QuoteNotADraft,
    QuoteRanOut,
    QuoteState,
    TooManyLines,
    Way,
)
from onaccount.domain.billing.rules.tax import CustomerTax
from onaccount.domain.catalogue.actions import add_product
from onaccount.domain.history.models import Event
from onaccount.domain.people.rules import NotAllowed
from onaccount.foundation.refusals import Refused
from tests.domain.billing.stage import DESK, SETUP, accepted, quoted, trader
from tests.stage import AT, COMMAND, INES, hire

TODAY = date(2026, 11, 22)
LATE = AT + timedelta(days=31)


def test_a_quote_is_priced_and_taxed_when_it_is_made(customer):
    found = quote_card(quoted(customer), today=TODAY)
    assert [(line.name, line.amount_minor) for line in found.lines] == [
        ("Desk hire, a month", 66_66),
        ("Setting up", 10_05),
    ]
    assert (found.net_minor, found.tax_minor, found.total_minor) == (76_71, 15_34, 92_05)
    assert found.state is QuoteState.DRAFT
    assert found.valid_until == TODAY + timedelta(days=30)


def test_a_line_of_a_product_takes_its_name_and_price(customer):
    add_product(values={"sku": "D-1", "name": "Desk", "price": "12.50"}, by=COMMAND, at=AT)
    found = quote_card(quoted(customer, OfferedLine(sku="d-1", quantity="3")), today=TODAY)
    assert [(line.name, line.price_minor, line.amount_minor) for line in found.lines] == [("Desk", 12_50, 37_50)]


def test_a_customer_that_is_exempt_is_quoted_without_tax(customer):
    set_tax_profile(customer=customer, tax=CustomerTax(rate_ppm=0, reason="Charity"), by=COMMAND, at=AT)
    found = quote_card(quoted(customer), today=TODAY)
    assert (found.net_minor, found.tax_minor) == (76_71, 0)
    assert {line.tax.reason for line in found.lines} == {"Charity"}


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ([], QuoteEmpty),
        ([OfferedLine()], QuoteEmpty),
        ([OfferedLine(name="Desk")], LineUnusable),  # no price
        ([OfferedLine(name="Desk", price="12.345")], LineUnusable),
        ([OfferedLine(name="Desk", price="1", quantity="0")], LineUnusable),
        ([OfferedLine(price="1")], LineUnusable),
        ([DESK] * 101, TooManyLines),
    ],
)
def test_what_is_no_offer_is_refused(customer, lines, refusal):
    with pytest.raises(refusal):
        make_quote(customer=customer, lines=lines, by=COMMAND, at=AT)
    assert quotes_of(customer, today=TODAY) == []


def test_a_draft_may_be_written_anew_and_what_was_sent_not(customer):
    quote = quoted(customer)
    save_quote(quote=quote, lines=[SETUP], words="", valid_until=TODAY, by=COMMAND, at=AT)
    assert quote_card(quote, today=TODAY).net_minor == 10_05
    send_quote(quote=quote, by=COMMAND, at=AT)
    with pytest.raises(QuoteNotADraft):
        save_quote(quote=quote, lines=[DESK], words="", valid_until=TODAY, by=COMMAND, at=AT)


def test_whoever_has_the_link_accepts_that_quote_and_no_other(customer):
    quote, other = quoted(customer), quoted(customer)
    token, _ = send_quote(quote=quote, by=COMMAND, at=AT), send_quote(quote=other, by=COMMAND, at=AT)
    stranger = hire(INES)
    with pytest.raises(NoSuchQuote):
        accept_quote(quote=other, how=Way.LINK, token=token, by=stranger, at=AT)
    assert quote_by_link(token, today=TODAY).number == quote
    accept_quote(quote=quote, how=Way.LINK, token=token, by=stranger, at=AT)
    found = quote_card(quote, today=TODAY)
    assert (found.state, found.answered_how) == (QuoteState.ACCEPTED, "link")
    with pytest.raises(NoSuchQuoteMove):
        decline_quote(quote=quote, how=Way.LINK, token=token, by=stranger, at=AT)
    assert list(Event.objects.filter(name__startswith="quote.").order_by("pk").values_list("name", flat=True)) == [
        "quote.made", "quote.made", "quote.sent", "quote.sent", "quote.accepted",
    ]  # fmt: skip


def test_a_quote_that_ran_out_is_expired_and_not_accepted(customer):
    quote = quoted(customer)
    send_quote(quote=quote, by=COMMAND, at=AT)
    assert quote_card(quote, today=LATE.date()).state is QuoteState.EXPIRED
    with pytest.raises(QuoteRanOut):
        accept_quote(quote=quote, by=COMMAND, at=LATE)


def test_an_accepted_quote_is_invoiced_once_and_both_name_each_other(customer):
    quote = accepted(customer)
    label = invoice_quote(quote=quote, by=COMMAND, at=AT)
    assert invoice_quote(quote=quote, by=COMMAND, at=AT) == label == "INV-1"
    card = invoice_card(label)
    assert (card.quote, quote_card(quote, today=TODAY).invoice) == (quote, label)
    assert (card.net_minor, card.tax_minor, card.row.due_minor) == (76_71, 15_34, 92_05)
    assert card.buyer["name"] == "Graham's Widgets"
    assert card.seller["tax_id"] == "GB999999973"


def test_what_is_not_accepted_is_not_invoiced(customer):
    quote = quoted(customer)
    with pytest.raises(QuoteNotAccepted):
        invoice_quote(quote=quote, by=COMMAND, at=AT)


@pytest.mark.django_db
def test_who_has_not_said_who_it_is_issues_nothing():
    quote = accepted(trader(), OfferedLine(name="Desk", price="10"))
    with pytest.raises(SellerUnnamed):
        invoice_quote(quote=quote, by=COMMAND, at=AT)


def test_readers_neither_quote_nor_invoice(customer):
    reader, quote = hire(INES), accepted(customer)
    for refused in (
        lambda: quoted(customer, by=reader),
        lambda: send_quote(quote=quote, by=reader, at=AT),
        lambda: accept_quote(quote=quote, by=reader, at=AT),
        lambda: invoice_quote(quote=quote, by=reader, at=AT),
        lambda: set_tax_profile(customer=customer, tax=CustomerTax(), by=reader, at=AT),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_foreign_currency_of_no_price_is_refused(customer):
    add_product(values={"sku": "D-1", "name": "Desk", "price": "12.50"}, by=COMMAND, at=AT)
    yen = trader_in("JPY")
    with pytest.raises(Refused):
        quoted(yen, OfferedLine(sku="D-1"))
    assert quote_card(quoted(yen, OfferedLine(name="Desk", price="1250")), today=TODAY).total_minor == 1500


def trader_in(currency: str) -> int:
    from onaccount.domain.accounts.actions import open_account
    from onaccount.foundation.money import Money
    from tests.stage import CAFE, let_in

    number = let_in(CAFE, login="quay@cafe.example")
    open_account(customer=number, currency=currency, limit=Money(0, currency), by=COMMAND, at=AT)
    return number
