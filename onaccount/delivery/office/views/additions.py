"""Add a customer by hand (S1-09, S4-01 to S4-03)."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.office.addition_form import Addition
from onaccount.delivery.office.candidates_shown import NAMES, are_asked_about, compared_of, shown_of
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.queries import category_names
from onaccount.domain.customers.rules.status import Kind
from onaccount.domain.matching.queries import Candidate, candidates, candidates_of
from onaccount.domain.people.permissions import Right
from onaccount.domain.vetting.actions import add_by_hand
from onaccount.domain.vetting.queries import customer_asked_for
from onaccount.domain.vetting.rules.applications import AlreadyAdded
from onaccount.foundation.refusals import Refused

LONGEST_NUMBER = 18  # digits; what has more is no customer's


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def new(request: StaffRequest) -> HttpResponse:
    """The form; who may be the one that was typed is shown before anything is saved, and may be passed over."""
    form = _form(request)
    if not form.is_valid():
        return _page(request, form)
    found, login = form.candidates, form.settle_login()
    if made := customer_asked_for(form.asked_key):
        once = _("This form has made this customer already, and was not used again. For another one, start a new form.")
        messages.info(request, once)
        return redirect("customer", number=made)
    if form.errors or not form.were_shown(found):
        return _page(request, form, found=found)
    return _add(request, form, login, found)


def _form(request: StaffRequest) -> Addition:
    is_sent = request.method == "POST"
    kind = request.POST.get("kind") or request.GET.get("kind")
    return Addition(
        request.POST if is_sent else None,
        kind=Kind.INDIVIDUAL if kind == Kind.INDIVIDUAL.value else Kind.COMPANY,
        may_let_in=Right.APPROVE_CUSTOMERS in request.rights,
        shortest=current_business().shortest_password,
    )


def _add(request: StaffRequest, form: Addition, login: str, found: list[Candidate]) -> HttpResponse:
    try:
        number = add_by_hand(
            values=form.values,
            login_email=login,
            password=form.cleaned_data.get("password", ""),
            is_let_in=form.is_let_in,
            key=form.asked_key,
            by=request.actor,
            at=timezone.now(),
        )
    except AlreadyAdded as done:
        if not done.values["customer"]:
            raise
        return redirect("customer", number=done.values["customer"])
    except ValidationError as weak:
        form.refuse_password(weak)
    except Refused as refusal:
        form.refuse(refusal)
    else:
        return _added(request, number, is_let_in=form.is_let_in)
    return _page(request, form, found=found)


def _added(request: StaffRequest, number: int, *, is_let_in: bool) -> HttpResponse:
    if is_let_in:
        sentence = _("The customer is Active. The e-mail goes in 10 seconds.")
        messages.success(request, sentence, extra_tags=reverse("status_undo", kwargs={"number": number}))
    return redirect("customer", number=number)


def _page(request: StaffRequest, form: Addition, *, found: Sequence[Candidate] = ()) -> HttpResponse:
    """The form; with a button to go on all the same once the candidates are the only thing in the way."""
    is_asked = are_asked_about(found)
    goes_on = is_asked and not form.errors
    form.ask_for_password_again()
    context = {
        "form": form,
        "known": shown_of(found),
        "is_asked": is_asked,
        "goes_on": goes_on,
        "comes_without_login": form.comes_without_login,
        "categories": category_names(),
    }
    return render(request, "office/customer_new.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff(Right.EDIT_CUSTOMERS)
def known(request: StaffRequest) -> HttpResponse:
    """Who may be the one that stands in the form so far: asked while it is being filled in."""
    is_typing = request.headers.get("HX-Trigger-Name", "") in NAMES
    values, corrected = compared_of(request.POST), request.GET.get("of", "")
    if corrected.isascii() and corrected.isdigit() and len(corrected) <= LONGEST_NUMBER:
        found, beside = candidates_of(values, number=int(corrected), is_typing=is_typing), int(corrected)
    else:
        found, beside = candidates(values, is_typing=is_typing), None
    context = {
        "known": shown_of(found, beside=beside),
        "is_asked": are_asked_about(found),
        "is_correction": bool(beside),
    }
    return render(request, "office/parts/known.html", context)
