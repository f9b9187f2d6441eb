"""Who works here, and what they may."""

from datetime import timedelta
from typing import Any

from onaccount.delivery.office.groups_shown import areas_shown
from onaccount.domain.people.permissions import AT_THE_START, Right, rights_within
from onaccount.domain.people.rules import Role
from tests.delivery.ui.samples.frame import NOW

LONG = "Bartholomäus-Maximilian von und zu Hohenlohe-Waldenburg-Schillingsfürst"
EVERYTHING = frozenset(Right)
LITTLE = rights_within({"customers": "read", "staff": "write"})


def person(key: int, name: str, state: str, label: str, **own: Any) -> dict[str, Any]:
    return {
        "key": key, "name": name, "email": f"{name.split(maxsplit=1)[0].lower()}@harbourpine.example", "group": 2,
        "group_name": "Office", "state": state, "state_label": label, "seen_at": NOW,
        "second_factor_at": NOW - timedelta(days=40), "invited_until": None,
    } | own  # fmt: skip


TOM = person(2, "Tom Brandt", "active", "Works here")
INVITED = person(3, "Ines Duarte", "invited", "Invited", seen_at=None, second_factor_at=None)
ENDED = person(4, LONG, "ended", "Ended", email=f"{'long' * 12}@harbourpine.example")
SESSIONS = [
    {"name": "a" * 24, "device": "Firefox on Linux", "address": "192.0.2.17", "began_at": NOW, "seen_at": NOW,
     "is_this": True},
    {"name": "b" * 24, "device": "Safari on iPhone", "address": "2001:db8::17", "began_at": NOW - timedelta(days=3),
     "seen_at": NOW - timedelta(hours=9), "is_this": False},
]  # fmt: skip
FACTS = [
    {"at": NOW, "sentence": "Nadia Okafor changed the group", "changes": [
        {"label": "Customers", "old": "Read", "new": "Read and write"}]},
    {"at": NOW - timedelta(days=3), "sentence": "Nadia Okafor made the group", "changes": []},
]  # fmt: skip
GROUP = {"key": 2, "name": "Office"}
ONE = {
    "person": TOM, "invitation": "", "groups": [GROUP, {"key": 3, "name": "Readers"}], "sessions": SESSIONS,
    "address": "/office/settings/staff/2/sessions/", "facts": FACTS, "may_manage": True, "is_me": False,
}  # fmt: skip

# (name of the picture, template, context)
PAGES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "groups",
        "office/groups.html",
        {
            "rows": [
                {"key": 1, "name": "Administrators", "members": "1 person", "given": "Everything"},
                {"key": 2, "name": LONG, "members": "14 people", "given": "Customers: Read, Credit: Read and write"},
            ]
        },
    ),
    (
        "group",
        "office/group.html",
        {
            "group": GROUP,
            "name": "Office",
            "members": "14 people",
            "areas": areas_shown(AT_THE_START[Role.OFFICE], EVERYTHING),
            "facts": FACTS,
        },
    ),
    (
        "group-new-refused",
        "office/group.html",
        {
            "group": None,
            "name": "Office",
            "areas": areas_shown({}, LITTLE),
            "facts": [],
            "refusal": {"sentence": "There is a group Office already.", "cure": "Give this one another name."},
        },
    ),
    ("staff", "office/staff.html", {"rows": [TOM, INVITED, ENDED]}),
    ("staff-nobody", "office/staff.html", {"rows": []}),
    ("staff-one", "office/staff_one.html", ONE),
    (
        "staff-one-invited",
        "office/staff_one.html",
        ONE | {"person": INVITED, "sessions": [], "invitation": "The link is good."},
    ),
    (
        "staff-one-ended-refused",
        "office/staff_one.html",
        ONE
        | {
            "person": ENDED,
            "sessions": [],
            "refusal": {"sentence": "Nobody would be left who can manage staff.", "cure": "Let somebody else first."},
        },
    ),
]
