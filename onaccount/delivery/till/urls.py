"""The addresses of the till."""

from django.urls import path

from onaccount.delivery.till.views import (
    approvals,
    contact,
    customers,
    days,
    money,
    pairing,
    products,
    sales,
    shell,
    shifts,
)

urlpatterns = [
    path("", shell.shell, name="till"),
    path("sw.js", shell.worker, name="till_worker"),
    path("manifest.webmanifest", shell.manifest, name="till_manifest"),
    path("assets/<str:digest>/<str:name>", shell.asset, name="till_asset"),
    path("pairing/", pairing.pairing, name="till_pairing"),
    path("contact/", contact.contact, name="till_contact"),
    path("pulse/", contact.pulse, name="till_pulse"),
    path("products/", products.products, name="till_products"),
    path("prices/", products.prices, name="till_prices"),
    path("customers/", customers.customers, name="till_customers"),
    path("customers/<number:number>/", customers.customer, name="till_customer"),
    path("accounts/", customers.accounts, name="till_accounts"),
    path("approvals/", approvals.approvals, name="till_approvals"),
    path("deposits/", money.deposits, name="till_deposits"),
    path("withdrawals/", money.withdrawals, name="till_withdrawals"),
    path("day/", days.day, name="till_day"),
    path("days/", days.days, name="till_days"),
    path("sums/", days.sums, name="till_sums"),
    path("shifts/", shifts.shifts, name="till_shifts"),
    path("sales/", sales.sales, name="till_sales"),
    path("sales/<uuid:key>/", sales.sale, name="till_sale"),
]
