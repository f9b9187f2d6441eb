"""Two customers who are one: side by side, what would be shown, one press; and its undo at any time (D-11)."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.office.candidates_shown import shown_of
from onaccount.delivery.office.desk import customer_page
from onaccount.delivery.office.duplicates_shown import (
    FROM_QUEUE,
    address_of_merge,
    address_of_pair,
    query_of,
    read_pair_filter,
)
from onaccount.delivery.office.merge_shown import ShownMerge, unmerged_in_words
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.customers.queries import customer_card, survivor_of
from onaccount.domain.customers.rules.status import NoSuchCustomer
from onaccount.domain.matching.actions import merge_customers, unmerge_customers
from onaccount.domain.matching.queries import (
    Place,
    candidates_of,
    merge_preview,
    next_pair,
    pair_card,
    which_survives,
)
from onaccount.domain.matching.rules.merging import CHOSEN, AlreadyMerged, MergedIntoItself
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.MERGE_CUSTOMERS)
def merge(request: StaffRequest, number: int) -> HttpResponse:
    """`with` is the other number, `survivor` which of them stays; without, who has more history.

    `from` and what narrowed the list, in the address, lead back to the queue of duplicates where one came from it.
    """
    given = request.POST if request.method == "POST" else request.GET
    asked = given.get("with", "").strip()
    if not asked:
        return _with_whom(request, number)
    other = _number(asked)
    if other is None:
        said = Shown(_("“%(text)s” is not the number of a customer.") % {"text": asked}, _("Type the number alone."))
        return _with_whom(request, number, refusal=said, status=422)
    try:
        survivor, loser = _sides(number, other, _number(given.get("survivor", "")))
        if request.method == "POST":
            return _merged(request, survivor, loser, given)
        return _page(request, survivor, loser, given)
    except (NoSuchCustomer, MergedIntoItself, AlreadyMerged) as refusal:
        if isinstance(refusal, AlreadyMerged) and request.method == "POST":
            # Pressed twice, or a colleague was faster: they are one, as was asked for.
            if _is_from_queue(request):
                return redirect(_next_in_queue(request, _place_of(number, other)))
            return redirect(
                f"{reverse('customer', args=[refusal.values['survivor']])}?merged={refusal.values['customer']}"
            )
        return _with_whom(request, number, refusal=in_words(refusal), status=422)


def _with_whom(request: StaffRequest, number: int, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    """The other one is asked for, and who it may be is offered."""
    card = customer_card(number)
    context = {
        "customer": card.customer,
        "with": request.GET.get("with", ""),
        "candidates": shown_of(candidates_of(card.fields, number=card.customer.number)),
        "refusal": refusal,
    }
    return render(request, "office/merge_with.html", context, status=status)


def _sides(number: int, other: int, asked: int | None) -> tuple[int, int]:
    """Survivor and loser. The number of one who was merged stands for its survivor."""
    one, two = customer_card(number).customer.number, survivor_of(other)
    if one == two:
        same = number == other
        raise MergedIntoItself(customer=one) if same else AlreadyMerged(customer=max(number, other), survivor=one)
    if asked in (one, two):
        return (one, two) if asked == one else (two, one)
    return which_survives(one, two)


def _merged(request: StaffRequest, survivor: int, loser: int, given: Mapping[str, str]) -> HttpResponse:
    sides = {"survivor": survivor, "loser": loser}
    choices = {name: sides[given[name]] for name in CHOSEN if given.get(name) in sides}
    place = _place_of(survivor, loser)
    try:
        key = merge_customers(
            loser=loser,
            survivor=survivor,
            choices=choices,
            seen=given.get("seen", ""),
            by=request.actor,
            at=timezone.now(),
        )
    except (NoSuchCustomer, MergedIntoItself):
        raise
    except Refused as refusal:
        return _page(request, survivor, loser, given, refusal=in_words(refusal), status=refusal.status)
    sentence = _("No. %(loser)s is read as No. %(survivor)s now.") % {"loser": loser, "survivor": survivor}
    undo = reverse("merge_undo", args=[survivor, key])
    if not _is_from_queue(request):
        messages.success(request, sentence, extra_tags=undo)
        return redirect("customer", number=survivor)
    messages.success(request, sentence, extra_tags=f"{undo}?{request.GET.urlencode()}")
    return redirect(_next_in_queue(request, place))


def _is_from_queue(request: StaffRequest) -> bool:
    return request.GET.get("from") == FROM_QUEUE


def _place_of(one: int, other: int) -> Place:
    """Where two stand in the queue; asked for before they are one, and the queue goes on behind it."""
    return pair_card(min(one, other), max(one, other)).place


def _next_in_queue(request: StaffRequest, place: Place) -> str:
    """The pair that follows, or the list at its end."""
    wanted = read_pair_filter(request.GET)
    if following := next_pair(wanted, place):
        return address_of_pair(*following, wanted)
    query = query_of(wanted)
    return f"{reverse('duplicates')}?{query}" if query else reverse("duplicates")


def _page(
    request: StaffRequest,
    survivor: int,
    loser: int,
    given: Mapping[str, str],
    *,
    refusal: Shown | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = ShownMerge.of(merge_preview(survivor, loser), given)
    wanted, comes_from_queue = read_pair_filter(request.GET), _is_from_queue(request)
    turned = f"{reverse('customer_merge', args=[survivor])}?with={loser}"
    if comes_from_queue:
        turned = address_of_merge(survivor, loser, wanted)
    pair = (min(survivor, loser), max(survivor, loser))
    context = {
        "merge": shown,
        "turned": f"{turned}&survivor={loser}",
        "back": address_of_pair(*pair, wanted) if comes_from_queue else reverse("customer", args=[survivor]),
        "comes_from_queue": comes_from_queue,
        "queue": request.GET.urlencode() if comes_from_queue else "",
        "refusal": refusal or shown.refusal,
        "cannot": shown.refusal is not None,
    }
    return render(request, "office/merge.html", context, status=status)


@require_POST
@staff(Right.MERGE_CUSTOMERS)
def undo(request: StaffRequest, number: int, key: UUID) -> HttpResponse:
    """Take a merge back: from the page of its survivor, or from the queue, which leads to the two again."""
    try:
        undone = unmerge_customers(merge=key, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return customer_page(request, number, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, unmerged_in_words(undone))
    if _is_from_queue(request):
        pair = sorted((undone.loser, undone.survivor))
        return redirect(address_of_pair(pair[0], pair[1], read_pair_filter(request.GET)))
    return redirect("customer", number=number)


def _number(text: str) -> int | None:
    text = text.strip().removeprefix("No.").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
