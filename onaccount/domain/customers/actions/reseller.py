"""Who brought a customer, and so sees it in the portal (S4-12)."""

from datetime import datetime

from onaccount.domain.customers.actions.parts import touch
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.partners.queries import locked_partner, partner_label
from onaccount.domain.partners.rules import PartnerHasEnded
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def choose_reseller(*, number: int, partner: int | None, by: Actor, at: datetime) -> None:
    """Give a customer to a dealer, to another, or to none. The dealer before sees it no more from then on."""
    require(by, Right.CHOOSE_RESELLER)
    customer = locked_customer(number)
    was = customer.partner_id
    if was == partner:
        return
    held = locked_partner(partner) if partner is not None else None
    if held is not None and not held.is_active:
        raise PartnerHasEnded(name=held.name)
    changes = {"partner": (partner_label(was), str(held or ""))}
    customer.partner = held
    customer.save(update_fields=["partner"])
    touch(customer, at=at)
    record("customer.reseller_chosen", Subject("customer", str(customer.number)), by=by, at=at, changes=changes)
