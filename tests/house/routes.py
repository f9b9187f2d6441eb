"""Every address of the house and who may call it. A route without a line here fails the tests.

The key is the route as config/urls.py and the doors write it.
"""

from enum import Enum


class Who(Enum):
    ANYONE = "anyone"  # logged in or not: it shows nothing of anybody, or is proved by what the caller holds
    STAFF = "staff"  # others are sent to the office's log-in
    CUSTOMER = "customer"  # the login of an Active customer; others are sent to the app's log-in
    TOKEN = "token"  # a machine with a token of the API; tests/delivery/api/test_matrix.py asks each operation
    BEARER = "bearer"  # a machine that shows the token of the settings
    NOBODY = "nobody"  # a name that allauth needs and this house does not serve


ROUTES = {
    "": Who.ANYONE,
    "healthz": Who.ANYONE,
    "metrics": Who.BEARER,
    "api/v1/customers": Who.TOKEN,
    "api/v1/customers/<number:number>": Who.TOKEN,
    "api/v1/customers/<number:number>/status": Who.TOKEN,
    "api/v1/customers/<number:number>/stage": Who.TOKEN,
    "api/v1/": Who.ANYONE,  # nothing is here, and below nothing but what stands above
    "api/": Who.ANYONE,
    "api/<path:rest>": Who.ANYONE,
    "office/": Who.STAFF,
    "office/login/": Who.ANYONE,
    "office/logout/": Who.ANYONE,
    "office/password/reset/": Who.ANYONE,
    "office/password/reset/done/": Who.ANYONE,
    "office/welcome/<str:token>/": Who.ANYONE,
    "office/customers/": Who.STAFF,
    "office/customers/new/": Who.STAFF,
    "office/customers/status/": Who.STAFF,
    "office/customers/status/undo/": Who.STAFF,
    "office/customers/waves/": Who.STAFF,
    "office/customers/<number:number>/": Who.STAFF,
    "office/customers/<number:number>/details/": Who.STAFF,
    "office/customers/<number:number>/status/": Who.STAFF,
    "office/customers/<number:number>/status/undo/": Who.STAFF,
    "office/customers/<number:number>/stage/": Who.STAFF,
    "office/customers/<number:number>/letters/": Who.STAFF,
    "office/imports/": Who.STAFF,
    "office/imports/template.csv": Who.STAFF,
    "office/imports/template.xlsx": Who.STAFF,
    "office/imports/schedules/": Who.STAFF,
    "office/imports/schedules/new/": Who.STAFF,
    "office/imports/schedules/times/": Who.STAFF,
    "office/imports/schedules/<number:number>/": Who.STAFF,
    "office/imports/schedules/<number:number>/plan/": Who.STAFF,
    "office/imports/schedules/<number:number>/runs/": Who.STAFF,
    "office/imports/schedules/<number:number>/pause/": Who.STAFF,
    "office/imports/schedules/<number:number>/key/": Who.STAFF,
    "office/imports/schedules/<number:number>/removal/": Who.STAFF,
    "office/imports/<uuid:key>/": Who.STAFF,
    "office/imports/<uuid:key>/columns/": Who.STAFF,
    "office/imports/<uuid:key>/rehearsal/": Who.STAFF,
    "office/imports/<uuid:key>/rows/<number:row>/": Who.STAFF,
    "office/imports/<uuid:key>/apply/": Who.STAFF,
    "office/imports/<uuid:key>/cancel/": Who.STAFF,
    "office/imports/<uuid:key>/undo/": Who.STAFF,
    "office/imports/<uuid:key>/rejects/": Who.STAFF,
    "office/waves/": Who.STAFF,
    "office/waves/<number:key>/": Who.STAFF,
    "office/waves/<number:key>/opening/": Who.STAFF,
    "office/waves/<number:key>/plan/": Who.STAFF,
    "office/waves/<number:key>/pause/": Who.STAFF,
    "office/waves/<number:key>/cancellation/": Who.STAFF,
    "office/waves/<number:key>/members/": Who.STAFF,
    "office/waves/<number:key>/members/removal/": Who.STAFF,
    "office/outbox/": Who.STAFF,
    "office/outbox/<str:name>/": Who.STAFF,
    "office/settings/": Who.STAFF,
    "office/settings/start/": Who.STAFF,
    "office/settings/ways-in/": Who.STAFF,
    "office/settings/logins/": Who.STAFF,
    "office/settings/credit/": Who.STAFF,
    "office/business/": Who.STAFF,
    "office/components/": Who.STAFF,
    "app/": Who.CUSTOMER,
    "app/login/": Who.ANYONE,
    "app/logout/": Who.ANYONE,
    "app/password/": Who.CUSTOMER,
    "app/password/reset/": Who.ANYONE,
    "app/password/reset/done/": Who.ANYONE,
    "app/person/": Who.CUSTOMER,
    "app/person/<int:key>/": Who.CUSTOMER,
    "app/people/": Who.CUSTOMER,
    "app/people/<int:key>/": Who.CUSTOMER,
    "app/people/<int:key>/removal/": Who.CUSTOMER,
    "app/welcome/<str:token>/": Who.ANYONE,
    "ui/<str:digest>/<str:name>": Who.ANYONE,
    "accounts/inactive/": Who.NOBODY,
    "accounts/signup/": Who.NOBODY,
    "accounts/email/": Who.NOBODY,
    "accounts/confirm-email/": Who.NOBODY,
    "accounts/reauthenticate/": Who.NOBODY,
    "accounts/password/reset/": Who.NOBODY,
}
