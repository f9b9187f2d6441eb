"""The business itself, its outbox, and the page of components."""

from typing import Any

from django import forms

from tests.delivery.ui.samples.frame import EMPTY_PAGE, FRAME, NOW


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
    (
        "business",
        "office/business.html",
        {"form": BusinessForm(initial={"name": "Harbour & Pine"}), "business": FRAME["business"] | {"settled": False}},
    ),
    ("components", "office/components.html", {}),
]
