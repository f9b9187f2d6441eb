"""The list of customers, the queue of those who wait, and the page of one."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onaccount.delivery.office.listing import CustomerList, address_of, read_filter
from onaccount.delivery.office.shown import ShownAddress, ShownCustomer, ShownFact, ShownLetter
from onaccount.delivery.office.staff import StaffRequest, oneself, staff
from onaccount.delivery.office.stages import ShownStage, StageMove
from onaccount.delivery.office.waves_shown import shown_membership
from onaccount.delivery.ui.refusals import Shown
from onaccount.domain.business.queries import is_settled
from onaccount.domain.customers.queries import customer_card, people_by_location, timeline_of
from onaccount.domain.letters.queries import letters_about
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of
from onaccount.domain.vetting.queries import membership_of

FIRST_PAGES = {
    Right.SEE_CUSTOMERS: "customers",
    Right.SEE_IMPORTS: "imports",
    Right.APPROVE_CUSTOMERS: "waves",
    Right.SEE_STAFF: "colleagues",
    Right.SEE_BUSINESS: "settings",
}


@require_safe
@oneself
def home(request: StaffRequest) -> HttpResponse:
    """To the customers, or what else one may see; at the first start to the questions that only the business itself
    can answer (D-21)."""
    must_settle = not is_settled() and Right.EDIT_BUSINESS in request.rights
    seen = (page for right, page in FIRST_PAGES.items() if right in request.rights)
    return redirect("settings_start" if must_settle else next(seen, "customers"))


@require_safe
@staff(Right.SEE_CUSTOMERS)
def customers(request: StaffRequest) -> HttpResponse:
    shown = CustomerList(read_filter(request.GET), request.GET, rights=request.rights)
    template = "office/customers.html#list" if request.headers.get("HX-Target") == "list" else "office/customers.html"
    return render(request, template, shown.context())


@require_safe
@staff(Right.SEE_CUSTOMERS)
def customer(request: StaffRequest, number: int) -> HttpResponse:
    return customer_page(request, number)


def customer_page(
    request: StaffRequest,
    number: int,
    *,
    refusal: Shown | None = None,
    stage_form: StageMove | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page of a customer, with what was refused on top of it."""
    queue = read_filter(request.GET)
    card = customer_card(number, queue=queue)
    shown = ShownCustomer(
        card,
        editable=Right.EDIT_CUSTOMERS in request.rights,
        may_move=Right.APPROVE_CUSTOMERS in request.rights,
    )
    letters = letters_about("customer", str(number))
    facts = timeline_of(number, sees_credit=Right.SEE_CREDIT in request.rights)
    names = names_of(fact.actor_key for fact in facts)
    context = {
        "customer": shown,
        "addresses": [ShownAddress.of(place) for place in card.places],
        "contacts": card.contacts,
        "letters": [ShownLetter.of(letter) for letter in letters],
        "timeline": [ShownFact.of(fact, names) for fact in facts],
        "xero": _("Xero: not connected"),
        "stage": ShownStage.of(
            card,
            may_see=Right.SEE_CREDIT in request.rights,
            may_decide=Right.DECIDE_CREDIT in request.rights,
            refused=stage_form,
        ),
        "locations": shown.locations_with(letters, people_by_location(number)),
        "neighbours": {"previous": card.newer, "next": card.older},
        "wave": shown_membership(membership_of(number)),
        "came_from": address_of(queue),
        "refusal": refusal,
    }
    return render(request, "office/customer.html", context, status=status)
