"""axe finds nothing on any page, in light and dark, at a desk and in a hand; and no page scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import Opens

PAGES = {
    "/office/login/": "",
    "/office/password/reset/": "",
    "/office/customers/": "administrator",
    "/office/customers/?status=new&came=self": "administrator",
    "/office/customers/?q=nobody-like-that": "administrator",
    "/office/customers/?q=Grahms+Widgts": "administrator",  # similar names
    "/office/customers/5/": "administrator",
    "/office/customers/7/": "administrator",  # a merged family
    "/office/customers/11/": "administrator",
    "/office/customers/6/contacts/new/": "administrator",
    "/office/customers/6/locations/new/": "administrator",
    "/office/customers/6/notes/new/": "administrator",
    "/office/customers/5/details/": "administrator",
    "/office/customers/5/merge/": "administrator",
    "/office/customers/5/removal/": "administrator",
    "/office/customers/5/privacy/": "administrator",
    "/office/customers/5/merge/?with=9": "administrator",
    "/office/customers/5/merge/?with=nobody": "administrator",
    "/office/customers/8/merge/?with=13&from=duplicates": "administrator",
    "/office/customers/9/details/": "administrator",
    "/office/customers/new/": "administrator",
    "/office/customers/new/?kind=individual": "administrator",
    "/office/duplicates/": "administrator",
    "/office/duplicates/?decision=later": "administrator",
    "/office/duplicates/?decision=different&customer=5": "administrator",
    "/office/duplicates/5/10/": "administrator",
    "/office/duplicates/1/9/": "administrator",  # nothing in common
    "/office/duplicates/7/14/": "administrator",  # merged
    "/office/tasks/": "administrator",
    "/office/tasks/?settled=1": "administrator",
    "/office/queue/": "administrator",
    "/office/queue/outcomes/": "administrator",
    "/office/queue/5/": "administrator",
    "/office/customers/5/application/": "administrator",
    "/office/orders/": "administrator",
    "/office/customers/5/orders/": "administrator",
    "/office/customers/5/contracts/": "administrator",
    "/office/partners/": "administrator",
    "/office/payment/methods/": "administrator",
    "/office/payment/methods/1/": "administrator",
    "/office/payment/menus/": "administrator",
    "/office/transmit/": "administrator",
    "/office/tills/": "administrator",
    "/office/tills/exceptions/": "administrator",
    "/office/settings/tills/": "administrator",
    "/office/settings/billing/": "administrator",
    "/office/quotes/": "administrator",
    "/office/quotes/1/": "administrator",
    "/office/invoices/": "administrator",
    "/office/invoices/INV-1/": "administrator",
    "/office/payments/": "administrator",
    "/office/customers/9/billing/": "administrator",
    "/office/customers/9/billing/quotes/": "administrator",
    "/office/customers/9/billing/tax/": "administrator",
    "/office/account/pin/": "administrator",
    "/office/customers/1/card/": "administrator",
    "/office/customers/1/map/": "administrator",
    "/office/customers/1/price-level/": "administrator",
    "/office/products/": "administrator",
    "/office/products/?q=camenbert": "administrator",
    "/office/products/new/": "administrator",
    "/office/products/1/": "administrator",
    "/office/products/categories/": "administrator",
    "/office/products/categories/1/": "administrator",
    "/office/products/levels/": "administrator",
    "/office/products/levels/1/": "administrator",
    "/office/products/taxes/": "administrator",
    "/office/products/taxes/1/": "administrator",
    "/office/partners/new/": "administrator",
    "/office/imports/": "administrator",
    "/office/waves/": "administrator",
    "/office/imports/schedules/": "administrator",
    "/office/imports/schedules/new/": "administrator",
    "/office/outbox/": "administrator",
    "/office/settings/": "administrator",
    "/office/settings/ways-in/": "administrator",
    "/office/settings/logins/": "administrator",
    "/office/settings/credit/": "administrator",
    "/office/settings/accounts/": "administrator",
    "/office/books/": "administrator",
    "/office/books/?through=2026-01-31": "administrator",
    "/office/customers/5/account/": "administrator",  # none yet
    "/office/customers/6/account/?at=2026-01-31T12:00": "administrator",
    "/office/customers/7/account/": "administrator",  # over the limit
    "/office/customers/6/account/statement/?from=2026-01-01&to=2027-12-31": "administrator",
    "/office/customers/6/account/statement/?from=2020-01-01&to=2020-12-31": "administrator",  # nothing posted
    "/office/customers/6/account/statement/?from=soon": "administrator",
    "/office/account/manager-code/": "administrator",
    "/verify/": "",
    "/verify/no-receipt/": "",
    "/office/account/": "administrator",
    "/office/account/password/": "administrator",
    "/office/settings/groups/new/?type=front": "administrator",
    "/office/account/again/": "administrator",
    "/office/account/second-factor/": "administrator",
    "/office/account/second-factor/app/": "administrator",
    "/office/account/second-factor/passkeys/": "administrator",
    "/office/settings/staff/": "administrator",
    "/office/settings/staff/2/": "administrator",
    "/office/settings/staff/new/": "administrator",
    "/office/settings/groups/": "administrator",
    "/office/settings/groups/2/": "administrator",
    "/office/settings/look/": "administrator",
    "/office/settings/categories/": "administrator",
    "/office/settings/categories/one/?name=Charity": "administrator",
    "/office/settings/tags/": "administrator",
    "/office/settings/letters/": "administrator",
    "/office/settings/letters/login_details/": "administrator",
    "/office/settings/xero/": "administrator",
    "/office/settings/checks/": "administrator",
    "/office/settings/policy/": "administrator",
    "/office/settings/tokens/": "administrator",
    "/office/settings/tokens/new/": "administrator",
    "/office/components/": "administrator",
    "/office/nowhere/": "administrator",
    "/api/v1/docs": "",
    "/portal/login/": "",
    "/portal/customers/": "partner",
    "/portal/customers/5/": "partner",
    "/portal/customers/5/contracts/": "partner",  # too early
    "/portal/applications/": "partner",
    "/portal/people/": "partner",
    "/portal/second-factor/": "partner",
    "/app/login/": "",
    "/app/password/reset/": "",
    "/app/welcome/nobodys-token/": "",
    "/app/signup/": "",
    "/app/signup/nobodys-token/": "",
    "/app/": "customer",
    "/app/people/": "customer",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_axe_finds_nothing_on_any_page(opens: Opens, scheme: str, phone: bool) -> None:
    found: list[str] = []
    rules = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}  # nothing else knows of the scheme
    for role in ("", "administrator", "partner", "customer"):
        # Without motion: a colour that is on its way to another is no colour of ours.
        page = opens(role, phone=phone, color_scheme=scheme, reduced_motion="reduce")
        for address in [address for address, who in PAGES.items() if who == role]:
            page.goto(address)
            if role and "/login/" in page.url:
                found.append(f"{address}: was not looked at, but the log-in")
            for violation in Axe().run(page, options=rules).response["violations"]:
                nodes = [node["html"][:160] for node in violation["nodes"][:3]]
                found.append(f"{address}: {violation['id']}: {violation['help']}: {nodes}")
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{address}: scrolls sideways")
    assert found == []
