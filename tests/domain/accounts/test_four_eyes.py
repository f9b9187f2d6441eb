"""A limit above what one person may set takes two who differ; both are in the history."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from onaccount.domain.accounts.actions import (
    approve_limit,
    decline_limit,
    open_account,
    raise_limit,
    set_account,
    settle_policy,
)
from onaccount.domain.accounts.models import LimitAsk
from onaccount.domain.accounts.queries import account_of, rises_of, waiting_ask
from onaccount.domain.accounts.rules import Exposure, OverLimitPolicy
from onaccount.domain.accounts.rules.four_eyes import AskEnded, LimitWaiting, NotAPerson, SamePerson, takes_two
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.people.rules import NotAllowed
from onaccount.foundation.money import Money
from tests.stage import AT, CAFE, COMMAND, INES, NADIA, TOM, hire, let_in, race


def gbp(pounds: int) -> Money:
    return Money(pounds * 100, "GBP")


MORE = gbp(2000)


@pytest.mark.parametrize(
    ("was", "to", "rises", "is_so"),
    [
        (gbp(500), gbp(1000), gbp(0), False),
        (gbp(500), Money(1000_01, "GBP"), gbp(0), True),
        (gbp(500), gbp(900), gbp(101), True),
        (gbp(500), None, gbp(0), True),
        (None, gbp(5000), gbp(0), False),
        (gbp(5000), gbp(4000), gbp(0), False),
        (gbp(5000), gbp(5000), gbp(9), False),
    ],
)
def test_more_than_one_person_may_set_is_what_was_raised_past_the_amount_in_one_step_or_several(was, to, rises, is_so):
    assert takes_two(was=was, to=to, rises=rises, above=Decimal(1000)) is is_so
    assert not takes_two(was=was, to=to, rises=rises, above=None)


@pytest.fixture
def policy(db) -> None:
    no, of = OverLimitPolicy.NO, frozenset(Exposure)
    settle_policy(counts=of, over_limit_in_app=no, over_limit_in_office=no, four_eyes=Decimal(1000), by=COMMAND, at=AT)


@pytest.fixture
def two(policy, widgets) -> Any:
    """Two who set limits, and the account of 500.00."""
    return hire(TOM), hire(NADIA), widgets


def limit_of(number: int) -> Money | None:
    found = account_of(number, at=AT)
    assert found is not None
    return found.limit


def ask(number: int, by: Any, limit: Money | None = MORE) -> Any:
    set_account(customer=number, limit=limit, is_allowed=True, by=by, at=AT)
    found = waiting_ask(number)
    assert found is not None
    return found.id


def told(number: int, name: str) -> Any:
    (fact,) = facts_of(Subject("account", str(number)), names=[name])
    return fact


@pytest.mark.parametrize("limit", [gbp(2000), None])
def test_a_limit_waits_until_somebody_else_approves_it_and_both_are_in_the_history(two, limit):
    tom, nadia, number = two
    asked = ask(number, tom, limit)
    assert limit_of(number) == gbp(500)
    with pytest.raises(SamePerson) as refused:
        approve_limit(customer=number, ask=asked, by=tom, at=AT)
    assert (refused.value.code, refused.value.status) == ("same_person", 409)
    approve_limit(customer=number, ask=asked, by=nadia, at=AT)
    assert (limit_of(number), waiting_ask(number)) == (limit, None)
    fact = told(number, "account.changed")
    assert (fact.actor_key, fact.changes["asked_by"][1]) == (nadia.key, f"staff:{tom.key}")
    assert told(number, "account.limit_asked").actor_key == tom.key
    with pytest.raises(AskEnded):
        approve_limit(customer=number, ask=asked, by=nadia, at=AT)


def test_a_rise_waits_too_and_comes_with_its_key_once(two):
    tom, nadia, number = two
    more: dict[str, Any] = {"starts_at": AT, "ends_at": AT + timedelta(days=1), "why": "Fair", "by": tom, "at": AT}
    assert not raise_limit(customer=number, amount=gbp(400), key="a", **more).waits
    raised = [raise_limit(customer=number, amount=gbp(101), key="b", **more) for _ in range(2)]
    assert raised[0] == raised[1]
    assert raised[0].waits
    assert [each.amount for each in rises_of(number, at=AT)] == [gbp(400)]
    approve_limit(customer=number, ask=raised[0].id, by=nadia, at=AT)
    assert [each.amount for each in rises_of(number, at=AT)] == [gbp(400), gbp(101)]
    assert not raise_limit(customer=number, amount=gbp(101), key="b", **more).waits
    assert len(rises_of(number, at=AT)) == 2


def test_it_is_declined_or_taken_back_and_one_waits_at_a_time(two):
    tom, nadia, number = two
    asked = ask(number, tom)
    with pytest.raises(LimitWaiting):
        set_account(customer=number, limit=gbp(3000), is_allowed=True, by=nadia, at=AT)
    decline_limit(customer=number, ask=asked, by=nadia, at=AT)
    assert (limit_of(number), waiting_ask(number)) == (gbp(500), None)
    decline_limit(customer=number, ask=ask(number, tom), by=tom, at=AT)


def test_what_is_not_raised_past_it_needs_nobody_else(two):
    tom, _nadia, number = two
    for limit in (gbp(1000), gbp(200)):
        set_account(customer=number, limit=limit, is_allowed=True, by=tom, at=AT)
        assert (limit_of(number), waiting_ask(number)) == (limit, None)


def test_an_account_is_opened_prepaid_until_its_limit_is_approved(two):
    tom, nadia, _number = two
    number = let_in(CAFE, login="cafe@quay.example")
    open_account(customer=number, currency="GBP", limit=gbp(5000), by=tom, at=AT)
    assert limit_of(number) == gbp(0)
    waits = waiting_ask(number)
    assert waits is not None
    approve_limit(customer=number, ask=waits.id, by=nadia, at=AT)
    assert limit_of(number) == gbp(5000)


def test_the_second_is_a_person_who_may_set_limits(two):
    tom, _nadia, number = two
    asked = ask(number, tom)
    for by, refusal in ((hire(INES), NotAllowed), (COMMAND, NotAPerson)):
        with pytest.raises(refusal):
            approve_limit(customer=number, ask=asked, by=by, at=AT)


def test_the_database_itself_knows_that_they_are_two(two):
    tom, _nadia, number = two
    asked = ask(number, tom)
    same = {"state": "approved", "ended_at": AT, "ended_kind": tom.kind, "ended_key": tom.key}
    with pytest.raises(IntegrityError), transaction.atomic():
        LimitAsk.objects.filter(pk=asked).update(**same)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_and_decline_at_once_one_does(two):
    tom, nadia, number = two
    asked = ask(number, tom)
    answers = race(
        lambda: approve_limit(customer=number, ask=asked, by=nadia, at=AT),
        lambda: decline_limit(customer=number, ask=asked, by=tom, at=AT),
    )
    assert sorted(isinstance(answer, AskEnded) for answer in answers) == [False, True]
    assert limit_of(number) == (gbp(2000) if answers[0] is None else gbp(500))
