"""One page of every kind in every state, with the demo's cast: for tests and pictures."""

from tests.delivery.ui.samples import (
    accounts,
    billing,
    cases,
    customers,
    duplicates,
    entrances,
    imports,
    links,
    partners,
    people,
    products,
    schedules,
    settings,
    tills,
    waves,
)
from tests.delivery.ui.samples.customers import ROWS, customer_list
from tests.delivery.ui.samples.frame import FRAME

PAGES = [
    *customers.PAGES,
    *accounts.PAGES,
    *links.PAGES,
    *duplicates.PAGES,
    *imports.PAGES,
    *schedules.PAGES,
    *waves.PAGES,
    *people.PAGES,
    *partners.PAGES,
    *cases.PAGES,
    *products.PAGES,
    *tills.PAGES,
    *billing.PAGES,
    *settings.PAGES,
    *entrances.PAGES,
]

__all__ = ["FRAME", "PAGES", "ROWS", "customer_list"]
