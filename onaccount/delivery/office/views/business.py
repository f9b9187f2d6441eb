"""The business's own settings: asked at the first start, changed here afterwards."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onaccount.delivery.office.settings_form import BusinessSettings
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.domain.business.queries import current_business
from onaccount.domain.people.actions import settle_business
from onaccount.domain.people.permissions import Right


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_BUSINESS)
def business(request: StaffRequest) -> HttpResponse:
    now = current_business()
    if request.method != "POST":
        initial = {name: getattr(now, name) for name in BusinessSettings.base_fields}
        if not now.settled_at:
            initial["name"] = ""  # ours stands there until somebody says theirs
        form = BusinessSettings(initial=initial)
        return render(request, "office/business.html", {"form": form})
    form = BusinessSettings(request.POST)
    if not form.is_valid():
        return render(request, "office/business.html", {"form": form}, status=422)
    settle_business(by=request.actor, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("The settings are kept."))
    return redirect("business" if now.settled_at else "customers")


@require_safe
@staff(Right.SEE_CUSTOMERS)
def components(request: StaffRequest) -> HttpResponse:
    """Every component in every state, for those who build pages."""
    return render(request, "office/components.html")
