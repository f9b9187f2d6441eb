"""A till is asked for a customer."""

from datetime import datetime

from onaccount.domain.customers.queries import survivor
from onaccount.domain.customers.rules.status import NoSuchCustomer
from onaccount.domain.history.actions import action
from onaccount.domain.tills.actions.sales.book import know_customer
from onaccount.domain.tills.queries.tills import locked_till


@action
def remember_customer(*, till: int, customer: int, at: datetime) -> None:
    """Keep whom somebody at a till asked for in its copy. Nothing happened yet, so no history tells of it."""
    if not survivor(customer).exists():
        raise NoSuchCustomer(customer=customer)
    know_customer(locked_till(till).pk, customer, at=at)
