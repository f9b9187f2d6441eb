"""Decide on a customer's credit by hand (D-03)."""

from datetime import datetime

from onaccount.domain.customers.actions import move_stage
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import survivor_of
from onaccount.domain.customers.rules.stages import STAGE_EVENTS, Given, StageAlreadyDone
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.history.actions import action
from onaccount.domain.history.queries import latest_fact
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of, require
from onaccount.domain.vetting.actions.partner_letters import queue_partner_letters
from onaccount.domain.vetting.rules.applications import StageAlreadyDoneBy


@action
def set_stage(
    *,
    number: int,
    to: Stage,
    by: Actor,
    at: datetime,
    credit_reference: str = "",
    billing_reference: str = "",
    why: str = "",
) -> Customer:
    """Move a customer's stage along STAGE_MOVES, with what the move stands on (rules/stages.needs_of), as typed.

    Only the stage moves. An Active customer that fails stays Active and trades prepaid: what Failed bars is the move to
    Active (D-01). The people of the dealer who brought it are told that there is news.
    """
    require(by, Right.DECIDE_CREDIT)
    given = Given(credit_reference=credit_reference, billing_reference=billing_reference, why=why)
    try:
        customer, event = move_stage(number=number, to=to, given=given, by=by, at=at)
    except StageAlreadyDone as done:
        raise _with_name(done, number) from None
    queue_partner_letters(customer, reason=str(event.pk), by=by, at=at)
    return customer


def _with_name(done: StageAlreadyDone, number: int) -> StageAlreadyDone:
    """The same refusal, saying who was first, where that was a person."""
    fact = latest_fact(Subject("customer", str(survivor_of(number))), STAGE_EVENTS.values())
    name = names_of([fact.actor_key]).get(fact.actor_key) if fact else None
    return StageAlreadyDoneBy(name=name, **done.values) if name else done
