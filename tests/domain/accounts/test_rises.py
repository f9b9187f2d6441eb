"""A limit that is raised for a time: once per key, whoever presses twice, or at once."""

from datetime import timedelta
from typing import Any

import pytest

from onaccount.domain.accounts.actions import raise_limit
from onaccount.domain.accounts.queries import account_of, rises_of
from onaccount.domain.history.models import Event
from onaccount.domain.ledger.rules import KeyOfAnother
from onaccount.foundation.money import Money
from tests.stage import AT, COMMAND, race


def rise(number: int, minor: int = 50_00, *, key: str = "k", **more: Any) -> Any:
    at = more.pop("at", AT)
    values: dict[str, Any] = {"starts_at": at, "ends_at": AT + timedelta(days=1), "why": "", "by": COMMAND} | more
    return raise_limit(customer=number, amount=Money(minor, "GBP"), key=key, at=at, **values)


def test_the_same_key_raises_once_however_often_and_another_again(widgets):
    first = rise(widgets)
    assert rise(widgets, at=AT + timedelta(seconds=2)) == first
    assert rise(widgets, key="l") != first
    assert len(rises_of(widgets, at=AT)) == 2
    assert Event.objects.filter(name="account.limit_raised").count() == 2


def test_the_same_key_for_another_rise_is_refused(widgets):
    rise(widgets)
    for more in ({"minor": 50_01}, {"ends_at": AT + timedelta(days=2)}, {"why": "More"}):
        with pytest.raises(KeyOfAnother):
            rise(widgets, **more)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_press_at_once_all_are_told_of_one_rise(widgets):
    answers = race(*[lambda: rise(widgets) for _ in range(8)])
    assert len(set(answers)) == 1
    found = account_of(widgets, at=AT)
    assert found is not None
    assert found.available == Money(550_00, "GBP")
