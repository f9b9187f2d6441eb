"""Decide on a customer's credit by hand (D-03): alone, by two above an amount; and take it back where one may."""

from datetime import datetime

from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.actions import move_stage
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import customer_digest, locked_customer, survivor_of
from onaccount.domain.customers.rules.stages import (
    STAGE_EVENTS,
    Given,
    StageAlreadyDone,
    check_given,
    check_not_void,
    check_stage_move,
    clean_given,
    stage_word,
)
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.queries import latest_fact
from onaccount.domain.history.rules import SYSTEM, Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of, require
from onaccount.domain.vetting.actions.checklist import open_checklist
from onaccount.domain.vetting.actions.partner_letters import queue_partner_letters
from onaccount.domain.vetting.models import FirstYes
from onaccount.domain.vetting.queries.deciding import first_yes_of, followed, monthly_of, stage_to_undo
from onaccount.domain.vetting.rules.applications import TAKEN_BACK, StageAlreadyDoneBy
from onaccount.domain.vetting.rules.deciding import NoStageToUndo, SamePerson, takes_two


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
    Active (D-01). The people of the dealer who brought it are told that there is news. Who becomes Referred has a
    checklist.

    Above `four_eyes_minor` a month two people have to say yes before it passes: the first yes is kept, and the stage
    stays as it was. Raises SamePerson where one says it twice.
    """
    require(by, Right.DECIDE_CREDIT)
    given = Given(credit_reference=credit_reference, billing_reference=billing_reference, why=why)
    try:
        customer = locked_customer(number)
        if _waits_for_a_second(customer, to, given, by=by, at=at):
            return customer
        return _moved(customer, to, given, by=by, at=at)
    except StageAlreadyDone as done:
        raise _with_name(done, number) from None


@action
def undo_stage(*, number: int, by: Actor, at: datetime) -> Customer:
    """Take the last decision back, by whoever made it and while it is fresh, where STAGE_MOVES leads back.

    It is a move like another, on the references that stood there before. Raises NoStageToUndo.
    """
    require(by, Right.DECIDE_CREDIT)
    customer = locked_customer(number)
    before = stage_to_undo(customer.number, by=by, at=at)
    if before is None:
        raise NoStageToUndo(customer=number, now=stage_word(Stage(customer.stage)))
    given = Given(credit_reference=before.credit_reference or customer.credit_reference, why=TAKEN_BACK)
    return _moved(customer, before.stage, given, by=by, at=at)


@action
def follow_referral(*, number: int, at: datetime) -> None:
    """What follows where a customer became Referred by itself, because an amended field took Billing back (D-03).

    What a person's decision brings was done with it. Told twice, the second time finds it done.
    """
    customer = locked_customer(number)
    fact = latest_fact(Subject("customer", str(customer.number)), [STAGE_EVENTS[Stage.REFERRED]])
    if fact is None or customer.stage != Stage.REFERRED.value or followed(customer.number, fact.at):
        return
    open_checklist(customer, by=SYSTEM, at=at)
    queue_partner_letters(customer, reason=str(fact.key), by=SYSTEM, at=at)


def _moved(customer: Customer, to: Stage, given: Given, *, by: Actor, at: datetime) -> Customer:
    moved, event = move_stage(number=customer.number, to=to, given=given, by=by, at=at)
    FirstYes.objects.filter(customer=moved).delete()
    if to is Stage.REFERRED:
        open_checklist(moved, by=by, at=at)
    queue_partner_letters(moved, reason=str(event.pk), by=by, at=at)
    return moved


def _waits_for_a_second(customer: Customer, to: Stage, given: Given, *, by: Actor, at: datetime) -> bool:
    above = current_business().four_eyes_minor
    if not takes_two(to, monthly_minor=monthly_of(customer.number) if above is not None else None, above=above):
        return False
    now = Stage(customer.stage)
    check_stage_move(customer.number, now, to)
    check_given(now, to, clean_given(given))
    check_not_void(to, clean_given(given).credit_reference or customer.credit_reference, customer.void_references)
    version, first = customer_digest(customer.number), first_yes_of(customer.number)
    if first is not None and first.version == version:
        if (first.by_kind, first.by_key) == (by.kind, by.key):
            raise SamePerson(customer=customer.number)
        return False
    said = {"by_kind": by.kind, "by_key": by.key, "version": version, "at": at}
    FirstYes.objects.update_or_create(customer=customer, defaults=said)
    record("customer.stage_first_yes", Subject("customer", str(customer.number)), by=by, at=at, why=given.why)
    return True


def _with_name(done: StageAlreadyDone, number: int) -> StageAlreadyDone:
    """The same refusal, saying who was first, where that was a person."""
    fact = latest_fact(Subject("customer", str(survivor_of(number))), STAGE_EVENTS.values())
    name = names_of([fact.actor_key]).get(fact.actor_key) if fact else None
    return StageAlreadyDoneBy(name=name, **done.values) if name else done
