"""Timed imports as staff set them up, try them, and see how they went."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from onaccount.delivery.jobs import schedule_jobs
from onaccount.domain.imports.actions import cancel_import, start_run
from onaccount.domain.imports.models import Schedule, ScheduleRun
from onaccount.domain.imports.queries import schedule_cards, waiting_runs
from onaccount.domain.imports.rules.schedules import RunState
from tests.domain.imports.importing import BY, rehearse
from tests.domain.imports.timing import DAY, MONDAY, brought, do, planned, put, ring, try_now

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/office/imports/schedules/"


@pytest.fixture
def inbox(settings, tmp_path: Path, monkeypatch) -> Path:
    settings.IMPORT_FOLDERS = [tmp_path]
    monkeypatch.setattr(schedule_jobs, "_start", lambda key: None)
    return tmp_path


def filled(folder: Path, **more: str) -> dict[str, str]:
    asked = {
        "name": "Till system",
        "source": "folder",
        "place": f"{folder}/*.csv",
        "cron": "30 6 * * 1-5",
        "time_zone": "Europe/London",
        "as_kind": "companies",
        "update_by": "external_id",
        "status": "admin",
        "category": "Wholesale",
        "tags": "till; daily",
        "invite": "later",
        "when_clean": "apply",
        "shrink_percent": "40",
        "change_percent": "",
        "same_header": "on",
        "tell_to": "nadia@widgets.example\ntom@widgets.example",
        "tell_when": "trouble",
    }
    return asked | more


def test_with_none_the_page_says_what_they_are_good_for(tom, inbox):
    page = tom.get(HOME).content.decode()
    assert "Nothing comes by itself yet" in page
    assert f"{HOME}new/" in page
    assert HOME in tom.get("/office/imports/").content.decode()


def test_one_is_set_up_and_its_plan_is_what_was_typed(tom, inbox):
    response = tom.post(f"{HOME}new/", filled(inbox))
    (card,) = schedule_cards()
    assert response["Location"] == f"{HOME}{card.number}/"
    plan = card.plan
    assert (plan.cron, plan.guards.shrink, plan.guards.change, plan.guards.same_header) == (
        "30 6 * * 1-5",
        40,
        None,
        True,
    )
    assert (plan.options.as_kind.value, plan.options.status.value, plan.options.tags) == (
        "companies",
        "admin",
        ("till", "daily"),
    )
    assert plan.tell_to == ["nadia@widgets.example", "tom@widgets.example"]
    page = tom.get(HOME).content.decode()
    assert "Till system" in page
    assert "06:30" in page


def test_the_form_shows_the_plan_and_keeps_what_no_field_of_it_shows(tom, inbox):
    tom.post(f"{HOME}new/", filled(inbox))
    (card,) = schedule_cards()
    kept = Schedule.objects.get().options | {"mapping": {"Company": "name"}, "delimiter": ";"}
    Schedule.objects.update(options=kept)
    page = tom.get(f"{HOME}{card.number}/plan/").content.decode()
    assert 'value="30 6 * * 1-5"' in page
    assert "nadia@widgets.example" in page
    tom.post(f"{HOME}{card.number}/plan/", filled(inbox, cron="0 7 * * *"))
    schedule = Schedule.objects.get()
    assert (schedule.cron, schedule.options["mapping"], schedule.options["delimiter"]) == (
        "0 7 * * *",
        {"Company": "name"},
        ";",
    )


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"cron": "whenever"}, "cron", "does not say when"),
        ({"place": "list.csv"}, "place", "it must be a whole path"),
        ({"tell_to": "nobody"}, "tell_to", "is not an e-mail address"),
        ({"name": ""}, "name", "This field is required"),
        ({"shrink_percent": "0"}, "shrink_percent", "from 1 to 100"),
        ({"invite": "wave"}, None, "it has no name"),
        ({"source": "https", "place": "https://a.example/x"}, "source", "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_the_rest_is_kept(tom, inbox, wrong, field, words):
    response = tom.post(f"{HOME}new/", filled(inbox, **wrong))
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert field is None or f'id="id_{field}_error"' in page
    assert "Wholesale" in page
    assert Schedule.objects.count() == 0


def test_only_who_settles_the_business_may_let_it_ask_another_machine(nadia, tom, inbox):
    far = filled(inbox, source="https", place="https://a.example/x.csv", user="till", secret="plum jug")
    assert nadia.post(f"{HOME}new/", far).status_code == 302
    (card,) = schedule_cards()
    assert "https://a.example/x.csv" in tom.get(f"{HOME}{card.number}/").content.decode()
    assert tom.post(f"{HOME}{card.number}/plan/", far).status_code == 403
    assert tom.post(f"{HOME}{card.number}/removal/").status_code == 403
    assert tom.post(f"{HOME}{card.number}/key/").status_code == 403
    assert f"{HOME}{card.number}/plan/" not in tom.get(f"{HOME}{card.number}/").content.decode()


def test_a_secret_is_on_no_page_stays_when_nothing_is_typed_and_is_asked_for_when_the_machine_changes(nadia, inbox):
    far = filled(inbox, source="https", place="https://a.example/x.csv", user="till", secret="plum jug")
    nadia.post(f"{HOME}new/", far)
    (card,) = schedule_cards()
    for page in ("", "plan/"):
        assert "plum" not in nadia.get(f"{HOME}{card.number}/{page}").content.decode()
    kept = Schedule.objects.get().secret
    assert kept
    assert "plum" not in kept
    nadia.post(f"{HOME}{card.number}/plan/", far | {"secret": "", "cron": "0 7 * * *"})
    assert Schedule.objects.get().secret == kept
    response = nadia.post(f"{HOME}{card.number}/plan/", far | {"secret": "", "place": "https://b.example/x.csv"})
    assert response.status_code == 422
    assert "given for another machine" in response.content.decode()
    refused = nadia.post(f"{HOME}{card.number}/plan/", far | {"secret": "other plum", "cron": "x"})
    assert "plum" not in refused.content.decode()
    nadia.post(f"{HOME}{card.number}/plan/", far | {"secret": "", "forget_secret": "on"})
    assert Schedule.objects.get().secret == ""


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"cron": "0 6 * * *", "time_zone": "Europe/London"}, r"Next:.*06:00.*06:00.*06:00.*Europe/London"),
        ({"cron": "x", "time_zone": "Europe/London"}, "X does not say when"),
        ({"cron": "0 6 * * *", "time_zone": "Mars/Base"}, "There is no time zone Mars/Base"),
        ({}, '<p class="field__hint" id="times"'),
        ({"cron": "<script>", "time_zone": "<b>"}, "&lt;"),
    ],
)
def test_the_next_times_are_said_while_one_types(tom, asked, words):
    page = tom.get(f"{HOME}times/", asked).content.decode()
    assert re.search(words, page, flags=re.DOTALL | re.IGNORECASE)
    assert "<main" not in page


def test_it_is_tried_at_once_and_run_at_once(tom, inbox, clock):
    number = planned(inbox)
    put(inbox, 3)
    assert tom.post(f"{HOME}{number}/runs/", {"do": "try"})["Location"] == f"{HOME}{number}/"
    page = tom.get(f"{HOME}{number}/").content.decode()
    assert 'hx-trigger="every 2s"' in page
    again = tom.post(f"{HOME}{number}/runs/", {"do": "try"})
    assert again.status_code == 409
    assert "Till system is at work already." in again.content.decode()
    (trial,) = (do(key, MONDAY) for key in waiting_runs())
    assert (trial.is_trial, trial.state) == (True, RunState.REHEARSED)
    fragment = tom.get(f"{HOME}{number}/", headers={"HX-Target": "runs"}).content.decode()
    assert fragment.lstrip().startswith("<section")
    assert "every 2s" not in fragment
    assert "3 rows: 3 new, 0 changed" in fragment
    clock.shift(60)
    tom.post(f"{HOME}{number}/runs/", {"do": "run"})
    (run,) = (do(key, MONDAY + timedelta(minutes=1)) for key in waiting_runs())
    assert (run.is_trial, run.state) == (False, RunState.DONE)


def test_what_was_stopped_leads_to_its_list_and_says_what_became_of_it(tom, inbox):
    number = planned(inbox)
    put(inbox, 100)
    ring(MONDAY + DAY)
    put(inbox, 10)
    (stopped,) = ring(MONDAY + 2 * DAY)
    page = tom.get(f"{HOME}{number}/").content.decode()
    assert "Stopped, waits for you" in page
    assert "That is 90 % fewer." in page
    assert f'href="/office/imports/{stopped.import_key}/"' in page
    cancel_import(key=brought(stopped), by=BY, at=MONDAY)
    assert "Let go" in tom.get(f"{HOME}{number}/").content.decode()


def test_the_page_of_a_list_says_which_timed_import_stopped_before_it_and_why(tom, inbox):
    number = planned(inbox)
    put(inbox, 100)
    (clean,) = ring(MONDAY + DAY)
    put(inbox, 10)
    (stopped,) = ring(MONDAY + 2 * DAY)
    name, link = schedule_cards()[0].plan.name, f'href="{HOME}{number}/"'
    page = tom.get(f"/office/imports/{stopped.import_key}/").content.decode()
    assert f"The timed import {name} stopped before this list." in page
    assert "The list has 10 rows; last time it had 100. That is 90 % fewer." in page
    assert link in page
    went_in = tom.get(f"/office/imports/{clean.import_key}/").content.decode()
    assert f"Brought by the timed import {name}." in went_in
    assert link in went_in
    assert "stopped before this list" not in went_in


def test_a_list_that_somebody_brought_names_no_timed_import(tom, inbox):
    planned(inbox)
    card = rehearse(b"Company\nHollin Dairy\n")
    assert "timed import" not in tom.get(f"/office/imports/{card.key}/").content.decode().split("<main")[1]


def test_it_is_paused_resumed_and_taken_out(tom, inbox):
    number = planned(inbox)
    tom.post(f"{HOME}{number}/pause/", {"paused": "yes"})
    assert "Paused" in tom.get(HOME).content.decode()
    tom.post(f"{HOME}{number}/pause/", {"paused": "no"})
    assert schedule_cards()[0].is_active
    tom.post(f"{HOME}{number}/removal/")
    assert schedule_cards() == []
    assert tom.get(f"{HOME}{number}/").status_code == 404


def test_the_history_goes_on_by_pages(tom, inbox):
    number = planned(inbox)
    for minutes in range(60):
        start_run(number=number, is_trial=True, by=BY, at=MONDAY + timedelta(minutes=minutes), here=True)
        ScheduleRun.objects.update(state=RunState.FAILED.value)
    first = tom.get(f"{HOME}{number}/").content.decode()
    following = re.search(r'href="[^"?]*\?(after=[^"]+)" rel="next"', first)
    assert following
    second = tom.get(f"{HOME}{number}/?{following[1]}").content.decode()
    assert (first.count("<tr data-number"), second.count("<tr data-number")) == (50, 10)
    assert 'rel="prev"' in second


def test_a_key_that_a_server_showed_is_confirmed_on_the_page(nadia, inbox):
    nadia.post(f"{HOME}new/", filled(inbox, source="sftp", place="sftp://a.example/out/*.csv", user="till"))
    number = schedule_cards()[0].number
    Schedule.objects.update(offered_host_key="SHA256:abc")
    page = nadia.get(f"{HOME}{number}/").content.decode()
    assert "nobody has confirmed it yet" in page
    nadia.post(f"{HOME}{number}/key/", {"fingerprint": "SHA256:abc"})
    assert schedule_cards()[0].host_key == "SHA256:abc"
    assert "confirmed it yet" not in nadia.get(f"{HOME}{number}/").content.decode()


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "{{7*7}}", "a&b"])
def test_whatever_it_is_called_stands_on_the_pages_as_it_is(tom, inbox, name):
    number = planned(inbox, name=name)
    try_now(number)
    for page in (HOME, f"{HOME}{number}/", f"{HOME}{number}/plan/"):
        text = tom.get(page).content.decode()
        assert "<script>alert" not in text
        assert "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", text)
