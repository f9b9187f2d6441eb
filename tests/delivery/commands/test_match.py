"""`onaccount match` as a person or a script calls it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from onaccount.delivery.commands.match import command
from tests.places import Place

LIST = "id,Company,Phone,group\n1,Hollin Dairy,0113 496 0001,x\n2,Hollin Dairy,0113 496 0001,x\n3,Weir & Co,,y\n"
OTHER = "ref,Firm,Tel\n7,Hollin Dairy,0113 496 0001\n8,Somebody Else,0161 496 0000\n"
KEYS = ["records", "pairs", "precision", "recall", "f1", "seconds"]


@pytest.fixture
def listed(tmp_path: Path) -> str:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    return str(path)


@pytest.fixture
def other(tmp_path: Path) -> str:
    path = tmp_path / "other.csv"
    path.write_text(OTHER, encoding="utf-8")
    return str(path)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def report(*arguments: str) -> dict[str, Any]:
    result = call(*arguments, "--json", "-")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_duplicates_are_found_and_named_by_the_id_column(listed):
    found = report(listed, "--truth", "group")
    assert list(found)[: len(KEYS)] == KEYS
    assert (found["records"], found["precision"], found["recall"], found["f1"]) == (3, 1.0, 1.0, 1.0)
    (pair,) = found["pairs"]
    assert {pair["a"], pair["b"]} == {"1", "2"}
    assert pair["answer"] in ("same", "likely")
    assert 0 < pair["score"] <= 1
    assert pair["reasons"]
    assert found["columns"] == {"id": None, "Company": "name", "Phone": "phone", "group": None}


def test_without_a_truth_nothing_is_said_of_it(listed):
    found = report(listed)
    assert (found["precision"], found["recall"], found["f1"]) == (None, None, None)


def test_two_lists_are_linked_a_of_the_first_and_b_of_the_other(listed, other):
    found = report(listed, "--link", other)
    assert {(pair["a"], pair["b"]) for pair in found["pairs"]} == {("1", "7"), ("2", "7")}
    assert found["records"] == 5


def test_rows_without_an_id_are_named_by_their_numbers(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Company,Phone\nHollin Dairy,0113 496 0001\nHollin Dairy,0113 496 0001\n", encoding="utf-8")
    found = report(str(path))
    assert [(pair["a"], pair["b"]) for pair in found["pairs"]] == [(2, 3)]
    assert found["id_column"] is None
    assert "named by row" in call(str(path)).stdout


def test_people_see_the_columns_the_counts_and_the_reasons(listed):
    said = call(listed, "--truth", "group").stdout
    for part in ("Company", "Not compared: group", "precision 1.0000", "same phone", "Hollin Dairy"):
        assert part in said


def test_all_pairs_go_into_a_file(listed, tmp_path):
    out = tmp_path / "pairs.json"
    said = call(listed, "--json", str(out)).stdout
    assert str(out) in said
    assert len(json.loads(out.read_text(encoding="utf-8"))["pairs"]) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Say which file to compare."),
        (["no such file.csv"], "cannot be opened"),
        (["LIST", "--link", "no such file.csv"], "cannot be opened"),
        (["LIST", "--id-column", "Nr"], 'no column "Nr"'),
        (["LIST", "--id-column", "Company"], 'does not tell the rows of list.csv apart: 2 rows have "Hollin Dairy"'),
        (["LIST", "--truth", "cluster"], 'no column "cluster"'),
        (["LIST", "--truth", "group~("], "not a regular expression"),
        (["LIST", "--truth", "group", "--truth-pairs", "LIST"], "not both"),
        (["LIST", "--truth-pairs", "OTHER"], "No two columns of other.csv"),
        (["LIST", "--fields", "Town=city"], 'no column "Town"'),
        (["LIST", "--fields", "Company=planet"], "Use one of these"),
        (["LIST", "--fields", "Company=,Phone="], "No column of list.csv was recognised"),
        (["LIST", "--json", "/no/such/folder/out.json"], "cannot be written"),
        (["LIST", "--no-such-option"], "No such option"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_exit_code_1(listed, other, arguments, sentence):
    asked = [{"LIST": listed, "OTHER": other}.get(each, each) for each in arguments]
    result = call(*asked)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


def test_a_failure_is_json_too_and_leaves_no_earlier_pairs(listed, tmp_path):
    out = tmp_path / "pairs.json"
    call(listed, "--json", str(out))
    assert call(listed, "--truth", "cluster", "--json", str(out)).exit_code == 1
    found = json.loads(out.read_text(encoding="utf-8"))
    assert (found["pairs"], found["code"]) == ([], "unknown_column")


def test_it_needs_no_database_and_makes_none(listed, tmp_path):
    folder = tmp_path / "data"
    place = Place(folder, "postgresql://nobody@127.0.0.1:1/none")
    assert "1" in place.onaccount("match", listed)
    place = Place(folder, "")
    place.onaccount("match", listed)
    assert not folder.exists() or not list(folder.rglob("*.sqlite3"))
