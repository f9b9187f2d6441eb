"""A folder as a source: only where the operator allows it, never through a link, never half a file."""

import os
import threading
import time
from pathlib import Path

import pytest

from onaccount.domain.imports.actions.fetch import Limits, fetch
from onaccount.domain.imports.rules.schedules import SourceKind
from onaccount.domain.imports.rules.sources import CannotFetch, NothingThere, Source
from tests.domain.imports.timing import QUICK


@pytest.fixture
def inbox(settings, tmp_path: Path) -> Path:
    folder = tmp_path / "allowed" / "in"
    folder.mkdir(parents=True)
    settings.IMPORT_FOLDERS = [tmp_path / "allowed"]
    return folder


def take(folder: Path | str, into: Path, *, pattern: str = "*.csv", limits: Limits = QUICK, **more):
    return fetch(Source(SourceKind.FOLDER, f"{folder}/{pattern}", **more), into, limits)


def write(path: Path, text: str, at: float) -> None:
    path.write_text(text)
    os.utime(path, (at, at))


def test_the_newest_file_that_fits_is_taken(inbox, tmp_path):
    write(inbox / "a.csv", "older", 100)
    write(inbox / "b.csv", "newer", 200)
    write(inbox / "c.txt", "of another kind", 300)
    write(inbox / ".d.csv", "somebody's work in progress", 400)
    (inbox / "e.csv").mkdir()
    fetched = take(inbox, tmp_path / "came")
    assert (fetched.name, fetched.path.read_text()) == ("b.csv", "newer")
    assert fetched.path.stat().st_mode & 0o777 == 0o600


def test_nothing_that_fits_is_said(inbox, tmp_path):
    with pytest.raises(NothingThere):
        take(inbox, tmp_path / "came")


@pytest.mark.parametrize("folder", ["/etc", "/", "/tmp", "{root}/../outside", "{root}x"])
def test_a_folder_that_the_operator_did_not_name_is_refused(inbox, tmp_path, folder):
    (tmp_path / "outside").mkdir()
    with pytest.raises(Exception) as refusal:
        take(folder.format(root=tmp_path / "allowed"), tmp_path / "came", pattern="passwd")
    assert "must not climb" in str(refusal.value) or "ONACCOUNT_IMPORT_FOLDERS" in str(refusal.value)


def test_a_folder_that_is_a_link_is_refused(inbox, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.csv").write_text("secret")
    (tmp_path / "allowed" / "link").symlink_to(outside)
    with pytest.raises(CannotFetch) as refusal:
        take(tmp_path / "allowed" / "link", tmp_path / "came")
    assert "leads through a link" in str(refusal.value)


def test_a_file_that_is_a_link_is_refused(inbox, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (inbox / "x.csv").symlink_to(secret)
    with pytest.raises(CannotFetch) as refusal:
        take(inbox, tmp_path / "came")
    assert "x.csv is a link" in str(refusal.value)
    assert not (tmp_path / "came").exists()


def test_the_operators_own_folder_may_be_reached_by_a_link(inbox, settings, tmp_path):
    (inbox / "x.csv").write_text("x")
    (tmp_path / "short").symlink_to(tmp_path / "allowed")
    settings.IMPORT_FOLDERS = [tmp_path / "short"]
    assert take(tmp_path / "short" / "in", tmp_path / "came").name == "x.csv"


def test_a_pipe_is_no_file_and_holds_nobody_up(inbox, tmp_path):
    os.mkfifo(inbox / "x.csv")
    with pytest.raises(NothingThere):
        take(inbox, tmp_path / "came")


def test_a_file_that_somebody_is_writing_is_left_for_the_next_time(inbox, tmp_path):
    file, stop = inbox / "x.csv", threading.Event()
    file.write_text("half")

    def go_on() -> None:
        while not stop.is_set():
            with file.open("a") as growing:
                growing.write("more")
            time.sleep(0.002)

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        with pytest.raises(CannotFetch) as refusal:
            take(inbox, tmp_path / "came", limits=Limits(settle=0.05, settle_tries=3))
    finally:
        stop.set()
        writer.join()
    assert "x.csv is still being written" in str(refusal.value)
    assert take(inbox, tmp_path / "came").name == "x.csv"


def test_a_file_that_is_too_large_leaves_nothing_behind(inbox, tmp_path):
    (inbox / "x.csv").write_bytes(b"x" * 2000)
    with pytest.raises(CannotFetch) as refusal:
        take(inbox, tmp_path / "came", limits=Limits(bytes=1000, settle=0))
    assert "larger than 1000 bytes" in str(refusal.value)
    assert not (tmp_path / "came").exists()


def test_a_file_that_was_taken_is_moved_and_never_over_another(inbox, tmp_path):
    for text in ("one", "two"):
        (inbox / "x.csv").write_text(text)
        take(inbox, tmp_path / "came", moves_taken=True).take()
    assert not (inbox / "x.csv").exists()
    assert [(inbox / "done" / name).read_text() for name in ("x.csv", "x-2.csv")] == ["one", "two"]


def test_a_file_that_came_meanwhile_under_the_same_name_stays(inbox, tmp_path):
    (inbox / "x.csv").write_text("one")
    fetched = take(inbox, tmp_path / "came", moves_taken=True)
    (inbox / "new").write_text("two, which nobody has read")
    (inbox / "new").rename(inbox / "x.csv")
    fetched.take()
    assert (inbox / "x.csv").read_text() == "two, which nobody has read"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_said(inbox, tmp_path):
    (inbox / "x.csv").write_text("x")
    (inbox / "x.csv").chmod(0)
    with pytest.raises(CannotFetch) as refusal:
        take(inbox, tmp_path / "came")
    assert "cannot be read" in str(refusal.value)
