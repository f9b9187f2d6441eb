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
    """Whether the customer fell back. It follows from the change, so whoever may make that needs no right besides."""
    fields = amended(changed)
    if not fields or Stage(customer.stage) is not Stage.BILLING:
        return False
    move_stage(number=customer.number, to=Stage.REFERRED, given=Given(why=why_back(fields)), by=by, at=at)
    customer.refresh_from_db(fields=["stage", "changed_at"])
    return True


def checked_in_billing(numbers: Collection[int]) -> Checked:
    """What credit was checked by, of those of these who stand in Billing: asked before a set is written, and after."""
    billed = Customer.objects.filter(number__in=numbers, stage=Stage.BILLING.value)
    rows = {n: {"name": name, "registration_number": r} for n, name, r in billed.values_list(*OWN_CHECKED)}
    places = Address.objects.filter(customer__in=list(rows), use=Address.MAIN)
    for number, postcode in places.values_list("customer_id", "postcode"):
        rows[number]["postcode"] = postcode
    return rows


OWN_CHECKED = ("number", "name", "registration_number")


def fall_back_of_set(before: Checked, *, by: Actor, at: datetime) -> list[int]:
    """Those of a set that fell back, one by one: few who are billed change their name by a list."""
    now = checked_in_billing(list(before))
    fell = []
    for number, was in before.items():
        is_now = now.get(number, {})
        fields = amended([name for name in {*was, *is_now} if was.get(name, "") != is_now.get(name, "")])
        if fields:
            move_stage(number=number, to=Stage.REFERRED, given=Given(why=why_back(fields)), by=by, at=at)
            fell.append(number)
    return fell
