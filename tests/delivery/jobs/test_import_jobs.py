"""The worker has a file read and written by processes of their own, and says so when one dies."""

import subprocess
from typing import Any
from uuid import UUID

import pytest

from onaccount.delivery.jobs import import_jobs
from onaccount.delivery.jobs.on_event import ON_EVENT
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.imports.actions import (
    apply_import,
    approve_import,
    ask_undo,
    cancel_import,
    rehearse_import,
    start_import,
)
from onaccount.domain.imports.actions.move import move_import
from onaccount.domain.imports.queries import import_card
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.states import ImportState
from tests.domain.imports.importing import AT, BY, as_csv

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The children that are asked for; each does nothing and dies with an error."""
    asked: list[list[str]] = []

    def run(command: list[str], **_: Any) -> "subprocess.CompletedProcess[bytes]":
        asked.append(command[3:])
        return subprocess.CompletedProcess(command, -9, b"", b"")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(import_jobs, "_start", import_jobs._watch)  # at once, in this thread
    monkeypatch.setattr(import_jobs, "PAUSE", 0)
    return asked


@pytest.fixture
def key() -> str:
    content = as_csv(("Company",), ("Hollin Dairy",))
    return str(start_import(name="list.csv", chunks=[content], options=Options(), by=BY, at=AT))


def test_an_upload_and_an_approval_each_have_their_handler(key):
    assert facts_of(Subject("import", key))[0].name == "import.started"
    assert ON_EVENT["import.started"] == ("rehearse_upload",)
    assert ON_EVENT["import.approved"] == ("apply_upload",)


def test_an_upload_is_read_by_a_child(key, children):
    import_jobs.rehearse_upload(key)
    assert children == [["rehearse-import", key]] * import_jobs.TRIES


def test_told_twice_the_second_time_nothing_is_done(key, children):
    rehearse_import(key=uuid_of(key), by=BY, at=AT)
    import_jobs.rehearse_upload(key)
    import_jobs.apply_upload(key)
    assert children == []


def test_an_approved_import_is_written_by_a_child(key, children):
    rehearse_import(key=uuid_of(key), by=BY, at=AT)
    approve_import(key=uuid_of(key), partial=False, by=BY, at=AT)
    import_jobs.apply_upload(key)
    assert children == [["apply-import", key]] * import_jobs.TRIES


def test_a_child_that_dies_before_it_begins_leaves_a_failed_import_too(key, children):
    import_jobs.rehearse_upload(key)
    assert children
    assert import_card(uuid_of(key)).state is ImportState.FAILED


def test_a_child_that_cannot_begin_is_tried_again_and_nobody_hears_of_it(key, children, monkeypatch):
    reply = subprocess.run

    def begin_the_second_time(command, **options):
        died = reply(command, **options)
        if len(children) < 2:
            return died
        rehearse_import(key=uuid_of(key), by=BY, at=AT)
        return subprocess.CompletedProcess(command, 0, b"", b"")

    monkeypatch.setattr(subprocess, "run", begin_the_second_time)
    import_jobs.rehearse_upload(key)
    assert len(children) == 2
    assert import_card(uuid_of(key)).state is ImportState.REHEARSED


def test_a_child_that_dies_at_work_leaves_a_failed_import_with_a_sentence(key, children, monkeypatch):
    reply = subprocess.run

    def die_at_work(command, **options):
        move_import(uuid_of(key), ImportState.READING)
        return reply(command, **options)

    monkeypatch.setattr(subprocess, "run", die_at_work)
    import_jobs.rehearse_upload(key)
    card = import_card(uuid_of(key))
    assert card.state is ImportState.FAILED
    assert card.error == "Reading was stopped before its end. Nothing is written."
    assert len(children) == 1, "what began is not begun again"
    assert card.cure == "Rehearse it again."


def test_an_import_that_is_to_be_taken_back_is_taken_back_by_a_child(key, children):
    written(key)
    ask_undo(key=uuid_of(key), by=BY, at=AT)
    assert ON_EVENT["import.undo_asked"] == ("undo_import",)
    import_jobs.undo_import(key)
    assert children == [["undo-import", key]] * import_jobs.TRIES
    assert import_card(uuid_of(key)).state is ImportState.UNDONE, "the child died, and its watcher went on"


def test_an_import_that_is_stopped_after_its_process_died_is_taken_back_by_the_worker(key, children):
    rehearse_import(key=uuid_of(key), by=BY, at=AT)
    move_import(uuid_of(key), ImportState.APPLYING)
    cancel_import(key=uuid_of(key), by=BY, at=AT)
    assert ON_EVENT["import.stopped"] == ("take_back_stopped",)
    import_jobs._take_back_stopped()
    assert import_card(uuid_of(key)).state is ImportState.CANCELLED


# --- the worker is killed ---


def test_a_taking_back_that_was_cut_off_is_gone_on_with_by_the_next_worker(key, children):
    written(key)
    ask_undo(key=uuid_of(key), by=BY, at=AT)
    import_jobs.clear_up()
    assert children == [["undo-import", key]] * import_jobs.TRIES


def test_what_waited_when_the_worker_was_killed_is_begun_by_the_next_one(key, children):
    """The delivery of the upload is done as soon as somebody watches; then the worker dies with its watchers."""
    import_jobs.clear_up()
    assert children == [["rehearse-import", key]] * import_jobs.TRIES


def test_an_approval_that_waited_is_written_by_the_next_worker(key, children):
    rehearse_import(key=uuid_of(key), by=BY, at=AT)
    approve_import(key=uuid_of(key), partial=False, by=BY, at=AT)
    import_jobs.clear_up()
    assert children == [["apply-import", key]] * import_jobs.TRIES


def test_an_import_of_the_command_line_waits_for_no_worker(children):
    content = as_csv(("Company",), ("Hollin Dairy",))
    start_import(name="list.csv", chunks=[content], options=Options(), by=BY, at=AT, here=True)
    import_jobs.clear_up()
    assert children == []


def test_what_was_half_done_is_taken_back_and_said(key, children, caplog):
    move_import(uuid_of(key), ImportState.READING)
    import_jobs.clear_up()
    assert import_card(uuid_of(key)).state is ImportState.FAILED
    assert "stopped before their end: 1" in caplog.text
    assert children == []


def written(key: str) -> None:
    rehearse_import(key=uuid_of(key), by=BY, at=AT)
    apply_import(key=uuid_of(key), by=BY, at=AT)


def uuid_of(key: str) -> UUID:
    return UUID(key)
