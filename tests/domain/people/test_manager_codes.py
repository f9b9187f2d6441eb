"""A manager code is one person's, hashed, tried five times, good for one action; both are recorded (D-10, I21)."""

from datetime import timedelta

import pytest

from onaccount.domain.accounts.actions import open_account, refund_charge, take_charge
from onaccount.domain.accounts.rules import OverLimit
from onaccount.domain.history.models import Event
from onaccount.domain.history.rules import Subject
from onaccount.domain.people.actions.codes import give_approval, remove_manager_code, set_manager_code
from onaccount.domain.people.models import ManagerCode, Principal
from onaccount.domain.people.permissions import FrontRight
from onaccount.domain.people.queries import group_of
from onaccount.domain.people.rules import NotAllowed, PinTooEasy, Role
from onaccount.domain.people.rules.codes import (
    ApprovalNotGood,
    ApproverMayNot,
    CodeLocked,
    CodeWrong,
    ManagerCodeNeeded,
    NoManagerCode,
)
from onaccount.foundation.money import Money
from tests.stage import AT, CAL, COMMAND, INES, MARTA, hire, let_in, race

CODE, WRONG = "480627", "480628"


@pytest.fixture
def counter(db):
    """A manager with a code, a clerk, and a customer who was charged 10.00 of 50.00."""
    marta, cal = hire(MARTA), hire(CAL)
    set_manager_code(code=CODE, by=marta, at=AT)
    number = let_in()
    open_account(customer=number, currency="GBP", limit=Money(50_00, "GBP"), by=COMMAND, at=AT)
    charge = take_charge(customer=number, amount=Money(10_00, "GBP"), key="c", by=cal, at=AT)
    return marta, cal, number, charge.posting.id


def ask(cal, marta, number, *, right=FrontRight.REFUND, code=CODE, at=AT):
    about = Subject("customer", str(number))
    return give_approval(approver=int(marta.key), code=code, right=right, about=about, by=cal, at=at)


def refund(cal, number, charge, key="r", at=AT, **more):
    amount = Money(1_00, "GBP")
    return refund_charge(customer=number, charge=charge, amount=amount, key=key, by=cal, at=at, **more)


def test_what_needs_a_code_is_done_with_one_and_both_people_are_recorded(counter):
    marta, cal, number, charge = counter
    with pytest.raises(ManagerCodeNeeded):
        refund(cal, number, charge)
    posting = refund(cal, number, charge, approval=ask(cal, marta, number)).posting
    assert (posting.by_key, posting.approved_by) == (cal.key, f"staff:{marta.key}")
    assert Event.objects.filter(name="staff.approved", subject_key=marta.key, actor_key=cal.key).count() == 1


def test_an_approval_is_good_once_for_what_and_whom_it_was_given_and_for_two_minutes(counter):
    marta, cal, number, charge = counter
    approval = ask(cal, marta, number)
    refund(cal, number, charge, approval=approval)
    assert refund(cal, number, charge, approval=approval).is_replay, "a retry needs no second code"
    for key, at, given in [
        ("again", AT, approval),
        ("other right", AT, ask(cal, marta, number, right=FrontRight.CLOSE_DAY)),
        ("other customer", AT, ask(cal, marta, number + 1)),
        ("too late", AT + timedelta(minutes=3), ask(cal, marta, number)),
    ]:
        with pytest.raises(ApprovalNotGood):
            refund(cal, number, charge, key.replace(" ", "-"), at, approval=given)


def test_over_the_limit_a_code_lets_one_charge_through_and_no_other(counter):
    marta, cal, number, _ = counter
    with pytest.raises(OverLimit) as refused:
        take_charge(customer=number, amount=Money(41_00, "GBP"), key="o", by=cal, at=AT)
    assert refused.value.verdict.answer.value == "manager_code"
    approval = ask(cal, marta, number, right=FrontRight.EXCEED_LIMIT)
    posted = take_charge(customer=number, amount=Money(41_00, "GBP"), key="o", by=cal, at=AT, to_exceed=approval)
    assert posted.posting.approved_by == f"staff:{marta.key}"
    with pytest.raises(ApprovalNotGood):
        take_charge(customer=number, amount=Money(1_00, "GBP"), key="p", by=cal, at=AT, to_exceed=approval)


def test_guessing_ends_after_five_tries_whatever_is_typed_then(counter):
    marta, cal, number, _ = counter
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(CodeWrong) as refused:
            ask(cal, marta, number, code=WRONG)
        assert refused.value.values["left"] == left
    with pytest.raises(CodeLocked):
        ask(cal, marta, number)
    assert ask(cal, marta, number, at=AT + timedelta(minutes=11))


def test_who_lost_the_right_or_the_code_approves_nothing_any_more(counter):
    marta, cal, number, charge = counter
    approval = ask(cal, marta, number)
    Principal.objects.filter(pk=marta.key).update(group=group_of(Role.CLERK))
    with pytest.raises(ApproverMayNot):
        refund(cal, number, charge, approval=approval)
    with pytest.raises(ApproverMayNot):
        ask(cal, marta, number)
    Principal.objects.filter(pk=marta.key).update(group=group_of(Role.MANAGER))
    remove_manager_code(by=marta, at=AT)
    with pytest.raises(NoManagerCode):
        ask(cal, marta, number)


def test_a_code_is_hashed_and_no_row_of_digits_and_only_who_holds_a_right_has_one(counter):
    marta, _cal, _number, _ = counter
    assert CODE not in ManagerCode.objects.get().hash
    with pytest.raises(PinTooEasy):
        set_manager_code(code="1234", by=marta, at=AT)
    with pytest.raises(NotAllowed):
        set_manager_code(code=CODE, by=hire(INES), at=AT)


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_once_five_are_compared():
    marta, cal = hire(MARTA), hire(CAL)
    set_manager_code(code=CODE, by=marta, at=AT)
    answers = race(*[lambda: ask(cal, marta, 1, code=WRONG) for _ in range(12)])
    assert sum(isinstance(answer, CodeWrong) for answer in answers) == 5
    assert sum(isinstance(answer, CodeLocked) for answer in answers) == 7


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_one_approval_at_once_one_does():
    marta, cal = hire(MARTA), hire(CAL)
    set_manager_code(code=CODE, by=marta, at=AT)
    number = let_in()
    open_account(customer=number, currency="GBP", limit=Money(50_00, "GBP"), by=COMMAND, at=AT)
    charge = take_charge(customer=number, amount=Money(10_00, "GBP"), key="c", by=cal, at=AT).posting.id
    approval = ask(cal, marta, number)
    answers = race(*[lambda key=key: refund(cal, number, charge, key, approval=approval) for key in ("r1", "r2")])
    assert sorted(isinstance(answer, ApprovalNotGood) for answer in answers) == [False, True]
