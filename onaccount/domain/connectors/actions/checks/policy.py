"""The policy: its rules kept, rehearsed on what people decided, switched on, and applied to an answer."""

from collections.abc import Sequence
from datetime import datetime

from onaccount.domain.connectors.actions.checks.ordering import void_outdated
from onaccount.domain.connectors.models import Check, Policy
from onaccount.domain.connectors.queries.policy import Rehearsal, case_of, rehearsal
from onaccount.domain.connectors.rules.checks import OF_CREDIT, CheckState
from onaccount.domain.connectors.rules.policy import (
    NoRules,
    NotRehearsed,
    PolicyRule,
    check_rules,
    decide,
    digest_of,
    fits,
    kept,
    rules_of,
)
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.vetting.actions import set_stage

ABOUT = Subject("policy", "1")
POLICY = Actor("policy", "policy", "The credit policy")


def _locked() -> Policy:
    Policy.objects.get_or_create(pk=1)
    return Policy.objects.select_for_update(no_key=True).get(pk=1)


@action
def keep_rules(*, rules: Sequence[PolicyRule], by: Actor, at: datetime) -> Policy:
    """Write the rules anew; what changed is off until it was rehearsed. Raises RuleImpossible, TooManyRules."""
    require(by, Right.EDIT_BUSINESS)
    check_rules(rules)
    row = _locked()
    if digest_of(rules) == digest_of(rules_of(row.rules)):
        return row
    changes = {"policy_rules": (len(row.rules), len(rules)), "policy_on": (row.is_on, False)}
    row.rules, row.is_on, row.changed_at = kept(rules), False, at
    row.save()
    record("policy.changed", ABOUT, by=by, at=at, changes=changes)
    return row


@action
def rehearse_policy(*, by: Actor, at: datetime) -> Rehearsal:
    """What the rules as they stand would have done with what people decided. Nothing is moved. Raises NoRules."""
    require(by, Right.EDIT_BUSINESS)
    row = _locked()
    rules = rules_of(row.rules)
    if not rules:
        raise NoRules
    row.rehearsed, row.rehearsed_at = digest_of(rules), at
    row.save(update_fields=["rehearsed", "rehearsed_at"])
    done = rehearsal(rules)
    counts = {"same": done.same, "differs": done.differs, "left": done.left}
    record("policy.rehearsed", ABOUT, by=by, at=at, changes={name: ("", count) for name, count in counts.items()})
    return done


@action
def switch_policy(*, is_on: bool, by: Actor, at: datetime) -> Policy:
    """On, only with rules that were rehearsed as they stand; off at any time. Raises NoRules, NotRehearsed."""
    require(by, Right.EDIT_BUSINESS)
    row = _locked()
    rules = rules_of(row.rules)
    if is_on and not rules:
        raise NoRules
    if is_on and row.rehearsed != digest_of(rules):
        raise NotRehearsed
    if row.is_on != is_on:
        row.is_on, row.changed_at = is_on, at
        row.save(update_fields=["is_on", "changed_at"])
        record("policy.switched", ABOUT, by=by, at=at, changes={"policy_on": (not is_on, is_on)})
    return row


@action
def decide_by_policy(*, number: int, at: datetime) -> Stage | None:
    """What follows from an answer; the stage, where it moved.

    One about a customer who was corrected meanwhile is void (D-03). Where the policy is on, it decides on a customer
    whose stage is New, once for each answer; where two have to say yes, it is the first of them.
    """
    customer = locked_customer(number)
    void_outdated(number=customer.number, at=at)
    credit = [source.value for source in OF_CREDIT]
    answered = Check.objects.filter(customer=customer, state=CheckState.ANSWERED.value, source__in=credit)
    check = answered.select_for_update(of=("self",)).order_by("-ended_at").first()
    row = Policy.objects.filter(pk=1, is_on=True).first()
    if check is None or row is None or check.decided_at or customer.stage != Stage.NEW.value:
        return None
    Check.objects.filter(pk=check.pk).update(decided_at=at)
    rules, case = rules_of(row.rules), case_of(check, customer.category)
    to = decide(rules, case)
    if to is None:
        return None
    position = next(place for place, rule in enumerate(rules, 1) if fits(rule, case))
    why = f"By rule {position} of the policy."
    moved = set_stage(number=customer.number, to=to, credit_reference=check.reference, why=why, by=POLICY, at=at)
    return to if moved.stage == to.value else None
