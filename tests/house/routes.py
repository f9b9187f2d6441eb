"""Every address of the house and who may call it. A route without a line here fails the tests.

The key is the route as config/urls.py and the doors write it.
"""

from enum import Enum


class Who(Enum):
    ANYONE = "anyone"  # logged in or not: it shows nothing of anybody, or is proved by what the caller holds
    STAFF = "staff"  # others are sent to the log-in, or told that nothing is here
    CUSTOMER = "customer"  # a customer's own login; others are sent to the app's log-in
    LOGGED_IN = "logged in"  # whoever has a session
    BEARER = "bearer"  # a machine that shows the token of the settings
    NOBODY = "nobody"  # a name that allauth needs and this house does not serve


ROUTES = {
    "": Who.ANYONE,
    "healthz": Who.ANYONE,
    "metrics": Who.BEARER,
    # the way in
    "accounts/login/": Who.ANYONE,
    "accounts/logout/": Who.ANYONE,
    "accounts/inactive/": Who.ANYONE,
    "accounts/reauthenticate/": Who.LOGGED_IN,
    "accounts/password/change/": Who.LOGGED_IN,
    "accounts/password/reset/": Who.ANYONE,
    "accounts/password/reset/done/": Who.ANYONE,
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": Who.ANYONE,
    "accounts/password/reset/key/done/": Who.ANYONE,
    "accounts/signup/": Who.NOBODY,
    "accounts/email/": Who.NOBODY,
    "accounts/password/set/": Who.NOBODY,
    "accounts/confirm-email/": Who.NOBODY,
    # the second factor
    "accounts/2fa/": Who.LOGGED_IN,
    "accounts/2fa/authenticate/": Who.ANYONE,
    "accounts/2fa/reauthenticate/": Who.LOGGED_IN,
    "accounts/2fa/totp/activate/": Who.LOGGED_IN,
    "accounts/2fa/totp/deactivate/": Who.LOGGED_IN,
    "accounts/2fa/recovery-codes/": Who.LOGGED_IN,
    "accounts/2fa/recovery-codes/download/": Who.LOGGED_IN,
    "accounts/2fa/recovery-codes/generate/": Who.LOGGED_IN,
}
