"""Whatever is done in whatever order, the accounts come to what a simple model says (I2, I3, I6, I17).

TEST_MACHINE=50 does fifty times as much.
"""

import os
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from onaccount.domain.accounts import actions
from onaccount.domain.accounts.queries import account_of
from onaccount.domain.ledger.queries import balance_at, check_books
from onaccount.domain.matching.actions import merge_customers, unmerge_customers
from onaccount.foundation.money import Money
from onaccount.foundation.refusals import Refused
from tests.domain.ledger import model
from tests.domain.ledger.books import open_one, raw
from tests.stage import AT, CAFE, COMMAND

TIMES = int(os.environ.get("TEST_MACHINE", "1"))
AMOUNTS = st.integers(1, 600_00)
NEAR = st.integers(-2, 2)  # beside what is just possible, where mistakes live
NTH = st.integers(0, 10**6)
WHO = st.sampled_from([0, 1])


def pence(amount: int) -> Money:
    return Money(amount, "GBP")


class Books(RuleBasedStateMachine):
    """Two customers with an account each, who may become one and two again."""

    numbers: tuple[int, int]

    def __init__(self) -> None:
        super().__init__()
        self.stage = transaction.atomic()
        self.stage.__enter__()
        self.now: datetime = AT
        self.accounts = [model.Account(500_00), model.Account(500_00)]
        self.postings: list[tuple[int, model.Moved, UUID]] = []  # whose account, as the model and the ledger have it
        self.holds: list[tuple[int, model.Kept, UUID]] = []
        self.merge: UUID | None = None
        self.keys = 0
        self.last: tuple[Any, dict[str, Any], UUID] | None = None

    def teardown(self) -> None:
        try:
            checked = check_books()
            assert checked.difference is None, str(checked.difference)
            for n in (0, 1):  # and at any moment before
                (ledger,) = raw(
                    "SELECT ledger_account_id FROM accounts_customeraccount WHERE customer_id = %s", self.numbers[n]
                )[0]
                assert balance_at(UUID(str(ledger)), self.now) == self.accounts[n].owed
        finally:
            transaction.set_rollback(True)
            self.stage.__exit__(None, None, None)

    def family(self, who: int) -> model.Family:
        if self.merge:
            return model.Family(self.accounts)
        return model.Family([self.accounts[who]])

    def lead(self, who: int) -> int:
        return 0 if self.merge else who

    def asked(self, verb: Any, **values: Any) -> Any:
        """What the house answers: a refusal's code, or what it made."""
        more = {"by": COMMAND, "at": self.now, **values}
        try:
            done = verb(**more)
        except Refused as refusal:
            return refusal.code
        if "key" in more and hasattr(done, "posting"):
            self.last = (verb, more, done.posting.id)
        return done

    def key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"

    def agree(self, done: Any, expected: str, who: int) -> None:
        """Both let it in, or both refuse with the same code."""
        code = done if isinstance(done, str) else ""
        assert code == expected
        if not code and hasattr(done, "posting"):
            self.postings.append((who, self.accounts[who].moved[-1], done.posting.id))

    def amount(self, near: int, at: int | None, other: int) -> int:
        """Just about what is possible, or any."""
        return max(1, at + near) if at is not None and other % 2 else other

    @rule(who=WHO, near=NEAR, other=AMOUNTS)
    def charge(self, who: int, near: int, other: int) -> None:
        amount = self.amount(near, self.family(who).available(self.now), other)
        done = self.asked(actions.take_charge, customer=self.numbers[who], amount=pence(amount), key=self.key())
        self.agree(done, self.family(who).charge(amount, self.now), self.lead(who))

    @rule(who=WHO, amount=AMOUNTS)
    def deposit(self, who: int, amount: int) -> None:
        done = self.asked(actions.pay_in, customer=self.numbers[who], amount=pence(amount), key=self.key())
        self.agree(done, self.family(who).deposit(amount), self.lead(who))

    @rule(who=WHO, near=NEAR, other=AMOUNTS)
    def withdraw(self, who: int, near: int, other: int) -> None:
        family = self.family(who)
        amount = self.amount(near, -family.owed() - family.held(self.now), other)
        done = self.asked(actions.pay_out, customer=self.numbers[who], amount=pence(amount), key=self.key())
        self.agree(done, family.withdraw(amount, self.now), self.lead(who))

    @precondition(lambda self: self.postings)
    @rule(nth=NTH, near=NEAR, other=AMOUNTS)
    def refund(self, nth: int, near: int, other: int) -> None:
        who, of, posting = self.postings[nth % len(self.postings)]
        amount = self.amount(near, of.amount - of.given_back, other)
        done = self.asked(
            actions.refund_charge, customer=self.numbers[who], charge=posting, amount=pence(amount), key=self.key()
        )
        self.agree(done, model.refund(self.accounts[who], of, amount), who)

    @precondition(lambda self: self.postings)
    @rule(nth=NTH)
    def reverse(self, nth: int) -> None:
        who, of, posting = self.postings[nth % len(self.postings)]
        done = self.asked(actions.reverse_posting, posting=posting, key=self.key())
        self.agree(done, model.reverse(self.accounts[who], of), who)

    @rule(who=WHO, near=NEAR, other=AMOUNTS, minutes=st.none() | st.integers(1, 60))
    def hold(self, who: int, near: int, other: int, minutes: int | None) -> None:
        family = self.family(who)
        amount = self.amount(near, family.available(self.now), other)
        until = self.now + timedelta(minutes=minutes) if minutes else None
        done = self.asked(
            actions.hold_amount, customer=self.numbers[who], amount=pence(amount), key=self.key(), expires_at=until
        )
        self.agree(done, family.hold(amount, self.now, until), self.lead(who))
        if isinstance(done, UUID):
            self.holds.append((self.lead(who), family.lead.holds[-1], done))

    @precondition(lambda self: self.holds)
    @rule(nth=NTH, near=NEAR, other=AMOUNTS)
    def post_hold(self, nth: int, near: int, other: int) -> None:
        who, kept, hold = self.holds[nth % len(self.holds)]
        amount = self.amount(near, kept.amount, other)
        done = self.asked(
            actions.post_hold, customer=self.numbers[who], hold=hold, amount=pence(amount), key=self.key()
        )
        self.agree(done, model.post_hold(self.accounts[who], kept, amount, self.now), who)

    @precondition(lambda self: self.holds)
    @rule(nth=NTH)
    def release(self, nth: int) -> None:
        who, kept, hold = self.holds[nth % len(self.holds)]
        done = self.asked(actions.release_hold, customer=self.numbers[who], hold=hold)
        self.agree(done, model.release(kept), who)

    @precondition(lambda self: self.last)
    @rule()
    def ask_again(self) -> None:
        """With the same key, whatever has happened since."""
        assert self.last
        verb, values, posting = self.last
        done = verb(**values)
        assert (done.is_replay, done.posting.id) == (True, posting)

    @rule(minutes=st.integers(1, 40))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(who=WHO, limit=st.none() | st.integers(0, 900_00), is_allowed=st.sampled_from([True, True, True, False]))
    def set_account(self, who: int, limit: int | None, is_allowed: bool) -> None:
        amount = None if limit is None else pence(limit)
        self.asked(actions.set_account, customer=self.numbers[who], limit=amount, is_allowed=is_allowed)
        lead = self.family(who).lead
        lead.limit, lead.is_allowed = limit, is_allowed

    @rule()
    def merge_or_part(self) -> None:
        if self.merge:
            unmerge_customers(merge=self.merge, by=COMMAND, at=self.now)
            self.merge = None
        else:
            survivor, loser = self.numbers
            self.merge = merge_customers(loser=loser, survivor=survivor, by=COMMAND, at=self.now)

    @invariant()
    def it_comes_to_the_same(self) -> None:
        for who in (0, 1):
            account = account_of(self.numbers[who], at=self.now)
            assert account is not None
            family = self.family(who)
            left = None if account.available is None else account.available.minor
            assert (account.balance.minor, left) == (family.owed(), family.available(self.now))

    @invariant()
    def all_lines_come_to_nothing(self) -> None:
        sums = raw(
            "SELECT a.currency, SUM(amount_minor) FROM ledger_line l JOIN ledger_account a ON a.id = l.account_id "
            "GROUP BY a.currency"
        )
        assert all(total == 0 for _, total in sums)


@pytest.mark.django_db
def test_whatever_is_done_in_whatever_order_comes_to_what_a_simple_model_says(monkeypatch):
    monkeypatch.setattr(Books, "numbers", (open_one(), open_one(CAFE)), raising=False)
    often = settings(max_examples=12 * TIMES, stateful_step_count=40, phases=[Phase.generate, Phase.shrink])
    run_state_machine_as_test(Books, settings=often)
