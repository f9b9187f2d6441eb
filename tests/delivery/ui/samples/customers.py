"""The list, the queue, and the page of one customer."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms

from onaccount.delivery.office.candidates_shown import ShownCandidate
from onaccount.delivery.office.map_shown import shown_map
from onaccount.delivery.office.part_forms import AddressForm, ContactForm, LocationForm, NoteForm, TagForm
from onaccount.delivery.office.parts_shown import Asked, ShownNote, ShownPart, ShownTimeline, timeline_tabs
from onaccount.delivery.office.stages import ShownStage
from onaccount.delivery.office.views.maps import Found, PlaceForm
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import Card, Some
from onaccount.domain.customers.rules.parts import Use
from onaccount.domain.customers.rules.points import Point
from onaccount.domain.customers.rules.status import Stage, Status
from onaccount.domain.matching.queries import Candidate
from onaccount.domain.matching.rules import Answer, Likeness, Reason
from tests.delivery.ui.samples.entrances import OF_ONE, PEOPLE, PersonForm
from tests.delivery.ui.samples.frame import NOW, refused, tab
from tests.delivery.ui.samples.links import TASKS, XERO_OFF, XERO_TO_CHOOSE

LABELS = {"new": "New", "admin": "Admin", "active": "Active", "inactive": "Inactive"}
MOVES = {
    "new": [
        ("active", "Make Active", True),
        ("admin", "Make Admin", False),
        ("inactive", "Reject: make Inactive", False),
    ],
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
    (
        14,
        "Saltmarsh Bakery Ltd",
        "company",
        "Ltd/Plc (under 50 employees)",
        "new",
        "orders@saltmarsh.example",
        "Whitby",
        None,
        [],
    ),
    (13, "Old Quay Café", "company", "Sole trader", "new", "maeve@oldquay.example", "Padstow", None, []),
    (12, "Grahams Widget Co", "company", "Ltd/Plc (under 50 employees)", "new", "", "", None, ["No e-mail address"]),
    (
        11,
        "Mara Lindqvist",
        "individual",
        "Private individual",
        "active",
        "mara@lindqvist.example",
        "Leeds",
        "queued",
        [],
    ),
    (10, "Wren & Daughters LLP", "company", "Partnership", "admin", "", "York", None, []),
    (
        9,
        "Pellow Marine Plc",
        "company",
        "Ltd/Plc (50 employees or more)",
        "active",
        "accounts@pellow-marine.example",
        "Falmouth",
        "sent",
        [],
    ),
    (
        8,
        "Hob & Hearth Kitchens",
        "company",
        "Ltd/Plc (under 50 employees)",
        "active",
        "hob@hearth.example",
        "Bath",
        "refused",
        [],
    ),
    (4, "Tidewater Fry Bar", "company", "Sole trader", "inactive", "fry@tidewater.example", "Whitstable", "voided", []),
    (3, "Josef Achterberg", "individual", "", "new", "josef@achterberg.example", "", None, ["Login belongs to No. 9"]),
]

QUAY = Point(50_541_700, -4_936_200)
MAP = shown_map(QUAY, label="Quay Steps, Padstow", tiles=None, credit=None)


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
    return {
        "page": page,
        "tabs": customer_tabs(""),
        "query": "",
        "status": "",
        "filters": [],
        "bulk_result": None,
    } | changes


def nobody(status: str, query: str = "") -> dict[str, Any]:
    page: dict[str, Any] = {"rows": [], "next": None, "previous": None, "count_text": ""}
    return customer_list(page=page, status=status, query=query, tabs=customer_tabs(status))


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


CORRECTED = {
    "name": "",
    "login_email": "maeve@oldquay",
    "phone": "01841 496 0113",
    "line1": "2 Quay Steps",
    "city": "Padstow",
}


NO_LOGIN = {
    "sentence": "This customer has no e-mail address.",
    "cure": "Add one, or set the status to Admin.",
    "href": "/office/customers/12/details/",
    "label": "Add address",
}


def a_stage(now: Stage, status: Status) -> ShownStage:
    customer = Customer(
        number=8, stage=now.value, status=status.value, credit_reference="CR-20421", billing_reference="B-118"
    )
    return ShownStage.of(Card(customer, Some([], 0), Some([], 0), Some([], 0), []), may_see=True, may_decide=True)


STAGES = {"new": a_stage(Stage.NEW, Status.NEW), "active": a_stage(Stage.BILLING, Status.ACTIVE)}


def section(rows: list[Any], count: int = 0, **asked: Any) -> ShownPart[Any]:
    return ShownPart(rows, count or len(rows), Asked(**asked) if asked else None, next=10 if count else None)


NOTHING = {name: section([]) for name in ("contacts", "addresses", "locations", "notes")}
FORMS = {
    "contacts": section([], section="contacts", form=ContactForm()),
    "addresses": section([], section="addresses", form=AddressForm(uses=list(Use))),
    "locations": section([], section="locations", form=LocationForm()),
    "notes": section([], section="notes", form=NoteForm()),
    "tags": {"names": [], "known": ["Café"], "asked": Asked("tags", form=TagForm())},
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
            "category": "Sole trader",
            "external_id": "" if status == "new" else "00418",
            "email": "maeve@oldquay.example",
            "phone": "01841 496 011",
            "mobile": "07700 900 144",
            "website": "",
            "tax_id": "GB 882 4410 05",
            "registration_number": "",
            "notes": "Leave goods with the caretaker after 15:00.\nRing twice.",
            "created_at": NOW,
            "origin_label": "by import 2",
            "editable": True,
        },
        "has_address": True,
        "map": MAP if status == "active" else None,
        "stage": STAGES[status],
        "has_contacts": True,
        "may_give_logins": True,
        "first_login": "maeve@oldquay.example",
        "tags": {"names": ["Café", "Tuesday round"] if status == "active" else [], "known": [], "asked": None},
        "notes": section([ShownNote(31, "Rings twice.", "Tom Brandt", NOW, may_remove=True)], 12),
        "addresses": section(
            [
                {"key": 1, "label": "Main", "lines": ["2 Quay Steps", "Padstow", "PL28 8AF", "United Kingdom"]},
                {"key": 2, "label": "Delivery", "lines": ["Unit 4, Harbour Yard", "Padstow", "PL28 8DB"]},
            ]
        ),
        "contacts": section(
            [
                {
                    "key": 5,
                    "name": "Maeve Corrigan",
                    "job_title": "Owner",
                    "email": "maeve@oldquay.example",
                    "phone": "01841 496 011",
                },
                {"key": 6, "name": "Colm Whitlock", "job_title": "", "email": "", "phone": "07700 900 145"},
            ]
        ),
        "locations": section(
            [
                {
                    "people": [
                        {"key": 31, "name": "Maeve", "has_pin": True},
                        {"key": 32, "name": "Tom", "has_pin": False},
                    ],
                    "key": 3,
                    "name": "Main location",
                    "login_email": "maeve@oldquay.example",
                    "has_password": False,
                    "letter": None
                    if status == "new"
                    else LETTERS["refused"] | {"server_words": "550 5.1.1 No such user here", "sent_at": NOW},
                    "can_send_again": status == "active",
                }
            ]
        ),
        "letters": []
        if status == "new"
        else [
            {
                "at": NOW,
                "to": "maeve@oldquay.example",
                "subject": "Your account is open",
                "state": "refused",
                "label": "Refused",
            }
        ],
        "timeline": ShownTimeline(
            [
                {
                    "at": datetime.now(UTC),
                    "actor": "Tom Brandt",
                    "sentence": "Tom Brandt corrected the details",
                    "details": [("Telephone", "01841 496 010", "01841 496 011")],
                },
                {
                    "at": datetime.now(UTC) - timedelta(days=1),
                    "actor": "by schedule",
                    "sentence": "Letter sent",
                    "icon": "mail",
                    "details": [],
                },
                {
                    "at": NOW,
                    "actor": "Nadia Okafor",
                    "sentence": "Nadia Okafor imported the customer",
                    "icon": "import",
                    "details": [],
                },
            ],
            older="0",
            kind="",
            tabs=timeline_tabs(""),
            is_newest=True,
        ),
        "xero": XERO_TO_CHOOSE if status == "new" else XERO_OFF,
        "link_tasks": [TASKS[0]] if status == "new" else [],
        "neighbours": {"previous": 14, "next": 12} if status == "new" else None,
        "refusal": None,
    } | changes


OF_LOGIN = {
    "customer": {"number": 13, "name": "Old Quay Café"},
    "location": {"key": 4, "login_email": "maeve@oldquay.example"},
}

TWINS = [
    ShownCandidate.of(
        Candidate(
            number=7,
            name="Graham's Widgets Ltd",
            status=Status.ACTIVE,
            likeness=Likeness(
                answer,
                0.97,
                (
                    Reason("same_registration_number", "same registration number", 16.0),
                    Reason("other_email", "other e-mail", -2.0),
                ),
            ),
            shared=("registration_number",),
            merged=merged,
        ),
        beside=13,
    )
    for answer, merged in ((Answer.SAME, None), (Answer.LIKELY, 5), (Answer.MAYBE, None))
]

MAP_PAGE: dict[str, Any] = {
    "customer": {"number": 13, "name": "Old Quay Café", "editable": True},
    "addresses": [{"label": "Main", "lines": ["2 Quay Steps", "Padstow"]}],
    "form": PlaceForm(),
    "may_search": True,
    "found": [],
    "map": None,
}
FOUND_PLACES = [Found("Quay Steps, Padstow, Cornwall", QUAY), Found("Quay Steps, Elsewhere", Point(1, 2))]

# (name of the picture, template, context)
PAGES: list[tuple[str, str, dict[str, Any]]] = [
    ("customer-map", "office/customer_map.html", MAP_PAGE | {"map": MAP}),
    ("customer-map-found", "office/customer_map.html", MAP_PAGE | {"found": FOUND_PLACES}),
    ("customer-map-no-search", "office/customer_map.html", MAP_PAGE | {"may_search": False}),
    ("customer-map-no-address", "office/customer_map.html", MAP_PAGE | {"addresses": []}),
    ("customers", "office/customers.html", customer_list(filters=[{"label": "City: Whitby", "href": "?"}])),
    (
        "customers-new",
        "office/customers.html",
        customer_list(
            status="new",
            tabs=customer_tabs("new"),
            toast={
                "text": "Mara Lindqvist is Active. The letter goes in ten seconds.",
                "undo": "/office/customers/11/status/undo/",
                "row": 11,
            },
        ),
    ),
    (
        "customers-bulk",
        "office/customers.html",
        customer_list(
            bulk_result={
                "sentence": "2 customers are Active now, 1 is not.",
                "undo": "/office/customers/status/undo/",
                "refused": [
                    {
                        "number": 12,
                        "name": "Grahams Widget Co",
                        "sentence": "This customer has no e-mail address.",
                        "cure": "Add one, or set the status to Admin.",
                    }
                ],
            }
        ),
    ),
    ("customers-none", "office/customers.html", nobody("")),
    ("customers-nobody-waits", "office/customers.html", nobody("new")),
    ("customers-not-found", "office/customers.html", nobody("", "zzz")),
    ("customer-new", "office/customer.html", one_customer("new")),
    ("customer-active", "office/customer.html", one_customer("active")),
    ("customer-twins", "office/customer.html", one_customer("new", candidates=TWINS, may_tell_apart=True)),
    ("customer-twins-seen", "office/customer.html", one_customer("active", candidates=TWINS[:1])),
    (
        "customer-refused",
        "office/customer.html",
        one_customer(
            "new",
            refusal=NO_LOGIN,
            first_login="",
            locations=section([]),
            contacts=section([]),
            addresses=section([]),
            notes=section([]),
            letters=[],
        ),
    ),
    ("customer-writing", "office/customer.html", one_customer("active", **FORMS)),
    (
        "customer-edit",
        "office/customer_edit.html",
        {
            "customer": {"number": 13, "name": "Old Quay Café"},
            "form": CustomerForm(initial=CORRECTED | {"name": "Old Quay Café"}),
        },
    ),
    (
        "customer-edit-twins",
        "office/customer_edit.html",
        {
            "customer": {"number": 13, "name": "Old Quay Café"},
            "form": CustomerForm(initial=CORRECTED),
            "known": TWINS,
            "is_asked": True,
            "goes_on": True,
            "is_correction": True,
        },
    ),
    (
        "customer-edit-refused",
        "office/customer_edit.html",
        {
            "customer": {"number": 13, "name": "Old Quay Café"},
            "form": refused(
                CustomerForm(CORRECTED), "Login address maeve@oldquay belongs to No. 17. Use another address."
            ),
        },
    ),
    ("people", "office/people.html", OF_LOGIN | {"people": PEOPLE, "form": PersonForm()}),
    ("people-none", "office/people.html", OF_LOGIN | {"people": [], "form": PersonForm()}),
    ("person", "office/person.html", OF_LOGIN | {"person": PEOPLE[0], "forms": OF_ONE}),
]
