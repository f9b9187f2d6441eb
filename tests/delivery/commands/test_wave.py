"""`onaccount wave` as a person or a script calls it."""

import json

import pytest
import time_machine
from click.testing import CliRunner, Result

from onaccount.delivery.commands import imports
from onaccount.delivery.commands.waves import command
from onaccount.domain.customers.models import Customer
from onaccount.domain.vetting.actions import add_members, make_wave
from tests.domain.imports.importing import as_csv
from tests.stage import AT, COMMAND, sign_up, sign_up_many, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def call(*arguments: str) -> Result:
    with time_machine.travel(AT, tick=False):
        return CliRunner().invoke(command, list(arguments))


@pytest.fixture
def beta() -> int:
    wave = make_wave(name="Beta", by=COMMAND, at=AT)
    add_members(wave=wave, numbers=[*sign_up_many(2), sign_up("Old Quay Café")], by=COMMAND, at=AT)
    return wave


def test_the_list_says_how_each_wave_stands(beta):
    assert "Beta (planned): 3 customers, 0 invited, 3 waiting, 1 without a login." in call("list").output
    [found] = json.loads(call("list", "--json").output)
    assert (found["name"], found["state"], found["members"], found["without_login"]) == ("Beta", "planned", 3, 1)


def test_without_waves_the_list_says_so():
    assert "no wave" in call("list").output
    assert json.loads(call("list", "--json").output) == []


def test_a_wave_is_opened_by_its_name_and_the_letters_are_said(beta):
    result = call("open", "BETA")
    assert (result.exit_code, "2 letters leave" in result.output) == (0, True)
    work_off(at=AT)
    assert Customer.objects.filter(status="active").count() == 2
    assert call("open", "Beta").exit_code == 1


def test_a_time_is_set_in_the_zone_of_the_business_and_cleared(beta):
    found = json.loads(call("plan", "Beta", "--at", "2027-07-01 09:00", "--json").output)
    assert found["opens_at"] == "2027-07-01T08:00:00+00:00"
    assert "Beta (planned 2027-07-01 09:00 BST)" in call("list").output
    assert json.loads(call("plan", "Beta", "--clear", "--json").output)["opens_at"] is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("open", "Autumn"),
        ("plan", "Beta", "--at", "2027-03-28 01:30"),
        ("plan", "Beta", "--at", "soon"),
        ("plan", "Beta", "--at", "2020-01-01 09:00"),
        ("plan", "Beta"),
        ("plan", "Beta", "--at", "2027-01-01", "--clear"),
    ],
)
def test_what_cannot_be_is_refused(beta, arguments):
    assert call(*arguments).exit_code != 0


def test_an_import_by_wave_needs_no_worker_to_fill_it(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(as_csv(("Company", "E-mail"), ("Hollin Dairy", "a@hollin.example"), ("Weir & Co", "")))
    result = CliRunner().invoke(imports.command, [str(path), "--wave", "Beta", "--category", "Farm", "--tag", "fair"])
    assert result.exit_code == 0, result.output
    [found] = json.loads(call("list", "--json").output)
    assert (found["name"], found["members"], found["without_login"]) == ("Beta", 2, 1)
