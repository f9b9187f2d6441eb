"""The business itself, its outbox, and the page of components."""

from types import SimpleNamespace
from typing import Any

from onaccount.delivery.office.settings_form import BusinessForm, CreditForm, LoginsForm, SettingsForm, WaysInForm
from tests.delivery.ui.samples.frame import EMPTY_PAGE, NOW

OURS = SimpleNamespace(
    name="Harbour & Pine",
    currency="GBP",
    time_zone="Europe/London",
    prices_include_tax=False,
    login_letter="link",
    allows_individuals=True,
    accounts_by_staff_only=False,
    ask_whom="Nadia Okafor, 01632 960 900",
    signups_told_to="",
    tells_of_signups=True,
    vets="partners",
    four_eyes_minor=None,
    shortest_password=8,
    link_days=7,
    claim_days=90,
    second_factor=True,
)


def settings_page(form: SettingsForm, **more: Any) -> dict[str, Any]:
    tabs = [
        {"key": "settings", "label": "Business", "href": "/office/settings/", "current": True},
        {"key": "settings_ways_in", "label": "Ways in", "href": "/office/settings/ways-in/", "current": False},
    ]
    return {"tabs": tabs, "may_change": True, "form": form, **more}


LETTER = {
    "id": 3,
    "to": "maeve@oldquay.example",
    "sender": "Harbour & Pine <office@harbourandpine.example>",
    "subject": "Your account with Harbour & Pine is open",
    "at": NOW,
    "text": (
        "Good morning, Maeve Corrigan,\n\n"
        "your account is open. Choose a password here: http://127.0.0.1:8000/app/welcome/q7T-Rm2xLk0aWv9/\n\n"
        "The link is good for three days.\n\n"
        "Harbour & Pine"
    ),
}
# (name of the picture, template, context)
PAGES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "outbox",
        "office/outbox.html",
        {
            "page": {
                "rows": [LETTER, LETTER | {"id": 2, "to": "mara@lindqvist.example"}],
                "next": None,
                "previous": None,
                "count_text": "1 to 2 of 2",
            }
        },
    ),
    ("outbox-empty", "office/outbox.html", {"page": EMPTY_PAGE}),
    ("outbox-letter", "office/outbox_letter.html", {"letter": LETTER}),
    ("start", "office/settings/start.html", {"form": BusinessForm(now=OURS)}),
    ("settings", "office/settings/business.html", settings_page(BusinessForm(now=OURS))),
    (
        "settings-looked-at",
        "office/settings/business.html",
        settings_page(BusinessForm(now=OURS, may_change=False)) | {"may_change": False},
    ),
    ("settings-ways-in", "office/settings/ways_in.html", settings_page(WaysInForm(now=OURS))),
    ("settings-logins", "office/settings/logins.html", settings_page(LoginsForm(now=OURS))),
    (
        "settings-credit",
        "office/settings/credit.html",
        settings_page(CreditForm(now=OURS), stages=[("Billing", "May use the limit.")]),
    ),
    ("components", "office/components.html", {}),
]
