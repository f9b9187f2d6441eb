"""A list on its way in, at each of its steps."""

from typing import Any

from tests.delivery.ui.samples.frame import EMPTY_PAGE, NOW, tab

FIGURES = {"create": 1204, "update": 312, "unchanged": 88, "repeated": 3, "reject": 6, "warnings": 2}


OUTCOME_WORDS = {
    "create": "Create",
    "update": "Update",
    "unchanged": "No change",
    "repeated": "Repeated",
    "reject": "Reject",
}
DONE_WORDS = OUTCOME_WORDS | {"create": "Created", "update": "Updated", "reject": "Rejected"}
WOULD = {"created": "would create 1,204", "updated": "would update 312", "rejected": "6"}
DONE = {"created": "1,204", "updated": "312", "rejected": "6"}


def one_import(state: str, label: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": 4,
        "file_name": "spring-customers.xlsx",
        "rows_text": "1,613 rows",
        "recognised": "Xero contacts",
        "state": state,
        "state_label": label,
        "by": "Nadia Okafor",
        "at": NOW,
        "figures": FIGURES,
        "is_written": state in ("applied", "undone"),
        "labels": DONE_WORDS if state in ("applied", "undone") else OUTCOME_WORDS,
        "brief": {"rehearsed": WOULD, "applied": DONE}.get(state),
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
    {
        "row": 38,
        "outcome": "reject",
        "outcome_label": "Reject",
        "name": "Hollin Farm Dairy",
        "why": '"dairy@hollin" is not a whole e-mail address.',
        "cure": "Add what comes after the @ and the dot.",
    },
    {
        "row": 112,
        "outcome": "reject",
        "outcome_label": "Reject",
        "name": "",
        "why": "A name is needed.",
        "cure": "This row has an address and a telephone, but no company and no person.",
    },
    {
        "row": 140,
        "outcome": "create",
        "outcome_label": "Create",
        "name": "Tidewater Fry Bar",
        "why": "Company.",
        "warnings": ["Login address belongs to No. 17: kept as contact address only."],
    },
    {
        "row": 141,
        "outcome": "update",
        "outcome_label": "Update",
        "name": "Pellow Marine Plc",
        "why": "Found by customer number 9.",
        "changes": [{"label": "Telephone", "old": "01632 960 102", "new": "01632 960 120"}],
        "href": "/office/customers/9/",
        "customer": 9,
    },
    {
        "row": 142,
        "outcome": "create",
        "outcome_label": "Create",
        "name": "Kestrel & Vane Joinery",
        "why": "Company, with contact Orla Finnegan.",
    },
    {
        "row": 143,
        "outcome": "repeated",
        "outcome_label": "Repeated",
        "name": "Kestrel & Vane Joinery",
        "why": "The same customer as row 142; its second address was kept.",
    },
    {
        "row": 144,
        "outcome": "unchanged",
        "outcome_label": "No change",
        "name": "Hob & Hearth Kitchens",
        "why": "Found by customer number 8. All nine fields agree.",
        "href": "/office/customers/8/",
        "customer": 8,
    },
]


def import_page(imported: dict[str, Any], *, rows: bool = True) -> dict[str, Any]:
    page = {"rows": IMPORT_ROWS, "next": "after=144", "previous": None, "count_text": "1 to 7 of 1,613"}
    return {"imported": imported, "tabs": OUTCOMES if rows else [], "page": page if rows else None, "refusal": None}


KEPT = {
    "rows": [
        {
            "row": 141,
            "href": "/office/customers/9/",
            "who": "No. 9",
            "why": "Changed by Tom Hale on 2026-11-20, after the import.",
        },
        {"row": None, "href": "/office/customers/21/", "who": "No. 21", "why": "A letter has been written to it."},
    ],
    "count": 9,
    "more": 7,
}


COLUMNS = [
    {
        "index": 0,
        "header": "Co Name",
        "samples": ["Hollin Farm Dairy", "Pellow Marine Plc", "Kestrel & Vane"],
        "field": "name",
        "remark": "",
        "problem": "",
    },
    {
        "index": 1,
        "header": "Acct",
        "samples": ["00418", "00419", "00420"],
        "field": "external_id",
        "remark": "Kept as text, zeros too",
        "problem": "",
    },
    {
        "index": 2,
        "header": "Mail 1",
        "samples": ["dairy@hollin", "accounts@pellow-marine.example"],
        "field": "email",
        "remark": "",
        "problem": "",
    },
    {
        "index": 3,
        "header": "Mail 2",
        "samples": [],
        "field": "email",
        "remark": "",
        "problem": "E-mail is taken by Mail 1. Leave one out.",
    },
    {"index": 4, "header": "Fax", "samples": ["01632 960 188"], "field": "", "remark": "", "problem": ""},
]
CHOICES = {
    "encodings": [("utf-8", "UTF-8"), ("cp1252", "Western European (Windows)")],
    "delimiters": [(",", "Comma"), (";", "Semicolon"), ("\t", "Tab")],
    "sheets": [(0, "Customers"), (1, "Old")],
    "kinds": [("auto", "Found row by row"), ("companies", "Companies"), ("individuals", "Individuals")],
    "update_by": [("", "What the list offers"), ("external_id", "External id"), ("email", "E-mail")],
    "fields": [
        ("Customer", [("name", "Name"), ("external_id", "External id"), ("email", "E-mail")]),
        ("Address", [("line1", "First line")]),
    ],
}
UPLOAD = {
    "id": 4,
    "file_name": "spring-customers.csv",
    "rows_text": "1,613 rows, CSV",
    "remembered": False,
    "recognised": "Xero contacts",
    "is_text": True,
    "encoding": "cp1252",
    "delimiter": ";",
    "header_row": 1,
    "kind": "auto",
    "update_by": "external_id",
}
LIST = {
    "asked": {"status": "new", "category": "Restaurant", "tags": "Spring fair", "invite": "wave", "wave": "Beta"},
    "statuses": [("new", "New, to be approved"), ("admin", "Admin"), ("inactive", "Inactive")],
    "invites": [("later", "later, when staff choose"), ("wave", "with a wave"), ("never", "never: no account yet")],
    "categories": ["Restaurant", "Hotel"],
    "waves": ["Beta", "Spring"],
}
# (name of the picture, template, context)
PAGES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "imports",
        "office/imports.html",
        {
            "page": {
                "rows": [
                    one_import("rehearsed", "Rehearsed"),
                    one_import("applied", "Imported", id=3, file_name="opening-list.csv"),
                    one_import("failed", "Not read", id=2, figures=None, file_name="scan.pdf"),
                ],
                "next": None,
                "previous": None,
                "count_text": "1 to 3 of 3",
            },
            "list": LIST | {"said": True},
        },
    ),
    (
        "imports-refused",
        "office/imports.html",
        {
            "page": EMPTY_PAGE,
            "list": LIST,
            "refusal": {
                "sentence": "scan.csv is a PDF, not a list.",
                "cure": "Save the list as CSV or XLSX and bring that.",
            },
        },
    ),
    ("import-map", "office/import_map.html", {"upload": UPLOAD, "choices": CHOICES, "columns": COLUMNS, "list": LIST}),
    (
        "import-rehearsed",
        "office/import.html",
        import_page(one_import("rehearsed", "Rehearsed", can_apply=True, rejects_href="/office/imports/4/rejects/")),
    ),
    (
        "import-applying",
        "office/import.html",
        import_page(
            one_import(
                "applying",
                "Importing",
                figures=None,
                progress={
                    "done": 1401,
                    "total": 1613,
                    "sentence": "Read 1,401 of about 1,613 rows",
                    "pace": "3,900 rows a second, about 5 seconds left",
                },
            ),
            rows=False,
        ),
    ),
    (
        "import-applied",
        "office/import.html",
        import_page(
            one_import(
                "applied",
                "Imported",
                seconds="4",
                rejects_href="/office/imports/4/rejects/",
                customers_href="/office/customers/?import=4",
            )
        ),
    ),
    (
        "import-undone",
        "office/import.html",
        import_page(one_import("undone", "Taken back", removed=1198, restored=309)) | {"kept": KEPT},
    ),
    (
        "import-undo",
        "office/import_undo.html",
        {
            "imported": one_import("applied", "Imported", can_undo=True),
            "preview": {"removed": 1198, "restored": 309, "kept": 9},
            "refusal": None,
        },
    ),
    (
        "import-failed",
        "office/import.html",
        import_page(
            one_import(
                "failed",
                "Not read",
                figures=None,
                error={
                    "sentence": "Row 112, line 118: the file ends in the middle of a quoted cell.",
                    "cure": "Close the quotation mark, or save the list again as CSV.",
                },
            ),
            rows=False,
        ),
    ),
]
