"""The command line answers in sentences, and says what there is even where a setting is wrong."""

import os
import stat
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3]


def onaccount(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """The command as a person types it, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "onaccount", *arguments],
        check=False,
        env=os.environ | {"DATABASE_URL": ""} | environ,
        cwd=FOLDER,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_what_it_is_can_be_asked_whatever_the_settings(argument):
    done = onaccount(argument, ONACCOUNT_TYPO="1")
    assert done.returncode == 0
    assert not done.stderr


def test_the_version_is_that_of_the_changelog():
    changelog = (FOLDER / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{version('onaccount')}] - " in changelog


def test_help_lists_what_a_person_needs():
    listed = onaccount("--help").stdout
    assert [name for name in ("serve", "worker", "migrate") if f"  {name} " not in listed] == []
    assert "manage" not in listed


def test_a_wrong_setting_is_one_sentence_and_no_traceback():
    done = onaccount("migrate", ONACCOUNT_THREADS="many")
    assert done.returncode == 1
    assert done.stderr == "Error: ONACCOUNT_THREADS cannot be used: it must be a whole number from 1 to 256.\n"


def test_a_database_that_does_not_answer_is_one_sentence():
    done = onaccount("migrate", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_place_that_cannot_be_used_is_one_sentence(tmp_path):
    (tmp_path / "secret_key").mkdir()
    missing = tmp_path / "missing"
    for environ, words in (
        ({"ONACCOUNT_DATA": "/proc/xx"}, "The folder /proc/xx cannot be made: "),
        ({"ONACCOUNT_DATA": "/proc"}, "The secret key cannot be kept in /proc/secret_key: "),
        ({"ONACCOUNT_DATA": str(tmp_path)}, f"The secret key cannot be kept in {tmp_path}/secret_key: Is a directory."),
        ({"DATABASE_URL": f"sqlite:///{missing}/books"}, f"there is no folder {missing}. Make it first."),
        ({"DATABASE_URL": f"sqlite:///{tmp_path}"}, "that is a folder. Name a file in it."),
    ):
        done = onaccount("migrate", SECRET_KEY="", **environ)
        assert (done.returncode, done.stdout) == (1, "")
        assert words in done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr
    assert not missing.exists()


def test_what_is_kept_is_readable_by_its_owner_alone(tmp_path):
    assert onaccount("migrate", SECRET_KEY="", ONACCOUNT_DATA=str(tmp_path)).returncode == 0
    kept = [path for path in tmp_path.rglob("*") if path.exists()]
    assert kept
    assert [path.name for path in kept if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_migrating_twice_is_as_good_as_once(tmp_path):
    first = onaccount("migrate", ONACCOUNT_DATA=str(tmp_path / "with blank"))
    second = onaccount("migrate", ONACCOUNT_DATA=str(tmp_path / "with blank"))
    assert (first.returncode, second.returncode) == (0, 0)
    assert "nothing to do" in second.stdout
    assert (tmp_path / "with blank" / "onaccount.sqlite3").exists()
    assert (tmp_path / "with blank" / "onaccount-cache.sqlite3").exists()
