"""`onaccount import --undo ID`: exit codes, the JSON, and words."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from onaccount.delivery.commands.imports import command
from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.imports.queries import import_card
from onaccount.domain.imports.rules.states import ImportState
from tests.domain.imports.importing import AT, BY, as_csv, rehearse, take_in

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = as_csv(("Company", "E-mail"), ("Hollin Dairy", "a@hollin.example"), ("Weir & Co", "b@weir.example"))
WHY = "Changed by the command line on 2026-11-02, after the import."


def call(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def report(*arguments: str) -> tuple[int, dict[str, Any]]:
    result = call(*arguments, "--json")
    return result.exit_code, json.loads(result.stdout)


def test_a_whole_import_is_taken_back():
    card = take_in(GOOD)
    assert report("--undo", str(card.key)) == (0, {"undone": 2, "kept": []})
    assert not Customer.objects.exists()


def test_what_is_kept_is_told_with_its_row_and_the_reason():
    card = take_in(GOOD)
    number = Customer.objects.get(name="Weir & Co").pk
    correct_customer(number=number, values={"phone": "0113 496 0000"}, by=BY, at=AT.replace(hour=11))
    expected = {"undone": 1, "kept": [{"row": 3, "customer": number, "why": WHY}]}
    assert report("--undo", str(card.key)) == (2, expected)


def test_people_are_told_in_words():
    card = take_in(GOOD)
    number = Customer.objects.get(name="Weir & Co").pk
    correct_customer(number=number, values={"phone": "0113 496 0000"}, by=BY, at=AT.replace(hour=11))
    result = call("--undo", str(card.key))
    assert result.exit_code == 2
    assert result.stdout.splitlines() == [
        "Taken back: 1 removed, 0 as they were before.",
        "1 customer is kept:",
        f"  Row 3, No. {number}: {WHY}",
    ]


@pytest.mark.parametrize("identity", ["00000000-0000-4000-8000-000000000000", "nonsense", ""])
def test_an_import_that_is_not_there_is_said(identity):
    assert report("--undo", identity) == (1, {"error": "There is no such import.", "code": "no_such_import"})


def test_what_is_not_written_or_taken_back_already_cannot_be():
    card = rehearse(GOOD)
    code, found = report("--undo", str(card.key))
    assert (code, found["code"]) == (1, "import_not_applied")
    card = take_in(GOOD)
    call("--undo", str(card.key))
    code, found = report("--undo", str(card.key))
    assert (code, found["code"]) == (1, "import_undone")
    assert import_card(card.key).state is ImportState.UNDONE


@pytest.mark.parametrize("identity", ["00000000-0000-4000-8000-000000000000", ""])
def test_a_file_and_an_import_to_take_back_are_not_said_together(tmp_path, identity):
    file = tmp_path / "list.csv"
    file.write_bytes(GOOD)
    result = call(str(file), "--undo", identity)
    assert (result.exit_code, Customer.objects.count()) == (1, 0)
    assert "Say either which file to import" in result.stderr
