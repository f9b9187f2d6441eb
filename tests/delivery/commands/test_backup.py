"""`onaccount backup` as a person or a timer calls it: a whole file for its owner alone, or none."""

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onaccount.delivery.commands import backup
from onaccount.delivery.commands.backup import command
from onaccount.domain.backups.actions import make_backup
from tests.stage import sign_up

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    sign_up()
    return tmp_path / "business.oab"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)))


def test_the_file_is_for_its_owner_alone_and_nothing_lies_beside_it(file):
    result = call(file)
    assert result.exit_code == 0, result.output
    assert str(file) in result.output
    assert file.stat().st_mode & 0o777 == 0o600
    assert os.listdir(file.parent) == [file.name]


def test_a_script_is_told_what_is_in_it(file):
    said = json.loads(call(file, "--json").output)
    assert said["bytes"] == file.stat().st_size
    assert said["tables"]["customers_customer"]["rows"] == 1
    assert said["rows"] == sum(table["rows"] for table in said["tables"].values())
    assert (said["files"], said["lost_files"], said["has_key"]) == (0, [], False)


def test_a_file_that_is_there_is_left_unless_it_is_to_be_replaced(file):
    file.write_text("mine")
    refused = call(file)
    assert (refused.exit_code, file.read_text()) == (1, "mine")
    assert "is there already" in str(refused.exception)
    assert call(file, "--force").exit_code == 0
    assert file.read_bytes()[:2] == b"PK"
    assert file.stat().st_mode & 0o777 == 0o600


def test_one_that_came_while_it_was_written_is_left(file, monkeypatch):
    def meanwhile(**given):
        file.write_text("mine")
        return make_backup(**given)

    monkeypatch.setattr(backup, "make_backup", meanwhile)
    assert call(file).exit_code == 1
    assert file.read_text() == "mine"
    assert os.listdir(file.parent) == [file.name]


@pytest.mark.parametrize("where", ["absent/business.oab", "."])
def test_where_no_file_can_be_is_said(file, where):
    refused = call(file.parent / where)
    assert refused.exit_code == 1
    assert "cannot be written" in str(refused.exception)


def test_two_at_once_do_not_write_into_one_file(file, monkeypatch):
    def meanwhile(**given):
        second = call(file)
        assert "another backup" in str(second.exception)
        return make_backup(**given)

    monkeypatch.setattr(backup, "make_backup", meanwhile)
    assert call(file).exit_code == 0


# --- what ends it half-way: processes of their own --------------------------------------------------------------------


@pytest.fixture
def start(file, settings):
    """Start a backup as a process of its own, on the database of the test."""
    from tests.worker import ROOT, address_of_the_books

    def start(*code: str, **more) -> "subprocess.Popen[bytes]":
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "DATABASE_URL": address_of_the_books(),
            "ONACCOUNT_DATA": str(settings.DATA),
        }
        call = [sys.executable, *code]
        return subprocess.Popen(
            call, cwd=ROOT, env=environment, stdout=more.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE, **more
        )

    return start


# A backup that stops, and says so, when it has begun to write.
STOPPING = """
import sys, time
from onaccount.delivery.commands import main, set_up_django
set_up_django()
from onaccount.domain.backups.actions import make
def stop(*_):
    print("begun", flush=True)
    time.sleep(600)
make.write_tables = stop
main(["backup", *sys.argv[1:]])
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_stop_leave_nothing(file, start, number):
    process = start("-c", STOPPING, str(file))
    assert process.stdout.readline() == b"begun\n"
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode
    assert b"Traceback" not in said
    assert os.listdir(file.parent) == []


def test_a_kill_leaves_no_file_of_that_name_and_the_next_backup_is_whole(file, start):
    process = start("-c", STOPPING, str(file))
    assert process.stdout.readline() == b"begun\n"
    process.kill()
    process.communicate()
    assert not file.exists()
    assert call(file).exit_code == 0
    assert os.listdir(file.parent) == [file.name]


def test_a_full_disk_leaves_nothing_and_is_said(file, start):
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    # SQLite opens what is there already; only the backup's own file would grow.
    process = start("-m", "onaccount", "backup", str(file), preexec_fn=small)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.decode().strip() == f"Error: {file} cannot be written: File too large."
    assert os.listdir(file.parent) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_a_pipe_is_said(start):
    with open("/dev/full", "wb") as full:
        process = start("-m", "onaccount", "backup", "-", stdout=full)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.decode().strip() == "Error: Standard output cannot be written: No space left on device."


def test_a_reader_that_goes_away_is_said(start):
    process = start("-m", "onaccount", "backup", "-")
    process.stdout.close()
    process.stdout = None
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.decode().strip() == "Error: Standard output cannot be written: Broken pipe."
