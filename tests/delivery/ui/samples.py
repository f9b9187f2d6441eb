"""One page of every kind in every state, with the demo's cast: what the templates are rendered with in tests and pictures."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms

NOW = datetime(2014, 10, 24, 9, 31, 7, tzinfo=UTC)

FRAME: dict[str, Any] = {
    "business": {"name": "Harbour & Pine", "currency": "GBP", "is_demo": True, "settled": True},
    "new_accounts": 7,
    "new_accounts_text": "7",
    "me": {"name": "Nadia Okafor", "email": "nadia@harbourandpine.example", "initials": "NO"},
}

LABELS = {"new": "New", "admin": "Admin", "active": "Active", "inactive": "Inactive"}
MOVES = {
    "new": [("active", "Make Active", True), ("admin", "Make Admin", False), ("inactive", "Reject: make Inactive", False)],
    "admin": [("active", "Make Active", True), ("inactive", "Make Inactive", False)],
    "active": [("inactive", "Make Inactive", True), ("admin", "Make Admin", False)],
    "inactive": [("active", "Make Active", True), ("admin", "Make Admin", False)],
}
LETTERS = {
    "queued": {"state": "queued", "label": "Waits"},
    "sent": {"state": "sent", "label": "Sent"},
    "refused": {"state": "refused", "label": "Refused"},
    "voided": {"state": "voided", "label": "Withdrawn"},
}
CAST = [
    (14, "Saltmarsh Bakery Ltd", "company", "Ltd/Plc (under 50 employees)", "new", "orders@saltmarsh.example", "Whitby", None, []),
    (13, "Old Quay Café", "company", "Sole trader", "new", "maeve@oldquay.example", "Padstow", None, []),
    (12, "Grahams Widget Co", "company", "Ltd/Plc (under 50 employees)", "new", "", "", None, ["No e-mail address"]),
    (11, "Mara Lindqvist", "individual", "Private individual", "active", "mara@lindqvist.example", "Leeds", "queued", []),
    (10, "Wren & Daughters LLP", "company", "Partnership", "admin", "", "York", None, []),
    (9, "Pellow Marine Plc", "company", "Ltd/Plc (50 employees or more)", "active", "accounts@pellow-marine.example", "Falmouth", "sent", []),
    (8, "Hob & Hearth Kitchens", "company", "Ltd/Plc (under 50 employees)", "active", "hob@hearth.example", "Bath", "refused", []),
    (4, "Tidewater Fry Bar", "company", "Sole trader", "inactive", "fry@tidewater.example", "Whitstable", "voided", []),
    (3, "Josef Achterberg", "individual", "", "new", "josef@achterberg.example", "", None, ["Login belongs to No. 9"]),
]  # fmt: skip


def moves_of(status: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": label, "usual": usual} for value, label, usual in MOVES[status]]


def customer_row(place: int, one: tuple[Any, ...]) -> dict[str, Any]:
    number, name, kind, category, status, email, city, letter, warnings = one
    return {
        "number": number,
        "name": name,
        "kind": kind,
        "kind_label": kind.capitalize(),
        "category": category,
        "status": status,
        "status_label": LABELS[status],
        "moves": moves_of(status),
        "email": email,
        "city": city,
        "created_at": NOW - timedelta(minutes=47 * place),
        "origin_label": "" if place % 3 else "by import 2",
        "letter": LETTERS[letter] if letter else None,
        "warnings": warnings,
    }


ROWS = [customer_row(place, one) for place, one in enumerate(CAST)]


def tab(key: str, label: str, count: str, *, current: bool = False) -> dict[str, Any]:
    return {"key": key, "label": label, "count_text": count, "href": f"?status={key}", "current": current}


def customer_tabs(current: str) -> list[dict[str, Any]]:
    views = [
        ("", "All", "1,204"),
        ("new", "New", "7"),
        ("imported", "Imported, waiting", "999+"),
        ("admin", "Admin", "2"),
        ("active", "Active", "812"),
        ("inactive", "Inactive", "31"),
    ]
    return [tab(key, label, count, current=key == current) for key, label, count in views]


def customer_list(**changes: Any) -> dict[str, Any]:
    page = {"rows": ROWS, "next": "after=3", "previous": None, "count_text": "1 to 9 of 1,204"}
    return {"page": page, "tabs": customer_tabs(""), "query": "", "status": "", "filters": [], "bulk_result": None} | changes


def nobody(status: str, query: str = "") -> dict[str, Any]:
    page = {"rows": [], "next": None, "previous": None, "count_text": ""}
    return customer_list(page=page, status=status, query=query, tabs=customer_tabs(status))


class LoginForm(forms.Form):
    login = forms.CharField(widget=forms.EmailInput)
    password = forms.CharField(widget=forms.PasswordInput)


def refused(form: forms.Form, sentence: str) -> forms.Form:
    form.full_clean()
    form.add_error(None, sentence)
    return form


WRONG = "E-mail and password do not belong together. Try again, or choose a new password."

# (name of the picture, template, context)
PAGES: list[tuple[str, str, dict[str, Any]]] = [
    ("customers", "office/customers.html", customer_list(filters=[{"label": "City: Whitby", "href": "?"}])),
    ("customers-new", "office/customers.html", customer_list(status="new", tabs=customer_tabs("new"), toast={"text": "Mara Lindqvist is Active. The letter goes in ten seconds.", "undo": "/office/customers/11/status/undo/", "row": 11})),
    ("customers-bulk", "office/customers.html", customer_list(bulk_result={"sentence": "2 customers are Active now, 1 is not.", "done": [], "refused": [{"number": 12, "name": "Grahams Widget Co", "sentence": "This customer has no e-mail address.", "cure": "Add one, or set the status to Admin."}]})),
    ("customers-none", "office/customers.html", nobody("")),
    ("customers-nobody-waits", "office/customers.html", nobody("new")),
    ("customers-not-found", "office/customers.html", nobody("", "zzz")),
    ("login", "office/login.html", {"form": LoginForm()}),
    ("login-refused", "office/login.html", {"form": refused(LoginForm({"login": "nadia@harbourandpine.example", "password": "x"}), WRONG)}),
]  # fmt: skip
