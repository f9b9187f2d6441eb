"""A dealer adds contracts to a customer that is Live: begun, kept, submitted once, or taken back (S3-20)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.portal.contracts_shown import ContractForm, shown_contract
from onaccount.delivery.portal.users import PortalRequest, frame_of, partner_only
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.business.queries import current_business
from onaccount.domain.contracts.actions import save_contract, start_contract, submit_contract, withdraw_contract
from onaccount.domain.contracts.queries import ContractRow, contract_for
from onaccount.domain.contracts.rules import check_billing
from onaccount.domain.customers.queries import partner_customer
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.partners.queries import require_portal
from onaccount.domain.partners.rules import PortalRight
from onaccount.foundation.refusals import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@partner_only
def new(request: PortalRequest, number: int) -> HttpResponse:
    """An empty contract; POST begins a draft. Who is not in Billing is told that contracts need it."""
    require_portal(request.who.actor, PortalRight.SUBMIT)
    customer = partner_customer(request.who.partner, number)
    if request.method != "POST":
        return _opened(request, customer.number, Stage(customer.stage))
    form = ContractForm(request.POST)
    try:
        if form.is_valid():
            by, at = request.who.actor, timezone.now()
            contract = start_contract(customer=number, **form.cleaned_data, by=by, at=at)
            messages.success(request, _("The draft is kept."))
            return redirect("portal_contract", number=number, contract=contract)
    except Refused as refusal:
        return _refused(request, number, None, form, refusal)
    return _page(request, number, None, form, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@partner_only
def one(request: PortalRequest, number: int, contract: int) -> HttpResponse:
    """A contract as it stands; a draft is kept with `do=save`, and handed in with `do=submit`."""
    row = contract_for(request.who.partner, number, contract)
    if request.method != "POST":
        return _page(request, number, row, ContractForm(initial=_initial(row)))
    form = ContractForm(request.POST)
    is_submitted = request.POST.get("do") == "submit"
    write = submit_contract if is_submitted else save_contract
    try:
        if form.is_valid():
            by, at = request.who.actor, timezone.now()
            write(customer=number, contract=contract, **form.cleaned_data, by=by, at=at)
            messages.success(request, _("It is submitted.") if is_submitted else _("The draft is kept."))
            return redirect("portal_contract", number=number, contract=contract)
    except Refused as refusal:
        return _refused(request, number, row, form, refusal)
    return _page(request, number, row, form, status=422)


@require_POST
@partner_only
def end(request: PortalRequest, number: int, contract: int) -> HttpResponse:
    """Take a draft back."""
    try:
        withdraw_contract(customer=number, contract=contract, by=request.who.actor, at=timezone.now())
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        row = contract_for(request.who.partner, number, contract)
        return _refused(request, number, row, ContractForm(initial=_initial(row)), refusal)
    messages.success(request, _("The draft is taken back."))
    return redirect("portal_customer", number=number)


def _opened(request: PortalRequest, number: int, stage: Stage) -> HttpResponse:
    try:
        check_billing(number, stage)
    except Refused as refusal:
        return _page(request, number, None, None, refusal=in_words(refusal), status=refusal.status)
    return _page(request, number, None, ContractForm())


def _refused(
    request: PortalRequest, number: int, row: ContractRow | None, form: ContractForm, refusal: Refused
) -> HttpResponse:
    if refusal.status in (403, 404):
        raise refusal
    if form.is_bound and refusal.field in form.fields:
        form.add_error(refusal.field, in_words(refusal).text)
        return _page(request, number, row, form, status=refusal.status)
    return _page(request, number, row, form, refusal=in_words(refusal), status=refusal.status)


def _initial(row: ContractRow) -> dict[str, str]:
    return {"connections": "\n".join(line.name for line in row.connections), "words": row.words}


def _page(
    request: PortalRequest,
    number: int,
    row: ContractRow | None,
    form: ContractForm | None,
    *,
    refusal: Shown | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "number": number,
        "contract": shown_contract(row, currency=current_business().currency) if row else None,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "portal/contract.html", frame_of(request) | context, status=status)
