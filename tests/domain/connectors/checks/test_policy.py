"""Plain rules decide by themselves: as a table, rehearsed before they are on, and only on who waits."""

import pytest

from onaccount.domain.connectors.actions.checks import keep_rules, note_check, rehearse_policy, switch_policy
from onaccount.domain.connectors.queries.policy import policy_card
from onaccount.domain.connectors.rules.checks import CheckOutcome
from onaccount.domain.connectors.rules.policy import (
    Agreement,
    Case,
    NoRules,
    NotRehearsed,
    PolicyRule,
    RuleImpossible,
    TooManyRules,
    check_rules,
    compare,
    decide,
)
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.history.models import Event
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.vetting.actions import set_stage
from tests.domain.connectors.checks.bureau import Bureau
from tests.stage import AT, COMMAND, TOM, hire, sign_up, work_off

GOOD = PolicyRule(to="passed", least=60, up_to_minor=500_000)
PUBLIC = PolicyRule(to="passed", category="Public body")
BAD = PolicyRule(to="failed", most=20)
DOUBT = PolicyRule(to="referred", outcome="referred")
RULES = [PUBLIC, GOOD, BAD, DOUBT]
PASSED, REFERRED, FAILED = CheckOutcome.PASSED, CheckOutcome.REFERRED, CheckOutcome.FAILED


@pytest.mark.parametrize(
    ("case", "stage"),
    [
        (Case(PASSED, 60, 500_000), Stage.PASSED),
        (Case(PASSED, 59, 500_000), None),
        (Case(PASSED, 60, 500_001), None),
        (Case(PASSED, 60, None), None),
        (Case(PASSED, None, 100), None),
        (Case(FAILED, 20), Stage.FAILED),
        (Case(FAILED, 21), None),
        (Case(FAILED, 5, None, "public body"), Stage.PASSED),
        (Case(REFERRED), Stage.REFERRED),
        (Case(PASSED), None),
    ],
)
def test_the_first_rule_that_fits_decides_and_what_none_fits_is_left_to_a_person(case, stage):
    assert decide(RULES, case) is stage


@pytest.mark.parametrize(
    "rule",
    [
        PolicyRule(to="passed"),
        PolicyRule(to="billing", least=1),
        PolicyRule(to="passed", least=50, most=40),
        PolicyRule(to="passed", least=-1),
        PolicyRule(to="passed", most=1001),
        PolicyRule(to="passed", outcome="splendid"),
        PolicyRule(to="passed", up_to_minor=-1),
    ],
)
def test_a_rule_that_would_decide_on_everybody_or_on_nobody_is_refused(rule):
    with pytest.raises(RuleImpossible):
        check_rules([rule])


def test_there_is_a_limit_to_rules():
    with pytest.raises(TooManyRules):
        check_rules([GOOD] * 21)


@pytest.mark.parametrize(
    ("would_be", "was", "agreement"),
    [
        (Stage.PASSED, Stage.BILLING, Agreement.SAME),
        (Stage.PASSED, Stage.FAILED, Agreement.DIFFERS),
        (None, Stage.FAILED, Agreement.LEFT),
    ],
)
def test_billing_counts_as_passed_in_a_rehearsal(would_be, was, agreement):
    assert compare(would_be, was) is agreement


def waiting(n: int = 0) -> int:
    number = sign_up(at=AT, login=f"w{n}@widgets.example")
    set_stage(number=number, to=Stage.NEW, by=COMMAND, at=AT)
    return number


def note(number: int, score: str = "70", outcome: str = "passed") -> None:
    note_check(number=number, outcome=outcome, reference=f"CS-{number}", score=score, by=COMMAND, at=AT)


def switch_on(*rules: PolicyRule) -> None:
    keep_rules(rules=rules, by=COMMAND, at=AT)
    rehearse_policy(by=COMMAND, at=AT)
    switch_policy(is_on=True, by=COMMAND, at=AT)


@pytest.mark.django_db
def test_rules_are_switched_on_only_as_they_were_rehearsed():
    with pytest.raises(NoRules):
        rehearse_policy(by=COMMAND, at=AT)
    keep_rules(rules=[GOOD], by=COMMAND, at=AT)
    with pytest.raises(NotRehearsed):
        switch_policy(is_on=True, by=COMMAND, at=AT)
    switch_on(GOOD)
    assert policy_card().is_on
    keep_rules(rules=[GOOD, BAD], by=COMMAND, at=AT)
    assert not policy_card().is_on, "rules that changed are off until they were rehearsed"
    with pytest.raises(NotRehearsed):
        switch_policy(is_on=True, by=COMMAND, at=AT)


@pytest.mark.django_db
def test_a_rehearsal_shows_what_would_differ_and_moves_nothing():
    numbers = [waiting(n) for n in range(4)]
    decided = [("70", Stage.PASSED), ("15", Stage.PASSED), ("10", Stage.FAILED), ("40", Stage.REFERRED)]
    for number, (score, stage) in zip(numbers, decided, strict=True):
        note(number, score)
        set_stage(number=number, to=stage, credit_reference="CS", by=COMMAND, at=AT)
    keep_rules(rules=[PolicyRule(to="passed", least=60), BAD], by=COMMAND, at=AT)
    done = rehearse_policy(by=COMMAND, at=AT)
    assert (done.same, done.differs, done.left) == (2, 1, 1)
    assert [(row.number, row.was, row.would_be) for row in done.rows] == [(numbers[1], Stage.PASSED, Stage.FAILED)]
    assert Customer.objects.get(number=numbers[1]).stage == "passed"


@pytest.mark.django_db
def test_an_answer_moves_the_stage_only_while_the_policy_is_on(bureau: Bureau):
    number = bureau.company()
    set_stage(number=number, to=Stage.NEW, by=COMMAND, at=bureau.now())
    switch_on(PolicyRule(to="passed", least=60))
    bureau.check(number)
    work_off(at=bureau.now())
    customer = Customer.objects.get(number=number)
    assert (customer.stage, customer.credit_reference) == ("passed", "order-1")
    assert Event.objects.get(name="customer.stage_passed").actor_kind == "policy"


@pytest.mark.django_db
def test_nobody_is_decided_on_by_rules_that_are_off_or_who_does_not_wait():
    off, on = waiting(1), sign_up(at=AT, login="n@widgets.example")
    note(off)
    work_off()
    switch_on(PolicyRule(to="passed", least=60))
    note(on)  # of stage none
    work_off()
    assert set(Customer.objects.values_list("stage", flat=True)) == {"new", "none"}


@pytest.mark.django_db
def test_only_who_changes_the_settings_writes_rules():
    tom = hire(TOM)
    for verb in (
        lambda: keep_rules(rules=[GOOD], by=tom, at=AT),
        lambda: rehearse_policy(by=tom, at=AT),
        lambda: switch_policy(is_on=False, by=tom, at=AT),
    ):
        with pytest.raises(NotAllowed):
            verb()
