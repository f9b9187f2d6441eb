"""`./dev pictures`: the pictures of README and docs, taken of the demo by a real browser.

With `--all FOLDER` every page, light and dark, at 360 and 1440 px: to be looked at before a change is shipped.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.browser import CURE, chromium
from tests.journeys.house import CLONE, DESK, PHONE, House, running_house

PICTURES = CLONE / "docs" / "pictures"
LIST = """Customer ID,Company,Contact,Email,Phone,Street,City,Postcode,Country
K-001,Kestrel & Vane Joinery,Orla Finnegan,orla@kestrelvane.example,01632 960 141,2 Sawmill Lane,Okehampton,EX20 1AA,GB
K-002,Hollin Farm Dairy,Piers Hollin,dairy@hollin,01632 960 142,Hollin Farm,Tiverton,EX16 5AB,GB
K-003,Moorgate Chandlery,Ida Moorgate,ida@moorgate.example,01632 960 143,1 Harbour Wall,Brixham,TQ5 9TH,GB
K-003,Moorgate Chandlery,Ida Moorgate,ida@moorgate.example,01632 960 143,Net Loft,Brixham,TQ5 9TH,GB
K-005,Pellow Marine plc,,orders@pellow.example,01632 960 102,Albert Dock,Falmouth,TR11 3TR,GB
K-004,,,nobody@nowhere.example,01632 960 144,,,,
"""
OFFICE = {
    "login": "/office/login/",
    "customers": "/office/customers/",
    "queue": "/office/customers/?status=new&came=self",
    "nobody": "/office/customers/?q=nobody-like-that",
    "customer": "/office/customers/5/",
    "details": "/office/customers/5/details/",
    "removal": "/office/customers/5/removal/",
    "privacy": "/office/customers/5/privacy/",
    "merge-with": "/office/customers/5/merge/",
    "merge": "/office/customers/5/merge/?with=10",
    "merge-across": "/office/customers/5/merge/?with=9",
    "merge-nobody": "/office/customers/5/merge/?with=nobody",
    "customer-merged": "/office/customers/7/",
    "customer-alike": "/office/customers/10/",
    "similar": "/office/customers/?q=Grahms+Widgts",
    "new": "/office/customers/new/",
    "new-individual": "/office/customers/new/?kind=individual",
    "duplicates": "/office/duplicates/",
    "duplicates-later": "/office/duplicates/?decision=later",
    "duplicates-different": "/office/duplicates/?decision=different",
    "duplicate": "/office/duplicates/5/10/",
    "duplicate-household": "/office/duplicates/1/15/",
    "duplicate-merged": "/office/duplicates/7/14/",
    "tasks": "/office/tasks/",
    "tasks-settled": "/office/tasks/?settled=1",
    "credit-queue": "/office/queue/",
    "outcomes": "/office/queue/outcomes/",
    "case": "/office/queue/5/",
    "application": "/office/customers/5/application/",
    "orders": "/office/orders/",
    "customer-orders": "/office/customers/5/orders/",
    "contracts": "/office/customers/5/contracts/",
    "partners": "/office/partners/",
    "payment-methods": "/office/payment/methods/",
    "payment-method": "/office/payment/methods/1/",
    "payment-menus": "/office/payment/menus/",
    "transmit": "/office/transmit/",
    "tills": "/office/tills/",
    "exceptions": "/office/tills/exceptions/",
    "settings-tills": "/office/settings/tills/",
    "settings-billing": "/office/settings/billing/",
    "quotes": "/office/quotes/",
    "quote": "/office/quotes/1/",
    "invoices": "/office/invoices/",
    "invoice": "/office/invoices/INV-1/",
    "payments": "/office/payments/",
    "customer-billing": "/office/customers/9/billing/",
    "pin": "/office/account/pin/",
    "products": "/office/products/",
    "products-similar": "/office/products/?q=camenbert",
    "products-none": "/office/products/?q=qqqqqqqq",
    "product": "/office/products/1/",
    "product-new": "/office/products/new/",
    "categories": "/office/products/categories/",
    "category": "/office/products/categories/1/",
    "price-levels": "/office/products/levels/",
    "price-level": "/office/products/levels/1/",
    "tax-classes": "/office/products/taxes/",
    "tax-class": "/office/products/taxes/1/",
    "partner-new": "/office/partners/new/",
    "imports": "/office/imports/",
    "waves": "/office/waves/",
    "schedules": "/office/imports/schedules/",
    "schedule-new": "/office/imports/schedules/new/",
    "outbox": "/office/outbox/",
    "settings": "/office/settings/",
    "settings-ways-in": "/office/settings/ways-in/",
    "settings-logins": "/office/settings/logins/",
    "settings-credit": "/office/settings/credit/",
    "settings-accounts": "/office/settings/accounts/",
    "books": "/office/books/?through=2026-01-31",
    "customer-account": "/office/customers/6/account/",
    "customer-account-over": "/office/customers/7/account/",
    "customer-account-none": "/office/customers/5/account/",
    "statement": "/office/customers/6/account/statement/?from=2026-01-01&to=2027-12-31",
    "manager-code": "/office/account/manager-code/",
    "account": "/office/account/",
    "account-password": "/office/account/password/",
    "account-again": "/office/account/again/",
    "second-factor": "/office/account/second-factor/",
    "second-factor-app": "/office/account/second-factor/app/",
    "passkey": "/office/account/second-factor/passkeys/",
    "staff": "/office/settings/staff/",
    "staff-one": "/office/settings/staff/2/",
    "staff-new": "/office/settings/staff/new/",
    "groups": "/office/settings/groups/",
    "group": "/office/settings/groups/2/",
    "settings-look": "/office/settings/look/",
    "settings-categories": "/office/settings/categories/",
    "settings-category": "/office/settings/categories/one/?name=Charity",
    "settings-tags": "/office/settings/tags/",
    "settings-xero": "/office/settings/xero/",
    "settings-checks": "/office/settings/checks/",
    "settings-policy": "/office/settings/policy/",
    "settings-letters": "/office/settings/letters/",
    "settings-letter": "/office/settings/letters/login_details/",
    "components": "/office/components/",
    "api": "/api/v1/docs",
    "error": "/office/nowhere/",
}
PORTAL = {
    "portal-customers": "/portal/customers/",
    "portal-customer": "/portal/customers/5/",
    "portal-contract-too-early": "/portal/customers/5/contracts/",
    "portal-drafts": "/portal/applications/",
    "portal-people": "/portal/people/",
    "portal-second-factor": "/portal/second-factor/",
}
APP = {
    "portal-login": "/portal/login/",
    "app-login": "/app/login/",
    "app-forgotten": "/app/password/reset/",
    "app-link": "/app/welcome/not-a-token/",
    "app-signup-one": "/app/signup/not-a-token/",
    "app-signup": "/app/signup/",
    "verify": "/verify/",
    "verify-none": "/verify/no-receipt/",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev pictures", description="Take the pictures anew.")
    parser.add_argument("--all", metavar="FOLDER", help="every page, light and dark, at 360 and 1440 px")
    asked = parser.parse_args()
    path = chromium()
    if path is None:
        print(CURE, file=sys.stderr)
        return 3
    with (
        tempfile.TemporaryDirectory(prefix="onaccount-pictures-") as data,
        running_house(Path(data)) as house,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        addresses = OFFICE | prepared(browser, house)
        if asked.all:
            take_all(browser, house, addresses, Path(asked.all))
        else:
            take(browser, house, {name: addresses[name] for name in ("queue", "customer", "rehearsal")}, PICTURES)
    return 0


def prepared(browser: Browser, house: House) -> dict[str, str]:
    """Bring a list in, so that there is a rehearsal to be seen."""
    page = window(browser, house, role="administrator")
    page.goto("/office/imports/")
    list_file = house.data / "spring-customers.csv"
    list_file.write_text(LIST, encoding="utf-8")
    page.set_input_files("#file", list_file)
    page.locator(".import__new button").click()
    page.wait_for_selector("[data-outcome]")
    address = page.url.removeprefix(house.url)
    rehearsal = {
        "rehearsal": address,
        "columns": f"{address}columns/",
        "row": f"{address}rows/3/",
        "alike": f"{address}?rows=alike",
    }
    return rehearsal | a_wave(page, house)


def a_wave(page: Page, house: House) -> dict[str, str]:
    """Two who wait are put into a wave, as staff do it."""
    page.goto("/office/customers/?status=new&came=self")
    for box in page.locator(".table__pick").all()[:2]:
        box.check()
    page.get_by_role("button", name="Add to wave").click()
    page.get_by_label("Wave", exact=True).fill("Beta group")
    page.get_by_role("button", name="Add to this wave").click()
    page.wait_for_selector("#members")
    address = page.url.removeprefix(house.url)
    return {"wave": address, "wave-open": f"{address}opening/"}


def window(
    browser: Browser, house: House, *, role: str = "", size: dict[str, int] = DESK, scheme: str = "light"
) -> Page:
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type] # width and height, as it wants
        base_url=house.url,
        color_scheme=scheme,  # type: ignore[arg-type] # light or dark
        locale="en-GB",
    )
    page = context.new_page()
    if role:
        email, password = house.password_of(role)
        page.goto({"customer": "/app/login/", "partner": "/portal/login/"}.get(role, "/office/login/"))
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(lambda url: "/login/" not in url)
    return page


def take(browser: Browser, house: House, addresses: dict[str, str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    page = window(browser, house, role="administrator")
    for name, address in addresses.items():
        page.goto(address)
        page.screenshot(path=folder / f"{name}.png")


def take_all(browser: Browser, house: House, addresses: dict[str, str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for role, pages in (
        ("administrator", addresses),
        ("", APP),
        ("partner", PORTAL),
        ("customer", {"app": "/app/", "app-people": "/app/people/"}),
    ):
        take_each(browser, house, role, pages, folder)
    take_each(browser, house, "customer", named_people(browser, house), folder)


def named_people(browser: Browser, house: House) -> dict[str, str]:
    """Two share the customer's login; the first asks for a PIN."""
    page = window(browser, house, role="customer")
    page.goto("/app/people/")
    page.get_by_role("textbox", name="Name").fill("Maeve Corrigan")
    page.get_by_role("textbox", name="PIN").fill("2749")
    page.get_by_role("button", name="Add person").click()
    pin = page.get_by_role("link", name="Maeve Corrigan").get_attribute("href") or ""
    return {"app-person": "/app/person/", "app-person-pin": pin.partition("?")[0]}


def take_each(browser: Browser, house: House, role: str, pages: dict[str, str], folder: Path) -> None:
    for size in (DESK, PHONE):
        for scheme in ("light", "dark"):
            page = window(browser, house, role=role, size=size, scheme=scheme)
            for name, address in pages.items():
                page.goto(address)
                page.screenshot(path=folder / f"{name}-{size['width']}-{scheme}.png", full_page=True)
            page.context.close()


if __name__ == "__main__":
    sys.exit(main())
