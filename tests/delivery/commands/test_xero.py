"""`onaccount xero`: how the connection stands, a look at the contacts, and linking everybody, from the shell."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from onaccount.delivery.commands.xero import command
from onaccount.domain.connectors.models import Connection
from tests.domain.connectors.xero.house import House, set_up
from tests.simulators.xero import Fault

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


@pytest.fixture
def connected(db: None, xero: Any, settings: Any) -> House:
    from onaccount.domain.connectors.actions.wire import Wire

    set_up(xero, settings)
    with Wire() as wire:
        house = House(xero, wire)
        house.connect()
    return house


def test_what_is_not_connected_says_so_and_fails(settings):
    settings.XERO_CLIENT_ID = ""
    said = run("status", "--json")
    assert (said.exit_code, json.loads(said.stdout)["state"]) == (1, "not set up")
    assert run("mirror").exit_code == 1
    assert "not connected" in run("link-everybody").stderr


def test_the_contacts_are_looked_at_and_counted(connected):
    connected.xero.organisation.fill(3)
    said = run("mirror", "--json")
    assert said.exit_code == 0, said.output
    told = json.loads(said.stdout)
    assert (told["new"], told["is_whole"]) == (3, True)
    told = json.loads(run("status", "--json").stdout)
    assert (told["state"], told["contacts"], told["organisation"]) == ("connected", 3, "Demo Company (UK)")
    assert "contacts: 3" in run("status").stdout


def test_a_look_that_did_not_reach_its_end_fails_with_the_reason(connected):
    connected.xero.break_down(Fault.GARBAGE)
    said = run("mirror", "--json")
    assert (said.exit_code, bool(json.loads(said.stdout)["words"])) == (1, True)


def test_everybody_is_asked_for(connected):
    Connection.objects.update(everybody_after=None)
    said = run("link-everybody", "--json")
    assert (said.exit_code, json.loads(said.stdout)) == (0, {"linked": 0, "waiting": 0})
    assert Connection.objects.get().everybody_after == 0
