"""Deliberate defects, each patched in, with the property of properties.py that must catch it."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from onaccount.domain.accounts.actions import charge, held, holds, money, reverse
from onaccount.domain.accounts.queries import standing
from onaccount.domain.accounts.rules.standing import Standing
from onaccount.domain.ledger.models import Hold
from onaccount.foundation.money import Money
from tests.domain.ledger import properties

# A function of each package has the name of its module.
verdicts: Any = import_module("onaccount.domain.accounts.rules.verdict")
posting: Any = import_module("onaccount.domain.ledger.actions.post")

Patch = pytest.MonkeyPatch
Defect = Callable[[Patch], None]


def check_then_act(patch: Patch) -> None:
    """How an account stands is read before it is held: who comes second asks what the first asked."""
    true_one, seen = standing.standing_of, dict[int, Any]()

    def stale(number: int, **values: Any) -> Any:
        found: Any = true_one(number, **values)
        first = seen.setdefault(number, found)
        return found and replace(found, standing=first.standing)

    patch.setattr(held, "standing_of", stale)


def limit_is_never_reached(patch: Patch) -> None:
    """`<` where `<=` is meant."""
    true_one = verdicts._limit

    def strict(of: Standing, amount: Money, customer: int) -> Any:
        return true_one(of, Money(amount.minor + 1, amount.currency), customer)

    patch.setattr(verdicts, "ASKED", (*verdicts.ASKED[:-1], strict))


def limit_is_passed_by_a_penny(patch: Patch) -> None:
    true_one = verdicts._limit

    def lax(of: Standing, amount: Money, customer: int) -> Any:
        return true_one(of, Money(amount.minor - 1, amount.currency), customer)

    patch.setattr(verdicts, "ASKED", (*verdicts.ASKED[:-1], lax))


def limit_is_not_asked(patch: Patch) -> None:
    patch.setattr(verdicts, "ASKED", verdicts.ASKED[:-1])


def refunds_are_not_counted(patch: Patch) -> None:
    patch.setattr(charge, "refunded_of", lambda of: Money(0, of.amount.currency))


def reversed_refunds_are_counted(patch: Patch) -> None:
    def all_of(of: Any) -> Money:
        given = posting.Posting.objects.filter(owner=of.owner, refunds=of.id).values_list("amount_minor", flat=True)
        return Money(-sum(given), of.amount.currency)

    patch.setattr(charge, "refunded_of", all_of)


def holds_are_not_counted(patch: Patch) -> None:
    patch.setattr(Standing, "reserved", property(lambda _self: 0))


def ended_by_time_still_holds(patch: Patch) -> None:
    patch.setattr(standing, "STANDING", standing.STANDING.replace("h.expires_at > %(at)s", "h.expires_at IS NOT NULL"))


def hold_that_ran_out_is_posted(patch: Patch) -> None:
    patch.setattr(holds, "check_hold_covers", lambda *_hold, **_values: None)


def hold_stays_open(patch: Patch) -> None:
    patch.setattr(holds, "end_hold", lambda *_hold, **_values: None)


def hold_is_ended_without_a_look(patch: Patch) -> None:
    def blind(hold: Any, *, to: Any, at: Any, posting: Any = None) -> None:
        Hold.objects.filter(pk=hold.pk).update(state=to.value, ended_at=at, posting=posting)

    patch.setattr(holds, "end_hold", blind)
    patch.setattr(holds, "open_hold", lambda hold, *, account: Hold.objects.get(pk=hold))


def reversed_twice(patch: Patch) -> None:
    patch.setattr(reverse, "is_reversed", lambda _of: False)


def balance_is_not_carried(patch: Patch) -> None:
    for module in (charge, money):
        patch.setattr(module, "post", lambda *, head, **rest: posting.post(head=replace(head, balance_minor=0), **rest))


def credit_is_paid_out(patch: Patch) -> None:
    patch.setattr(Standing, "withdrawable", property(lambda self: self.available))


def held_money_is_paid_out(patch: Patch) -> None:
    patch.setattr(Standing, "withdrawable", property(lambda self: max(0, -self.owed)))


def may_it_comes_before_done_already(patch: Patch) -> None:
    """A retry is asked the limit that its own first try used up."""
    true_one = held.done_already

    def late(family: Any, asked: Any) -> Any:
        found = verdicts.verdict(family.standing, properties.PENNY, customer=family.survivor)
        verdicts.check_charge(found)
        return true_one(family, asked)

    patch.setattr(charge, "done_already", late)


def key_is_not_looked_under(patch: Patch) -> None:
    patch.setattr(charge, "done_already", lambda _family, _asked: None)


def key_stands_for_anything(patch: Patch) -> None:
    patch.setattr(held, "check_same", lambda _asked, _digest: None)


MUTANTS: dict[Defect, Callable[[int], None]] = {
    check_then_act: properties.charges_after_one_another_never_pass_the_limit,
    limit_is_never_reached: properties.a_charge_may_reach_the_limit,
    limit_is_passed_by_a_penny: properties.a_charge_may_not_pass_the_limit_by_a_penny,
    limit_is_not_asked: properties.charges_after_one_another_never_pass_the_limit,
    refunds_are_not_counted: properties.refunds_never_pass_their_charge,
    reversed_refunds_are_counted: properties.a_refund_that_was_reversed_counts_no_more,
    holds_are_not_counted: properties.what_is_held_is_not_spent_twice,
    ended_by_time_still_holds: properties.a_hold_that_ran_out_holds_nothing,
    hold_that_ran_out_is_posted: properties.a_hold_that_ran_out_holds_nothing,
    hold_stays_open: properties.a_hold_is_posted_once_and_never_for_more,
    hold_is_ended_without_a_look: properties.a_hold_is_posted_once_and_never_for_more,
    reversed_twice: properties.a_posting_is_reversed_once,
    balance_is_not_carried: properties.balances_follow_from_lines,
    credit_is_paid_out: properties.credit_is_not_paid_out,
    held_money_is_paid_out: properties.money_that_is_held_is_not_paid_out,
    may_it_comes_before_done_already: properties.a_retry_is_answered_by_its_first_try,
    key_is_not_looked_under: properties.a_retry_is_answered_by_its_first_try,
    key_stands_for_anything: properties.a_key_is_for_one_thing,
}
