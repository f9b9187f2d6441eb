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

from onaccount.delivery.office.desk import customer_page
from onaccount.delivery.office.merge_shown import ShownMerge
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.customers.queries import customer_card, survivor_of
from onaccount.domain.customers.rules.status import NoSuchCustomer
from onaccount.domain.matching.actions import Unmerged, merge_customers, unmerge_customers
from onaccount.domain.matching.queries import merge_preview, which_survives
from onaccount.domain.matching.rules.merging import CHOSEN
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.MERGE_CUSTOMERS)
def merge(request: StaffRequest, number: int) -> HttpResponse:
    """`with` is the other number, `survivor` which of them stays; without, who has more history."""
    customer = customer_card(number).customer
    given = request.POST if request.method == "POST" else request.GET
    other = _number(given.get("with", ""))
    if other is None:
        return render(request, "office/merge_with.html", {"customer": customer, "with": given.get("with", "")})
    try:
        survivor, loser = _sides(customer.number, survivor_of(other), _number(given.get("survivor", "")))
        if request.method == "POST":
            return _merged(request, survivor, loser, given)
        return _page(request, customer.number, survivor, loser, given)
    except NoSuchCustomer as refusal:
        context = {"customer": customer, "with": other, "refusal": in_words(refusal)}
        return render(request, "office/merge_with.html", context, status=422)


def _sides(number: int, other: int, asked: int | None) -> tuple[int, int]:
    if asked in (number, other):
        return (number, other) if asked == number else (other, number)
    return which_survives(number, other)


def _merged(request: StaffRequest, survivor: int, loser: int, given: Mapping[str, str]) -> HttpResponse:
    sides = {"survivor": survivor, "loser": loser}
    choices = {name: sides[given[name]] for name in CHOSEN if given.get(name) in sides}
    try:
        key = merge_customers(
            loser=loser,
            survivor=survivor,
            choices=choices,
            seen=given.get("seen", ""),
            by=request.actor,
            at=timezone.now(),
        )
    except NoSuchCustomer:
        raise
    except Refused as refusal:
        return _page(request, survivor, survivor, loser, given, refusal=in_words(refusal), status=refusal.status)
    sentence = _("No. %(loser)s is read as No. %(survivor)s now.") % {"loser": loser, "survivor": survivor}
    messages.success(request, sentence, extra_tags=reverse("merge_undo", args=[survivor, key]))
    return redirect("customer", number=survivor)


def _page(
    request: StaffRequest,
    number: int,
    survivor: int,
    loser: int,
    given: Mapping[str, str],
    *,
    refusal: Shown | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = ShownMerge.of(merge_preview(survivor, loser), given)
    context = {
        "merge": shown,
        "number": number,
        "refusal": refusal or shown.refusal,
        "cannot": shown.refusal is not None,
    }
    return render(request, "office/merge.html", context, status=status)


@require_POST
@staff(Right.MERGE_CUSTOMERS)
def undo(request: StaffRequest, number: int, key: UUID) -> HttpResponse:
    """Take a merge back, from the page of its survivor."""
    try:
        undone = unmerge_customers(merge=key, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return customer_page(request, number, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, _said(undone))
    return redirect("customer", number=number)


def _said(undone: Unmerged) -> str:
    numbers = {"loser": undone.loser, "survivor": undone.survivor}
    said = [_("No. %(loser)s and No. %(survivor)s are two customers again.") % numbers]
    if undone.kept:
        said.append(_("Changed since, so it stays: %(fields)s.") % {"fields": ", ".join(undone.kept)})
    if undone.shut_out:
        said.append(_("No longer in: %(emails)s.") % {"emails": ", ".join(undone.shut_out)})
    if undone.let_in:
        said.append(_("In again: %(emails)s.") % {"emails": ", ".join(undone.let_in)})
    said += [
        _("No. %(number)s has no login any more, so it is Admin now.") % {"number": one} for one in undone.made_admin
    ]
    return " ".join(said)


def _number(text: str) -> int | None:
    text = text.strip().removeprefix("No.").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
