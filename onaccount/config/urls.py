"""Every door's address. Of allauth only its log-in is used, by the doors: it writes past our actions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, register_converter
from django.views.generic import RedirectView

from onaccount.delivery.app.views import receipts
from onaccount.delivery.ui.numbers import Number


def not_here(request: HttpRequest) -> HttpResponse:
    """Pages that allauth names in its own templates and that this house does not have."""
    raise Http404


unused = [  # addresses that allauth's own code asks for by name
    path("accounts/inactive/", not_here, name="account_inactive"),
    path("accounts/signup/", not_here, name="account_signup"),
    path("accounts/email/", not_here, name="account_email"),
    path("accounts/confirm-email/", not_here, name="account_email_verification_sent"),
    path("accounts/reauthenticate/", not_here, name="account_reauthenticate"),
    path("accounts/password/reset/", not_here, name="account_reset_password"),
]

handler500 = "onaccount.delivery.ui.unavailable.server_error"
handler429 = "onaccount.delivery.ui.passwords.too_many"  # allauth's limits ask for it

register_converter(Number, "number")  # before the doors are read, whose addresses name it

urlpatterns = [
    path("", RedirectView.as_view(url="/office/"), name="home"),
    path("", include("onaccount.delivery.api.urls")),
    path("office/", include("onaccount.delivery.office.urls")),
    path("app/", include("onaccount.delivery.app.urls")),
    path("portal/", include("onaccount.delivery.portal.urls")),
    path("till/", include("onaccount.delivery.till.urls")),
    path("verify/", receipts.asked, name="receipts"),
    path("verify/<str:code>/", receipts.receipt, name="receipt"),
    path("ui/", include("onaccount.delivery.ui.urls")),
    *unused,
]
