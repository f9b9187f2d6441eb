"""`onaccount import` as a person or a script calls it: exit codes, the JSON, and words for what went wrong."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from onaccount.delivery.commands.imports import command
from onaccount.domain.customers.models import Customer
from onaccount.domain.imports.models import Import
from tests.domain.imports.importing import as_csv

pytestmark = pytest.mark.django_db(transaction=True)

KEYS = [
    "import_id", "applied", "read", "created", "updated", "unchanged", "repeated", "rejected", "left_out", "warnings",
    "alike", "seconds", "rejects_file", "encoding", "delimiter", "recognised", "mapping", "errors", "warning_list",
    "columns", "differences", "alike_list",
]  # fmt: skip
HEADER = ("Company", "E-mail", "Notes")
GOOD = as_csv(HEADER, ("Hollin Dairy", "a@hollin.example", "milk"), ("Weir & Co", "b@weir.example", ""))
MIXED = as_csv(HEADER, ("Hollin Dairy", "a@hollin.example", ""), ("Weir & Co", "no address", "=1+1"))


@pytest.fixture
def listed(tmp_path: Path):
    def write(content: bytes, name: str = "list.csv") -> str:
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return write


def call(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def report(*arguments: str) -> tuple[int, dict[str, Any]]:
    result = call(*arguments, "--json")
    return result.exit_code, json.loads(result.stdout)


def test_a_good_file_is_taken_in_and_the_second_time_nothing_changes(listed):
    code, first = report(listed(GOOD))
    assert (code, list(first)) == (0, KEYS)
    assert (first["applied"], first["read"], first["created"], first["errors"]) == (True, 2, 2, [])
    assert first["mapping"] == {"Company": "name", "E-mail": "email", "Notes": "notes"}
    assert (first["encoding"], first["delimiter"]) == ("utf-8", ",")
    code, second = report(listed(GOOD))
    assert (code, second["created"], second["updated"], second["unchanged"]) == (0, 0, 0, 2)


@pytest.mark.parametrize(
    ("only", "created", "updated", "left_out"), [("new", 1, 0, 1), ("updates", 0, 1, 1), (None, 1, 1, 0)]
)
def test_rows_left_out_on_purpose_are_rejected_and_no_fault(listed, only, created, updated, left_out):
    header = ("External id", "Company")
    call(listed(as_csv(header, ("K-1", "Hollin Dairy"))))
    both = listed(as_csv(header, ("K-1", "Hollin & Sons"), ("K-2", "Weir & Co")), "both.csv")
    code, found = report(both, *(["--only", only] if only else []))
    assert (code, found["applied"], found["read"]) == (0, True, 2)
    assert (found["created"], found["updated"], found["rejected"], found["left_out"]) == (
        created, updated, left_out, left_out,
    )  # fmt: skip
    assert sorted(customer.name for customer in Customer.objects.all()) == sorted(
        ["Hollin & Sons" if updated else "Hollin Dairy", *(["Weir & Co"] if created else [])]
    )


def test_a_row_at_fault_is_still_exit_code_2_beside_rows_left_out(listed):
    code, found = report(listed(MIXED), "--only", "updates")
    assert (code, found["applied"], found["rejected"], found["left_out"]) == (2, False, 2, 1)


def test_the_columns_and_the_first_differences_are_told(listed):
    call(listed(as_csv(("External id", *HEADER), ("K-1", "Hollin Dairy", "a@hollin.example", ""))))
    changed = as_csv(
        ("External id", *HEADER, "Shoe size"),
        ("K-1", "Hollin Dairy", "a@hollin.example", "milk", "7"),
        ("K-2", "Weir & Co", "no address", "NULL", ""),
    )
    code, found = report(listed(changed, "changed.csv"), "--dry-run")
    assert code == 2
    assert [
        (c["heading"], c["field"], c["filled"], c["blank"], c["changed"], c["wrong"]) for c in found["columns"]
    ] == [
        ("External id", "external_id", 2, 0, 0, 0),
        ("Company", "name", 2, 0, 0, 0),
        ("E-mail", "email", 2, 0, 0, 1),
        ("Notes", "notes", 1, 1, 1, 0),
        ("Shoe size", None, 1, 1, 0, 0),
    ]
    assert [c["example"] for c in found["columns"] if c["example"]] == [{"row": 3, "value": "no address"}]
    number = Customer.objects.get().number
    assert found["differences"] == [
        {"row": 2, "customer": number, "name": "Hollin Dairy", "changes": {"notes": ["", "milk"]}}
    ]
    text = call(listed(changed, "changed.csv"), "--dry-run").stdout
    assert f'Row 2 changes No. {number}: notes: "" -> "milk"' in text
    assert "Columns with something wrong: E-mail (1)." in text


def test_a_rejected_row_is_exit_code_2_and_nothing_is_written(listed):
    code, found = report(listed(MIXED))
    assert (code, found["applied"], found["rejected"]) == (2, False, 1)
    assert not Customer.objects.exists()
    (error,) = found["errors"]
    assert (error["row"], error["line"], error["column"]) == (3, 3, "E-mail")
    assert "no address" in error["message"]


def test_partial_takes_in_the_good_rows_and_still_says_2(listed):
    code, found = report(listed(MIXED), "--partial")
    assert (code, found["applied"], found["created"], found["rejected"]) == (2, True, 1, 1)
    assert [customer.name for customer in Customer.objects.all()] == ["Hollin Dairy"]


def test_a_dry_run_says_what_would_happen(listed):
    code, found = report(listed(GOOD), "--dry-run")
    assert (code, found["applied"], found["created"]) == (0, False, 2)
    assert report(listed(MIXED), "--dry-run")[0] == 2
    assert not Customer.objects.exists()


def test_rejected_rows_come_back_as_a_file_that_is_mended_and_imported_as_it_is(listed, tmp_path):
    out = tmp_path / "rejected.csv"
    _, found = report(listed(MIXED), "--partial", "--rejects", str(out))
    assert found["rejects_file"] == str(out)
    header, row = csv.reader(out.read_text(encoding="utf-8-sig").splitlines())
    assert header == [*HEADER, "OnAccount row", "OnAccount reason"]
    assert row[:4] == ["Weir & Co", "no address", "'=1+1", "3"]
    out.write_text(out.read_text(encoding="utf-8-sig").replace("no address", "b@weir.example"), encoding="utf-8-sig")
    code, mended = report(str(out))
    assert (code, mended["created"]) == (0, 1)
    assert Customer.objects.get(name="Weir & Co").notes == "=1+1"


def test_an_unmended_file_of_rejected_rows_is_rejected_again(listed, tmp_path):
    out = tmp_path / "rejected.csv"
    ragged = b"Company,E-mail,City\nHollin,a@hollin.example,High St, Leeds\n"
    assert report(listed(ragged), "--rejects", str(out))[0] == 2
    code, again = report(str(out), "--rejects", str(out))
    assert (code, again["rejected"]) == (2, 1)
    (row,) = list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines()))[1:]
    assert row[:5] == ["Hollin", "a@hollin.example", "High St", " Leeds", "2"]


def test_a_mapping_file_settles_columns_and_is_remembered(listed, tmp_path):
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps({"Wer": "name", "Was": "notes", "Wo": None}))
    file = listed(as_csv(("Wer", "Was", "Wo"), ("Hollin Dairy", "milk", "Leeds")))
    code, found = report(file, "--map", str(mapping))
    assert (code, found["mapping"]) == (0, {"Wer": "name", "Was": "notes", "Wo": None})
    assert Customer.objects.get().notes == "milk"
    code, again = report(file)
    assert (code, again["mapping"], again["unchanged"]) == (0, found["mapping"], 1)


def test_neither_a_rehearsal_nor_a_mapping_by_which_nothing_comes_in_is_remembered(listed, tmp_path):
    file = listed(as_csv(("Company", "E-mail"), ("Hollin Dairy", "a@hollin.example")))
    guessed = report(file, "--dry-run")[1]["mapping"]
    wrong = tmp_path / "map.json"
    wrong.write_text(json.dumps({"Company": "notes", "E-mail": "name"}))
    assert report(file, "--dry-run", "--map", str(wrong))[0] == 0
    assert report(file, "--dry-run")[1]["mapping"] == guessed
    wrong.write_text(json.dumps({"Company": "email", "E-mail": "name"}))
    assert report(file, "--map", str(wrong))[0] == 2
    assert report(file, "--dry-run")[1]["mapping"] == guessed


def test_a_column_of_few_email_addresses_is_not_left_out_in_silence(listed):
    rows = ("Hollin Dairy", "ask Nora"), ("Weir & Co", "by letter"), ("Keel Ltd", "a@keel.example")
    code, found = report(listed(as_csv(("Company", "E-mail"), *rows)))
    assert (code, found["mapping"]["E-mail"], found["warnings"]) == (0, None, 1)
    assert 'The column "E-mail" is left out' in found["warning_list"][0]["message"]
    _, found = report(listed(as_csv(("Company", "E-mail"), *rows[:2])))
    assert found["warnings"] == 0


@pytest.mark.parametrize("content", ["{", '{"a":' * 20_000 + "1" + "}" * 20_000])
def test_a_mapping_file_that_is_not_json_is_said(listed, tmp_path, content):
    mapping = tmp_path / "map.json"
    mapping.write_text(content)
    code, found = report(listed(GOOD), "--map", str(mapping))
    assert (code, found["error"]) == (1, f"{mapping} is not JSON.")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "list.csv", "The file is empty."),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "list.csv", "The file is a PDF"),
        (b"PK\x03\x04 not a workbook", "list.xlsx", "damaged"),
        (b"Company,E-mail\n", "list.csv", "no row below it"),
        (b"1,2\n3,4\n", "list.csv", "No header row"),
        (b"Colour,Size\nred,4\n", "list.csv", "No column of the file is read as a name"),
    ],
)
def test_a_file_that_cannot_be_used_is_exit_code_1_with_a_sentence(listed, content, name, said):
    code, found = report(listed(content, name))
    assert code == 1
    assert found["applied"] is False
    assert said in found["error"]
    result = call(listed(content, name))
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["/nowhere/list.csv"], "/nowhere/list.csv cannot be read"),
        ([], "Say which file to import."),
        (["list.csv", "--status", "active"], "'active' is not one of 'new', 'admin', 'inactive'"),
        (["list.csv", "--bogus"], "No such option"),
        (["list.csv", "--map", "/nowhere/map.json"], "/nowhere/map.json cannot be read"),
    ],
)
def test_a_mistake_in_the_arguments_is_exit_code_1(arguments, said):
    result = call(*arguments)
    assert result.exit_code == 1
    assert said in result.stderr


def test_an_unknown_encoding_is_said(listed):
    result = call(listed(GOOD), "--encoding", "klingon")
    assert result.exit_code == 1
    assert 'There is no text encoding "klingon".' in result.stderr


def test_people_read_a_summary_with_the_first_errors(listed):
    result = call(listed(MIXED))
    assert result.exit_code == 2
    assert "Read 2 rows: 1 new, 0 updated, 0 unchanged, 0 repeated, 1 rejected." in result.stdout
    assert "Row 3, E-mail:" in result.stdout
    assert "Nothing is written." in result.stdout


def test_the_template_can_be_filled_in_and_imported(tmp_path):
    out = str(tmp_path / "template.csv")
    assert call("--template", out).exit_code == 0
    code, found = report(out)
    assert (code, found["created"], found["warnings"]) == (0, 2, 0)
    assert sorted(Customer.objects.values_list("kind", flat=True)) == ["company", "individual"]


def test_no_letter_follows_an_import(listed):
    from onaccount.domain.letters.models import Letter

    report(listed(GOOD))
    assert not Letter.objects.exists()


def test_a_file_that_failed_can_be_seen_with_its_reason(listed):
    report(listed(b"%PDF-1.7\n%\xe2\xe3"))
    item = Import.objects.get()
    assert item.state == "failed"
    assert "PDF" in item.error


def test_it_works_without_a_locale(tmp_path):
    """A process of its own, as cron starts it: LANG=C, and a name in the file that ASCII does not have."""
    environment = {"PATH": os.environ["PATH"], "LANG": "C", "LC_ALL": "C", "ONACCOUNT_DATA": str(tmp_path / "data")}
    environment |= {"SECRET_KEY": "only-for-tests-" * 3}
    file = tmp_path / "Kundenliste für März.csv"
    file.write_bytes(as_csv(("Company", "City"), ("Ångström & Søn", "Malmö")))

    def run(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
        command = [sys.executable, "-m", "onaccount", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, check=False)

    assert run("migrate").returncode == 0
    done = run("import", str(file))
    assert done.returncode == 0, done.stderr
    found = json.loads(run("import", str(file), "--json").stdout)
    assert (found["unchanged"], found["errors"]) == (1, [])
