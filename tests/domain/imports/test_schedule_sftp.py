"""Fetching by SFTP from a real server whose key is known, and from ones that it would be unwise to talk to."""

import os
import socket
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import asyncssh
import pytest

from onaccount.domain.imports.actions import add_schedule, confirm_host_key
from onaccount.domain.imports.actions.fetch import Limits, fetch
from onaccount.domain.imports.queries import schedule_card
from onaccount.domain.imports.rules.plans import Plan
from onaccount.domain.imports.rules.schedules import RunState, SourceKind
from onaccount.domain.imports.rules.sources import (
    CannotFetch,
    HostKeyChanged,
    HostKeyUnknown,
    NothingThere,
    Source,
)
from tests.domain.imports.far import SftpServer, sftp_server
from tests.domain.imports.importing import BY, as_csv
from tests.domain.imports.timing import MONDAY, try_now, words

SHORT = Limits(seconds=10, answer_seconds=5, settle=0.01)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "root" / "out"
    found.mkdir(parents=True)
    return found


@pytest.fixture
def server(folder, settings):
    settings.IMPORT_NETWORKS = [ip_network("127.0.0.0/8"), ip_network("::1/128")]
    with sftp_server(folder.parent) as running:
        yield running


def get(server: SftpServer, into: Path, path: str = "/out/*.csv", **more):
    limits = more.pop("limits", SHORT)
    asked = {"user": "till", "secret": "plum", "host_key": server.fingerprint, **more}
    return fetch(Source(SourceKind.SFTP, f"sftp://127.0.0.1:{server.port}{path}", **asked), into, limits)


def write(path: Path, text: str, at: float) -> None:
    path.write_text(text)
    os.utime(path, (at, at))


def test_the_newest_file_that_fits_is_fetched(server, folder, tmp_path):
    write(folder / "a.csv", "older", 100)
    write(folder / "b.csv", "newer", 200)
    write(folder / "c.txt", "of another kind", 300)
    (folder / "d.csv").mkdir()
    (folder / "e.csv").symlink_to("/etc/passwd")
    fetched = get(server, tmp_path / "came")
    assert (fetched.name, fetched.path.read_text()) == ("b.csv", "newer")


def test_a_server_whose_key_nobody_confirmed_is_told_nothing(server, tmp_path):
    with pytest.raises(HostKeyUnknown) as refusal:
        get(server, tmp_path / "came", host_key="")
    assert server.fingerprint in str(refusal.value)
    assert server.tried == []


def test_a_server_that_shows_another_key_is_told_nothing(server, tmp_path):
    other = asyncssh.generate_private_key("ssh-ed25519").get_fingerprint("sha256")
    with pytest.raises(HostKeyChanged) as refusal:
        get(server, tmp_path / "came", host_key=other)
    assert server.fingerprint in str(refusal.value)
    assert server.tried == []


def test_a_wrong_password_is_said_and_not_repeated(server, tmp_path):
    with pytest.raises(CannotFetch) as refusal:
        get(server, tmp_path / "came", secret="other plum")
    assert "does not let us in" in str(refusal.value)
    assert "plum" not in str(refusal.value)


@pytest.mark.parametrize(("path", "kind"), [("/out/*.xlsx", NothingThere), ("/elsewhere/*.csv", CannotFetch)])
def test_what_is_not_there_is_said(server, folder, tmp_path, path, kind):
    with pytest.raises(kind):
        get(server, tmp_path / "came", path)


def test_a_file_that_is_too_large_leaves_nothing_behind(server, folder, tmp_path):
    (folder / "a.csv").write_bytes(b"x" * 2_000_000)
    with pytest.raises(CannotFetch) as refusal:
        get(server, tmp_path / "came", limits=Limits(seconds=20, bytes=1_000_000, settle=0))
    assert "larger than 1000000 bytes" in str(refusal.value)
    assert not (tmp_path / "came").exists()


def test_a_private_address_is_not_asked(server, settings, tmp_path):
    settings.IMPORT_NETWORKS = []
    with pytest.raises(CannotFetch) as refusal:
        get(server, tmp_path / "came")
    assert "127.0.0.1, which is not a public address" in str(refusal.value)


def test_a_machine_that_speaks_no_ssh_is_not_waited_for(settings, tmp_path):
    settings.IMPORT_NETWORKS = [ip_network("127.0.0.0/8")]
    with socket.create_server(("127.0.0.1", 0)) as mute:
        place = f"sftp://127.0.0.1:{mute.getsockname()[1]}/out/*.csv"
        with pytest.raises(CannotFetch):
            fetch(Source(SourceKind.SFTP, place), tmp_path / "came", Limits(seconds=5, answer_seconds=0.3))


@pytest.mark.django_db(transaction=True)
def test_a_key_is_shown_at_the_first_try_confirmed_by_a_person_and_known_from_then_on(server, folder):
    (folder / "list.csv").write_bytes(as_csv(("Company",), ("Kestrel Ltd",)))
    place = f"sftp://127.0.0.1:{server.port}/out/*.csv"
    plan = Plan("Web shop", SourceKind.SFTP, place, "0 6 * * *", "Europe/London", user="till", secret="plum")
    number = add_schedule(plan=plan, by=BY, at=MONDAY)
    first = try_now(number)
    assert first.state is RunState.FAILED
    assert server.fingerprint in words(first)
    assert schedule_card(number).offered_host_key == server.fingerprint
    confirm_host_key(number=number, fingerprint="SHA256:of another", by=BY, at=MONDAY)
    assert schedule_card(number).host_key == ""
    confirm_host_key(number=number, fingerprint=server.fingerprint, by=BY, at=MONDAY)
    assert schedule_card(number).host_key == server.fingerprint
    second = try_now(number, MONDAY + timedelta(minutes=1))
    assert (second.state, second.created) == (RunState.REHEARSED, 1)
