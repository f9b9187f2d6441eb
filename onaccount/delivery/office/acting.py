"""What was typed goes to one action; what that refused stands on the page again, with its cure."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.utils import timezone

from onaccount.delivery.office.products_shown import RefusedForm
from onaccount.delivery.office.staff import StaffRequest
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.foundation.refusals import Refused

ELSEWHERE = (403, 404)  # who may not, and what is not there, has a page of its own


def sent(request: StaffRequest, form: RefusedForm, act: Callable[[dict[str, Any], datetime], Any], said: str) -> bool:
    """Hand a form to an action; whether it was done. What it refused stands in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act({**form.cleaned_data}, timezone.now())
    except Refused as refusal:
        if refusal.status in ELSEWHERE:
            raise
        form.refuse(refusal)
        return False
    messages.success(request, said)
    return True


def done(request: StaffRequest, act: Callable[[datetime], Any], said: str) -> tuple[Shown, int] | None:
    """Do what a button asks for; what forbids it, with its status, or None where it was done."""
    try:
        act(timezone.now())
    except Refused as refusal:
        if refusal.status in ELSEWHERE:
            raise
        return in_words(refusal), refusal.status
    messages.success(request, said)
    return None


def status_of(*given: forms.Form | None) -> int:
    return 422 if any(form is not None and form.errors for form in given) else 200
