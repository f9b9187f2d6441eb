"""The first page of the app."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onaccount.delivery.app.guests import GuestRequest, customer_only


@never_cache
@require_safe
@customer_only
def home(request: GuestRequest) -> HttpResponse:
    return render(request, "app/home.html", {"customer": request.guest, "login_email": request.guest.login_email})
