"""Customers at the counter: found by what they say of themselves, and how their account stands."""

from django.http import HttpResponse
from django.utils import timezone

from onaccount.delivery.till.answers import told
from onaccount.delivery.till.bodies import body_of
from onaccount.delivery.till.device import TillRequest, clerk_at, till_only
from onaccount.delivery.till.shown import account_shown, customer_shown
from onaccount.domain.accounts.actions import open_account
from onaccount.domain.accounts.queries import account_of
from onaccount.domain.accounts.rules import Door
from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.rules.status import NoSuchCustomer
from onaccount.domain.ledger.queries import postings_page
from onaccount.domain.tills.actions.customers import remember_customer
from onaccount.domain.tills.queries.copy import CustomerCard, customer_cards
from onaccount.domain.tills.queries.find import customers_found
from onaccount.domain.tills.queries.leases import lent_of
from onaccount.foundation.money import Money

FOUND = 10
POSTINGS = 20


@till_only("GET")
def customers(request: TillRequest) -> HttpResponse:
    clerk_at(request.device)
    numbers = customers_found(request.GET.get("q", ""), limit=FOUND)
    cards = customer_cards(numbers, currency=current_business().currency, at=timezone.now())
    return told({"customers": [customer_shown(card) for card in cards]})


@till_only("GET")
def customer(request: TillRequest, number: int) -> HttpResponse:
    """Whoever is asked for is known to the till from now on, and may be lent to it at the next contact."""
    clerk_at(request.device)
    card, at = _card(number), timezone.now()
    remember_customer(till=request.device.number, customer=number, at=at)
    account = account_of(number, at=at, door=Door.TILL)
    page = postings_page(account.standing.accounts, after=None, limit=POSTINGS) if account else None
    shown = account_shown(account, page[0] if page else [], lent_of(account.customer if account else number))
    return told({**customer_shown(card), **shown})


@till_only("POST")
def accounts(request: TillRequest) -> HttpResponse:
    """A prepaid one: limits are set in the office."""
    by, body = clerk_at(request.device), body_of(request)
    number, currency = body.integer("customer", least=1), current_business().currency
    approval = body.key_or_none("approval")
    at = timezone.now()
    open_account(
        customer=number, currency=currency, limit=Money(0, currency), by=by, at=at, approval=approval,
        till=request.device.number,
    )  # fmt: skip
    return told(customer_shown(_card(number)), status=201)


def _card(number: int) -> CustomerCard:
    found = customer_cards([number], currency=current_business().currency, at=timezone.now())
    if not found:
        raise NoSuchCustomer(customer=number)
    return found[0]
