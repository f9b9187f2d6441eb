"""Plain rules that decide on an answer by themselves: tried in their order, the first that fits decides.

What no rule fits is left to a person. The rules are rehearsed on what was decided before they are switched on.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from onaccount.domain.connectors.rules.checks import CheckOutcome
from onaccount.domain.customers.rules.status import Stage
from onaccount.foundation.refusals import Refused

MOST_RULES = 20
HIGHEST_SCORE = 1000
DECIDES = (Stage.PASSED, Stage.REFERRED, Stage.FAILED)


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """Fits a case whose score lies from `least` to `most` (both of it), whose amount is at most `up_to_minor`, and
    whose category and outcome are these. What is None or blank is not asked.

    To a case without a score no rule fits that asks for one, and to one without an amount none that bounds it.
    """

    to: str
    least: int | None = None
    most: int | None = None
    up_to_minor: int | None = None
    category: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a customer when an agency has answered. `amount_minor`: the limit that is wanted."""

    outcome: CheckOutcome
    score: int | None = None
    amount_minor: int | None = None
    category: str = ""


def decide(rules: Sequence[PolicyRule], case: Case) -> Stage | None:
    """The stage that the first fitting rule gives; None where a person is to decide."""
    return next((Stage(rule.to) for rule in rules if fits(rule, case)), None)


def fits(rule: PolicyRule, case: Case) -> bool:
    if rule.category and rule.category.casefold() != case.category.casefold():
        return False
    if rule.outcome and rule.outcome != case.outcome.value:
        return False
    if rule.least is not None and (case.score is None or case.score < rule.least):
        return False
    if rule.most is not None and (case.score is None or case.score > rule.most):
        return False
    return rule.up_to_minor is None or (case.amount_minor is not None and case.amount_minor <= rule.up_to_minor)


class Agreement(Enum):
    """What the rules would have done with a case that a person decided."""

    SAME = "same"
    DIFFERS = "differs"
    LEFT = "left"  # to a person


def compare(would_be: Stage | None, was: Stage) -> Agreement:
    """Billing is what a Passed customer becomes, so it counts as Passed."""
    decided = Stage.PASSED if was is Stage.BILLING else was
    if would_be is None:
        return Agreement.LEFT
    return Agreement.SAME if would_be is decided else Agreement.DIFFERS


class RuleImpossible(Refused):
    code = "policy_rule_impossible"
    sentence = "Rule {position} cannot be kept: {why}."
    cure = "Correct it, or leave the whole row blank."


class TooManyRules(Refused):
    code = "too_many_policy_rules"
    sentence = "There are at most {most} rules."
    cure = "Put several together."


class NoRules(Refused):
    code = "no_policy_rules"
    sentence = "There is no rule that could decide."
    cure = "Write one first."
    status = 409


class NotRehearsed(Refused):
    code = "policy_not_rehearsed"
    sentence = "These rules were not rehearsed as they stand now."
    cure = "Rehearse them, look at what would differ, then switch them on."
    status = 409


def check_rules(rules: Sequence[PolicyRule]) -> None:
    """Refuse what could not decide, or would decide on everybody by mistake."""
    if len(rules) > MOST_RULES:
        raise TooManyRules(most=MOST_RULES)
    for position, rule in enumerate(rules, 1):
        if why := _wrong(rule):
            raise RuleImpossible(position=position, why=why)


def _wrong(rule: PolicyRule) -> str:
    bounds = [bound for bound in (rule.least, rule.most) if bound is not None]
    if rule.to not in {stage.value for stage in DECIDES}:
        return "it leads to no stage"
    if any(not 0 <= bound <= HIGHEST_SCORE for bound in bounds):
        return f"a score lies from 0 to {HIGHEST_SCORE}"
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        return "its scores stand the wrong way round"
    if rule.outcome not in ("", *(outcome.value for outcome in CheckOutcome)):
        return "there is no such outcome"
    if rule.up_to_minor is not None and rule.up_to_minor < 0:
        return "an amount is not below nothing"
    asks = rule.outcome or rule.category or bounds or rule.up_to_minor is not None
    return "" if asks else "it asks for nothing, so it would decide on everybody"


def digest_of(rules: Sequence[PolicyRule]) -> str:
    """Of these rules in this order: by it is known whether they are those that were rehearsed."""
    return hashlib.sha256(json.dumps(kept(rules), sort_keys=True).encode()).hexdigest()[:32]


def kept(rules: Sequence[PolicyRule]) -> list[dict[str, Any]]:
    return [asdict(rule) for rule in rules]


def rules_of(rows: Sequence[Mapping[str, Any]]) -> list[PolicyRule]:
    return [PolicyRule(**row) for row in rows]
