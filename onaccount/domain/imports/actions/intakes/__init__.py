"""What a list can be of, and what depends on that."""

from onaccount.domain.imports.actions.intakes.customers import OfCustomers
from onaccount.domain.imports.actions.intakes.intake import Intake
from onaccount.domain.imports.actions.intakes.products import OfProducts
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.rules.options import ListOf, list_of

INTAKES: dict[ListOf, Intake] = {ListOf.CUSTOMERS: OfCustomers(), ListOf.PRODUCTS: OfProducts()}


def intake_of(item: Import) -> Intake:
    return INTAKES[list_of(item.options)]
