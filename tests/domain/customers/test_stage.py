"""Stage is credit, and moves along one table, each move with what it stands on (D-01, D-03)."""

import pytest

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.stages import (
    MAY_USE_LIMIT,
    STAGE_EVENTS,
    Given,
    Needs,
    NeedsBillingReference,
    NeedsCreditReference,
    NeedsReason,
    NoSuchStageMove,
    StageAlreadyDone,
    check_given,
    check_stage_move,
    clean_given,
    needs_of,
)
from onaccount.domain.customers.rules.status import STAGE_MOVES, NoSuchCustomer, Stage, Status
from onaccount.domain.customers.rules.unusable import TooLong
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.vetting.actions import set_stage, set_status
from onaccount.domain.vetting.rules.applications import StageAlreadyDoneBy
from tests.stage import AT, COMMAND, INES, LATER, NADIA, TOM, hire, sign_up

NONE, NEW, PASSED, REFERRED, FAILED, BILLING = Stage
CREDIT, BILL, WHY, NOTHING = Needs(credit_reference=True), Needs(billing_reference=True), Needs(why=True), Needs()
NEEDS = {
    (NONE, NEW): NOTHING,
    (NEW, PASSED): CREDIT, (NEW, REFERRED): CREDIT, (NEW, FAILED): CREDIT,
    (REFERRED, PASSED): CREDIT, (REFERRED, FAILED): CREDIT,
    (PASSED, BILLING): BILL, (PASSED, REFERRED): CREDIT,
    (FAILED, REFERRED): CREDIT,
    (BILLING, REFERRED): WHY,
}  # fmt: skip
LACKS = {CREDIT: NeedsCreditReference, BILL: NeedsBillingReference, WHY: NeedsReason}
WAY_TO = {
    NONE: [], NEW: [NEW], PASSED: [NEW, PASSED], REFERRED: [NEW, REFERRED], FAILED: [NEW, FAILED],
    BILLING: [NEW, PASSED, BILLING],
}  # fmt: skip
PAIRS = [(now, to) for now in Stage for to in Stage]
ALL = {"credit_reference": "CR-1", "billing_reference": "B-1", "why": "She called"}


def a_customer_at(stage: Stage) -> int:
    number = sign_up()
    for step in WAY_TO[stage]:
        set_stage(number=number, to=step, by=COMMAND, at=AT, **ALL)
    return number


def columns(number: int) -> tuple[str, str, str]:
    customer = Customer.objects.get(pk=number)
    return customer.stage, customer.credit_reference, customer.billing_reference


def test_the_table_has_the_moves_that_were_decided_and_no_others():
    assert {(now, to) for now, moves in STAGE_MOVES.items() for to in moves} == set(NEEDS)


@pytest.mark.parametrize(("now", "to"), PAIRS)
def test_a_move_is_in_the_table_or_refused(now, to):
    if (now, to) in NEEDS:
        check_stage_move(17, now, to)
    else:
        with pytest.raises(StageAlreadyDone if now is to else NoSuchStageMove, match="No. 17 is " + now.value.title()):
            check_stage_move(17, now, to)


@pytest.mark.parametrize(("move", "needs"), NEEDS.items())
def test_a_move_needs_what_it_stands_on_and_nothing_else(move, needs):
    assert needs_of(*move) == needs
    now, to = move
    check_given(now, to, Given(**{name: "x" for name in ALL if getattr(needs, name)}))
    if needs != NOTHING:
        with pytest.raises(LACKS[needs]) as lacking:
            check_given(now, to, Given(**{name: "x" for name in ALL if not getattr(needs, name)}))
        assert getattr(needs, {"reason": "why"}.get(lacking.value.values["field"], lacking.value.values["field"]))


@pytest.mark.parametrize("typed", ["", "  ", "\u200b", "\x00", "\n\t"])
def test_a_reference_that_nobody_can_see_is_none(typed):
    with pytest.raises(NeedsCreditReference):
        check_given(NEW, PASSED, clean_given(Given(credit_reference=typed)))


def test_a_reference_is_kept_on_one_line_and_not_cut():
    assert clean_given(Given(credit_reference=" CR-20421\r\n of  today ")).credit_reference == "CR-20421 of today"
    for name, longest in (("credit_reference", 80), ("billing_reference", 80), ("why", 500)):
        assert getattr(clean_given(Given(**{name: "x" * longest})), name) == "x" * longest
        with pytest.raises(TooLong) as refusal:
            clean_given(Given(**{name: "x" * (longest + 1)}))
        assert refusal.value.values["field"] == {"why": "reason"}.get(name, name)


def test_who_may_use_a_limit():
    assert {NONE, PASSED, BILLING} == MAY_USE_LIMIT


@pytest.mark.django_db
@pytest.mark.parametrize(("now", "to"), PAIRS)
def test_a_move_is_written_with_its_references_or_changes_nothing(now, to):
    number = a_customer_at(now)
    before, facts = columns(number), len(facts_of(Subject("customer", str(number))))
    given = {"credit_reference": "CR-2", "billing_reference": "B-2", "why": "Looked again"}
    if (now, to) in NEEDS:
        set_stage(number=number, to=to, by=COMMAND, at=AT + LATER, **given)
        assert columns(number) == (to.value, "CR-2", "B-2")
        told = facts_of(Subject("customer", str(number)))[: -facts or None]
        (fact,) = [one for one in told if one.name in STAGE_EVENTS.values()]  # Referred opens its checklist beside
        assert (fact.name, fact.why) == (STAGE_EVENTS[to], "Looked again")
        assert fact.changes["stage"] == (now.value, to.value)
        assert fact.changes["credit_reference"] == (before[1], "CR-2")
    else:
        with pytest.raises(StageAlreadyDone if now is to else NoSuchStageMove):
            set_stage(number=number, to=to, by=COMMAND, at=AT, **given)
        assert columns(number) == before
        assert len(facts_of(Subject("customer", str(number)))) == facts


@pytest.mark.django_db
def test_a_move_without_its_reference_changes_nothing():
    number = a_customer_at(NEW)
    with pytest.raises(NeedsCreditReference, match="Passed needs a credit reference"):
        set_stage(number=number, to=PASSED, billing_reference="B-1", why="looks fine", by=COMMAND, at=AT)
    assert columns(number) == ("new", "CR-1", "B-1")


@pytest.mark.django_db
def test_a_reference_that_is_not_given_leaves_the_earlier_one():
    number = a_customer_at(BILLING)
    set_stage(number=number, to=REFERRED, why="The registration number was corrected", by=COMMAND, at=AT)
    assert columns(number) == ("referred", "CR-1", "B-1")


@pytest.mark.django_db
def test_a_decision_on_credit_needs_its_right_and_that_of_status_is_not_it():
    number = a_customer_at(NEW)
    reader = hire(INES)
    with pytest.raises(NotAllowed, match="decide on a customer's credit"):
        set_stage(number=number, to=PASSED, credit_reference="CR-1", by=reader, at=AT)
    set_stage(number=number, to=PASSED, credit_reference="CR-1", by=hire(TOM), at=AT)


@pytest.mark.django_db
def test_the_same_move_twice_says_who_made_it():
    number = a_customer_at(NEW)
    tom, nadia = hire(TOM), hire(NADIA)
    set_stage(number=number, to=PASSED, credit_reference="CR-1", by=tom, at=AT)
    with pytest.raises(StageAlreadyDoneBy, match=f"Tom Brandt set the credit stage of No. {number} to Passed already"):
        set_stage(number=number, to=PASSED, credit_reference="CR-2", by=nadia, at=AT)
    assert columns(number) == ("passed", "CR-1", "B-1")


@pytest.mark.django_db
def test_an_active_customer_that_fails_stays_active_and_is_not_let_in_again():
    number = a_customer_at(NEW)
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT)
    set_stage(number=number, to=FAILED, credit_reference="CR-1", by=COMMAND, at=AT)
    assert Customer.objects.get(pk=number).status == "active"
    assert FAILED not in MAY_USE_LIMIT


@pytest.mark.django_db
def test_a_customer_that_is_not_there_has_no_stage():
    with pytest.raises(NoSuchCustomer):
        set_stage(number=4711, to=NEW, by=COMMAND, at=AT)
