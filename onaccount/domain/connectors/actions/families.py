"""Customers who were found to be one, and those who were taken apart again, as contacts next door (D-11)."""

from datetime import datetime

from onaccount.domain.connectors.actions.raising import raise_task, settle_tasks
from onaccount.domain.connectors.models import Contact, Link
from onaccount.domain.connectors.queries.links import links_of
from onaccount.domain.connectors.rules.next_door import XERO
from onaccount.domain.connectors.rules.tasks import Outcome, TaskKind
from onaccount.domain.customers.queries import family_numbers, survivor_of
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import SYSTEM


@action
def look_at_family(*, number: int, at: datetime, system: str = XERO) -> None:
    """One here who is two contacts there is told to a person, once, whoever of them is asked for.

    What follows from a merge, and from a link that was made for somebody who was merged meanwhile.
    """
    links = [each for each in links_of(survivor_of(number), system=system) if each.is_linked]
    ids = {each.contact_id for each in links}
    if len(ids) < 2:
        return
    first, *others = links
    link = Link.objects.select_for_update(no_key=True, of=("self",)).get(customer=first.number, system=system)
    names = dict(Contact.objects.filter(system=system, contact_id__in=ids).values_list("contact_id", "name"))
    alike = [{"contact_id": each.contact_id, "name": names.get(each.contact_id, "")} for each in others]
    values = {"theirs": names.get(first.contact_id, ""), "alike": alike}
    raise_task(link, TaskKind.TWO_THERE, first.contact_id, values, at=at)


@action
def look_at_parted(*, number: int, at: datetime, system: str = XERO) -> None:
    """What follows from taking a merge back, for each of the two: what was asked of both as one is asked no more, and
    where a merge over there was followed meanwhile, both are one contact there now."""
    link = Link.objects.select_for_update(no_key=True, of=("self",)).filter(customer=number, system=system).first()
    if link is None:
        return
    settle_family(link, Outcome.MOOT, at=at)
    family = family_numbers(survivor_of(number))
    rows = Link.objects.filter(system=system, contact_id=link.contact_id).exclude(customer__in=family)
    other = rows.exclude(contact_id="").order_by("customer").values_list("customer", flat=True).first()
    if other is not None and other < number:  # of the two one is asked about
        values = {"other": other, "theirs": str(link.theirs.get("name", ""))}
        raise_task(link, TaskKind.SHARED, link.contact_id, values, at=at)


def settle_family(link: Link, outcome: Outcome, *, at: datetime) -> None:
    """Where a family is one contact there, nobody needs to make it one. The caller is in a transaction."""
    cards = links_of(link.customer_id, system=link.system_id)
    if len({each.contact_id for each in cards if each.is_linked}) > 1:
        return
    for each in Link.objects.filter(system=link.system_id, customer__in=[card.number for card in cards]):
        settle_tasks(each, {TaskKind.TWO_THERE}, outcome, by=SYSTEM, at=at)
