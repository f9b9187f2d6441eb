"""The queue of possible duplicates, and two side by side, in every state."""

from typing import Any

from tests.delivery.ui.samples.frame import EMPTY_PAGE, NOW, tab

SURE = {
    "answer": "same",
    "label": "Same",
    "percent": 99,
    "reasons": [
        {"code": "same_registration_number", "text": "same registration number", "is_against": False},
        {"code": "name_alike", "text": "name alike", "is_against": False},
        {"code": "other_email", "text": "other e-mail", "is_against": True},
    ],
}
MAYBE = {"answer": "maybe", "label": "Maybe the same", "percent": 40, "reasons": []}


def row(key: int, likeness: dict[str, Any], **own: Any) -> dict[str, Any]:
    return {
        "key": key, "low": 7, "high": 31, "low_name": "Graham's Widgets", "high_name": "Grahams Widget Co",
        "low_status": "New", "high_status": "Active", "likeness": likeness, "href": "/office/duplicates/7/31/",
        "decided": "", "decided_at": None,
    } | own  # fmt: skip


PAGE = {"rows": [row(1, SURE), row(2, MAYBE)], "next": "after=0.4_2", "previous": None, "count_text": "2 pairs"}
DECIDED = {**PAGE, "rows": [row(1, SURE, decided="Called different by Tom Brandt", decided_at=NOW)], "next": None}
TABS = [tab("open", "To decide", "999+", current=True), tab("later", "Later", "0"), tab("different", "Different", "3")]
ANSWERS = [
    {"value": "", "label": "All", "count_text": "999+", "href": "?", "current": True},
    {"value": "same", "label": "Same", "count_text": "12", "href": "?answer=same", "current": False},
]
LIST: dict[str, Any] = {
    "page": PAGE, "tabs": TABS, "answers": ANSWERS, "decision": "open", "of_customer": None, "without_customer": "",
    "is_narrowed": False, "scan": None, "queue": "", "refusal": None,
}  # fmt: skip


def scan(state: str, sentence: str, *, is_active: bool = False, pace: str = "") -> dict[str, Any]:
    return {
        "key": "01890a5d-ac96-774b-bcce-b302099a8057", "state": state, "sentence": sentence, "pace": pace,
        "done": 31_000, "total": 100_000, "is_active": is_active,
    }  # fmt: skip


RUNNING = scan("running", "31,000 of 100,000 customers looked at", is_active=True, pace="1,300 customers a second")
DONE = scan("done", "All 100,000 customers were last looked at 24/10/2014 10:31:07; 12 new pairs were found.")
FAILED = scan("failed", "The scan failed after 31,000 of 100,000 customers.")
SILENT = scan("silent", "31,000 of 100,000 customers looked at. Nobody is at it just now.", is_active=True)
TWO = [
    {"number": 7, "name": "Graham's Widgets", "status": "new", "status_label": "New"},
    {"number": 31, "name": "Grahams Widget Co", "status": "active", "status_label": "Active"},
]
PAIR: dict[str, Any] = {
    "low": TWO[0], "high": TWO[1], "both": TWO, "likeness": SURE, "decision": "open", "decided": "", "decided_at": None,
    "lines": [
        {"label": "Name", "low": "Graham's Widgets", "high": "Grahams Widget Co", "mark": "alike"},
        {"label": "Registration number", "low": "04417723", "high": "04417723", "mark": "same"},
        {"label": "E-mail", "low": "graham@widgets.example", "high": "orders@grahams.example", "mark": "other"},
        {"label": "Website", "low": "", "high": "widgets.example", "mark": ""},
    ],
    "mergers": [], "instead": "", "may_decide": True,
    "can": {"open": False, "later": True, "different": True, "merged": True},
    "merge": "/office/customers/7/merge/?with=31", "queue": "",
    "neighbours": {"previous": "/office/duplicates/1/2/", "next": "/office/duplicates/8/9/"}, "refusal": None,
}  # fmt: skip
SAID = {"decision": "different", "decided": "Called different by Tom Brandt", "decided_at": NOW}
AGAIN = {"open": True, "later": True, "different": False, "merged": True}

ONE = {"is_narrowed": True, "of_customer": 7}
PAGES = [
    ("duplicates", "office/duplicates.html", LIST | {"scan": DONE}),
    ("duplicates-scanning", "office/duplicates.html", LIST | {"scan": RUNNING}),
    ("duplicates-silent", "office/duplicates.html", LIST | {"scan": SILENT}),
    ("duplicates-failed", "office/duplicates.html", LIST | {"scan": FAILED}),
    ("duplicates-different", "office/duplicates.html", LIST | {"page": DECIDED, "decision": "different"}),
    ("duplicates-never", "office/duplicates.html", LIST | {"page": EMPTY_PAGE}),
    ("duplicates-none", "office/duplicates.html", LIST | {"page": EMPTY_PAGE, "scan": DONE}),
    ("duplicates-first-scan", "office/duplicates.html", LIST | {"page": EMPTY_PAGE, "scan": RUNNING}),
    (
        "duplicates-narrowed",
        "office/duplicates.html",
        LIST | {"page": EMPTY_PAGE, "is_narrowed": True, "of_customer": 7},
    ),
    ("duplicates-later-none", "office/duplicates.html", LIST | {"page": EMPTY_PAGE, "decision": "later"}),
    ("duplicates-different-none", "office/duplicates.html", LIST | {"page": EMPTY_PAGE, "decision": "different"}),
    ("duplicate", "office/duplicate.html", PAIR),
    ("duplicate-nothing-in-common", "office/duplicate.html", PAIR | {"likeness": MAYBE}),
    ("duplicate-decided", "office/duplicate.html", PAIR | SAID | {"can": AGAIN}),
    (
        "duplicate-refused",
        "office/duplicate.html",
        PAIR | {"refusal": {"sentence": "No. 7 and No. 31 were called different by Tom Brandt.", "cure": "Reload."}},
    ),
    (
        "duplicate-merged",
        "office/duplicate.html",
        PAIR | {"mergers": [{"number": 31, "into": 7}], "may_decide": False},
    ),
    (
        "duplicate-merged-elsewhere",
        "office/duplicate.html",
        PAIR | {"mergers": [{"number": 31, "into": 9}], "may_decide": False, "instead": "/office/duplicates/7/9/"},
    ),
]
