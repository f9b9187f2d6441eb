"""A timed import from its slot to its customers: due once, guarded, and told apart from what was there before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from onaccount.domain.customers.models import Address, Customer
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions import (
    add_schedule,
    apply_import,
    approve_import,
    cancel_import,
    change_schedule,
    claim_due_runs,
    pause_schedule,
    remove_schedule,
    run_schedule,
    take_back_runs,
)
from onaccount.domain.imports.actions.end_run import move_run
from onaccount.domain.imports.models import Import, Schedule, ScheduleRun
from onaccount.domain.imports.queries import import_card, schedule_card, waiting_runs
from onaccount.domain.imports.rules.plans import (
    NotAnAddressToTell,
    NotAPercentage,
    ScheduleNameless,
    ScheduleNameTaken,
    UserUnusable,
)
from onaccount.domain.imports.rules.schedules import Guards, RunNotWaiting, RunState, SourceKind, WhenClean
from onaccount.domain.imports.rules.slots import NotACron, NotAZone
from onaccount.domain.imports.rules.sources import NotAPlace
from onaccount.domain.imports.rules.states import ImportState
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import can
from onaccount.domain.people.rules import NotAllowed
from tests.domain.imports.importing import BY
from tests.domain.imports.timing import (
    DAY,
    MONDAY,
    add_line,
    brought,
    change,
    history,
    plan_for,
    planned,
    put,
    ring,
    try_now,
    words,
)
from tests.stage import INES, TOM, everything_in_the_database, hire

pytestmark = pytest.mark.django_db(transaction=True)
SIX = datetime(2026, 11, 3, 6, 0, 5, tzinfo=UTC)  # the first slot after MONDAY


@pytest.fixture
def inbox(settings, tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    settings.IMPORT_FOLDERS = [folder]
    return folder


def test_at_its_time_the_file_is_taken_in(inbox):
    number = planned(inbox)
    put(inbox, 10)
    assert ring(SIX - timedelta(seconds=10)) == []
    (run,) = ring(SIX)
    assert (run.state, run.created, run.missed) == (RunState.DONE, 10, 0)
    assert run.slot_at == SIX.replace(second=0)
    assert Customer.objects.count() == 10
    assert import_card(brought(run)).by_name == "Timed import"
    assert facts_of(Subject("import", str(run.import_key)))[0].actor_kind == "clock"
    assert ring(SIX + timedelta(minutes=5)) == []
    assert schedule_card(number).next_at == SIX.replace(second=0) + DAY


def test_the_same_file_again_is_nothing_new_and_a_changed_one_is_taken_in(inbox):
    number = planned(inbox)
    file = put(inbox, 10)
    ring(SIX)
    (again,) = ring(SIX + DAY)
    assert again.state is RunState.NOTHING_NEW
    assert words(again) == "list.csv is the same file as last time."
    change(file, rows=2, city="Truro")
    (changed,) = ring(SIX + 2 * DAY)
    assert (changed.state, changed.updated) == (RunState.DONE, 2)
    assert len(history(number)) == 3


def test_the_same_file_is_read_again_when_it_is_asked_for_otherwise(inbox):
    number = planned(inbox)
    put(inbox, 3)
    ring(SIX)
    plan = schedule_card(number).plan
    change_schedule(number=number, plan=replace(plan, options=replace(plan.options, update_by=None)), by=BY, at=SIX)
    (again,) = ring(SIX + DAY)
    assert again.state is RunState.DONE


def test_a_folder_without_a_file_is_nothing_new_in_words(inbox):
    planned(inbox)
    (run,) = ring(SIX)
    assert (run.state, words(run)) == (RunState.NOTHING_NEW, "No file called *.csv is there.")


@pytest.mark.parametrize(
    ("rows", "state"), [(50, RunState.STOPPED), (51, RunState.DONE)], ids=["half is gone", "more than half is left"]
)
def test_a_list_that_lost_half_its_rows_stops(inbox, rows, state):
    planned(inbox)
    put(inbox, 100)
    ring(SIX)
    put(inbox, rows)
    (run,) = ring(SIX + DAY)
    assert run.state is state
    if state is RunState.STOPPED:
        assert words(run) == "The list has 50 rows; last time it had 100. That is 50 % fewer."
        assert run.waits_for_somebody


@pytest.mark.parametrize(("changed", "state"), [(3, RunState.STOPPED), (2, RunState.DONE)])
def test_a_list_that_would_change_more_than_a_fifth_of_the_known_customers_stops(inbox, changed, state):
    planned(inbox)
    file = put(inbox, 10)
    ring(SIX)
    change(file, rows=changed, city="Truro")
    (run,) = ring(SIX + DAY)
    assert run.state is state
    assert Address.objects.filter(city="Truro").count() == (0 if changed == 3 else 2)
    if state is RunState.STOPPED:
        assert words(run) == "3 of 10 known customers would change: more than 20 %."


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (("Customer ID", "Company", "Town"), "without City; new Town"),
        (("Company", "Customer ID", "City"), "the same, in another order"),
    ],
)
def test_a_list_whose_headings_changed_stops(inbox, header, said):
    planned(inbox)
    put(inbox, 10)
    ring(SIX)
    put(inbox, 11, header=header)
    (run,) = ring(SIX + DAY)
    assert run.state is RunState.STOPPED
    assert f"The headings are not those of last time: {said}." in words(run)


def test_guards_that_are_switched_off_stop_nothing(inbox):
    planned(inbox, guards=Guards(shrink=None, change=None, same_header=False))
    put(inbox, 100)
    ring(SIX)
    put(inbox, 10, city="Truro", header=("Customer ID", "Company", "Town"))
    (run,) = ring(SIX + DAY)
    assert (run.state, run.updated) == (RunState.DONE, 10)


def test_rows_that_cannot_be_taken_in_stop_the_list_unless_they_may_be_left_out(inbox):
    number = planned(inbox)
    add_line(put(inbox, 3), "K-999,,Truro")
    (run,) = ring(SIX)
    assert (run.state, words(run)) == (RunState.STOPPED, "1 of 4 rows cannot be taken in.")
    plan = schedule_card(number).plan
    change_schedule(number=number, plan=replace(plan, options=replace(plan.options, partial=True)), by=BY, at=SIX)
    add_line(put(inbox, 4), "K-999,,Truro")
    (run,) = ring(SIX + DAY)
    assert (run.state, run.created, run.rejected) == (RunState.DONE, 4, 1)


def test_what_was_stopped_is_approved_by_a_person_and_is_what_the_next_list_is_compared_with(inbox):
    planned(inbox)
    put(inbox, 100)
    ring(SIX)
    put(inbox, 40)
    (stopped,) = ring(SIX + DAY)
    approve_import(key=brought(stopped), partial=False, by=hire(TOM), at=SIX + DAY)
    apply_import(key=brought(stopped), by=BY, at=SIX + DAY)
    put(inbox, 39)
    (run,) = ring(SIX + 2 * DAY)
    assert run.state is RunState.DONE


def test_what_was_let_go_is_not_offered_again_and_is_no_measure_for_the_next(inbox):
    planned(inbox)
    put(inbox, 100)
    ring(SIX)
    put(inbox, 40)
    (stopped,) = ring(SIX + DAY)
    cancel_import(key=brought(stopped), by=BY, at=SIX + DAY)
    (same,) = ring(SIX + 2 * DAY)
    assert same.state is RunState.NOTHING_NEW
    put(inbox, 39)
    (run,) = ring(SIX + 3 * DAY)
    assert run.state is RunState.STOPPED


def test_a_list_that_cannot_be_read_is_said_and_tried_again(inbox):
    planned(inbox)
    (inbox / "list.csv").write_bytes(b"")
    (run,) = ring(SIX)
    assert run.state is RunState.FAILED
    assert words(run)
    (again,) = ring(SIX + DAY)
    assert again.state is RunState.FAILED


def test_a_schedule_may_only_rehearse(inbox):
    planned(inbox, when_clean=WhenClean.REHEARSE)
    put(inbox, 3)
    (run,) = ring(SIX)
    assert (run.state, run.import_state) == (RunState.REHEARSED, ImportState.REHEARSED)
    assert Customer.objects.count() == 0


def test_a_trial_rehearses_and_leaves_the_file_for_its_time(inbox):
    number = planned(inbox, moves_taken=True)
    file = put(inbox, 3)
    trial = try_now(number)
    assert (trial.state, trial.created, Customer.objects.count()) == (RunState.REHEARSED, 3, 0)
    assert file.exists()
    (run,) = ring(SIX)
    assert (run.state, run.created) == (RunState.DONE, 3)
    assert not file.exists()
    assert (inbox / "done" / "list.csv").exists()


def test_a_run_while_the_last_one_is_at_work_is_left_out_with_words(inbox):
    number = planned(inbox, cron="*/5 * * * *")
    put(inbox, 3)
    claim_due_runs(by=BY, at=SIX)
    (busy,) = waiting_runs()
    move_run(busy, RunState.FETCHING)
    claim_due_runs(by=BY, at=SIX + timedelta(minutes=5))
    skipped = history(number)[0]
    assert skipped.state is RunState.SKIPPED
    assert words(skipped) == "The run before this one was still at work, so this one was left out."
    assert waiting_runs() == []


def test_a_run_whose_process_died_is_ended_and_the_next_one_goes_on(inbox):
    number = planned(inbox)
    put(inbox, 3)
    claim_due_runs(by=BY, at=SIX)
    (key,) = waiting_runs()
    move_run(key, RunState.FETCHING)
    assert take_back_runs(by=BY, at=SIX) == 1
    assert words(history(number)[0]).startswith("The run was stopped before its end.")
    assert take_back_runs(by=BY, at=SIX) == 0
    assert ring(SIX + DAY)[0].state is RunState.DONE


def test_a_run_that_died_after_its_list_was_written_is_done(inbox):
    number = planned(inbox)
    put(inbox, 3)
    (run,) = ring(SIX)
    ScheduleRun.objects.update(state=RunState.IMPORTING.value)
    take_back_runs(by=BY, at=SIX)
    assert history(number)[0].state is RunState.DONE
    assert run.created == 3


def test_a_run_is_done_once(inbox):
    planned(inbox)
    put(inbox, 3)
    (run,) = ring(SIX)
    with pytest.raises(RunNotWaiting):
        run_schedule(key=run.key, by=BY, at=SIX)
    assert Import.objects.count() == 1


def test_times_that_were_missed_are_one_line_of_the_one_run_that_is_made_up_for(inbox):
    number = planned(inbox)
    put(inbox, 3)
    (run,) = ring(SIX + 4 * DAY + timedelta(hours=2))
    assert (run.missed, run.slot_at) == (4, SIX.replace(second=0) + 4 * DAY)
    assert len(history(number)) == 1


def test_what_is_paused_does_not_run_and_nothing_is_made_up_for(inbox):
    number = planned(inbox)
    put(inbox, 3)
    pause_schedule(number=number, is_paused=True, by=BY, at=MONDAY)
    assert ring(SIX) == []
    assert schedule_card(number).next_at is None
    pause_schedule(number=number, is_paused=False, by=BY, at=SIX + timedelta(hours=1))
    assert ring(SIX + timedelta(hours=2)) == []
    assert len(ring(SIX + DAY)) == 1


def test_a_schedule_is_taken_out_with_its_runs_and_its_imports_stay(inbox):
    number = planned(inbox)
    put(inbox, 3)
    ring(SIX)
    remove_schedule(number=number, by=BY, at=SIX)
    assert (Schedule.objects.count(), ScheduleRun.objects.count(), Import.objects.count()) == (0, 0, 1)


def test_a_schedule_that_this_machine_cannot_read_is_paused_with_words_and_stops_no_other(inbox):
    put(inbox, 3)
    lost = planned(inbox)
    planned(inbox, name="Web shop")
    Schedule.objects.filter(pk=lost).update(time_zone="Mars/Base")
    (run,) = ring(SIX)
    assert run.schedule_name == "Web shop"
    assert words(history(lost)[0]).startswith("There is no time zone Mars/Base.")
    assert not schedule_card(lost).is_active
    assert ring(SIX + timedelta(minutes=1)) == []


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"name": " "}, ScheduleNameless),
        ({"name": "x" * 81}, ScheduleNameless),
        ({"cron": "whenever"}, NotACron),
        ({"time_zone": "Mars/Base"}, NotAZone),
        ({"place": "list.csv"}, NotAPlace),
        ({"place": "/srv/../etc/passwd"}, NotAPlace),
        ({"place": "/srv/*/list.csv"}, NotAPlace),
        ({"guards": Guards(shrink=0)}, NotAPercentage),
        ({"guards": Guards(change=101)}, NotAPercentage),
        ({"tell_to": ["nobody"]}, NotAnAddressToTell),
        ({"tell_to": ["a@b.example\nBcc: c@d.example"]}, NotAnAddressToTell),
        ({"source": SourceKind.HTTPS, "place": "http://a.example/x"}, NotAPlace),
        ({"source": SourceKind.HTTPS, "place": "https://u:p@a.example/x"}, NotAPlace),
        ({"source": SourceKind.SFTP, "place": "sftp://a.example/"}, NotAPlace),
        ({"source": SourceKind.HTTPS, "place": "https://a.example/x", "secret": "a\r\nX: y"}, UserUnusable),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_a_sentence_with_a_cure(inbox, wrong, refusal):
    with pytest.raises(refusal) as said:
        add_schedule(plan=replace(plan_for(inbox), **wrong), by=BY, at=MONDAY)
    assert said.value.cure
    assert "{" not in str(said.value)
    assert Schedule.objects.count() == 0


def test_two_schedules_do_not_share_a_name(inbox):
    planned(inbox)
    with pytest.raises(ScheduleNameTaken):
        planned(inbox)


def test_who_may_import_may_plan_a_folder_and_only_who_settles_the_business_a_machine_elsewhere(inbox):
    remote = replace(plan_for(inbox), source=SourceKind.HTTPS, place="https://a.example/x.csv", name="Remote")
    with pytest.raises(NotAllowed):
        add_schedule(plan=plan_for(inbox), by=hire(INES), at=MONDAY)
    tom = hire(TOM)
    number = add_schedule(plan=plan_for(inbox), by=tom, at=MONDAY)
    with pytest.raises(NotAllowed):
        add_schedule(plan=remote, by=tom, at=MONDAY)
    with pytest.raises(NotAllowed):
        change_schedule(number=number, plan=remote, by=tom, at=MONDAY)
    remote_number = add_schedule(plan=remote, by=BY, at=MONDAY)
    for verb in (
        lambda: change_schedule(number=remote_number, plan=plan_for(inbox), by=tom, at=MONDAY),
        lambda: remove_schedule(number=remote_number, by=tom, at=MONDAY),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_the_clock_may_do_what_an_import_may_and_nothing_else(inbox):
    clock = Actor("clock", "1", "Till system")
    with pytest.raises(NotAllowed):
        add_schedule(plan=replace(plan_for(inbox), source=SourceKind.SFTP, place="sftp://a/x.csv"), by=clock, at=MONDAY)
    assert [right for right in Right if can(clock, right)] == [
        Right.APPROVE_CUSTOMERS,
        Right.IMPORT_CUSTOMERS,
    ]


def test_history_tells_what_was_changed_and_nothing_of_a_secret(inbox):
    number = add_schedule(
        plan=replace(
            plan_for(inbox), source=SourceKind.HTTPS, place="https://a.example/x.csv", user="till", secret="plum jug 43"
        ),
        by=BY,
        at=MONDAY,
    )
    plan = schedule_card(number).plan
    assert plan.secret is None
    change_schedule(number=number, plan=replace(plan, cron="5 6 * * *", secret="other plum"), by=BY, at=MONDAY)
    fact = facts_of(Subject("schedule", str(number)))[0]
    assert fact.changes["cron"] == ("0 6 * * *", "5 6 * * *")
    assert fact.changes["secret"] == (None, None)
    assert "plum" not in everything_in_the_database()
