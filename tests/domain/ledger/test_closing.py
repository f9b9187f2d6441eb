"""Nothing is booked into a closed period: what comes late counts to the first day that is open."""

from datetime import date, timedelta
from typing import Any

import pytest

from onaccount.domain.accounts.actions import open_account, take_charge
from onaccount.domain.ledger.actions import close_period
from onaccount.domain.ledger.rules.closing import PeriodClosed, PeriodNotOver
from onaccount.domain.people.rules import NotAllowed
from onaccount.foundation.money import Money
from tests.stage import AT, COMMAND, INES, hire, let_in

YESTERDAY = AT.date() - timedelta(days=1)


def test_what_comes_late_counts_to_the_first_open_day_and_keeps_its_own_time(db):
    number = let_in()
    open_account(customer=number, currency="GBP", limit=None, by=COMMAND, at=AT)
    late: dict[str, Any] = {
        "customer": number,
        "amount": Money(1, "GBP"),
        "by": COMMAND,
        "at": AT,
        "occurred_at": AT - timedelta(3),
    }
    assert take_charge(key="a", **late).posting.booked_on == AT.date() - timedelta(days=3)
    close_period(through=YESTERDAY, by=COMMAND, at=AT)
    posting = take_charge(key="b", **late).posting
    assert (posting.booked_on, posting.occurred_at) == (AT.date(), AT - timedelta(3))


def test_a_period_is_closed_when_it_is_over_once_and_by_whom_may(db):
    with pytest.raises(PeriodNotOver):
        close_period(through=AT.date(), by=COMMAND, at=AT)
    with pytest.raises(NotAllowed):
        close_period(through=YESTERDAY, by=hire(INES), at=AT)
    close_period(through=YESTERDAY, by=COMMAND, at=AT)
    for through in (YESTERDAY, date(2026, 1, 1)):
        with pytest.raises(PeriodClosed):
            close_period(through=through, by=COMMAND, at=AT)
