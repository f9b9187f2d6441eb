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


class ResetForm(forms.Form):
    email = forms.EmailField()


class NewPasswordForm(forms.Form):
    password1 = forms.CharField(widget=forms.PasswordInput)
    password2 = forms.CharField(widget=forms.PasswordInput)


class PasswordForm(forms.Form):
    password = forms.CharField(widget=forms.PasswordInput)


class BusinessForm(forms.Form):
    name = forms.CharField(label="Name", help_text="On every page and in every letter.")
    currency = forms.ChoiceField(label="Currency", choices=[("GBP", "Pound sterling (GBP)"), ("EUR", "Euro (EUR)")])
    time_zone = forms.ChoiceField(label="Time zone", choices=[("Europe/London", "Europe/London")])
    prices_include_tax = forms.BooleanField(label="Prices include tax", required=False)
    letter_by = forms.ChoiceField(
        label="Letters let a customer in by",
        choices=[("link", "A link, good once"), ("password", "A temporary password, to be changed at first use")],
        widget=forms.RadioSelect,
        initial="link",
    )


class CustomerForm(forms.Form):
    name = forms.CharField(label="Business name")
    category = forms.ChoiceField(label="Category", choices=[("", "None"), ("s", "Sole trader")], required=False)
    external_id = forms.CharField(label="External id", required=False)
    tax_id = forms.CharField(label="Tax id", required=False)
    registration_number = forms.CharField(label="Registration number", required=False)
    login_email = forms.EmailField(label="Login e-mail", help_text="One login for this location, shared by its people.")
    email = forms.EmailField(label="E-mail", required=False)
    phone = forms.CharField(label="Telephone", required=False)
    mobile = forms.CharField(label="Mobile", required=False)
    website = forms.CharField(label="Website", required=False)
    line1 = forms.CharField(label="First line", required=False)
    line2 = forms.CharField(label="Second line", required=False)
    city = forms.CharField(label="City", required=False)
    postcode = forms.CharField(label="Postcode", required=False)
    country = forms.CharField(label="Country", required=False)
    contact_given_name = forms.CharField(label="Given name", required=False)
    contact_family_name = forms.CharField(label="Family name", required=False)
    contact_email = forms.EmailField(label="E-mail of the contact", required=False)
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea(attrs={"rows": 3}))


CORRECTED = {"name": "", "login_email": "maeve@oldquay", "phone": "01841 496 0113", "line1": "2 Quay Steps", "city": "Padstow"}


def refused(form: forms.Form, sentence: str) -> forms.Form:
    form.full_clean()
    form.add_error(None, sentence)
    return form


WRONG = "E-mail and password do not belong together. Try again, or choose a new password."
NO_LOGIN = {
    "sentence": "This customer has no e-mail address.",
    "cure": "Add one, or set the status to Admin.",
    "href": "/office/customers/12/edit/",
    "label": "Add address",
}


def one_customer(status: str, **changes: Any) -> dict[str, Any]:
    number, name = {"new": (13, "Old Quay Café"), "active": (8, "Hob & Hearth Kitchens")}[status]
    return {
        "customer": {
            "number": number,
            "name": name,
            "kind_label": "Company",
            "status": status,
            "status_label": LABELS[status],
            "moves": moves_of(status),
            "stage_label": "",
            "category": "Sole trader",
            "external_id": "" if status == "new" else "00418",
            "email": "maeve@oldquay.example",
            "phone": "01841 496 011",
            "mobile": "07700 900 144",
            "website": "",
            "tax_id": "GB 882 4410 05",
            "registration_number": "",
            "notes": "Leave goods with the caretaker after 15:00.\nRing twice.",
            "tags": ["Café", "Tuesday round"] if status == "active" else [],
            "created_at": NOW,
            "origin_label": "by import 2",
            "editable": True,
        },
        "addresses": [
            {"label": "Main", "lines": ["2 Quay Steps", "Padstow", "PL28 8AF", "United Kingdom"]},
            {"label": "Delivery", "lines": ["Unit 4, Harbour Yard", "Padstow", "PL28 8DB"]},
        ],
        "contacts": [
            {"name": "Maeve Corrigan", "job_title": "Owner", "email": "maeve@oldquay.example", "phone": "01841 496 011"},
            {"name": "Colm Whitlock", "job_title": "", "email": "", "phone": "07700 900 145"},
        ],
        "locations": [
            {
                "name": "Main location",
                "login_email": "maeve@oldquay.example",
                "has_password": False,
                "letter": None
                if status == "new"
                else LETTERS["refused"]
                | {"server_words": "550 5.1.1 No such user here", "sent_at": NOW, "can_send_again": True},
            }
        ],
        "letters": []
        if status == "new"
        else [{"at": NOW, "to": "maeve@oldquay.example", "subject": "Your account is open", "state": "refused", "label": "Refused"}],
        "timeline": [
            {
                "at": datetime.now(UTC),
                "actor": "Tom Brandt",
                "sentence": "Tom Brandt corrected the details",
                "details": [{"label": "Telephone", "old": "01841 496 010", "new": "01841 496 011"}],
            },
            {"at": datetime.now(UTC) - timedelta(days=1), "actor": "by schedule", "sentence": "Letter sent", "icon": "mail", "details": []},
            {"at": NOW, "actor": "Nadia Okafor", "sentence": "Nadia Okafor imported the customer", "icon": "import", "details": []},
        ],
        "xero": "Not connected. Nothing was checked there.",
        "neighbours": {"previous": 14, "next": 12} if status == "new" else None,
        "refusal": None,
    } | changes


FIGURES = {"create": 1204, "update": 312, "unchanged": 88, "repeated": 3, "reject": 6, "warnings": 2}


def one_import(state: str, label: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": 4,
        "file_name": "spring-customers.xlsx",
        "rows_text": "1,613 rows",
        "state": state,
        "state_label": label,
        "by": "Nadia Okafor",
        "at": NOW,
        "figures": FIGURES,
        "progress": None,
        "error": None,
        "can_apply": False,
        "apply_count": 1516,
        "rejects_href": None,
    } | changes


OUTCOMES = [
    tab("reject", "Reject", "6"),
    tab("warning", "Warnings", "2"),
    tab("create", "Create", "1,204"),
    tab("update", "Update", "312"),
    tab("unchanged", "No change", "88"),
    tab("", "All", "1,613", current=True),
]
IMPORT_ROWS = [
    {"row": 38, "outcome": "reject", "outcome_label": "Reject", "name": "Hollin Farm Dairy", "why": '"dairy@hollin" is not a whole e-mail address.', "cure": "Add what comes after the @ and the dot."},
    {"row": 112, "outcome": "reject", "outcome_label": "Reject", "name": "", "why": "A name is needed.", "cure": "This row has an address and a telephone, but no company and no person."},
    {"row": 140, "outcome": "create", "outcome_label": "Create", "name": "Tidewater Fry Bar", "why": "Company.", "warnings": ["Login address belongs to No. 17: kept as contact address only."]},
    {"row": 141, "outcome": "update", "outcome_label": "Update", "name": "Pellow Marine Plc", "why": "Found by customer number 9.", "changes": [{"label": "Telephone", "old": "01632 960 102", "new": "01632 960 120"}], "customer": 9},
    {"row": 142, "outcome": "create", "outcome_label": "Create", "name": "Kestrel & Vane Joinery", "why": "Company, with contact Orla Finnegan."},
    {"row": 143, "outcome": "repeated", "outcome_label": "Repeated", "name": "Kestrel & Vane Joinery", "why": "The same customer as row 142; its second address was kept."},
    {"row": 144, "outcome": "unchanged", "outcome_label": "No change", "name": "Hob & Hearth Kitchens", "why": "Found by customer number 8. All nine fields agree.", "customer": 8},
]  # fmt: skip


def import_page(imported: dict[str, Any], *, rows: bool = True) -> dict[str, Any]:
    page = {"rows": IMPORT_ROWS, "next": "after=144", "previous": None, "count_text": "1 to 7 of 1,613"}
    return {"imported": imported, "tabs": OUTCOMES if rows else [], "page": page if rows else None, "refusal": None}


COLUMNS = [
    {"index": 0, "header": "Co Name", "samples": ["Hollin Farm Dairy", "Pellow Marine Plc", "Kestrel & Vane"], "field": "name", "remark": "", "problem": ""},
    {"index": 1, "header": "Acct", "samples": ["00418", "00419", "00420"], "field": "external_id", "remark": "Kept as text, zeros too", "problem": ""},
    {"index": 2, "header": "Mail 1", "samples": ["dairy@hollin", "accounts@pellow-marine.example"], "field": "email", "remark": "", "problem": ""},
    {"index": 3, "header": "Mail 2", "samples": [], "field": "email", "remark": "", "problem": "E-mail is taken by Mail 1. Leave one out."},
    {"index": 4, "header": "Fax", "samples": ["01632 960 188"], "field": "", "remark": "", "problem": ""},
]  # fmt: skip
CHOICES = {
    "encodings": [("utf-8", "UTF-8"), ("cp1252", "Western European (Windows)")],
    "delimiters": [(",", "Comma"), (";", "Semicolon"), ("\t", "Tab")],
    "sheets": [(0, "Customers"), (1, "Old")],
    "kinds": [("auto", "Found row by row"), ("companies", "Companies"), ("individuals", "Individuals")],
    "update_by": [("", "What the list offers"), ("external_id", "External id"), ("email", "E-mail")],
    "statuses": [("new", "New, to be approved"), ("admin", "Admin"), ("inactive", "Inactive")],
    "fields": [("Customer", [("name", "Name"), ("external_id", "External id"), ("email", "E-mail")]), ("Address", [("line1", "First line")])],
}
UPLOAD = {
    "id": 4,
    "file_name": "spring-customers.csv",
    "rows_text": "1,613 rows, CSV",
    "remembered": False,
    "is_text": True,
    "encoding": "cp1252",
    "delimiter": ";",
    "header_row": 1,
    "kind": "auto",
    "update_by": "external_id",
    "status": "new",
}
LETTER = {
    "id": 3,
    "to": "maeve@oldquay.example",
    "sender": "Harbour & Pine <office@harbourandpine.example>",
    "subject": "Your account with Harbour & Pine is open",
    "at": NOW,
    "text": "Good morning, Maeve Corrigan,\n\nyour account is open. Choose a password here:\nhttp://127.0.0.1:8000/app/welcome/q7T-Rm2xLk0aWv9/\n\nThe link is good for three days.\n\nHarbour & Pine",
}
EMPTY_PAGE: dict[str, Any] = {"rows": [], "next": None, "previous": None, "count_text": ""}
HOUSE = {"customer": {"name": "Old Quay Café", "status": "active", "status_label": "Active"}, "me": {"name": "Old Quay Café", "email": "maeve@oldquay.example", "initials": "OC"}}
LINK_USED = {"sentence": "This link was used already.", "cure": "Ask for a new one; it comes to maeve@oldquay.example.", "href": "", "label": ""}

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
    ("customer-new", "office/customer.html", one_customer("new")),
    ("customer-active", "office/customer.html", one_customer("active")),
    ("customer-refused", "office/customer.html", one_customer("new", refusal=NO_LOGIN, locations=[], contacts=[], addresses=[], letters=[])),
    ("customer-edit", "office/customer_edit.html", {"customer": {"number": 13, "name": "Old Quay Café"}, "form": CustomerForm(initial=CORRECTED | {"name": "Old Quay Café"})}),
    ("customer-edit-refused", "office/customer_edit.html", {"customer": {"number": 13, "name": "Old Quay Café"}, "form": refused(CustomerForm(CORRECTED), "Login address maeve@oldquay belongs to No. 17. Use another address.")}),
    ("imports", "office/imports.html", {"page": {"rows": [one_import("rehearsed", "Rehearsed"), one_import("applied", "Imported", id=3, file_name="opening-list.csv"), one_import("failed", "Not read", id=2, figures=None, file_name="scan.pdf")], "next": None, "previous": None, "count_text": "1 to 3 of 3"}}),
    ("imports-refused", "office/imports.html", {"page": EMPTY_PAGE, "refusal": {"sentence": "scan.csv is a PDF, not a list.", "cure": "Save the list as CSV or XLSX and bring that."}}),
    ("import-map", "office/import_map.html", {"upload": UPLOAD, "choices": CHOICES, "columns": COLUMNS}),
    ("import-rehearsed", "office/import.html", import_page(one_import("rehearsed", "Rehearsed", can_apply=True, rejects_href="/office/imports/4/rejects/"))),
    ("import-applying", "office/import.html", import_page(one_import("applying", "Importing", figures=None, progress={"done": 1401, "total": 1613, "sentence": "1,401 of 1,613 rows, 3,900 a second"}), rows=False)),
    ("import-applied", "office/import.html", import_page(one_import("applied", "Imported", seconds="4", rejects_href="/office/imports/4/rejects/", customers_href="/office/customers/?import=4"))),
    ("import-failed", "office/import.html", import_page(one_import("failed", "Not read", figures=None, error={"sentence": "Row 112, line 118: the file ends in the middle of a quoted cell.", "cure": "Close the quotation mark, or save the list again as CSV."}), rows=False)),
    ("outbox", "office/outbox.html", {"page": {"rows": [LETTER, LETTER | {"id": 2, "to": "mara@lindqvist.example"}], "next": None, "previous": None, "count_text": "1 to 2 of 2"}}),
    ("outbox-empty", "office/outbox.html", {"page": EMPTY_PAGE}),
    ("outbox-letter", "office/outbox_letter.html", {"letter": LETTER}),
    ("business", "office/business.html", {"form": BusinessForm(initial={"name": "Harbour & Pine"}), "business": FRAME["business"] | {"settled": False}}),
    ("components", "office/components.html", {}),
    ("reset", "office/password_reset.html", {"form": ResetForm()}),
    ("reset-done", "office/password_reset_done.html", {}),
    ("reset-choose", "office/password_reset_from_key.html", {"form": NewPasswordForm()}),
    ("reset-too-old", "office/password_reset_from_key.html", {"token_fail": True}),
    ("reset-chosen", "office/password_reset_from_key_done.html", {}),
    ("reauthenticate", "office/reauthenticate.html", {"form": PasswordForm()}),
    ("error", "ui/error.html", {"code": 429, "sentence": "Too many tries from here", "cure": "Wait a minute, then try again.", "href": "/office/login/", "label": "Log in"}),
    ("error-404", "404.html", {}),
    ("error-500", "500.html", {}),
    ("error-csrf", "403_csrf.html", {}),
    ("app-login", "app/login.html", {"form": LoginForm()}),
    ("app-welcome", "app/welcome.html", HOUSE | {"form": PasswordForm(), "login_email": "maeve@oldquay.example", "minimum": 8}),
    ("app-welcome-refused", "app/welcome.html", HOUSE | {"form": refused(PasswordForm({"password": "short"}), "This password has 5 characters. Add three more."), "login_email": "maeve@oldquay.example"}),
    ("app-welcome-used", "app/welcome.html", HOUSE | {"refusal": LINK_USED}),
    ("app-home", "app/home.html", HOUSE),
    ("app-temporary", "app/temporary.html", HOUSE | {"form": PasswordForm(), "login_email": "maeve@oldquay.example"}),
    ("app-reset", "app/password_reset.html", {"form": ResetForm()}),
    ("app-reset-done", "app/password_reset_done.html", {}),
    ("app-reset-choose", "app/password_reset_from_key.html", {"form": NewPasswordForm()}),
    ("app-reset-chosen", "app/password_reset_from_key_done.html", {}),
]  # fmt: skip
