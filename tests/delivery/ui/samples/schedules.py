"""Timed imports in each of their states."""

from typing import Any

from onaccount.delivery.office.schedule_form import PlanForm
from onaccount.domain.imports.rules.plans import Plan
from onaccount.domain.imports.rules.schedules import SourceKind
from tests.delivery.ui.samples.frame import EMPTY_PAGE


def run(label: str, tone: str = "", icon: str = "", **changes: Any) -> dict[str, Any]:
    return {
        "id": "0192",
        "at": "Mon 02/11/2026 06:00",
        "what": "",
        "tone": tone,
        "icon": icon,
        "label": label,
        "file_name": "customers.csv",
        "figures": "1,613 rows: 12 new, 4 changed",
        "said": [],
        "href": "/office/imports/4/",
        "is_working": False,
    } | changes


RUNS = [
    run("Fetching", "accent", "clock", what="Tried by hand", file_name="", figures="", href="", is_working=True),
    run("Stopped, waits for you", "care", "warn", said=["The list has 50 rows; last time it had 100."]),
    run("Imported", "good", "check", said=["2 earlier times were missed."]),
    run("Nothing new", figures="", href="", said=["customers.csv is the same file as last time."]),
    run("Failed", "bad", "stop", file_name="", figures="", href="", said=["The file could not be fetched."]),
]
FOLDER = {
    "number": 3,
    "name": "Till system",
    "place": "/srv/exports/customers-*.csv",
    "cron": "0 6 * * *",
    "time_zone": "Europe/London",
    "is_active": True,
    "next_at": "Tue 03/11/2026 06:00",
    "has_secret": False,
    "host_key": "",
    "offered_host_key": "",
    "is_remote": False,
    "last": RUNS[2],
}
SFTP = FOLDER | {
    "number": 4,
    "name": "Web shop",
    "place": "sftp://files.example.com/out/customers-*.csv",
    "is_active": False,
    "next_at": "",
    "has_secret": True,
    "offered_host_key": "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8",
    "is_remote": True,
    "last": None,
}
PLAN = Plan("Till system", SourceKind.FOLDER, "/srv/exports/*.csv", "0 6 * * *", "Europe/London")
TIMES = {"times": ["Tue 03/11/2026 06:00"], "zone": "Europe/London", "wrong": None, "folders": ["/srv/exports"]}


def one(schedule: dict[str, Any], *, runs: list[dict[str, Any]], is_working: bool = False) -> dict[str, Any]:
    page = EMPTY_PAGE | {"rows": runs}
    may = {"may_change": True, "may_reach": True, "is_working": is_working, "refusal": None}
    return {"schedule": schedule, "page": page} | may


PAGES: list[tuple[str, str, dict[str, Any]]] = [
    ("schedules", "office/schedules.html", {"rows": [FOLDER, SFTP]}),
    ("schedules-none", "office/schedules.html", {"rows": []}),
    ("schedule", "office/schedule.html", one(FOLDER, runs=RUNS, is_working=True)),
    ("schedule-key", "office/schedule.html", one(SFTP, runs=[])),
    (
        "schedule-new",
        "office/schedule_form.html",
        {"form": PlanForm(plan=PLAN, may_reach=True), "schedule": None} | TIMES,
    ),
    (
        "schedule-plan",
        "office/schedule_form.html",
        {"form": PlanForm({}, may_reach=True), "schedule": SFTP} | TIMES,
    ),
]
