"""What every page has round it, and the small parts that several have."""

from datetime import UTC, datetime
from typing import Any

from django import forms

from onaccount.domain.people.permissions import Right

NOW = datetime(2014, 10, 24, 9, 31, 7, tzinfo=UTC)

FRAME: dict[str, Any] = {
    "business": {"name": "Harbour & Pine", "currency": "GBP", "is_demo": True, "settled": True},
    "new_accounts": 7,
    "new_accounts_text": "7",
    "open_tasks": 2,
    "open_tasks_text": "2",
    "till_exceptions": 1,
    "till_exceptions_text": "1",
    "new_orders": 2,
    "new_orders_text": "2",
    "duplicates": 2,
    "duplicates_text": "2",
    "may": {right.name.lower(): True for right in Right},
    "me": {"name": "Nadia Okafor", "email": "nadia@harbourandpine.example", "initials": "NO"},
}


def tab(key: str, label: str, count: str, *, current: bool = False) -> dict[str, Any]:
    return {"key": key, "label": label, "count_text": count, "href": f"?status={key}", "current": current}


def refused(form: forms.Form, sentence: str) -> forms.Form:
    form.full_clean()
    form.add_error(None, sentence)
    return form


EMPTY_PAGE: dict[str, Any] = {"rows": [], "next": None, "previous": None, "count_text": ""}
