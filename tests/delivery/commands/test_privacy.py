"""`onaccount export-person` and `onaccount erase` as a person or a script calls them."""

import json
import zipfile

import pytest
from click.testing import CliRunner, Result

from onaccount.delivery.commands import erase, export_person
from onaccount.domain.customers.models import Customer
from tests.stage import sign_up

pytestmark = pytest.mark.django_db


def call(command, *arguments: object) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)))


def test_an_export_is_one_file_for_its_owner_alone(tmp_path):
    number, file = sign_up(), tmp_path / "p.zip"
    said = json.loads(call(export_person.command, number, "--file", file, "--json").output)
    assert (said["number"], said["missing"]) == (number, [])
    assert file.stat().st_mode & 0o777 == 0o600
    assert zipfile.ZipFile(file).namelist() == ["person.json"]
    assert call(export_person.command, number, "--file", file).exit_code == 1


def test_without_yes_it_is_only_shown():
    number = sign_up()
    result = call(erase.command, number)
    assert "Nothing is erased yet" in result.output
    assert "Graham's Widgets" in result.output
    assert Customer.objects.get().name == "Graham's Widgets"


def test_a_script_is_told_what_was_found_and_what_is_left():
    number = sign_up()
    result = call(erase.command, number, "--yes", "--json")
    said = json.loads(result.output)
    assert (result.exit_code, said["number"], said["hits_after"], said["kept"]) == (0, number, 0, [])
    assert said["hits_before"] > 5
    again = call(erase.command, number, "--yes", "--json")
    assert (again.exit_code, json.loads(again.output)["changed"]) == (0, 0)


def test_what_is_left_without_a_reason_is_an_exit_code_of_its_own(monkeypatch):
    number = sign_up()
    monkeypatch.setattr("onaccount.domain.privacy.actions.erase.erase_customers", lambda numbers, at: 0)
    result = call(erase.command, number, "--yes")
    assert result.exit_code == 3
    assert "customers_customer.name" in result.output
