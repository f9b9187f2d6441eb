"""Billing goes back to Referred where a field was amended by which credit is checked (D-03), by whichever door."""

from collections.abc import Collection
from datetime import datetime

from onaccount.domain.customers.actions.stage import move_stage
from onaccount.domain.customers.models import Address, Customer
from onaccount.domain.customers.rules.checked import amended, why_back
from onaccount.domain.customers.rules.stages import Given
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.history.rules import Actor

Checked = dict[int, dict[str, str]]


def fall_back(customer: Customer, changed: Collection[str], *, by: Actor, at: datetime) -> bool:
    """Whether the customer fell back. It follows from the change, so whoever may make that needs no right besides.

    The reference that it stood on counts no more: nobody passes on it, or comes into Billing, again.
    """
    fields = amended(changed)
    if not fields:
        return False
    void_reference(customer, customer.credit_reference)
    if Stage(customer.stage) is not Stage.BILLING:
        return False
    move_stage(number=customer.number, to=Stage.REFERRED, given=Given(why=why_back(fields)), by=by, at=at)
    customer.refresh_from_db(fields=["stage", "changed_at"])
    return True


def void_reference(customer: Customer, reference: str) -> None:
    """Part of an action that holds the customer: the answer with this reference counts no more."""
    if reference and reference not in customer.void_references:
        customer.void_references = [*customer.void_references, reference]
        customer.save(update_fields=["void_references"])


def checked_of(numbers: Collection[int]) -> Checked:
    """What credit was checked by, of those of these who have a reference: asked before a set is written, and after."""
    have = Customer.objects.filter(number__in=numbers).exclude(credit_reference="")
    rows = {n: {"name": name, "registration_number": r} for n, name, r in have.values_list(*OWN_CHECKED)}
    places = Address.objects.filter(customer__in=list(rows), use=Address.MAIN)
    for number, postcode in places.values_list("customer_id", "postcode"):
        rows[number]["postcode"] = postcode
    return rows


OWN_CHECKED = ("number", "name", "registration_number")


def fall_back_of_set(before: Checked, *, by: Actor, at: datetime) -> list[int]:
    """Those of a set that fell back, one by one: few whose credit was checked change their name by a list."""
    now = checked_of(list(before))
    fell = []
    for number, was in before.items():
        is_now = now.get(number, {})
        fields = amended([name for name in {*was, *is_now} if was.get(name, "") != is_now.get(name, "")])
        if fields and fall_back(Customer.objects.get(number=number), fields, by=by, at=at):
            fell.append(number)
    return fell
