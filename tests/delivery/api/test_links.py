"""Machines read which contact in Xero a customer is."""

import pytest

from onaccount.domain.connectors.models import Connection, Link
from onaccount.domain.customers.models import Customer
from tests.delivery.api.machine import Machine
from tests.stage import AT, sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine() -> Machine:
    return Machine()


def connect() -> Connection:
    return Connection.objects.create(system="xero", state="connected", connected_at=AT, mirrored_at=AT)


def test_before_xero_is_connected_it_says_that_nothing_was_checked(machine):
    answer = machine.get(f"/customers/{sign_up()}/links")
    assert (answer.status_code, answer.json()) == (200, {"items": [], "next": None, "checked_at": None})


def test_a_link_is_told_with_its_state_and_the_contact(machine):
    system, number = connect(), sign_up()
    Link.objects.create(customer_id=number, system=system, state="stuck", why="The name is taken.", asked_at=AT)
    (link,) = machine.get(f"/customers/{number}/links").json()["items"]
    assert (link["contact_id"], link["state"], link["why"]) == (None, "stuck", "The name is taken.")
    Link.objects.update(contact_id="c-1", linked_at=AT, state="linked", why="")
    told = machine.get(f"/customers/{number}/links").json()
    assert (told["items"][0]["contact_id"], told["items"][0]["is_alias"]) == ("c-1", False)
    assert told["checked_at"] == "2026-11-22T09:30:00Z"


def test_a_merged_number_answers_with_the_contact_that_counts_and_the_alias(machine):
    system, survivor, loser = connect(), sign_up(), sign_up(login="other@widgets.example")
    for number in (survivor, loser):
        Link.objects.create(
            customer_id=number, system=system, state="linked", contact_id=f"c-{number}", linked_at=AT, asked_at=AT
        )
    Customer.objects.filter(pk=loser).update(merged_into=survivor)
    for number in (survivor, loser):
        told = [
            (each["contact_id"], each["is_alias"]) for each in machine.get(f"/customers/{number}/links").json()["items"]
        ]
        assert told == [(f"c-{survivor}", False), (f"c-{loser}", True)]


def test_a_number_that_nobody_has_is_not_found(machine):
    assert machine.get("/customers/4711/links").status_code == 404
