"""A customer's card: printed, replaced, ended; and cards of several customers on one sheet."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.office.cards import cards_pdf
from onaccount.delivery.office.listing import number_in
from onaccount.delivery.office.shown import ShownCustomer
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.customers.queries import customer_card
from onaccount.domain.people.permissions import Right
from onaccount.domain.tills.actions.cards import end_card, give_card, give_cards, replace_card
from onaccount.domain.tills.queries.cards import card_made_at
from onaccount.foundation.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def card(request: StaffRequest, number: int) -> HttpResponse:
    """The card of a customer. POST with `do`: print (made where there is none), replace, end."""
    if request.method != "POST":
        return _page(request, number)
    by, at = request.actor, timezone.now()
    do = request.POST.get("do")
    try:
        if do == "print":
            return _file({number: give_card(customer=number, by=by, at=at)}, is_sheet=False)
        if do == "replace":
            replace_card(customer=number, by=by, at=at)
            messages.success(request, _("The card has another code: print it. The one before finds nobody any more."))
        elif do == "end":
            end_card(customer=number, by=by, at=at)
            messages.success(request, _("The card finds nobody any more."))
    except Refused as refusal:
        return _page(request, number, refusal=in_words(refusal), status=refusal.status)
    return redirect("customer_own_card", number=number)


def _page(request: StaffRequest, number: int, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    context = {
        "customer": ShownCustomer(customer_card(number)),
        "made_at": card_made_at(number),
        "refusal": refusal,
    }
    return render(request, "office/customer_card.html", context, status=status)


@require_POST
@staff(Right.EDIT_CUSTOMERS)
def sheet(request: StaffRequest) -> HttpResponse:
    """Cards of the customers that are ticked in the list, on sheets of ten."""
    numbers = [found for text in request.POST.getlist("number") if (found := number_in(text)) is not None]
    try:
        codes = give_cards(customers=numbers, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.error(request, in_words(refusal).text)
        return redirect("customers")
    if not codes:
        messages.error(request, _("Nobody is chosen."))
        return redirect("customers")
    return _file(codes, is_sheet=True)


def _file(codes: dict[int, str], *, is_sheet: bool) -> HttpResponse:
    name = "cards.pdf" if is_sheet else f"card-{next(iter(codes))}.pdf"
    response = HttpResponse(cards_pdf(codes, is_sheet=is_sheet), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
