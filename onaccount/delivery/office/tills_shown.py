"""Tills, what they sold and what waits for a person, in the words and figures in which staff read them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.account_shown import in_figures
from onaccount.delivery.office.payment_shown import NamedForm
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.accounts.rules.periods import PeriodBackwards
from onaccount.domain.catalogue.rules.quantities import quantity
from onaccount.domain.people.queries import names_of
from onaccount.domain.tills.queries.leases import ExceptionCard, LentCard
from onaccount.domain.tills.queries.publications import menus
from onaccount.domain.tills.queries.sales import SaleCard
from onaccount.domain.tills.queries.tills import TillCard
from onaccount.domain.tills.rules.days import DayReport, receipt_label
from onaccount.domain.tills.rules.leases import ExceptionState
from onaccount.domain.tills.rules.sales import SaleKind
from onaccount.domain.tills.rules.tills import TillState
from onaccount.foundation.money import Money

STATE_LABELS = {
    TillState.WAITING: gettext_lazy("Waits to be paired"),
    TillState.PAIRED: gettext_lazy("Paired"),
    TillState.LOST: gettext_lazy("Lost"),
    TillState.ENDED: gettext_lazy("Ended"),
}
KIND_LABELS = {
    SaleKind.SALE: gettext_lazy("Sale"),
    SaleKind.RETURN: gettext_lazy("Return"),
    SaleKind.DEPOSIT: gettext_lazy("Deposit"),
    SaleKind.WITHDRAWAL: gettext_lazy("Withdrawal"),
}
EXCEPTION_LABELS = {
    ExceptionState.OPEN: gettext_lazy("Waits"),
    ExceptionState.CHARGED: gettext_lazy("Charged to the account"),
    ExceptionState.PAID: gettext_lazy("Paid another way"),
    ExceptionState.WRITTEN_OFF: gettext_lazy("Written off"),
    ExceptionState.EXPLAINED: gettext_lazy("Explained"),
}
# Why a sale was not booked as it was meant, by the code of the refusal.
WHY = {
    "lease_lost": gettext_lazy("The till is lost. It may have sold so much that it never sent: look at its receipts."),
    "lease_short": gettext_lazy("The till said that it sold this, and the sale never came."),
    "no_such_lease": gettext_lazy("It was sold without network on an amount that the till did not hold any more."),
    "over_limit": gettext_lazy("It would have gone over the customer's limit."),
    "no_account": gettext_lazy("The customer has no account."),
    "not_allowed": gettext_lazy("The customer is not allowed an account any more."),
    "not_active": gettext_lazy("The customer may not trade."),
    "suspended": gettext_lazy("The customer is suspended."),
    "prepaid_only": gettext_lazy("The customer trades prepaid, and there was not enough of it."),
    "over_day_limit": gettext_lazy("It would have gone over the limit of one day."),
    "other_currency": gettext_lazy("The customer's account is in another currency."),
    "method_not_in_menu": gettext_lazy("This way to pay was not in the menu of the till."),
    "offline_right": gettext_lazy("It was charged without network by somebody who needed a manager's code for that."),
    "offline_price": gettext_lazy("A price was changed without network, which needs a right or a manager's code."),
    "offline_time": gettext_lazy("The till says that it was sold at a time outside of the shift."),
    "offline_version": gettext_lazy("It was sold by a menu that the till did not use any more, or never."),
    "offline_method": gettext_lazy("It was paid in a way that was not in the menu of the till."),
    "offline_lease_over": gettext_lazy("It was charged without network after the till's time for that was over."),
    "offline_shift": gettext_lazy("Nobody had opened the shift that it was sold in."),
    "offline_customer": gettext_lazy("Its customer was removed meanwhile."),
}
PAID_INTO = frozenset({SaleKind.RETURN, SaleKind.WITHDRAWAL})


def shown_till(card: TillCard, *, version: int | None) -> dict[str, Any]:
    return {
        "key": card.number,
        "name": card.name,
        "state": card.state.value,
        "state_label": STATE_LABELS[card.state],
        "menu": card.menu,
        "menu_name": card.menu_name,
        "acknowledged": card.acknowledged,
        "acknowledged_at": card.acknowledged_at,
        "is_behind": card.state is TillState.PAIRED and card.acknowledged != version and version is not None,
        "contacted_at": card.contacted_at,
        "waiting": card.waiting,
        "clerk": card.clerk,
        "lent": " + ".join(in_figures(each) for each in card.lent_sums),
        "exceptions": card.exceptions,
        "code_until": card.code_until,
        "is_paired": card.state is TillState.PAIRED,
        "is_ended": card.state is TillState.ENDED,
    }


def shown_lent(card: LentCard) -> dict[str, Any]:
    """What a till may still spend of one customer's headroom."""
    return {
        "till": card.till,
        "name": card.name,
        "customer": card.customer,
        "customer_name": card.customer_name,
        "rest": in_figures(Money(card.rest_minor, card.currency)),
        "until": card.spend_until,
        "contacted_at": card.contacted_at,
        "is_recalled": card.is_recalled,
    }


def shown_sale(row: Any) -> dict[str, Any]:
    kind = SaleKind(row.kind)
    minor = -row.total_minor if kind in PAID_INTO else row.total_minor
    return {
        "id": row.pk,
        "label": receipt_label(row.till_id, row.pairing, row.seq),
        "kind": KIND_LABELS[kind],
        "at": row.made_at,
        "clerk": row.clerk.name,
        "customer": row.customer.name if row.customer else "",
        "total": in_figures(Money(minor, row.currency)),
        "is_offline": row.is_offline,
    }


def shown_receipt(card: SaleCard) -> dict[str, Any]:
    def money(minor: int | None) -> str:
        return "" if minor is None else in_figures(Money(minor, card.currency))

    account = card.account or {}
    return {
        "id": card.id,
        "label": card.label,
        "kind": KIND_LABELS[card.kind],
        "till": card.till,
        "till_name": card.till_name,
        "clerk": card.clerk,
        "made_at": card.made_at,
        "received_at": card.received_at,
        "is_offline": card.is_offline,
        "customer": card.customer,
        "customer_name": card.customer_name,
        "total": money(card.total_minor),
        "tax": money(card.tax_minor),
        "of": card.of,
        "code": card.code,
        "has_exception": card.has_exception,
        "before": money(account.get("before_minor")),
        "after": money(account.get("after_minor")),
        "lines": [
            {
                "name": line.name,
                "sku": line.sku,
                "quantity": quantity(line.quantity_milli),
                "unit": money(line.unit_minor),
                "total": money(line.total_minor),
                "returned": quantity(line.returned) if line.returned else "",
            }
            for line in card.lines
        ],
        "payments": [
            {"method": each.method, "amount": money(each.amount_minor), "given": money(each.given_minor)}
            for each in card.payments
        ],
    }


# --- the day ----------------------------------------------------------------------------------------------------------


def shown_report(report: DayReport, currency: str) -> dict[str, Any]:
    """An X report: the day so far."""

    def money(minor: int) -> str:
        return in_figures(Money(minor, currency))

    return {
        "sales": report.sales,
        "returns": report.returns,
        "gross": money(report.gross_minor),
        "tax": money(report.tax_minor),
        "float": money(report.float_minor),
        "expected": money(report.expected_minor),
        "methods": [{"name": name, "amount": money(minor)} for name, minor in report.by_method()],
    }


def shown_day(row: Any, currency: str, names: Mapping[str, str]) -> dict[str, Any]:
    """A Z report in a line, as it was when the day was closed."""
    report = row.report or {}

    def money(name: str) -> str:
        return in_figures(Money(report.get(name, 0), currency))

    return {
        "number": row.number,
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
        "by": names.get(row.by_key, ""),
        "approved_by": names.get(row.approved_by.partition(":")[2], ""),
        "sales": report.get("sales", 0),
        "returns": report.get("returns", 0),
        "gross": money("gross_minor"),
        "tax": money("tax_minor"),
        "float": money("float_minor"),
        "expected": money("expected_minor"),
        "counted": in_figures(Money(row.counted_minor or 0, currency)),
        "difference": money("difference_minor"),
        "is_off": bool(report.get("difference_minor")),
        "left": money("left_minor"),
        "methods": _taken(report, currency),
    }


def _taken(report: Mapping[str, Any], currency: str) -> list[dict[str, str]]:
    sums: dict[str, int] = {}
    for each in report.get("taken", ()):
        minor = -each["amount_minor"] if SaleKind(each["kind"]) in PAID_INTO else each["amount_minor"]
        sums[each["method"]] = sums.get(each["method"], 0) + minor
    return [{"name": name, "amount": in_figures(Money(minor, currency))} for name, minor in sums.items()]


def shown_days(rows: Iterable[Any], currency: str) -> list[dict[str, Any]]:
    closed = [row for row in rows if row.closed_at]
    names = names_of({row.by_key for row in closed} | {row.approved_by.partition(":")[2] for row in closed})
    return [shown_day(row, currency, names) for row in closed]


# --- exceptions -------------------------------------------------------------------------------------------------------


def shown_exceptions(cards: Iterable[ExceptionCard]) -> list[dict[str, Any]]:
    found = list(cards)
    names = names_of({card.by_key for card in found if card.by_key})
    return [shown_exception(card, names) for card in found]


def shown_exception(card: ExceptionCard, names: Mapping[str, str]) -> dict[str, Any]:
    amount = Money(card.amount_minor, card.currency)
    return {
        "id": card.id,
        "till": card.till,
        "till_name": card.till_name,
        "customer": card.customer,
        "customer_name": card.customer_name,
        "sale": card.sale,
        "why": WHY.get(card.code) or _("It was refused: %(code)s.") % {"code": card.code.replace("_", " ")},
        "amount": in_figures(amount),
        "typed": str(amount),
        "currency": card.currency,
        "also": [WHY[code] for code in card.values.get("also", ()) if code in WHY],
        "is_booked": card.is_booked,
        "is_guess": card.sale is None,
        "opened_at": card.opened_at,
        "ended_at": card.ended_at,
        "state": EXCEPTION_LABELS[card.state],
        "is_open": card.state is ExceptionState.OPEN,
        "by": names.get(card.by_key, card.by_kind),
        "said": card.why,
    }


# --- forms ------------------------------------------------------------------------------------------------------------


class TillForm(NamedForm):
    menu = forms.TypedChoiceField(
        label=gettext_lazy("Payment method menu"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("What may be paid with at this till, from the next transmission on."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["menu"]
        choice.choices = [("", _("None yet")), *((card.number, card.name) for card in menus())]


class SumsForm(forms.Form):
    """Two days, the first and the last with them. The names are those of the address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("from", _("From")), ("to", _("To"))):
            self.fields[name] = forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if "from" in found and "to" in found and found["to"] < found["from"]:
            self.add_error("to", in_words(PeriodBackwards()).text)
        return found

    def days(self) -> tuple[date, date]:
        return self.cleaned_data["from"], self.cleaned_data["to"]
