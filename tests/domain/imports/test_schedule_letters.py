"""Who wants to know is told how a run ended, in plain words, with the figures and the way to the list."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from onaccount.delivery.jobs import schedule_jobs
from onaccount.domain.imports.actions import remove_schedule
from onaccount.domain.imports.rules.schedules import RunState, TellWhen
from onaccount.domain.letters.models import Letter
from tests.domain.imports.importing import BY
from tests.domain.imports.timing import DAY, change, planned, put, ring
from tests.postbox import Postbox, open_postbox, text_of, use
from tests.stage import work_off

pytestmark = pytest.mark.django_db(transaction=True)
SIX = datetime(2026, 11, 3, 6, 0, 5, tzinfo=UTC)
TO = ["nadia@widgets.example", "tom@widgets.example"]


@pytest.fixture
def inbox(settings, tmp_path: Path) -> Path:
    settings.IMPORT_FOLDERS = [tmp_path]
    return tmp_path


@pytest.fixture
def postbox(settings, monkeypatch):
    monkeypatch.setattr(schedule_jobs, "_start", lambda key: None)  # the runs are done here, not by a child
    with open_postbox() as opened:
        use(opened, settings)
        yield opened


def sent(postbox: Postbox, at: datetime) -> list[tuple[str, str]]:
    postbox.letters.clear()
    work_off(at=at + timedelta(minutes=1))
    return [(str(letter["Subject"]), text_of(letter)) for letter in postbox.letters]


def test_what_changed_something_is_told_to_everybody_on_the_list(inbox, postbox):
    planned(inbox, tell_to=TO)
    put(inbox, 10)
    (run,) = ring(SIX)
    letters = sent(postbox, SIX)
    assert sorted(postbox.recipients) == TO
    subject, text = letters[0]
    assert subject == "Till system: the list is in"
    assert "10 rows: 10 new, 0 changed, 0 as before, 0 rejected." in text
    assert "Time: 03/11/2026 06:00 (Europe/London)" in text
    assert f"/office/imports/{run.import_key}/" in text
    assert "\n\n\n" not in text


def test_what_was_stopped_says_why_and_that_it_waits(inbox, postbox):
    planned(inbox, tell_to=TO[:1], tell_when=TellWhen.TROUBLE)
    file = put(inbox, 10)
    ring(SIX)
    assert sent(postbox, SIX) == []
    change(file, rows=5, city="Truro")
    ring(SIX + DAY)
    ((subject, text),) = sent(postbox, SIX + DAY)
    assert subject == "Till system: stopped, and waits for you"
    assert "5 of 10 known customers would change: more than 20 %." in text
    assert "10 rows, nothing written yet: 0 would be new, 5 would change" in text
    assert "Look at it, then take it in or let it go:" in text


def test_the_same_trouble_is_told_once_a_day_and_again_after_it_was_over(inbox, postbox):
    planned(inbox, cron="0 * * * *", tell_to=TO[:1])
    (inbox / "list.csv").write_bytes(b"")
    for hours in range(3):
        assert ring(SIX + timedelta(hours=hours))[0].state is RunState.FAILED
    ((subject, text),) = sent(postbox, SIX + timedelta(hours=2))
    assert subject == "Till system: failed"
    assert "/office/imports/" in text
    put(inbox, 3)
    ring(SIX + timedelta(hours=3))
    (inbox / "list.csv").write_bytes(b"")
    ring(SIX + timedelta(hours=4))
    assert [subject for subject, _ in sent(postbox, SIX + timedelta(hours=4))] == [
        "Till system: the list is in",
        "Till system: failed",
    ]


@pytest.mark.parametrize(("when", "letters"), [(TellWhen.ALWAYS, 1), (TellWhen.CHANGES, 0), (TellWhen.TROUBLE, 0)])
def test_that_there_was_nothing_new_is_told_only_to_who_wants_all(inbox, when, letters):
    planned(inbox, tell_to=TO[:1], tell_when=when)
    ring(SIX)
    assert Letter.objects.count() == letters


def test_times_that_were_missed_are_said(inbox, postbox):
    planned(inbox, tell_to=TO[:1])
    put(inbox, 3)
    ring(SIX + 2 * DAY)
    ((_, text),) = sent(postbox, SIX + 2 * DAY)
    assert "2 earlier times were missed." in text


def test_a_letter_about_what_was_taken_out_meanwhile_does_not_go(inbox, postbox):
    number = planned(inbox, tell_to=TO[:1])
    put(inbox, 3)
    ring(SIX)
    remove_schedule(number=number, by=BY, at=SIX)
    assert sent(postbox, SIX) == []


@pytest.mark.parametrize("name", ["{{7*7}} {% now %} {0}", "Zoë's <b>till</b>"])
def test_whatever_a_schedule_is_called_stands_in_the_letter_as_it_is(inbox, postbox, name):
    planned(inbox, name=name, tell_to=TO[:1])
    put(inbox, 1)
    ring(SIX)
    ((subject, text),) = sent(postbox, SIX)
    assert subject == f"{name}: the list is in"
    assert f"Timed import: {name}" in text
