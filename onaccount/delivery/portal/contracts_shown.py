"""Contracts in the words in which dealers read them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from onaccount.delivery.portal.shown import amount_of
from onaccount.domain.contracts.queries import ContractRow, Live, connections_by_state
from onaccount.domain.contracts.rules import ContractState
from onaccount.domain.customers.queries import PartnerCustomer
from onaccount.domain.customers.rules.status import Stage

STATES = {
    ContractState.DRAFT: gettext_lazy("Draft"),
    ContractState.SUBMITTED: gettext_lazy("Submitted"),
    ContractState.WITH_CUSTOMER: gettext_lazy("With Customer"),
    ContractState.CONNECTED: gettext_lazy("Connected"),
    ContractState.ENDED: gettext_lazy("Ended"),
}


class ContractForm(forms.Form):
    connections = forms.CharField(
        label=gettext_lazy("Connections"),
        help_text=gettext_lazy("One in each line, such as its telephone number. At most 200."),
        required=False,
        widget=forms.Textarea({"rows": 6}),
        max_length=20_000,
    )
    words = forms.CharField(label=gettext_lazy("Comment"), required=False, max_length=500)


def shown_contract(row: ContractRow, *, currency: str) -> dict[str, Any]:
    noted = [line.commission_minor for line in row.connections if line.commission_minor is not None]
    return {
        "number": row.number,
        "label": f"{row.customer}-{row.number}",
        "state": row.state.value,
        "state_label": STATES[row.state],
        "is_draft": row.state is ContractState.DRAFT,
        "words": row.words,
        "count": len(row.connections),
        "commission": amount_of(sum(noted), currency) if noted else "",
        "lines": [(line.place, line.name, amount_of(line.commission_minor, currency)) for line in row.connections],
        "submitted_at": row.submitted_at,
        "moved_at": row.moved_at,
    }


def shown_contracts(rows: Sequence[ContractRow], *, currency: str) -> list[dict[str, Any]]:
    return [shown_contract(row, currency=currency) for row in rows]


def shown_lines(rows: list[ContractRow]) -> list[tuple[str, int]]:
    """How many connections there are: in all, and by the state of their contract."""
    counts = connections_by_state(rows)
    return [(_("In all"), sum(counts.values())), *((str(STATES[state]), n) for state, n in counts.items() if n)]


def shown_live(rows: Sequence[PartnerCustomer], live: Mapping[int, Live]) -> list[dict[str, Any]]:
    return [_live(row, live.get(row.number, Live())) for row in rows if row.stage is Stage.BILLING]


def _live(row: PartnerCustomer, now: Live) -> dict[str, Any]:
    orders = [ngettext("%(n)d on order", "%(n)d on order", now.orders) % {"n": now.orders}] if now.orders else []
    if now.with_customer:
        with_customer = ngettext("%(n)d with customer", "%(n)d with customer", now.with_customer)
        orders.append(with_customer % {"n": now.with_customer})
    running = ngettext("%(n)d running", "%(n)d running", now.running) % {"n": now.running} if now.running else ""
    said = {"connections": now.connections, "orders": ", ".join(orders), "contracts": running}
    return {"number": row.number, "name": row.name, **said}
