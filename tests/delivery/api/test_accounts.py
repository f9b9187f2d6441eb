"""Customers' accounts by the API: what is refused changes nothing, and a key posts once, however often it is sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onaccount.domain.accounts.actions import open_account, set_account, take_charge
from onaccount.domain.accounts.models import KeptVerdict
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.matching.actions import merge_customers
from onaccount.domain.vetting.actions import set_status
from onaccount.foundation.money import Money
from tests.delivery.api.machine import Machine, code_of, fields_of, token
from tests.stage import AT, COMMAND, let_in, race

NOBODYS = "018f4e1a-7c1e-7b54-9d0e-2f6a5c3b1d20"
MOST_STATEMENTS = 8  # P-2
AT_ONCE, FIT = 32, 20


def account(login: str = "graham@widgets.example", *, currency: str = "GBP", limit: int = 500_00) -> int:
    """An Active customer with an account."""
    number = let_in(login=login)
    open_account(customer=number, currency=currency, limit=Money(limit, currency), by=COMMAND, at=AT)
    return number


@pytest.fixture
def machine(db) -> Machine:
    return Machine()


def at(number: int, verb: str = "") -> str:
    return f"/customers/{number}/account" + (verb and f"/{verb}")


def pay(machine: Machine, number: int, amount: str, key: str | None = None, **more: Any) -> Any:
    return machine.post(at(number, "payments"), {"amount": amount, **more}, key=key)


def stands(machine: Machine, number: int) -> tuple[str, str | None]:
    body = machine.get(at(number)).json()
    return body["balance"], body["available"]


def told(answer: Any) -> tuple[int, str, str | None]:
    body = answer.json()
    return answer.status_code, body["balance"], body["available"]


# --- the account itself -----------------------------------------------------------------------------------------------


def test_an_account_is_opened_and_changed_by_put_and_none_is_not_a_limit_of_nothing(machine):
    number = let_in()
    assert (machine.get(at(number)).status_code, code_of(machine.get(at(number)))) == (404, "no_account")
    assert code_of(pay(machine, number, "1.00")) == "no_account"
    assert code_of(machine.get(at(999_999_999))) == "no_such_customer"

    opened = machine.ask("PUT", at(number), {"allowed": True, "credit": "limit", "limit": "500.00", "currency": "GBP"})
    assert (opened.status_code, opened.json()["limit"], opened.json()["available"]) == (201, "500.00", "500.00")
    shut = machine.ask("PUT", at(number), {"allowed": False}, headers={"If-Match": opened.headers["ETag"]})
    assert (shut.status_code, shut.json()["allowed"], shut.json()["limit"]) == (200, False, "500.00")
    late = machine.ask("PUT", at(number), {"limit": "9"}, headers={"If-Match": opened.headers["ETag"]})
    assert (late.status_code, code_of(late)) == (412, "account_changed")

    free = machine.ask("PUT", at(number), {"allowed": True, "credit": "unlimited", "limit": None}).json()
    assert (free["credit"], free["limit"], free["available"]) == ("unlimited", None, None)
    assert told(pay(machine, number, "1000000.00")) == (201, "1000000.00", None)
    other = machine.ask("PUT", at(number), {"currency": "EUR"})
    assert (other.status_code, code_of(other)) == (409, "other_currency")


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({"limit": 500}, "limit", "not_text"),
        ({"limit": "5,00"}, "limit", "not_an_amount"),
        ({"credit": "unlimited", "limit": "5"}, "limit", "limit_of_unlimited"),
        ({"currency": "XYZ"}, "currency", "not_a_currency"),
        ({"allowed": "yes"}, "allowed", "not_true_or_false"),
    ],
)
def test_what_no_account_can_be_is_refused_by_field(machine, sent, field, code):
    answer = machine.ask("PUT", at(let_in()), sent)
    assert (answer.status_code, fields_of(answer)) == (422, {field: code})


@pytest.mark.django_db
def test_a_token_that_may_set_no_limits_opens_an_account_without_one_and_a_reader_none():
    number = let_in()
    keeper, reader = Machine(token("customers,accounts")), Machine(token("all:read", name="Reader"))
    assert keeper.ask("PUT", at(number), {"limit": "5"}).status_code == 403
    assert reader.ask("PUT", at(number), {}).status_code == 403
    assert keeper.ask("PUT", at(number), {}).json()["limit"] == "0.00"
    assert (reader.get(at(number)).status_code, pay(reader, number, "1").status_code) == (200, 403)


# --- postings ---------------------------------------------------------------------------------------------------------


def test_each_verb_tells_what_it_left(machine):
    number = account()
    assert told(machine.post(at(number, "deposits"), {"amount": "20"})) == (201, "-20.00", "520.00")
    paid = pay(machine, number, "37.50", currency="GBP", reference="Order 4711")
    assert told(paid) == (201, "17.50", "482.50")
    charge = paid.json()["id"]
    refunded = machine.post(at(number, "refunds"), {"amount": "30.00", "charge": charge})
    assert (*told(refunded), refunded.json()["change"]) == (201, "-12.50", "512.50", "-30.00")
    assert told(machine.post(at(number, "withdrawals"), {"amount": "12.50"})) == (201, "0.00", "500.00")
    back = machine.post(f"/postings/{refunded.json()['id']}/reversal", {"reference": "a slip"})
    assert (*told(back), back.json()["reverses"]) == (201, "30.00", "470.00", refunded.json()["id"])

    first = machine.get(at(number, "postings"), limit=3).json()
    rest = machine.get(at(number, "postings"), limit=3, cursor=first["next"]).json()
    items = first["items"] + rest["items"]
    assert [one["reason"] for one in items] == ["reversal", "withdrawal", "refund", "charge", "deposit"]
    assert [one["balance"] for one in items] == ["30.00", "0.00", "-12.50", "17.50", "-20.00"]
    assert (items[3]["reference"], items[2]["reversed_by"], rest["next"]) == ("Order 4711", back.json()["id"], None)
    assert stands(machine, number) == ("30.00", "470.00")


def test_what_stands_against_a_posting_is_told_with_what_is_left(machine):
    number = account()
    charge = pay(machine, number, "100.00").json()["id"]
    over = pay(machine, number, "400.01")
    assert (over.status_code, code_of(over), over.json()["available"]) == (409, "over_limit", "400.00")
    assert KeptVerdict.objects.get().code == "over_limit"
    out = machine.post(at(number, "withdrawals"), {"amount": "0.01"})
    assert (out.status_code, code_of(out), out.json()["available"]) == (409, "not_own_money", "400.00")
    past = machine.post(at(number, "refunds"), {"amount": "100.01", "charge": charge})
    assert (past.status_code, code_of(past)) == (409, "past_the_charge")
    euros = machine.post(at(number, "refunds"), {"amount": "1.00", "charge": charge, "currency": "EUR"})
    assert (euros.status_code, code_of(euros)) == (409, "other_currency")
    assert code_of(pay(machine, number, "1.00", currency="EUR")) == "other_currency"

    set_account(customer=number, limit=Money(500_00, "GBP"), is_allowed=False, by=COMMAND, at=AT)
    shut = pay(machine, number, "1.00")
    assert (shut.status_code, code_of(shut), shut.json()["available"]) == (409, "not_allowed", "400.00")
    set_account(customer=number, limit=Money(500_00, "GBP"), is_allowed=True, by=COMMAND, at=AT)
    set_status(number=number, to=Status.INACTIVE, why="left", by=COMMAND, at=AT)
    assert code_of(pay(machine, number, "1.00")) == "not_active"
    assert told(machine.post(at(number, "deposits"), {"amount": "1"})) == (201, "99.00", "401.00")


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (37.5, "not_text"),
        (37, "not_text"),
        ("37.505", "not_an_amount"),
        ("-1", "not_an_amount"),
        ("1e3", "not_an_amount"),
        ("", "not_an_amount"),
        ("0.00", "amount_of_nothing"),
        ("9" * 17, "amount_too_large"),
    ],
)
def test_an_amount_is_a_decimal_string(machine, amount, code):
    answer = pay(machine, account(), amount)
    assert (answer.status_code, fields_of(answer)) == (422, {"amount": code})


@pytest.mark.parametrize(
    ("currency", "sent", "said", "too_fine"), [("JPY", "3750", "3750", "37.5"), ("KWD", "3.75", "3.750", "3.7505")]
)
def test_an_amount_has_the_digits_of_its_currency(machine, currency, sent, said, too_fine):
    number = account(currency=currency, limit=3750)
    assert code_of(pay(machine, number, too_fine)) == "not_an_amount"
    paid = pay(machine, number, sent)
    assert (paid.json()["amount"], paid.json()["available"]) == (said, "0" if currency == "JPY" else "0.000")


def test_what_is_a_strangers_is_as_absent_as_what_is_nobodys(machine):
    number, stranger = account(), account("other@widgets.example")
    charge = pay(machine, stranger, "5.00").json()["id"]
    hold = machine.post(at(stranger, "holds"), {"amount": "5.00"}).json()["id"]

    def refund(of: str) -> Any:
        return machine.post(at(number, "refunds"), {"amount": "1.00", "charge": of})

    def release(of: str) -> Any:
        return machine.post(at(number, f"holds/{of}/release"), {})

    def spend(of: str) -> Any:
        return machine.post(at(number, f"holds/{of}/posting"), {})

    for ask, theirs in ((refund, charge), (release, hold), (spend, hold)):
        foreign, absent = ask(theirs), ask(NOBODYS)
        assert (foreign.status_code, foreign.json()) == (404, absent.json())
    assert refund("no id").json() == refund(NOBODYS).json()
    assert code_of(machine.post(f"/postings/{NOBODYS}/reversal", {})) == "no_such_posting"


# --- once -------------------------------------------------------------------------------------------------------------


def test_a_retry_is_given_the_first_answer_whatever_came_between(machine):
    number = account()
    first = pay(machine, number, "37.50", "order-1", reference="Order 4711")
    machine.post(at(number, "deposits"), {"amount": "10"}, key="till-1")
    set_account(customer=number, limit=Money(0, "GBP"), is_allowed=False, by=COMMAND, at=AT)
    again = pay(machine, number, "37.50", "order-1", reference="Order 4711")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert machine.post(at(number, "deposits"), {"amount": "10"}, key="till-1").json()["available"] == "472.50"
    assert stands(machine, number)[0] == "27.50"


def test_a_key_is_not_used_for_something_else_and_is_each_tokens_own(machine):
    number = account()
    charge = pay(machine, number, "37.50", "order-1").json()["id"]
    others = (
        pay(machine, number, "37.51", "order-1"),
        pay(machine, number, "37.50", "order-1", reference="Order 2"),
        machine.post(at(number, "deposits"), {"amount": "37.50"}, key="order-1"),
        machine.post(at(number, "holds"), {"amount": "37.50"}, key="order-1"),
        machine.post(f"/postings/{charge}/reversal", {}, key="order-1"),
    )
    assert [(one.status_code, code_of(one)) for one in others] == [(422, "key_reused")] * len(others)
    assert code_of(pay(machine, number, "1.00", "a b")) == "key_unreadable"
    assert pay(Machine(token(name="Another")), number, "37.50", "order-1").json()["balance"] == "75.00"
    assert [pay(machine, number, "1.00").json()["balance"] for _ in range(2)] == ["76.00", "77.00"]


def test_what_was_refused_is_refused_again_and_applied_when_it_may_be(machine):
    number = account()
    for _ in range(2):
        answer = pay(machine, number, "500.01", "order-1")
        assert (answer.status_code, code_of(answer)) == (409, "over_limit")
        assert "Idempotent-Replayed" not in answer.headers
    machine.post(at(number, "deposits"), {"amount": "0.01"})
    assert told(pay(machine, number, "500.01", "order-1")) == (201, "500.00", "0.00")


# --- holds ------------------------------------------------------------------------------------------------------------


def test_what_is_held_is_charged_in_whole_or_in_part_or_freed(machine):
    number = account()
    asked = {"amount": "300.00", "minutes": 5, "reference": "Order 1"}
    placed = machine.post(at(number, "holds"), asked, key="h")
    assert told(placed) == (201, "0.00", "200.00")
    assert machine.post(at(number, "holds"), asked, key="h").json() == placed.json()
    assert code_of(pay(machine, number, "200.01")) == "over_limit"
    one = at(number, f"holds/{placed.json()['id']}")
    assert code_of(machine.post(f"{one}/posting", {"amount": "300.01"})) == "past_the_hold"
    part = machine.post(f"{one}/posting", {"amount": "120.00"}, key="p")
    assert told(part) == (201, "120.00", "380.00")
    assert machine.post(f"{one}/posting", {"amount": "120.00"}, key="p").json() == part.json()
    assert code_of(machine.post(f"{one}/release", {})) == "hold_not_open"

    end = (timezone.now() + timedelta(hours=1)).isoformat()
    other = machine.post(at(number, "holds"), {"amount": "380.00", "expires_at": end}).json()
    freed = machine.post(at(number, f"holds/{other['id']}/release"), {})
    assert (*told(freed), freed.json()["state"]) == (200, "120.00", "380.00", "released")
    for late in ({"expires_at": "2020-01-01T00:00:00Z"}, {"expires_at": "soon"}, {"expires_at": end, "minutes": 5}):
        answer = machine.post(at(number, "holds"), {"amount": "1.00", **late})
        assert fields_of(answer) == {"expires_at": "hold_end_unusable"}


# --- the verdict ------------------------------------------------------------------------------------------------------


def test_the_verdict_is_told_by_door_with_what_it_stands_on(machine):
    number = account()
    set_status(number=number, to=Status.ADMIN, by=COMMAND, at=AT)
    pay(machine, number, "37.50")
    address = f"/customers/{number}/verdict"
    yes, no = (machine.get(address, amount=amount, door="till").json() for amount in ("462.50", "462.51"))
    assert (yes["answer"], yes["code"], yes["available"]) == ("yes", "ok", "462.50")
    assert set(yes) == {"answer", "code", "sentence", "cure", "available", "breakdown", "verdict_id"}
    assert yes["breakdown"] == {"limit": "500.00", "rise": "0.00", "owed": "37.50", "holds": "0.00", "leases": "0.00"}
    assert (no["answer"], no["code"]) == ("no", "over_limit")
    assert KeptVerdict.objects.get(pk=no["verdict_id"]).inputs["amount"] == "462.51"
    app = machine.get(address, amount="1", door="app").json()
    assert (app["answer"], app["code"]) == ("no", "not_active")
    assert "login" in app["cure"]
    assert fields_of(machine.get(address, amount="1", door="window")) == {"door": "not_one_of"}
    assert code_of(machine.get(f"/customers/{let_in(login='x@widgets.example')}/verdict", amount="1")) == "no_account"


# --- families, and many at once ---------------------------------------------------------------------------------------


def test_a_number_that_was_merged_leads_to_the_account_of_the_one_that_is_left(machine):
    survivor, loser = account(), let_in(login="other@widgets.example")
    merge_customers(loser=loser, survivor=survivor, by=COMMAND, at=AT)
    paid = pay(machine, loser, "500.00")
    assert (machine.get(at(loser)).json()["number"], told(paid)) == (survivor, (201, "500.00", "0.00"))
    assert code_of(pay(machine, survivor, "0.01")) == "over_limit"
    assert machine.get(at(loser, "postings")).json()["items"][0]["id"] == paid.json()["id"]
    assert machine.ask("PUT", at(loser), {"limit": "600"}).json()["available"] == "100.00"


def test_accounts_that_came_together_are_told_as_one(machine):
    survivor, loser = account(), account("other@widgets.example")
    pay(machine, loser, "100.00")
    pay(machine, survivor, "50.00")
    merge_customers(loser=loser, survivor=survivor, by=COMMAND, at=AT)
    paid = pay(machine, loser, "350.00", "order-1")
    assert told(paid) == (201, "500.00", "0.00")
    assert told(pay(machine, survivor, "350.00", "order-1")) == told(paid)
    pages: list[Any] = []
    cursor: str | None = ""
    for _ in range(3):
        page = machine.get(at(survivor, "postings"), limit=1, cursor=cursor).json()
        pages, cursor = [*pages, *page["items"]], page["next"]
    assert ([one["amount"] for one in pages], cursor) == (["350.00", "50.00", "100.00"], None)


@pytest.mark.django_db(transaction=True)
def test_a_charge_takes_few_statements_and_one_commit():
    machine, number = Machine(), account()
    machine.get(at(number))  # when the token was last used is noted once in a minute
    with CaptureQueriesContext(connection) as asked:
        pay(machine, number, "37.50", "order-1", currency="GBP")
    said = [query["sql"].split()[0] for query in asked]
    ends = [verb for verb in said if verb in ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")]
    assert ends == ["BEGIN", "COMMIT"]
    assert len(said) - len(ends) == MOST_STATEMENTS - (connection.vendor == "sqlite")  # which locks nothing


@pytest.mark.django_db(transaction=True)
def test_of_many_charges_at_once_as_many_are_taken_as_fit():
    machine, number = Machine(), account()
    asked = [lambda n=n: pay(machine, number, "25.00", f"order-{n}") for n in range(AT_ONCE)]
    answers = race(*asked)
    assert sorted(one.status_code for one in answers) == [201] * FIT + [409] * (AT_ONCE - FIT)
    assert {code_of(one) for one in answers if one.status_code == 409} == {"over_limit"}
    assert stands(machine, number) == ("500.00", "0.00")
    again = race(*asked)
    assert [one.status_code for one in again] == [one.status_code for one in answers]
    seqs = [one["seq"] for one in machine.get(at(number, "postings")).json()["items"]]
    assert seqs == list(range(FIT, 0, -1))


@pytest.mark.django_db(transaction=True)
def test_of_one_key_sent_by_many_at_once_one_is_charged():
    machine, number = Machine(), account()
    answers = race(*[lambda: pay(machine, number, "25.00", "order-1")] * 8)
    assert len({one.content for one in answers}) == 1
    assert sum("Idempotent-Replayed" in one.headers for one in answers) == 7
    assert stands(machine, number) == ("25.00", "475.00")


def test_a_balance_is_told_as_it_was_at_a_moment_and_of_none_to_come(machine):
    number = account()
    take_charge(customer=number, amount=Money(30_00, "GBP"), key="a", by=COMMAND, at=AT)
    take_charge(customer=number, amount=Money(5_00, "GBP"), key="b", by=COMMAND, at=AT + timedelta(hours=1))
    body = machine.ask("GET", at(number), query={"at": AT.isoformat()}).json()
    assert body["then"] == {"at": "2026-11-22T09:30:00Z", "balance": "30.00"}
    assert machine.get(at(number)).json()["then"] is None
    for moment, code in (("2999-01-01T00:00Z", "not_yet"), ("soon", "not_a_time")):
        answer = machine.ask("GET", at(number), query={"at": moment})
        assert (answer.status_code, fields_of(answer)) == (422, {"at": code})


def test_a_statement_tells_all_of_a_period_part_by_part(machine):
    number = account()
    for hour in range(5):
        at_hour = AT + timedelta(hours=hour)
        take_charge(customer=number, amount=Money(100, "GBP"), key=f"{hour}", by=COMMAND, at=at_hour)
    query = {"from": "2026-11-22", "to": "2026-11-22", "limit": "2"}
    items: list[dict[str, Any]] = []
    parts = 0
    while True:
        body = machine.ask("GET", f"/customers/{number}/statement", query=query).json()
        items, parts = items + body["items"], parts + 1
        if body["next"] is None:
            break
        query["cursor"] = body["next"]
    assert [item["balance"] for item in items] == ["1.00", "2.00", "3.00", "4.00", "5.00"]
    assert (parts, body["count"], body["opening"], body["closing"], body["available"]) == (
        3,
        5,
        "0.00",
        "5.00",
        "495.00",
    )
    assert (body["from"], body["to"]) == ("2026-11-22", "2026-11-22")


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ({"from": "22/11/2026"}, "from", "not_a_day"),
        ({"to": "2026-02-30"}, "to", "not_a_day"),
        ({"from": "2026-11-22", "to": "2026-11-21"}, "to", "period_backwards"),
    ],
)
def test_a_period_that_is_none_is_refused_by_field(machine, query, field, code):
    answer = machine.ask("GET", f"/customers/{account()}/statement", query=query)
    assert (answer.status_code, fields_of(answer)) == (422, {field: code})


def test_a_statement_of_who_has_no_account_and_of_nobody_is_not_there(machine):
    for number, code in ((let_in(), "no_account"), (9_999_999, "no_such_customer")):
        answer = machine.get(f"/customers/{number}/statement")
        assert (answer.status_code, code_of(answer)) == (404, code)
