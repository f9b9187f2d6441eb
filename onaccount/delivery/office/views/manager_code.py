"""One's own manager code: by it others are allowed what they may not do alone (D-10)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.office.groups_shown import FRONT_LABELS
from onaccount.delivery.office.staff import StaffRequest, confirmed, oneself
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.people.actions.codes import remove_manager_code, set_manager_code
from onaccount.domain.people.permissions import Need
from onaccount.domain.people.queries import front_needs
from onaccount.domain.people.queries.codes import code_set_at
from onaccount.foundation.refusals import Refused


class NewCode(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("New code"),
        help_text=gettext_lazy("4 to 8 digits that make no row and no pattern. Nobody can read it afterwards."),
        max_length=20,
        widget=forms.PasswordInput({"autocomplete": "off", "inputmode": "numeric"}),
    )


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@oneself
@confirmed
def manager_code(request: StaffRequest) -> HttpResponse:
    """Choose a code, or another one."""
    form = NewCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_manager_code(code=form.cleaned_data["code"], by=request.actor, at=timezone.now())
        except Refused as refusal:
            form.add_error("code", in_words(refusal).text)
        else:
            messages.success(request, _("The code is good from now on. It was not written down anywhere."))
            return redirect("manager_code")
    needs = front_needs(request.actor)
    context = {
        "form": form,
        "set_at": code_set_at(int(request.actor.key)),
        "allows": [FRONT_LABELS[right] for right, need in needs.items() if need is Need.FREE],
    }
    return render(request, "office/account/manager_code.html", context, status=422 if form.errors else 200)


@require_POST
@oneself
def removal(request: StaffRequest) -> HttpResponse:
    """Less is allowed by it, so that no password is asked."""
    remove_manager_code(by=request.actor, at=timezone.now())
    messages.success(request, _("The code is removed: it allows nothing any more."))
    return redirect("account")
