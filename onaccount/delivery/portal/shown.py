"""Customers and drafts in the words in which dealers read them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from onaccount.domain.customers.queries import PartnerCustomer
from onaccount.domain.customers.rules.status import Kind, Stage, Status
from onaccount.domain.vetting.queries.dealers import DraftRow, ItemRow
from onaccount.domain.vetting.rules.checklist import What
from onaccount.domain.vetting.rules.dealers import PaymentType
from onaccount.foundation.money import digits_of, plain

KINDS = {Kind.COMPANY: gettext_lazy("Company"), Kind.INDIVIDUAL: gettext_lazy("Consumer")}
STATUSES = {
    Status.NEW: gettext_lazy("New"),
    Status.ADMIN: gettext_lazy("Admin"),
    Status.ACTIVE: gettext_lazy("Active"),
    Status.INACTIVE: gettext_lazy("Inactive"),
}
STAGES = {  # in the order in which the page has them
    Stage.NEW: (gettext_lazy("New"), gettext_lazy("submitted, not yet checked"), (False, False, False)),
    Stage.REFERRED: (gettext_lazy("Referred"), gettext_lazy("needs more checks"), (True, False, False)),
    Stage.PASSED: (gettext_lazy("Passed Credit Ref"), gettext_lazy("waiting for billing"), (True, True, False)),
    Stage.FAILED: (gettext_lazy("Failed Credit Ref"), gettext_lazy("can be checked again"), (True, False, False)),
    Stage.BILLING: (gettext_lazy("Live"), gettext_lazy("ready for contracts"), (True, True, True)),
    Stage.NONE: (gettext_lazy("No credit check"), gettext_lazy("none was asked for"), (False, False, False)),
}
STANDS = {
    Stage.NEW: gettext_lazy("In review"),
    Stage.REFERRED: gettext_lazy("More checks are made"),
    Stage.PASSED: gettext_lazy("Billing is set up"),
    Stage.FAILED: gettext_lazy("Not passed"),
    Stage.BILLING: gettext_lazy("Ready for contracts"),
    Stage.NONE: gettext_lazy("No check needed"),
}
PAYMENTS = {
    PaymentType.DIRECT_DEBIT: gettext_lazy("Direct debit"),
    PaymentType.CARD: gettext_lazy("Card"),
    PaymentType.TRANSFER: gettext_lazy("Bank transfer"),
}
WHATS = {
    What.DEPOSIT: gettext_lazy("A deposit"),
    What.GUARANTEE: gettext_lazy("A guarantee"),
    What.TRADE_REFERENCES: gettext_lazy("Trade references"),
    What.LOWER_LIMIT: gettext_lazy("A lower limit"),
    What.DIRECTOR: gettext_lazy("A director's details"),
    What.PAPER: gettext_lazy("A paper"),
    What.QUESTION: gettext_lazy("A question"),
}


def shown_stage(stage: Stage) -> dict[str, Any]:
    word, _note, pips = STAGES[stage]
    return {"value": stage.value, "word": word, "pips": list(pips)}


def shown_row(customer: PartnerCustomer, waiting: Mapping[int, int]) -> dict[str, Any]:
    asked = waiting.get(customer.number, 0)
    return {
        "number": customer.number,
        "name": customer.name,
        "kind_label": KINDS[customer.kind],
        "category": customer.category,
        "status_label": STATUSES[customer.status],
        "created_at": customer.created_at,
        "asked": ngettext("%(n)d question, answer", "%(n)d questions, answer", asked) % {"n": asked} if asked else "",
        "stands": STANDS[customer.stage],
    }


def shown_stages(
    rows: list[PartnerCustomer], counts: Mapping[Stage, int], waiting: Mapping[int, int], *, narrowed: bool
) -> list[dict[str, Any]]:
    """A section for each stage; where something was searched for, those alone that hold somebody."""
    sections = []
    for stage, (word, note, _pips) in STAGES.items():
        here = [shown_row(row, waiting) for row in rows if row.stage is stage]
        if here or (not narrowed and (stage is not Stage.NONE or counts[stage])):
            sections.append(
                {"stage": shown_stage(stage), "word": word, "note": note, "rows": here, "count": counts[stage]}
            )
    return sections


def shown_draft(row: DraftRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name or _("Without a name yet"),
        "kind_label": KINDS[row.kind],
        "changed_at": row.changed_at,
    }


def shown_item(item: ItemRow) -> dict[str, Any]:
    return {
        "key": item.key,
        "what": WHATS[item.what],
        "words": item.words,
        "due_on": item.due_on,
        "answer": item.answer,
        "answered_at": item.answered_at,
        "is_settled": item.settled_at is not None,
    }


def amount_of(minor: int | None, currency: str) -> str:
    """1,150.00, as lists say it; blank for none."""
    if minor is None:
        return ""
    digits = digits_of(currency)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(Decimal(plain(minor, currency)), format=pattern, locale="en_GB")
