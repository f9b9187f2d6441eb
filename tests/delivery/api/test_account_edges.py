"""Accounts by the API where programs go wrong: an amount of nothing, a blank limit, keys that meet, a busy family."""

from typing import Any

import pytest

from onaccount.domain.accounts.actions.held import FamilyChanging
from onaccount.domain.accounts.models import KeptVerdict
from onaccount.domain.ledger.models import Hold, Posting
from tests.delivery.api.machine import Machine, code_of, fields_of
from tests.delivery.api.test_accounts import account, at, pay, stands, told
from tests.stage import let_in, race

AT_ONCE = 64
NOTHING = ("0", "0.00", "-0.01", "-5", "-0")


@pytest.fixture
def machine(db) -> Machine:
    return Machine()


@pytest.mark.parametrize("amount", NOTHING)
def test_nothing_and_less_are_refused_by_every_verb_and_by_the_verdict(machine, amount):
    number = account()
    machine.post(at(number, "deposits"), {"amount": "20"})
    charge = pay(machine, number, "5").json()["id"]
    hold = machine.post(at(number, "holds"), {"amount": "5"}).json()["id"]
    count = Posting.objects.count()
    sent: dict[str, Any] = {"amount": amount}
    asked = [machine.post(at(number, verb), sent) for verb in ("payments", "deposits", "withdrawals", "holds")]
    asked.append(machine.post(at(number, "refunds"), {**sent, "charge": charge}))
    asked.append(machine.post(at(number, f"holds/{hold}/posting"), sent))
    asked.append(machine.get(f"/customers/{number}/verdict", amount=amount))
    for answer in asked:
        assert (answer.status_code, set(fields_of(answer))) == (422, {"amount"}), answer.content
    assert (Posting.objects.count(), Hold.objects.count(), KeptVerdict.objects.count()) == (count, 1, 0)


@pytest.mark.parametrize("limit", ["", " ", "none", "unlimited", "-1", "1e3"])
def test_a_blank_is_never_a_number(machine, limit):
    number = account()
    answer = machine.ask("PUT", at(number), {"limit": limit})
    assert (answer.status_code, fields_of(answer)) == (422, {"limit": "not_an_amount"})
    free = machine.ask("PUT", at(number), {"credit": "unlimited"})
    back = machine.ask("PUT", at(number), {"credit": "limit"})
    assert (free.status_code, back.status_code, fields_of(back)) == (200, 422, {"limit": "required"})
    assert machine.get(at(number)).json()["credit"] == "unlimited"


def test_none_prepaid_and_unlimited_are_three_states(machine):
    number = let_in()
    assert (machine.get(at(number)).status_code, code_of(machine.get(at(number)))) == (404, "no_account")
    absent = machine.ask("PUT", at(number), {}, headers={"If-Match": '"1-1"'})
    assert (absent.status_code, code_of(absent)) == (412, "account_changed")
    prepaid = machine.ask("PUT", at(number), {})
    assert (prepaid.status_code, prepaid.json()["credit"], prepaid.json()["limit"]) == (201, "limit", "0.00")
    assert code_of(pay(machine, number, "0.01")) == "over_limit"
    free = machine.ask("PUT", at(number), {"credit": "unlimited"}, headers={"If-Match": "*"}).json()
    assert (free["credit"], free["limit"], free["available"]) == ("unlimited", None, None)
    assert pay(machine, number, "1000000").status_code == 201
    shut = machine.ask("PUT", at(number), {"limit": "0", "credit": "limit"}).json()
    assert (shut["limit"], shut["available"]) == ("0.00", "-1000000.00")
    assert code_of(machine.ask("PUT", at(number), {"currency": "EUR"})) == "other_currency"


def test_a_key_is_each_accounts_own_and_one_verbs_alone(machine):
    first, second = account(), account("other@widgets.example")
    sent = {"amount": "20.00", "reference": "Order 1"}
    ours, theirs = (machine.post(at(number, "deposits"), sent, key="k") for number in (first, second))
    assert ours.json()["id"] != theirs.json()["id"]
    for answer, number in ((ours, first), (theirs, second)):
        again = machine.post(at(number, "deposits"), sent, key="k")
        assert (again.json(), again.headers["Idempotent-Replayed"]) == (answer.json(), "true")
    for verb in ("payments", "withdrawals", "holds"):
        other = machine.post(at(first, verb), sent, key="k")
        assert (other.status_code, code_of(other)) == (422, "key_reused"), verb
    assert stands(machine, first) == ("-20.00", "520.00")


@pytest.mark.parametrize(("verb", "code"), [("payments", "over_limit"), ("withdrawals", "not_own_money")])
def test_what_was_refused_is_done_by_the_same_key_once_it_may_be(machine, verb, code):
    number = account(limit=0)
    refused = machine.post(at(number, verb), {"amount": "5"}, key="k")
    assert (refused.status_code, code_of(refused), KeptVerdict.objects.get().code) == (409, code, code)
    machine.post(at(number, "deposits"), {"amount": "5"})
    assert told(machine.post(at(number, verb), {"amount": "5"}, key="k")) == (201, "0.00", "0.00")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["deposits", "withdrawals", "payments"])
def test_of_64_with_one_key_at_once_one_moves_money(verb):
    machine, number = Machine(), account()
    machine.post(at(number, "deposits"), {"amount": "100"})
    answers = race(*[lambda: machine.post(at(number, verb), {"amount": "25"}, key="k")] * AT_ONCE)
    assert {one.status_code for one in answers} == {201}
    assert len({one.content for one in answers}) == 1
    assert sum("Idempotent-Replayed" in one.headers for one in answers) == AT_ONCE - 1
    assert Posting.objects.count() == 2


def test_a_family_that_is_changing_says_when_to_come_again(machine, monkeypatch):
    number = account()

    def changing(number: int, **_more: Any) -> Any:
        raise FamilyChanging(customer=number)

    monkeypatch.setattr("onaccount.domain.accounts.actions.charge.held", changing)
    answer = pay(machine, number, "5", "k")
    assert (answer.status_code, code_of(answer)) == (503, "family_changing")
    assert int(answer.headers["Retry-After"]) > 0
    monkeypatch.undo()
    assert pay(machine, number, "5", "k").status_code == 201
