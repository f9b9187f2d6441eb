"""Two dealers at the API: each reaches its own, and of the other's nothing is to be learned (I16)."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from onaccount.delivery.api.openapi import openapi, operations
from onaccount.domain.customers.models import Customer
from onaccount.domain.partners.actions import end_partner
from onaccount.domain.partners.models import PartnerUser
from onaccount.domain.partners.queries import users_of
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.vetting.actions.checklist import add_item
from onaccount.domain.vetting.rules.checklist import What
from tests.delivery.api.machine import Machine, code_of, fields_of
from tests.delivery.api.operations import SAMPLES, a_partner, billed, handed_in_by, machine_of
from tests.domain.vetting.test_dealer_rules import COMPANY, CONSUMER
from tests.stage import AT, COMMAND, sign_up

pytestmark = pytest.mark.django_db
assert get_resolver().url_patterns  # the doors are open, or there is nothing to describe
ABSENT = {"key": 987654, "number": 987654, "customer": 987654, "question": "01890a5d-ac96-774b-bcce-b302099a8057"}
OF_PARTNERS = [(method, path) for path, method, said in operations(openapi()) if "x-right-of-partners" in said]


def possessions(partner: int) -> dict[str, Any]:
    """One of each thing that a dealer's token may name, with the address of each kind."""
    machine = machine_of(partner)
    number = billed(handed_in_by(machine))
    item = add_item(number=number, what=What.DEPOSIT, asks_partner=True, by=COMMAND, at=AT)
    machine.post("/contracts", {"customer": number, "connections": ["01632 960 101"]})
    return {"key": partner, "customer": number, "number": number, "question": item, "contract": 1}


def address_of(path: str, things: dict[str, Any]) -> str:
    named = dict(things)
    if "/contracts/{customer}" in path:
        named["number"] = things.get("contract", 987654)
    return path.removeprefix("/api/v1").format(**named)


def asked(machine: Machine, method: str, address: str) -> tuple[int, str, int]:
    bodies: dict[str, Any] = {"answer": {"text": "x"}, "state": {"state": "submitted"}}
    with CaptureQueriesContext(connection) as queries:
        answer = machine.ask(method, address, bodies.get(address.rsplit("/", 1)[-1]))
    said = re.sub(r"No\. \d+", "No. N", answer.content.decode())  # the number that was asked for
    return answer.status_code, said, len(queries)


def test_anothers_and_what_there_is_not_are_answered_alike_with_as_many_queries():
    ours, theirs = a_partner()["key"], a_partner()["key"]
    mine, others, machine = possessions(ours), possessions(theirs), machine_of(ours)
    machine.get("/partners")  # a first use of a token is noted
    looked = [one for one in OF_PARTNERS if "{" in one[1]]
    assert len(looked) >= 5
    for method, path in looked:
        anothers = asked(machine, method, address_of(path, others))
        assert anothers[0] == 404, (method, path)
        assert anothers == asked(machine, method, address_of(path, {**ABSENT, "contract": 1})), path
        if method == "GET":
            assert asked(machine, method, address_of(path, mine))[0] == 200


def test_no_list_search_or_count_of_one_tells_of_the_other():
    ours, theirs = a_partner()["key"], a_partner()["key"]
    machine = machine_of(ours)
    lists = ("/partners", "/applications", "/applications?q=widg", "/applications?stage=billing", "/contracts")
    machine.get("/partners")
    before = {address: asked(machine, "GET", address) for address in lists}
    others = possessions(theirs)
    assert before == {address: asked(machine, "GET", address) for address in lists}
    assert machine.get("/contracts", customer=others["number"]).json()["items"] == []
    assert machine.post("/contracts", {"customer": others["number"], "connections": ["1"]}).status_code == 404
    assert json.loads(before["/applications"][1])["items"] == []


def test_a_dealers_token_opens_nothing_else():
    """Every operation that is not the dealers' own refuses it, whatever it names."""
    machine = machine_of(a_partner()["key"])
    for path, method, said in operations(openapi()):
        if "x-right" not in said or "x-right-of-partners" in said:
            continue
        sample = SAMPLES[method, path]
        if callable(sample.body):
            continue
        address = path.removeprefix("/api/v1").format(**(dict(sample.stage())))
        answer = machine.ask(method, address, sample.body, headers=sample.headers)
        assert (answer.status_code, code_of(answer)) == (403, "right_missing"), path


def test_a_token_that_may_only_look_writes_nothing_and_an_ended_dealers_none():
    partner = a_partner()["key"]
    looker, machine = machine_of(partner, PortalRight.SEE), machine_of(partner)
    assert looker.get("/applications").status_code == 200
    assert looker.post("/applications", {"kind": "company", **COMPANY}).status_code == 403
    assert machine.get("/partners").json()["items"][0]["key"] == partner
    assert users_of(partner) == []
    assert PartnerUser.objects.filter(partner=partner).count() == 2
    end_partner(partner=partner, by=COMMAND, at=AT)
    assert machine.get("/applications").status_code == 403


def test_a_consumer_is_handed_in_and_the_dealer_is_told_no_secret_and_no_reference():
    machine = machine_of(a_partner()["key"])
    sent = {"kind": "individual", **CONSUMER, "revenue": "30.00"}
    made = machine.post("/applications", sent, key="one")
    assert made.status_code == 201
    assert machine.post("/applications", sent, key="one").json() == made.json()
    told = machine.get(made["Location"].removeprefix("/api/v1")).json()
    assert told == made.json()
    assert (told["stage"], told["estimated_monthly_revenue"], told["waiting"]) == ("new", "30.00", 0)
    billed(told["number"])
    again = machine.get("/applications").content.decode()
    assert "1984" not in again
    assert "CR-1" not in again
    assert Machine().get(f"/applications/{told['number']}").json()["credit_reference"] == "CR-1"
    assert Machine().get("/applications").json()["items"][0]["dealer_code"]


def test_what_is_missing_is_named_and_nothing_is_kept():
    machine = machine_of(a_partner()["key"])
    short = machine.post("/applications", {"kind": "company", "name": "Graham's Widgets"})
    assert (short.status_code, code_of(short)) == (422, "not_usable")
    assert fields_of(short)["phone"] == "missing"
    other = machine.post("/applications", {"kind": "company", **COMPANY, "date_of_birth": "1984-10-23"})
    assert fields_of(other) == {"date_of_birth": "unknown_field"}
    assert not Customer.objects.exists()


def test_contracts_need_billing_and_are_carried_on_by_staff_alone():
    machine, office = machine_of(a_partner()["key"]), Machine()
    number = handed_in_by(machine)
    early = machine.post("/contracts", {"customer": number, "connections": ["01632"]})
    assert (early.status_code, code_of(early)) == (409, "contracts_need_billing")
    billed(number)
    made = machine.post("/contracts", {"customer": number, "connections": ["1", "2"], "is_submitted": False}).json()
    assert (made["state"], made["label"]) == ("draft", f"{number}-1")
    address = f"/contracts/{number}/1"
    assert office.get(address).status_code == 404
    assert machine.ask("PUT", f"{address}/state", {"state": "connected"}).status_code == 403
    assert machine.ask("PUT", f"{address}/state", {"state": "submitted"}).json()["is_order"]
    assert office.ask("PUT", f"{address}/state", {"state": "with_customer"}).json()["state"] == "with_customer"
    assert machine.get("/contracts").json()["items"] == office.get("/contracts").json()["items"]


def test_a_list_goes_on_where_it_ended():
    machine = machine_of(a_partner()["key"])
    numbers = [handed_in_by(machine, name=f"Widgets {n}") for n in range(3)]
    for number in numbers:
        billed(number)
        machine.post("/contracts", {"customer": number, "connections": ["1"]})
    sign_up()
    for which, key in (("applications", "number"), ("contracts", "customer")):
        first = machine.get(f"/{which}", limit=2).json()
        rest = machine.get(f"/{which}", limit=2, cursor=first["next"]).json()
        assert [item[key] for item in (*first["items"], *rest["items"])] == numbers[::-1]
        assert rest["next"] is None
        assert machine.get(f"/{which}", cursor="x").status_code == 422
