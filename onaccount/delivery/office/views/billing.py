"""What the desk has of one customer, money that comes in, and how the customer is taxed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.billing_shown import (
    METHOD_CHOICES,
    figures,
    shown_funds,
    shown_invoice_row,
    shown_quote,
)
from onaccount.delivery.office.shown import ShownCustomer
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.views.invoices import uuid_in
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.accounts.queries import account_of
from onaccount.domain.billing.actions import (
    allocate,
    give_customer_credit,
    record_payment,
    reverse_payment,
    set_tax_profile,
)
from onaccount.domain.billing.queries import (
    currency_for,
    funds_of,
    funds_row,
    funds_rows,
    invoices_of,
    open_invoices,
    quotes_of,
    tax_profile,
    today_on,
)
from onaccount.domain.billing.queries.terms import buyer_reference
from onaccount.domain.billing.rules.money_in import NoSuchFunds, method_of
from onaccount.domain.billing.rules.tax import CustomerTax
from onaccount.domain.catalogue.rules.shares import percent, ppm_of
from onaccount.domain.customers.queries import customer_card
from onaccount.domain.people.permissions import Right
from onaccount.foundation.money import amount_to_move, money_of
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy


class TaxForm(forms.Form):
    """Blank is the default rate, 0 is exempt: they differ (S4-15)."""

    rate = forms.CharField(
        label=gettext_lazy("Tax rate, %"),
        help_text=gettext_lazy("Blank: the default rate of what is sold. 0: exempt, with its reason."),
        required=False,
        max_length=10,
    )
    reason = forms.CharField(label=gettext_lazy("Reason of the exemption"), required=False, max_length=200)
    certificate = forms.CharField(label=gettext_lazy("Certificate"), required=False, max_length=60)
    expires_on = forms.DateField(
        label=gettext_lazy("Good until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    is_reverse_charge = forms.BooleanField(label=gettext_lazy("Reverse charge"), required=False)
    buyer_reference = forms.CharField(
        label=gettext_lazy("Reference"),
        help_text=gettext_lazy("What the customer wants to read on its invoices."),
        required=False,
        max_length=60,
    )

    def profile(self) -> CustomerTax:
        given = self.cleaned_data
        rate = given["rate"].strip()
        return CustomerTax(
            rate_ppm=ppm_of(rate) if rate else None,
            reason=tidy(given["reason"]),
            certificate=tidy(given["certificate"]),
            expires_on=given["expires_on"],
            is_reverse_charge=given["is_reverse_charge"],
        )


@require_safe
@staff(Right.SEE_BILLING)
def billing(request: StaffRequest, number: int) -> HttpResponse:
    """Quotes, invoices, payments and credits of one customer."""
    return _page(request, number)


@require_safe
@staff(Right.SEE_BILLING)
def payments(request: StaffRequest) -> HttpResponse:
    """What came in of all customers, the newest first."""
    rows, after = funds_rows(after=uuid_in(request.GET.get("after", "")), limit=50)
    return render(request, "office/payments.html", {"rows": [shown_funds(row) for row in rows], "after": after})


@require_POST
@staff(Right.KEEP_BILLING)
def new_payment(request: StaffRequest, number: int) -> HttpResponse:
    """Record what came in. The form brings its key, so that a double click is one payment."""

    def do(at: datetime) -> None:
        amount = amount_to_move(request.POST.get("amount", "").strip(), currency_for(number))
        method, note = method_of(request.POST.get("method", "")), request.POST.get("note", "")
        record_payment(
            customer=number, amount=amount, method=method, note=note, key=_key(request), by=request.actor, at=at
        )

    return _doing(request, number, do, _("The payment is recorded."))


@require_POST
@staff(Right.KEEP_BILLING)
def new_credit(request: StaffRequest, number: int) -> HttpResponse:
    def do(at: datetime) -> None:
        amount = amount_to_move(request.POST.get("amount", "").strip(), currency_for(number))
        words = request.POST.get("words", "")
        give_customer_credit(customer=number, amount=amount, words=words, key=_key(request), by=request.actor, at=at)

    return _doing(request, number, do, _("The credit is given."))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BILLING, change=Right.KEEP_BILLING)
def tax(request: StaffRequest, number: int) -> HttpResponse:
    """How a customer is taxed."""
    card = customer_card(number)
    form = TaxForm(request.POST or None, initial=_tax_typed(card.customer.number))
    if request.method == "POST" and form.is_valid():
        try:
            reference = tidy(form.cleaned_data["buyer_reference"])
            set_tax_profile(
                customer=number, tax=form.profile(), buyer_reference=reference, by=request.actor, at=timezone.now()
            )
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, in_words(refusal).text)
        else:
            messages.success(request, _("The tax is kept."))
            return redirect("customer_billing", number=number)
    context = {
        "customer": ShownCustomer(card),
        "form": form,
        "may_change": Right.KEEP_BILLING in request.rights,
    }
    return render(request, "office/customer_tax.html", context, status=422 if form.errors else 200)


def _tax_typed(number: int) -> dict[str, Any]:
    profile = tax_profile(number)
    return {
        "rate": "" if profile.rate_ppm is None else percent(profile.rate_ppm),
        "reason": profile.reason,
        "certificate": profile.certificate,
        "expires_on": profile.expires_on,
        "is_reverse_charge": profile.is_reverse_charge,
        "buyer_reference": buyer_reference(number),
    }


@require_POST
@staff(Right.KEEP_BILLING)
def allocation(request: StaffRequest, payment: UUID) -> HttpResponse:
    """Let so much of this money pay that invoice."""
    number = _customer_of(payment)

    def do(at: datetime) -> None:
        amount = money_of(request.POST.get("amount", "").strip(), currency_for(number))
        label = request.POST.get("invoice", "").strip()
        allocate(payment=payment, invoice=label, amount=amount, by=request.actor, at=at)

    return _doing(request, number, do, _("It is allocated."))


@require_POST
@staff(Right.KEEP_BILLING)
def reversal(request: StaffRequest, payment: UUID) -> HttpResponse:
    """Take a payment back, once."""
    number = _customer_of(payment)
    return _doing(
        request,
        number,
        lambda at: reverse_payment(payment=payment, by=request.actor, at=at),
        _("It is reversed: what it paid is due again."),
    )


def _customer_of(payment: UUID) -> int:
    row = funds_row(payment)
    if row is None:
        raise NoSuchFunds
    return row.customer


def _doing(request: StaffRequest, number: int, do: Callable[[datetime], None], said: str) -> HttpResponse:
    try:
        do(timezone.now())
    except Refused as refusal:
        if refusal.code == "no_such_customer":
            raise
        return _page(request, number, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, said)
    return redirect("customer_billing", number=number)


def _key(request: StaffRequest) -> str:
    return request.POST.get("key", "").strip() or str(uuid4())


def _page(request: StaffRequest, number: int, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    card, at = customer_card(number), timezone.now()
    number, today = card.customer.number, today_on(at)
    account, currency = account_of(number, at=at), currency_for(number)
    funds = funds_of(number)
    context = {
        "customer": ShownCustomer(card),
        "currency": currency,
        "balance": figures(account.balance.minor, currency) if account else "",
        "credit": figures(sum(each.left_minor for each in funds if each.currency == currency), currency),
        "quotes": [shown_quote(each) for each in quotes_of(number, today=today)],
        "invoices": [shown_invoice_row(each, today) for each in invoices_of(number)],
        "funds": [shown_funds(each) for each in funds],
        "open": [(each.label, figures(each.due_minor, currency)) for each in open_invoices(number, currency)],
        "methods": METHOD_CHOICES,
        "key": str(uuid4()),
        "may_keep": Right.KEEP_BILLING in request.rights,
        "refusal": refusal,
    }
    return render(request, "office/customer_billing.html", context, status=status)
