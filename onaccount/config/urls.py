"""Every door's address. Of allauth only what is named here is mounted: it writes past our actions."""

from allauth.account import views as account
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.views.generic import RedirectView


def not_here(request: HttpRequest) -> HttpResponse:
    """Pages that allauth names in its own templates and that this house does not have."""
    raise Http404


way_in = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("2fa/", include("allauth.mfa.urls")),
    path("signup/", not_here, name="account_signup"),
    path("email/", not_here, name="account_email"),
    path("password/set/", not_here, name="account_set_password"),
    path("confirm-email/", not_here, name="account_email_verification_sent"),
]

urlpatterns = [
    path("", RedirectView.as_view(url="/office/"), name="home"),
    path("", include("onaccount.delivery.api.urls")),
    path("accounts/", include(way_in)),
    path("office/", include("onaccount.delivery.office.urls")),
    path("app/", include("onaccount.delivery.app.urls")),
]
