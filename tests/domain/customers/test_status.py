"""Status is access, and moves along one table (D-02)."""

import pytest
from django.db import IntegrityError, transaction

from onaccount.domain.customers.actions import move_status, take_back_status
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.customers.rules.status import (
    STATUS_MOVES,
    USUAL_MOVE,
    AlreadyDone,
    FailedCredit,
    NoLogin,
    NoSuchCustomer,
    NoSuchMove,
    Stage,
    Status,
    check_activation,
    check_status_move,
)
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.vetting.actions import set_status
from tests.stage import AT, CAFE, COMMAND, INES, TOM, hire, sign_up

NEW, ADMIN, ACTIVE, INACTIVE = Status
LEGAL = {
    (NEW, ACTIVE), (NEW, ADMIN), (NEW, INACTIVE),
    (ADMIN, ACTIVE), (ADMIN, INACTIVE),
    (ACTIVE, INACTIVE), (ACTIVE, ADMIN),
    (INACTIVE, ACTIVE), (INACTIVE, ADMIN),
}  # fmt: skip
PAIRS = [(now, to) for now in Status for to in Status]
WAY_TO = {NEW: [], ADMIN: [ADMIN], ACTIVE: [ACTIVE], INACTIVE: [INACTIVE]}


def a_customer_that_is(status: Status) -> int:
    number = sign_up()
    for step in WAY_TO[status]:
        set_status(number=number, to=step, by=COMMAND, at=AT)
    return number


def status_of(number: int) -> Status:
    return Status(Customer.objects.get(pk=number).status)


def test_the_table_has_the_moves_that_were_decided_and_no_others():
    assert {(now, to) for now, moves in STATUS_MOVES.items() for to in moves} == LEGAL


@pytest.mark.parametrize(("now", "to"), PAIRS)
def test_a_move_is_in_the_table_or_refused(now, to):
    if (now, to) in LEGAL:
        check_status_move(17, now, to)
    else:
        with pytest.raises(AlreadyDone if now is to else NoSuchMove, match="No. 17 is " + now.value.capitalize()):
            check_status_move(17, now, to)


@pytest.mark.parametrize("now", Status)
def test_the_usual_move_of_each_status_is_a_legal_one(now):
    assert (now, USUAL_MOVE[now]) in LEGAL


@pytest.mark.parametrize("stage", Stage)
def test_a_customer_that_failed_its_credit_check_is_not_let_in(stage):
    if stage is Stage.FAILED:
        with pytest.raises(FailedCredit):
            check_activation(stage, logins=1)
    else:
        check_activation(stage, logins=1)


@pytest.mark.django_db
@pytest.mark.parametrize(("now", "to"), PAIRS)
def test_what_the_table_refuses_changes_nothing_and_leaves_no_fact(now, to):
    number = a_customer_that_is(now)
    facts = len(facts_of(Subject("customer", str(number))))
    if (now, to) in LEGAL:
        set_status(number=number, to=to, by=COMMAND, at=AT, why="She called")
        fact = facts_of(Subject("customer", str(number)))[0]
        assert (fact.changes, fact.why) == ({"status": (now.value, to.value)}, "She called")
        assert status_of(number) is to
    else:
        with pytest.raises(AlreadyDone if now is to else NoSuchMove):
            set_status(number=number, to=to, by=COMMAND, at=AT)
        assert status_of(number) is now
        assert len(facts_of(Subject("customer", str(number)))) == facts


@pytest.mark.django_db
@pytest.mark.parametrize("now", [ADMIN, NEW, INACTIVE])
def test_only_an_active_customer_can_be_taken_back_to_new(now):
    number = a_customer_that_is(now)
    with transaction.atomic(), pytest.raises(NoSuchMove):
        take_back_status(locked_customer(number), by=COMMAND, at=AT)


@pytest.mark.django_db
def test_a_customer_without_a_login_is_not_let_in_and_the_refusal_says_the_cure():
    number = sign_up(CAFE)
    with transaction.atomic(), pytest.raises(NoLogin, match="Add one, or set the status to Admin"):
        move_status(number=number, to=ACTIVE, by=COMMAND, at=AT)
    set_status(number=number, to=ADMIN, by=COMMAND, at=AT)
    with pytest.raises(NoLogin):
        set_status(number=number, to=ACTIVE, by=COMMAND, at=AT)


@pytest.mark.django_db
def test_a_reader_moves_nobody():
    number = sign_up()
    with pytest.raises(NotAllowed):
        set_status(number=number, to=ACTIVE, by=hire(INES), at=AT)
    set_status(number=number, to=ACTIVE, by=hire(TOM), at=AT)


@pytest.mark.django_db
def test_a_customer_that_is_not_there_cannot_be_moved():
    with pytest.raises(NoSuchCustomer):
        set_status(number=4711, to=ACTIVE, by=COMMAND, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(("column", "value"), [("status", "gold"), ("stage", "x"), ("kind", "robot"), ("name", "")])
def test_the_database_itself_keeps_only_what_is_known(column, value):
    number = sign_up()
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.filter(pk=number).update(**{column: value})
