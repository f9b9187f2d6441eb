"""`onaccount schedule`: list, run, history."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from onaccount.delivery.commands import main
from onaccount.domain.customers.models import Customer
from onaccount.domain.imports.actions import run as running
from onaccount.domain.imports.actions.fetch import fetch
from tests.domain.imports.timing import QUICK, planned, put

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def inbox(settings, tmp_path: Path, monkeypatch) -> Path:
    settings.IMPORT_FOLDERS = [tmp_path]
    monkeypatch.setattr(running, "fetch", lambda source, into, _: fetch(source, into, QUICK))
    return tmp_path


def said(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["schedule", *arguments])
    assert result.exit_code == code, result.output
    return result.output


def test_the_list_says_when_each_is_due_and_how_it_went(inbox):
    assert "There are no timed imports." in said("list")
    planned(inbox)
    assert "Till system: " in said("list")
    (card,) = json.loads(said("list", "--json"))
    assert (card["name"], card["active"], card["last"]) == ("Till system", True, None)
    assert card["next_at"].endswith("+00:00")


def test_one_is_tried_then_run_and_its_history_tells_of_both(inbox):
    planned(inbox)
    put(inbox, 3)
    trial = json.loads(said("run", "Till system", "--dry-run", "--json"))
    assert (trial["state"], trial["trial"], trial["created"], Customer.objects.count()) == ("rehearsed", True, 3, 0)
    assert "done. 3 rows: 3 new, 0 changed, 0 rejected." in said("run", "Till system")
    assert Customer.objects.count() == 3
    assert "nothing new. list.csv is the same file as last time." in said("run", "Till system")
    states = [run["state"] for run in json.loads(said("history", "Till system", "--json"))]
    assert states == ["nothing_new", "done", "rehearsed"]
    assert said("history", "Till system").count(" UTC  ") == 3


def test_a_run_that_fails_or_stops_is_an_exit_code(inbox):
    planned(inbox)
    (inbox / "list.csv").write_bytes(b"")
    assert "failed." in said("run", "Till system", code=2)


def test_a_name_that_nobody_has_is_said(inbox):
    assert "There is no such timed import." in said("run", "Nobody", code=1)
