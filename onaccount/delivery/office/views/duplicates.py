"""Customers who may be one: the queue of pairs, two side by side, and what a person says of them."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.duplicates_shown import (
    NARROWED,
    TABS,
    ShownPair,
    ShownScan,
    address_of_merge,
    address_of_pair,
    answers_of,
    beside,
    decided_text,
    place_in,
    place_text,
    query_of,
    read_pair_filter,
    tabs_of,
)
from onaccount.delivery.office.shown import status_label
from onaccount.delivery.office.side_by_side import lines_of
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.likeness import ShownLikeness
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.customers.queries import COUNT_UP_TO, Record
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.matching.actions import decide_pair, start_scan, stop_scan
from onaccount.domain.matching.queries import (
    PairCard,
    PairFilter,
    active_scan,
    last_scan,
    latest_scan,
    next_pair,
    pair_card,
    pair_neighbours,
    pairs_page,
)
from onaccount.domain.matching.rules.states import DECISION_MOVES, Decision
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused

SAID = {
    Decision.DIFFERENT: gettext_lazy("No. %(low)s and No. %(high)s are different: nobody is asked again."),
    Decision.LATER: gettext_lazy("No. %(low)s and No. %(high)s are decided later."),
    Decision.OPEN: gettext_lazy("No. %(low)s and No. %(high)s are open again."),
}


@require_safe
@staff(Right.SEE_CUSTOMERS)
def duplicates(request: StaffRequest) -> HttpResponse:
    """The queue, the surest first."""
    return _list(request)


def _list(request: StaffRequest, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    wanted = read_pair_filter(request.GET)
    page = pairs_page(
        wanted,
        after=place_in(request.GET.get("after")),
        before=place_in(request.GET.get("before")),
        beside=beside(wanted),
    )
    tabs, answers = page.counts[: len(TABS)], page.counts[len(TABS) :]
    context = {
        "page": {
            "rows": [ShownPair.of(row, wanted) for row in page.rows],
            "next": query_of(wanted, after=place_text(page.after)) if page.after else None,
            "previous": query_of(wanted, before=place_text(page.before)) if page.before else None,
            "count_text": _counted(dict(zip(NARROWED, answers, strict=True))[wanted.answer]),
        },
        "tabs": tabs_of(wanted, tabs),
        "answers": answers_of(wanted, answers),
        "decision": wanted.decision.value,
        "of_customer": wanted.customer,
        "is_narrowed": wanted.answer is not None or wanted.customer is not None,
        "without_customer": query_of(PairFilter(wanted.decision, wanted.answer)),
        "scan": _scan(),
        "queue": query_of(wanted),
        "refusal": refusal,
    }
    return render(request, "office/duplicates.html", context, status=status)


def _counted(count: int) -> str:
    if count > COUNT_UP_TO:
        return _("More than %(n)d pairs") % {"n": COUNT_UP_TO}
    return ngettext("%(n)d pair", "%(n)d pairs", count) % {"n": count}


def _scan() -> ShownScan | None:
    """The scan that is under way; else how the last one of everybody ended, or the last one of any if none did."""
    card = active_scan() or last_scan() or latest_scan()
    return ShownScan.of(card, at=timezone.now()) if card else None


@require_POST
@staff(Right.MERGE_CUSTOMERS)
def scans(request: StaffRequest) -> HttpResponse:
    """Have everybody looked at."""
    try:
        start_scan(by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _list(request, refusal=in_words(refusal), status=refusal.status)
    return redirect("duplicates")


@require_POST
@staff(Right.MERGE_CUSTOMERS)
def scan_stop(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    try:
        stop_scan(scan=key, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _list(request, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, _("The scan is stopped. What it found is here."))
    return redirect("duplicates")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_CUSTOMERS, Right.MERGE_CUSTOMERS)
def pair(request: StaffRequest, low: int, high: int) -> HttpResponse:
    """Two customers side by side; POST says what they are, and leads to the next two."""
    if request.method != "POST":
        return redirect("duplicate_pair", high, low) if low > high else _page(request, low, high)
    decision, seen = _decision_in(request.POST.get("decision")), _decision_in(request.POST.get("seen"))
    if decision is None or seen is None:
        return _page(request, low, high, refusal=Shown(_("Choose one of the answers below.")), status=422)
    card = pair_card(low, high)
    try:
        decide_pair(low=low, high=high, decision=decision, seen=seen, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, low, high, refusal=in_words(refusal), status=refusal.status)
    return _decided(request, card, decision, seen)


def _decision_in(text: str | None) -> Decision | None:
    return Decision(text) if text in {each.value for each in Decision} else None


def _decided(request: StaffRequest, card: PairCard, decision: Decision, seen: Decision) -> HttpResponse:
    """On to the next pair of the queue that one came from, with the way back."""
    low, high, wanted = card.low.number, card.high.number, read_pair_filter(request.GET)
    undo = reverse("duplicate_pair_undo", kwargs={"low": low, "high": high})
    back = f"{undo}?{query_of(wanted, now=decision.value, back=seen.value)}"
    messages.success(request, SAID[decision] % {"low": low, "high": high}, extra_tags=back)
    if decision is Decision.OPEN:
        return redirect(address_of_pair(low, high, wanted))
    following = next_pair(wanted, card.place)
    return redirect(address_of_pair(*following, wanted)) if following else _to_list(request)


def _to_list(request: StaffRequest) -> HttpResponseRedirect:
    query = query_of(read_pair_filter(request.GET))
    return HttpResponseRedirect(f"{reverse('duplicates')}?{query}" if query else reverse("duplicates"))


@require_POST
@staff(Right.MERGE_CUSTOMERS)
def undo(request: StaffRequest, low: int, high: int) -> HttpResponse:
    """Take back what was said last, if nobody has said anything else since."""
    now, back = _decision_in(request.GET.get("now")), _decision_in(request.GET.get("back"))
    if now is None or back is None:
        return _page(request, low, high, refusal=Shown(_("Choose one of the answers below.")), status=422)
    try:
        decide_pair(low=low, high=high, decision=back, seen=now, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, low, high, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, _("Taken back."))
    return redirect(address_of_pair(low, high, read_pair_filter(request.GET)))


def _page(
    request: StaffRequest, low: int, high: int, *, refusal: Shown | None = None, status: int = 200
) -> HttpResponse:
    card = pair_card(low, high)
    wanted = read_pair_filter(request.GET)
    surer, following = pair_neighbours(wanted, card.place)
    moves = DECISION_MOVES[card.decision]
    may = Right.MERGE_CUSTOMERS in request.rights and not card.mergers
    low_head, high_head = _head(low, card.low), _head(high, card.high)
    survivors = sorted({card.mergers.get(number, number) for number in (low, high)})
    context = {
        "low": low_head,
        "high": high_head,
        "both": [low_head, high_head],
        "likeness": ShownLikeness.of(card.likeness),
        "lines": [] if card.mergers else lines_of(card),
        "decision": card.decision.value,
        "decided": decided_text(card.decision, card.decided_by),
        "decided_at": card.decided_at,
        "instead": address_of_pair(survivors[0], survivors[1], wanted) if len(survivors) == 2 else "",
        "mergers": [{"number": number, "into": into} for number, into in card.mergers.items()],
        "may_decide": may,
        "can": {each.value: may and each in moves for each in Decision},
        "merge": address_of_merge(low, high, wanted),
        "neighbours": {
            "previous": address_of_pair(*surer, wanted) if surer else "",
            "next": address_of_pair(*following, wanted) if following else "",
        },
        "queue": query_of(wanted),
        "refusal": refusal,
    }
    return render(request, "office/duplicate.html", context, status=status)


def _head(number: int, record: Record) -> dict[str, str | int]:
    status = Status(record.values["status"])
    return {
        "number": number,
        "name": record.values["name"],
        "status": status.value,
        "status_label": status_label(status),
    }
