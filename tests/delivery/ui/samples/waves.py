"""Waves in every state."""

from datetime import datetime, timedelta
from typing import Any

from tests.delivery.ui.samples.frame import NOW


def one_wave(state: str, label: str, tone: str = "", **own: Any) -> dict[str, Any]:
    return {
        "key": 3, "name": "Beta group", "state": state, "state_label": label, "tone": tone, "when": None,
        "when_label": "when you open it", "opens_at": "", "by": "Nadia Okafor", "why": "", "members": 1613,
        "invited": 0, "waiting": 1613, "without_login": 12, "others": 0, "can_open": True, "can_pause": False,
        "can_cancel": True, "can_plan": True, "can_join": True, "is_working": False,
    } | own  # fmt: skip


def member(number: int, name: str, email: str, invited_at: datetime | None = None, why: str = "") -> dict[str, Any]:
    return {
        "number": number, "name": name, "email": email, "status": "active" if invited_at else "new",
        "status_label": "Active" if invited_at else "New", "invited_at": invited_at, "why_not": why,
        "can_remove": not invited_at,
    }  # fmt: skip


MEMBERS = [
    member(41, "Kestrel & Vane Joinery", "orla@kestrelvane.example", NOW),
    member(42, "Hollin Farm Dairy", "dairy@hollin.example"),
    member(43, "Moorgate Chandlery", "", why="No e-mail address to log in with"),
]
MEMBERS_PAGE = {"rows": MEMBERS, "next": "after=43", "previous": None, "count_text": "1,613 customers"}
NOBODY: dict[str, Any] = {"rows": [], "next": None, "previous": None, "count_text": "0 customers"}
OPENING = {
    "when": NOW, "when_label": "since", "invited": 604, "waiting": 997, "others": 2, "can_open": False,
    "can_pause": True, "can_plan": False,
}  # fmt: skip
ZONE = {"time_zone": "Europe/London", "tags": ["Spring fair", "VIP"]}
PLANNED = one_wave("planned", "Planned", when=NOW + timedelta(days=3), when_label="opens", opens_at="2014-10-27T09:00")
WAVES = [
    one_wave("opening", "Opening", "accent", **OPENING | {"is_working": True}),
    one_wave("paused", "Paused", "care", **OPENING, key=2, name="Spring"),
    one_wave("open", "Open", "good", key=1, name="Friends of the house", when=NOW, when_label="opened"),
    one_wave("cancelled", "Cancelled", key=4, name="Too early", when_label=""),
]


def page_of(wave: dict[str, Any], page: dict[str, Any] = MEMBERS_PAGE, **more: Any) -> dict[str, Any]:
    return {"wave": wave, "page": page, **ZONE, **more}


# (name of the picture, template, context)
PAGES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "waves",
        "office/waves.html",
        {"page": {"rows": WAVES, "next": "after=1", "previous": None, "count_text": "4 waves"}, **ZONE},
    ),
    ("waves-none", "office/waves.html", {"page": NOBODY, **ZONE}),
    (
        "waves-refused",
        "office/waves.html",
        {
            "page": NOBODY,
            "typed": {"name": "Beta", "opens_at": ""},
            "refusal": {"sentence": "There is a wave Beta already.", "cure": "Choose another name."},
            **ZONE,
        },
    ),
    ("wave-planned", "office/wave.html", page_of(PLANNED)),
    ("wave-empty", "office/wave.html", page_of(one_wave("planned", "Planned", members=0, waiting=0), NOBODY)),
    ("wave-opening", "office/wave.html", page_of(WAVES[0])),
    (
        "wave-paused",
        "office/wave.html",
        page_of(WAVES[1] | {"why": "Tom Brandt has no right to change a customer's status."}),
    ),
    ("wave-open", "office/wave.html", page_of(WAVES[2])),
    ("wave-confirm", "office/wave_open.html", {"wave": PLANNED, "letters": 1604}),
    (
        "wave-choose",
        "office/wave_choose.html",
        {"numbers": [41, 42], "everybody": False, "count": 2, "queue": "status=new", "waves": [(3, "Beta")]},
    ),
    (
        "wave-choose-list",
        "office/wave_choose.html",
        {
            "numbers": [],
            "everybody": True,
            "count": 1000,
            "queue": "status=new",
            "waves": [],
            "refusal": {"sentence": "No wave was chosen.", "cure": "Choose one, or type a new name."},
        },
    ),
]
