"""The PIN by which somebody of the counter opens a shift at a till: one's own, or a colleague's (D-09)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from onaccount.delivery.office.staff import StaffRequest, confirmed, oneself, staff
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.people.actions.pins import set_counter_pin
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries.counter import has_counter_pin, is_of_the_counter
from onaccount.domain.people.queries.staff import staff_row
from onaccount.foundation.refusals import Refused


class NewPin(forms.Form):
    pin = forms.CharField(
        label=gettext_lazy("New PIN"),
        help_text=gettext_lazy("4 to 8 digits that make no row and no pattern. Nobody can read it afterwards."),
        max_length=20,
        widget=forms.PasswordInput({"autocomplete": "off", "inputmode": "numeric"}),
    )


@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
@oneself
@confirmed
def own(request: StaffRequest) -> HttpResponse:
    return _pin(request, int(request.actor.key), name="", back=reverse("account"))


@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.MANAGE_STAFF)
@confirmed
def of_colleague(request: StaffRequest, key: int) -> HttpResponse:
    """For somebody who comes to no page of the office. They may choose another one themselves."""
    return _pin(request, key, name=staff_row(key).name, back=reverse("colleague", kwargs={"key": key}))


def _pin(request: StaffRequest, key: int, *, name: str, back: str) -> HttpResponse:
    form = NewPin(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_counter_pin(number=key, pin=form.cleaned_data["pin"], by=request.actor, at=timezone.now())
        except Refused as refusal:
            if refusal.status in (403, 404):
                raise
            form.add_error("pin", in_words(refusal).text)
        else:
            messages.success(request, _("The PIN is good from now on. It was not written down anywhere."))
            return redirect(back)
    context = {"form": form, "name": name, "key": key, "has_pin": has_counter_pin(key),
               "is_of_the_counter": is_of_the_counter(key)}  # fmt: skip
    return render(request, "office/account/pin.html", context, status=422 if form.errors else 200)
