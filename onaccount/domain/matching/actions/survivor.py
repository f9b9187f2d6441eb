"""What a merge writes at the survivor, and its undo: the survivor's own fields, main address and tags."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from onaccount.domain.customers.actions.amended import checked_of, fall_back_of_set
from onaccount.domain.customers.actions.match_keys import rewrite_match_keys
from onaccount.domain.customers.models import Address, Customer
from onaccount.domain.customers.rules.parts import PLACE
from onaccount.domain.history.rules import Actor
from onaccount.domain.matching.rules.merging import ADDRESS
from onaccount.foundation.text import fold

TAGS = "tags"


def main_address(customer: Customer) -> dict[str, str] | None:
    rows: Any = customer.addresses.filter(use=Address.MAIN).values(*PLACE)
    main: dict[str, str] | None = rows.first()
    return main


def write_survivor(customer: Customer, new: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """A survivor's own fields, and its main address; None for none. Where credit was checked by them, that is void."""
    checked = checked_of([customer.number])
    own = {name: value for name, value in new.items() if name != ADDRESS}
    for name, value in own.items():
        setattr(customer, name, value)
    customer.search_name, customer.changed_at = fold(customer.name), at
    customer.save(update_fields=[*own, "search_name", "changed_at"])
    if ADDRESS in new:
        place = new[ADDRESS]
        main = customer.addresses.filter(use=Address.MAIN)
        if place is None:
            main.delete()
        elif not main.update(**place):
            Address.objects.create(customer=customer, use=Address.MAIN, **place)
    if new:
        rewrite_match_keys([customer.number])
    if fall_back_of_set(checked, by=by, at=at):
        customer.refresh_from_db(fields=["stage"])
