"""The queue of credit (S3-10 to S3-14): who waits for which decision, whose matter it is, and many given at once."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from onaccount.delivery.office.forms import MOST_AT_ONCE
from onaccount.delivery.office.listing import LONGEST_QUERY, number_in
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.stages import PIPS, WORDS
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.rules.status import Kind, Stage
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries.staff import staff_rows
from onaccount.domain.people.rules.staff import StaffState
from onaccount.domain.vetting.actions.assignment import assign_many, claim
from onaccount.domain.vetting.queries.clash import clashing
from onaccount.domain.vetting.queries.queue import MINE, NOBODYS, SORTS, QueueFilter, QueueRow, queue_page
from onaccount.foundation.money import plain
from onaccount.foundation.refusals import Refused

KINDS = {Kind.COMPANY: gettext_lazy("Company"), Kind.INDIVIDUAL: gettext_lazy("Consumer")}
HEADINGS = (  # S3-11, in its order; what has a key can be sorted by
    ("number", gettext_lazy("Customer No.")),
    ("name", gettext_lazy("Name")),
    ("dealer", gettext_lazy("Dealer Code")),
    ("kind", gettext_lazy("Type")),
    ("category", gettext_lazy("Category")),
    ("stage", gettext_lazy("Check Credit Ref.")),
    ("billing", gettext_lazy("Billing Ref")),
    ("revenue", gettext_lazy("Estimated Monthly Revenue")),
    ("created", gettext_lazy("Created On")),
    ("assignee", gettext_lazy("Assignee")),
    ("", gettext_lazy("Actions")),
)
VIEWS: tuple[tuple[str, Any, dict[str, str]], ...] = (
    ("all", gettext_lazy("All"), {}),
    ("mine", gettext_lazy("Mine"), {"whose": MINE}),
    ("nobodys", gettext_lazy("Nobody's"), {"whose": NOBODYS}),
    *((stage.value, WORDS[stage], {"stage": stage.value}) for stage in Stage if stage is not Stage.NONE),
)


@require_safe
@staff(Right.SEE_CUSTOMERS)
def queue(request: StaffRequest) -> HttpResponse:
    return _page(request)


@require_POST
@staff(Right.SEE_CUSTOMERS)
@staff(Right.APPROVE_CUSTOMERS)
def claims(request: StaffRequest) -> HttpResponse:
    """Take one that nobody works on."""
    try:
        claim(number=number_in(request.POST.get("number")) or 0, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, refusal=in_words(refusal), status=refusal.status)
    return _back(request)


@require_POST
@staff(Right.SEE_CUSTOMERS)
@staff(Right.APPROVE_CUSTOMERS)
def assignments(request: StaffRequest) -> HttpResponse:
    """Give those that are ticked to somebody, or let them go."""
    typed = request.POST.getlist("number")
    numbers = [number for text in dict.fromkeys(typed) if (number := number_in(text))][:MOST_AT_ONCE]
    if not numbers:
        refusal = Shown(_("Nothing was selected."), _("Tick the customers first."))
        return _page(request, refusal=refusal, status=422)
    to = number_in(request.POST.get("to"))
    done = assign_many(numbers=numbers, to=to, by=request.actor, at=timezone.now())
    if done.refused:
        return _page(request, refusal=in_words(done.refused[0][1]), status=done.refused[0][1].status)
    messages.success(
        request, ngettext("%(n)d is assigned.", "%(n)d are assigned.", len(done.done)) % {"n": len(done.done)}
    )
    return _back(request)


def _back(request: StaffRequest) -> HttpResponse:
    response = redirect("queue")
    if query := request.GET.urlencode():
        response["Location"] += f"?{query}"
    return response


def _page(request: StaffRequest, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    wanted = filter_of(request.GET)
    found = queue_page(wanted, me=int(request.actor.key), page=number_in(request.GET.get("page")) or 1)
    asked = {
        "stage": wanted.stage.value if wanted.stage else "",
        "whose": wanted.whose,
        "dealer": wanted.dealer,
        "q": wanted.text,
        "sort": wanted.sort,
    }
    currency, two = current_business().currency, clashing([row.number for row in found.rows])
    sees = Right.SEE_CREDIT in request.rights
    context = {
        "rows": [
            _shown(row, me=int(request.actor.key), currency=currency, sees_credit=sees)
            | {"has_clash": row.number in two}
            for row in found.rows
        ],
        "headings": [_heading(key, label, asked) for key, label in HEADINGS],
        "tabs": [
            {"key": key, "label": label, "href": f"?{_query({**query})}", "current": _is_current(query, wanted)}
            for key, label, query in VIEWS
        ],
        "asked": {name: value for name, value in asked.items() if name != "q" and value},
        "query": wanted.text,
        "queue": request.GET.urlencode(),
        "previous": _query({**asked, "page": str(found.page - 1)}) if found.page > 1 else "",
        "next": _query({**asked, "page": str(found.page + 1)}) if found.has_more else "",
        "may_assign": Right.APPROVE_CUSTOMERS in request.rights,
        "may_delete": Right.EDIT_CUSTOMERS in request.rights,
        "colleagues": [(row.key, row.name) for row in staff_rows() if row.state is StaffState.ACTIVE],
        "sees_credit": sees,
        "me_key": int(request.actor.key),
        "refusal": refusal,
    }
    return render(request, "office/queue.html", context, status=status)


def filter_of(query: Mapping[str, str]) -> QueueFilter:
    """What an address asks for. What it cannot mean is left out."""
    sort, whose = query.get("sort", ""), query.get("whose", "")
    return QueueFilter(
        stage={each.value: each for each in Stage if each is not Stage.NONE}.get(query.get("stage", "")),
        whose=whose if whose in (MINE, NOBODYS) else "",
        dealer=query.get("dealer", "").replace("\x00", "").upper()[:12],
        text=query.get("q", "").replace("\x00", "")[:LONGEST_QUERY],
        sort=sort if sort.removeprefix("-") in SORTS else "",
    )


def _is_current(query: Mapping[str, str], wanted: QueueFilter) -> bool:
    return (query.get("stage"), query.get("whose", "")) == (
        wanted.stage.value if wanted.stage else None,
        wanted.whose,
    )


def _heading(key: str, label: Any, asked: Mapping[str, str]) -> dict[str, Any]:
    now = asked["sort"] or "-created"
    falls = now == f"-{key}"
    sorted_as = ("descending" if falls else "ascending") if now.removeprefix("-") == key else ""
    to = key if falls else f"-{key}" if now == key or key in ("revenue", "created", "number") else key
    return {"key": key, "label": label, "sorted": sorted_as, "href": f"?{_query({**asked, 'sort': to})}" if key else ""}


def _query(values: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in values.items() if value})


def _shown(row: QueueRow, *, me: int, currency: str, sees_credit: bool) -> dict[str, Any]:
    stage = {
        "value": row.stage.value,
        "word": (row.credit_reference if sees_credit else "") or str(WORDS[row.stage]),
        "pips": [pip < PIPS.get(row.stage, 0) for pip in range(3)],
    }
    return {
        "number": row.number,
        "name": row.name,
        "dealer_code": row.dealer_code,
        "kind_label": KINDS[row.kind],
        "category": row.category,
        "stage": None if row.stage is Stage.NEW and not (sees_credit and row.credit_reference) else stage,
        "billing_reference": row.billing_reference if sees_credit else "",
        "monthly": amount_in_list(row.monthly_minor, currency),
        "created_at": row.created_at,
        "assignee": row.assignee,
        "assignee_name": row.assignee_name,
        "is_mine": row.assignee == me,
    }


def amount_in_list(minor: int | None, currency: str) -> str:
    """1,150.00, as S3-12 has it; blank for none."""
    if minor is None:
        return ""
    whole, _point, part = plain(minor, currency).partition(".")
    return f"{int(whole):,}.{part}" if part else f"{int(whole):,}"
