"""How fast an import goes is said from what it did, and only once there is something to judge by."""

import uuid

import pytest

from onaccount.domain.imports.actions.progress import forget_progress, kept_progress, timed
from onaccount.domain.imports.queries import import_progress
from onaccount.domain.imports.queries.places import progress_path
from onaccount.domain.imports.rules.progress import Progress, Work

KEY = uuid.uuid4()


def test_the_speed_is_rows_by_seconds_and_what_is_left_goes_at_that_speed():
    progress = Progress(Work.READING, done=30_000, total=90_000, seconds=10)
    assert (progress.rate, progress.seconds_left) == (3_000, 20)


@pytest.mark.parametrize(("done", "seconds"), [(5_000, 0.4), (0, 60)])
def test_nothing_is_said_of_the_speed_while_it_is_too_early(done, seconds):
    progress = Progress(Work.WRITING, done=done, total=90_000, seconds=seconds)
    assert (progress.rate, progress.seconds_left) == (None, None)


def test_more_rows_than_were_guessed_leave_nothing_to_do():
    assert Progress(Work.READING, done=120, total=100, seconds=10).seconds_left == 0


def test_each_work_is_timed_from_its_own_beginning():
    told: list[Progress] = []
    tell = timed(told.append)
    tell(Work.READING, 0, 10)
    tell(Work.READING, 10, 10)
    tell(Work.COMPARING, 0, 10)
    assert [(each.work, each.done) for each in told] == [
        (Work.READING, 0), (Work.READING, 10), (Work.COMPARING, 0),
    ]  # fmt: skip
    assert told[1].seconds > 0
    assert told[2].seconds == 0


def test_a_page_reads_what_another_process_has_told():
    kept_progress(KEY)(Work.WRITING, 40, 100)
    try:
        found = import_progress(KEY)
        assert found is not None
        assert (found.work, found.done, found.total) == (Work.WRITING, 40, 100)
    finally:
        forget_progress(KEY)
    assert import_progress(KEY) is None


def test_a_file_that_was_cut_off_says_nothing():
    progress_path(KEY).write_text('["reading", 1')
    try:
        assert import_progress(KEY) is None
    finally:
        forget_progress(KEY)
