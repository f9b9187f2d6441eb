"""Two customers side by side, field by field, each with a word on whether both say the same there."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.shown import KIND_LABELS, ORIGIN_LABELS, country_name, status_label
from onaccount.delivery.ui.templatetags.ui import moment
from onaccount.domain.customers.queries import Record
from onaccount.domain.customers.rules.status import Kind, Origin, Status
from onaccount.domain.matching.queries import PairCard
from onaccount.foundation.text import fold


@dataclass(frozen=True, slots=True)
class Line:
    """A field of both: `mark` is same, alike, other, or "" where one of them lacks it or it tells nothing."""

    label: str
    low: str
    high: str
    mark: str


LABELS = {
    "name": gettext_lazy("Name"),
    "person": gettext_lazy("Person"),
    "kind": gettext_lazy("Type"),
    "category": gettext_lazy("Category"),
    "tax_id": gettext_lazy("Tax id"),
    "registration_number": gettext_lazy("Registration number"),
    "email": gettext_lazy("E-mail"),
    "login": gettext_lazy("Login"),
    "phone": gettext_lazy("Telephone"),
    "mobile": gettext_lazy("Mobile"),
    "website": gettext_lazy("Website"),
    "address": gettext_lazy("Address"),
    "delivery": gettext_lazy("Delivery address"),
    "external_id": gettext_lazy("External id"),
    "tags": gettext_lazy("Tags"),
    "status": gettext_lazy("Status"),
    "registered": gettext_lazy("Registered"),
}
# Two records of one party may differ in these; a login is never another's, whoever they are.
TELLS_NOTHING = frozenset({"status", "registered", "category", "tags", "login", "external_id"})
# What the comparison said stands above; a field that is written differently must not say otherwise.
SAME = {
    "name": ("same_name",),
    "phone": ("same_phone",),
    "mobile": ("same_phone",),
    "email": ("same_email",),
    "website": ("same_website",),
    "tax_id": ("same_tax_id",),
    "registration_number": ("same_registration_number",),
}
ALIKE = {
    "name": ("name_alike", "name_within", "name_partly_alike", "given_name_alike", "given_name_short", "names_swapped"),
    "person": ("given_name_alike", "given_name_short", "family_name_alike", "names_swapped"),
    "phone": ("same_phone_without_area", "phone_alike"),
    "mobile": ("same_phone_without_area", "phone_alike"),
    "email": ("email_alike", "email_roughly_alike", "same_email_domain"),
    "address": ("same_street", "street_alike", "same_postcode"),
}
UNLIKE = {"address": ("other_street", "other_house_number", "other_postcode", "other_city")}


def lines_of(card: PairCard) -> list[Line]:
    """Field by field; what both lack is left out."""
    low, high = _texts(card.low), _texts(card.high)
    said = {reason.code for reason in card.likeness.reasons}
    lines = [
        Line(str(label), low[name], high[name], _mark(name, low[name], high[name], said))
        for name, label in LABELS.items()
        if low[name] or high[name]
    ]
    # An individual's name is the person's.
    is_twice = len(lines) > 1 and (lines[0].low, lines[0].high) == (lines[1].low, lines[1].high)
    return lines[:1] + lines[2:] if is_twice else lines


def _mark(name: str, one: str, other: str, said: Collection[str]) -> str:
    if not one or not other or name in TELLS_NOTHING:
        return ""
    if fold(one) == fold(other) or _is_said(SAME, name, said):
        return "same"
    return "alike" if _is_said(ALIKE, name, said) and not _is_said(UNLIKE, name, said) else "other"


def _is_said(codes: Mapping[str, Collection[str]], name: str, said: Collection[str]) -> bool:
    return any(code in said for code in codes.get(name, ()))


def _texts(record: Record) -> dict[str, str]:
    values = record.values
    own = {name: values.get(name, "") for name in LABELS}
    origin = str(ORIGIN_LABELS.get(Origin(values["origin"]), ""))
    return own | {
        "person": _joined([values["title"], values["given_name"], values["family_name"]], " "),
        "kind": str(KIND_LABELS[Kind(values["kind"])]),
        "login": record.login_email,
        "address": _place(record, "main"),
        "delivery": _place(record, "delivery"),
        "tags": ", ".join(record.tags),
        "status": status_label(Status(values["status"])),
        "registered": _joined([moment(localtime(record.created_at)), origin], ", "),
    }


def _place(record: Record, use: str) -> str:
    for each, place in record.places:
        if each == use:
            lines = [place[name] for name in ("line1", "line2", "line3", "city", "region", "postcode")]
            return _joined([*lines, country_name(place["country"])], ", ")
    return ""


def _joined(parts: Iterable[str], between: str) -> str:
    return between.join(part for part in parts if part)
