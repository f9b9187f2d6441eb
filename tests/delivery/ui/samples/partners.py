"""Dealers, in the office."""

from datetime import timedelta
from typing import Any

from onaccount.delivery.office.partners_shown import PartnerForm, PartnerPerson, Reseller, right_choices
from tests.delivery.ui.samples.frame import NOW, refused
from tests.delivery.ui.samples.people import FACTS, LONG

ROW = {
    "key": 1, "code": "ABC123", "name": "Northlight", "state": "active", "state_label": "Brings customers", "people": 2,
    "created_at": NOW,
}  # fmt: skip
LENA = {
    "key": 7, "name": "Lena Voss", "email": "lena@northlight.example", "right": "manage",
    "right_label": "Bring customers, manage people", "state": "active", "state_label": "Comes in", "seen_at": NOW,
}  # fmt: skip
INVITED = LENA | {"key": 8, "name": "Otto Berg", "state": "invited", "state_label": "Invited", "seen_at": None}
GONE = LENA | {"key": 9, "name": LONG, "state": "ended", "state_label": "Ended"}
ONE: dict[str, Any] = {
    "partner": ROW, "people": [LENA, INVITED, GONE], "rights": right_choices(), "facts": FACTS, "may_manage": True,
}  # fmt: skip


class ResellerSample(Reseller):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super(Reseller, self).__init__(*args, **kwargs)  # without the question who there is


def forms_of() -> dict[str, Any]:
    return {"form": PartnerForm(), "person_form": PartnerPerson(auto_id="person-%s")}


PAGES: list[tuple[str, str, dict[str, Any]]] = [
    ("partners", "office/partners.html", {"rows": [ROW, ROW | {"key": 2, "code": "QRY077", "name": LONG}]}),
    ("partners-none", "office/partners.html", {"rows": []}),
    ("partner-new", "office/partner_new.html", {"form": refused(PartnerForm({"code": "A"}), "This is no code.")}),
    ("partner", "office/partner.html", ONE | forms_of()),
    (
        "partner-ended",
        "office/partner.html",
        ONE
        | forms_of()
        | {
            "partner": ROW | {"state": "ended", "state_label": "Ended"},
            "people": [],
            "facts": [],
            "created_at": NOW - timedelta(days=9),
        },
    ),
    (
        "reseller",
        "office/reseller.html",
        {"customer": {"number": 7, "name": "Graham's Widgets"}, "form": ResellerSample()},
    ),
]
