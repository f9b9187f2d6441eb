"""A device is a till by a code from the office, is known by its cookie, and is told how all stands."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onaccount.domain.accounts.actions import open_account
from onaccount.domain.tills.actions.leases import recall_leases
from onaccount.domain.tills.actions.tills import lose_till
from onaccount.domain.tills.queries.leases import open_leases
from onaccount.foundation.money import Money
from tests.delivery.till.machine import Till, till_of, token_in
from tests.domain.tills.counter import Key, clerk
from tests.stage import AT, COMMAND, let_in

pytestmark = pytest.mark.django_db


def test_the_shell_shows_nothing_of_anybody(client, till: Till):
    page = client.get("/till/")
    assert page.status_code == 200
    assert settings.CSRF_COOKIE_NAME in page.cookies
    assert "Counter 1" not in page.content.decode()


def test_the_worker_and_the_manifest_are_there(client, clock):
    worker = client.get("/till/sw.js")
    assert (worker["Content-Type"], worker["Service-Worker-Allowed"]) == ("text/javascript; charset=utf-8", "/till/")
    assert client.get("/till/manifest.webmanifest").json()["scope"] == "/till/"


def test_a_code_of_the_office_makes_a_device_a_till(clock):
    found, code = till_of(by=clerk())
    answer = found.pair(code)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["till"], told["name"], told["pairing"], told["next_receipt"]) == (found.number, "Counter 1", 1, 1)
    cookie = answer.cookies[settings.TILL_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert answer["Cache-Control"] == "no-store"


def test_a_code_is_good_once(clock):
    found, code = till_of(by=clerk())
    found.pair(code)
    assert Till(Client(), found.number, found.clerk).pair(code).json()["code"] == "pairing_code_wrong"


def test_a_key_that_signs_nothing_pairs_nothing(clock):
    found, code = till_of(by=clerk())
    assert found.post("pairing/", {"code": code, "key": "none"}).status_code == 422


def test_after_ten_wrong_codes_the_right_one_waits_too(clock):
    cache.clear()
    found, code = till_of(by=clerk())
    wrong = [found.pair("AAAAAAAA").status_code for _ in range(10)]
    assert wrong == [422] * 10
    refused = found.pair(code)
    assert (refused.status_code, refused.json()["code"]) == (429, "paired_too_often")
    cache.clear()
    assert found.pair(code).status_code == 201


def test_without_the_token_of_the_shell_nothing_is_taken_and_a_new_one_is_told(till: Till):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = till.client.cookies
    refused = strict.post("/till/shifts/", "{}", content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    told = refused.json()["csrf"]
    again = strict.delete("/till/shifts/", headers={"X-CSRFToken": told})
    assert again.status_code == 200


def test_a_till_that_was_lost_is_told_nothing_any_more(till: Till):
    lose_till(till=till.number, by=COMMAND, at=AT)
    refused = till.get("pulse/")
    assert (refused.status_code, refused.json()["code"]) == (401, "till_not_paired")
    assert till.get("sales/").status_code == 401


# --- contact ----------------------------------------------------------------------------------------------------------


def test_a_contact_tells_what_the_till_works_by(till: Till, widgets: int):
    till.sell(("Customer account", 30_00), customer=widgets)
    told = till.contact()
    assert told["seq"] == till.seq
    assert told["business"]["currency"] == "GBP"
    assert told["business"]["digits"] == 2
    assert told["till"] == {"id": till.number, "name": "Counter 1"}
    assert told["shift"] == {"id": till.shift, "clerk": int(till.clerk.key), "name": till.clerk.name}
    assert told["clerks"] == [
        {"id": int(till.clerk.key), "name": till.clerk.name, "has_pin": True, "has_code": False}
    ]  # fmt: skip
    assert told["rights"]["refund"] == "code"
    assert [method["name"] for method in told["version"]["methods"]] == ["Cash", "Card", "Customer account"]
    (lease,) = told["leases"]
    assert (lease["customer"], lease["granted_minor"], lease["recalled"]) == (widgets, 94_00, False)
    (customer,) = told["customers"]
    assert (customer["number"], customer["may"], customer["sentence"]) == (widgets, None, "")
    assert (customer["balance_minor"], customer["limit_minor"]) == (30_00, 500_00)
    assert customer["available_minor"] == 500_00 - 30_00 - 94_00
    assert told["waiting_exceptions"] == 0


def test_what_another_key_signed_is_no_report(till: Till):
    refused = till.report(signature=Key().sign(b"something"))
    assert (refused.status_code, refused.json()["code"]) == (403, "report_not_good")


def test_a_report_that_was_overtaken_is_refused(till: Till):
    till.seq -= 1
    refused = till.report()
    assert (refused.status_code, refused.json()["code"]) == (409, "report_old")


def statements_of(till: Till) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        till.contact()
    return len(asked)


def test_a_contact_asks_as_much_for_fifty_customers_as_for_one(till: Till, widgets: int):
    """But for those who are looked at whether a lease is due, each in a transaction of its own."""
    till.sell(("Cash", 1_00), customer=widgets)
    till.contact()
    one = statements_of(till)
    for n in range(50):
        number = let_in(login=f"trader{n}@widgets.example")
        open_account(customer=number, currency="GBP", limit=Money(100_00, "GBP"), by=COMMAND, at=AT)
        till.sell(("Cash", 1_00), customer=number)
    till.contact()  # all are looked at
    assert len(till.told["customers"]) == 51
    assert statements_of(till) == one


def test_the_pulse_is_one_statement_and_says_what_differs(till: Till, widgets: int):
    till.sell(("Cash", 1_00), customer=widgets)
    till.contact()
    with CaptureQueriesContext(connection) as asked:
        told = till.get("pulse/").json()
    assert len(asked) == 1
    assert told == {"version": 1, "recall": False, "products_version": till.told["products_version"]}
    recall_leases(customer=widgets, by=COMMAND, at=AT)
    assert till.get("pulse/").json()["recall"] is True
    (lease,) = open_leases(till.number)
    till.contact(returned=(str(lease.pk),))
    assert till.get("pulse/").json()["recall"] is False


# --- shifts -----------------------------------------------------------------------------------------------------------


def test_a_pin_opens_a_shift_and_a_wrong_one_does_not(till: Till):
    refused = till.begin(pin="7391")
    assert (refused.status_code, refused.json()["code"]) == (422, "pin_wrong")
    opened = till.begin().json()
    assert (opened["name"], opened["rights"]["deposit_withdraw"]) == (till.clerk.name, "free")


def test_who_ends_their_shift_sells_nothing_more(till: Till):
    assert till.client.delete("/till/shifts/").status_code == 200
    assert till.contact()["shift"] is None
    refused = till.sell(("Cash", 1_00))
    assert (refused.status_code, refused.json()["code"]) == (409, "no_shift")


def test_another_device_does_not_sell_by_the_cookie_of_nobody(clock):
    found = Till(Client(), 1, clerk())
    assert found.get("sales/").json()["code"] == "till_not_paired"


def test_the_token_stands_in_no_answer(till: Till):
    assert token_in(till) not in str(till.told)
