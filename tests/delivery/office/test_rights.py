"""Who may open what, and that nothing is changed by looking or by another site's page."""

import html
import re
from collections.abc import Callable, Collection, Mapping
from itertools import product

import pytest
from django.test import Client
from django.urls import resolve

from onaccount.domain.customers.queries import locations_of
from onaccount.domain.people.actions import settle_business
from onaccount.domain.people.actions.groups import add_group
from onaccount.domain.people.actions.staff import move_staff
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import AT_THE_START, Area, Level, Right, rights_within, steps_of
from onaccount.domain.people.queries import group_of
from onaccount.domain.people.rules import Role
from tests.house.routes import ROUTES, Who
from tests.house.test_routes import address_of
from tests.stage import AT, COMMAND, TOM, everything_in_the_database, hire, let_in, sign_up

MAY = {role: rights_within(levels) for role, levels in AT_THE_START.items()}
SEE, EDIT, APPROVE = Right.SEE_CUSTOMERS, Right.EDIT_CUSTOMERS, Right.APPROVE_CUSTOMERS
CREDIT = Right.DECIDE_CREDIT
MERGE = Right.MERGE_CUSTOMERS
IMPORT, LETTERS = Right.IMPORT_CUSTOMERS, Right.READ_LETTERS
SETTINGS, BUSINESS = Right.SEE_BUSINESS, Right.EDIT_BUSINESS
SEE_IMPORTS, SEE_STAFF, STAFF = Right.SEE_IMPORTS, Right.SEE_STAFF, Right.MANAGE_STAFF
# The right that a page takes; two where it is looked at by one and sent to by another; None for what is everybody's,
# a set where it takes all of them.
NEEDS: dict[str, Right | tuple[Right, Right] | frozenset[Right] | None] = {
    "office/": None,
    "office/customers/": SEE,
    "office/customers/new/": EDIT,
    "office/customers/new/known/": EDIT,
    "office/customers/status/": APPROVE,
    "office/customers/status/undo/": APPROVE,
    "office/customers/waves/": APPROVE,
    "office/customers/<number:number>/": SEE,
    "office/customers/<number:number>/details/": EDIT,
    "office/customers/<number:number>/differences/<number:other>/": Right.MERGE_CUSTOMERS,
    "office/customers/<number:number>/status/": APPROVE,
    "office/customers/<number:number>/status/undo/": APPROVE,
    "office/customers/<number:number>/stage/": CREDIT,
    "office/customers/<number:number>/letters/": APPROVE,
    "office/customers/<number:number>/locations/<number:place>/people/": EDIT,
    "office/customers/<number:number>/locations/<number:place>/people/<number:key>/": EDIT,
    "office/customers/<number:number>/locations/<number:place>/people/<number:key>/removal/": EDIT,
    "office/customers/<number:number>/account/": (Right.SEE_ACCOUNTS, Right.KEEP_ACCOUNTS),
    "office/settings/accounts/": (Right.SEE_BUSINESS, Right.EDIT_BUSINESS),
    "office/books/": (Right.SEE_BOOKS, Right.CLOSE_PERIODS),
    "office/customers/<number:number>/account/statement/": Right.SEE_ACCOUNTS,
    "office/customers/<number:number>/account/statement.csv": Right.SEE_ACCOUNTS,
    "office/customers/<number:number>/account/statement.pdf": Right.SEE_ACCOUNTS,
    "office/customers/<number:number>/account/rehearsal/": Right.SEE_ACCOUNTS,
    "office/customers/<number:number>/account/postings/": Right.KEEP_ACCOUNTS,
    "office/customers/<number:number>/account/postings/<uuid:posting>/refund/": Right.KEEP_ACCOUNTS,
    "office/customers/<number:number>/account/postings/<uuid:posting>/reversal/": Right.KEEP_ACCOUNTS,
    "office/customers/<number:number>/account/rises/": Right.SET_LIMITS,
    "office/customers/<number:number>/account/rises/<uuid:rise>/end/": Right.SET_LIMITS,
    "office/customers/<number:number>/account/limit/<uuid:ask>/approval/": Right.SET_LIMITS,
    "office/customers/<number:number>/account/limit/<uuid:ask>/refusal/": Right.SET_LIMITS,
    "office/customers/<number:number>/timeline/": SEE,
    "office/customers/<number:number>/contacts/": SEE,
    "office/customers/<number:number>/contacts/new/": EDIT,
    "office/customers/<number:number>/contacts/<number:key>/": EDIT,
    "office/customers/<number:number>/contacts/<number:key>/removal/": EDIT,
    "office/customers/<number:number>/addresses/": SEE,
    "office/customers/<number:number>/addresses/new/": EDIT,
    "office/customers/<number:number>/addresses/<number:key>/": EDIT,
    "office/customers/<number:number>/addresses/<number:key>/removal/": EDIT,
    "office/customers/<number:number>/locations/": SEE,
    "office/customers/<number:number>/locations/new/": EDIT,
    "office/customers/<number:number>/locations/<number:key>/": EDIT,
    "office/customers/<number:number>/locations/<number:key>/removal/": EDIT,
    "office/customers/<number:number>/merge/": MERGE,
    "office/customers/<number:number>/privacy/": Right.EXPORT_PERSON,
    "office/customers/<number:number>/privacy/erasure/": Right.ERASE_PERSON,
    "office/customers/<number:number>/removal/": EDIT,
    "office/customers/<number:number>/merges/<uuid:key>/undo/": MERGE,
    "office/customers/<number:number>/notes/": SEE,
    "office/customers/<number:number>/notes/new/": EDIT,
    "office/customers/<number:number>/notes/<uuid:key>/removal/": SEE,
    "office/customers/<number:number>/tags/": SEE,
    "office/customers/<number:number>/tags/new/": EDIT,
    "office/customers/<number:number>/tags/removal/": EDIT,
    "office/orders/": (Right.SEE_ORDERS, Right.KEEP_ORDERS),
    "office/orders/<number:order>/": Right.SEE_ORDERS,
    "office/orders/<number:order>/state/": Right.SEE_ORDERS,
    "office/customers/<number:number>/orders/": (Right.SEE_ORDERS, Right.KEEP_ORDERS),
    "office/customers/<number:number>/billing/": Right.SEE_BILLING,
    "office/customers/<number:number>/billing/quotes/": Right.KEEP_BILLING,
    "office/customers/<number:number>/billing/payments/": Right.KEEP_BILLING,
    "office/customers/<number:number>/billing/credits/": Right.KEEP_BILLING,
    "office/customers/<number:number>/billing/tax/": (Right.SEE_BILLING, Right.KEEP_BILLING),
    "office/quotes/": Right.SEE_BILLING,
    "office/quotes/<number:quote>/": (Right.SEE_BILLING, Right.KEEP_BILLING),
    "office/quotes/<number:quote>/state/": Right.KEEP_BILLING,
    "office/quotes/<number:quote>/invoice/": Right.KEEP_BILLING,
    "office/invoices/": Right.SEE_BILLING,
    "office/invoices/<str:label>/": Right.SEE_BILLING,
    "office/invoices/<str:label>/paper/": Right.SEE_BILLING,
    "office/invoices/<str:label>/credit/": Right.KEEP_BILLING,
    "office/payments/": Right.SEE_BILLING,
    "office/payments/<uuid:payment>/allocations/": Right.KEEP_BILLING,
    "office/payments/<uuid:payment>/reversal/": Right.KEEP_BILLING,
    "office/customers/<number:number>/contracts/": Right.SEE_CONTRACTS,
    "office/customers/<number:number>/contracts/<number:contract>/state/": Right.MOVE_CONTRACTS,
    "office/customers/<number:number>/contracts/<number:contract>/commission/": Right.MOVE_CONTRACTS,
    "office/customers/<number:number>/application/": Right.SEE_CREDIT,
    "office/customers/<number:number>/application/link/": CREDIT,
    "office/customers/<number:number>/application/sensitive/": frozenset({Right.SEE_CREDIT, Right.SEE_SENSITIVE}),
    "office/customers/<number:number>/application/papers/<uuid:key>/": Right.SEE_CREDIT,
    "office/customers/<number:number>/application/checklist/": CREDIT,
    "office/customers/<number:number>/application/checklist/<uuid:item>/": CREDIT,
    "office/customers/cards/": Right.EDIT_CUSTOMERS,
    "office/customers/<number:number>/card/": Right.EDIT_CUSTOMERS,
    "office/customers/<number:number>/map/": (Right.SEE_CUSTOMERS, Right.EDIT_CUSTOMERS),
    "office/customers/<number:number>/price-level/": Right.KEEP_CATALOGUE,
    "office/customers/<number:number>/reseller/": Right.CHOOSE_RESELLER,
    "office/queue/": SEE,
    "office/queue/claims/": frozenset({SEE, APPROVE}),
    "office/queue/outcomes/": Right.SEE_CREDIT,
    "office/queue/<number:number>/": frozenset({SEE, Right.SEE_CREDIT}),
    "office/queue/<number:number>/stage/": frozenset({SEE, CREDIT}),
    "office/queue/<number:number>/stage/undo/": frozenset({SEE, CREDIT}),
    "office/queue/<number:number>/questions/": frozenset({SEE, CREDIT}),
    "office/queue/<number:number>/assignment/": frozenset({SEE, APPROVE}),
    "office/queue/assignments/": frozenset({SEE, APPROVE}),
    "office/partners/": Right.SEE_PARTNERS,
    "office/payment/methods/": (Right.SEE_TILLS, Right.KEEP_TILLS),
    "office/payment/methods/usual/": Right.KEEP_TILLS,
    "office/payment/methods/<number:key>/": Right.KEEP_TILLS,
    "office/payment/methods/<number:key>/archive/": Right.KEEP_TILLS,
    "office/payment/menus/": (Right.SEE_TILLS, Right.KEEP_TILLS),
    "office/payment/menus/<number:key>/": (Right.SEE_TILLS, Right.KEEP_TILLS),
    "office/payment/menus/<number:key>/methods/": Right.KEEP_TILLS,
    "office/payment/menus/<number:key>/removal/": Right.KEEP_TILLS,
    "office/transmit/": (Right.SEE_TILLS, Right.KEEP_TILLS),
    "office/transmit/<number:version>/return/": Right.KEEP_TILLS,
    "office/tills/": (Right.SEE_TILLS, Right.KEEP_TILLS),
    "office/tills/exceptions/": Right.SEE_TILLS,
    "office/tills/exceptions/<uuid:key>/": Right.KEEP_TILLS,
    "office/tills/<number:key>/": (Right.SEE_TILLS, Right.KEEP_TILLS),
    "office/tills/<number:key>/code/": Right.KEEP_TILLS,
    "office/tills/<number:key>/recall/": Right.KEEP_TILLS,
    "office/tills/<number:key>/loss/": Right.KEEP_TILLS,
    "office/tills/<number:key>/end/": Right.KEEP_TILLS,
    "office/tills/<number:key>/days/<number:number>/": Right.SEE_TILLS,
    "office/tills/<number:key>/sales/<uuid:sale>/": Right.SEE_TILLS,
    "office/customers/<number:number>/account/leases/": Right.KEEP_TILLS,
    "office/settings/tills/": (SETTINGS, BUSINESS),
    "office/settings/billing/": (SETTINGS, BUSINESS),
    "office/settings/staff/<number:key>/pin/": STAFF,
    "office/account/pin/": None,
    "office/products/": Right.SEE_CATALOGUE,
    "office/products/new/": Right.KEEP_CATALOGUE,
    "office/products/<number:key>/": (Right.SEE_CATALOGUE, Right.KEEP_CATALOGUE),
    "office/products/<number:key>/prices/": Right.KEEP_CATALOGUE,
    "office/products/<number:key>/prices/<number:price>/removal/": Right.KEEP_CATALOGUE,
    "office/products/<number:key>/audience/": Right.KEEP_CATALOGUE,
    "office/products/<number:key>/archive/": Right.KEEP_CATALOGUE,
    "office/products/<number:key>/restoration/": Right.KEEP_CATALOGUE,
    "office/products/categories/": (Right.SEE_CATALOGUE, Right.KEEP_CATALOGUE),
    "office/products/categories/<number:key>/": Right.KEEP_CATALOGUE,
    "office/products/categories/<number:key>/place/": Right.KEEP_CATALOGUE,
    "office/products/categories/<number:key>/removal/": Right.KEEP_CATALOGUE,
    "office/products/levels/": (Right.SEE_CATALOGUE, Right.KEEP_CATALOGUE),
    "office/products/levels/<number:key>/": Right.KEEP_CATALOGUE,
    "office/products/levels/<number:key>/holders/": Right.KEEP_CATALOGUE,
    "office/products/levels/<number:key>/removal/": Right.KEEP_CATALOGUE,
    "office/products/taxes/": (Right.SEE_CATALOGUE, Right.KEEP_CATALOGUE),
    "office/products/taxes/<number:key>/": Right.KEEP_CATALOGUE,
    "office/products/taxes/<number:key>/removal/": Right.KEEP_CATALOGUE,
    "office/partners/new/": Right.MANAGE_PARTNERS,
    "office/partners/<number:key>/": (Right.SEE_PARTNERS, Right.MANAGE_PARTNERS),
    "office/partners/<number:key>/end/": Right.MANAGE_PARTNERS,
    "office/partners/<number:key>/reopening/": Right.MANAGE_PARTNERS,
    "office/partners/<number:key>/people/": Right.MANAGE_PARTNERS,
    "office/partners/<number:key>/people/<number:user>/": Right.MANAGE_PARTNERS,
    "office/partners/<number:key>/people/<number:user>/end/": Right.MANAGE_PARTNERS,
    "office/partners/<number:key>/people/<number:user>/invitation/": Right.MANAGE_PARTNERS,
    "office/duplicates/": SEE,
    "office/duplicates/scans/": MERGE,
    "office/duplicates/scans/<uuid:key>/stop/": MERGE,
    "office/duplicates/<number:low>/<number:high>/": (SEE, MERGE),
    "office/duplicates/<number:low>/<number:high>/undo/": MERGE,
    "office/customers/<number:number>/xero/": EDIT,
    "office/tasks/": SEE,
    "office/tasks/<uuid:key>/": EDIT,
    "office/imports/": (SEE_IMPORTS, IMPORT),
    "office/imports/template.csv": IMPORT,
    "office/imports/template.xlsx": IMPORT,
    "office/imports/schedules/": SEE_IMPORTS,
    "office/imports/schedules/new/": IMPORT,
    "office/imports/schedules/times/": IMPORT,
    "office/imports/schedules/<number:number>/": SEE_IMPORTS,
    "office/imports/schedules/<number:number>/plan/": IMPORT,
    "office/imports/schedules/<number:number>/runs/": IMPORT,
    "office/imports/schedules/<number:number>/pause/": IMPORT,
    "office/imports/schedules/<number:number>/key/": frozenset({BUSINESS, IMPORT}),
    "office/imports/schedules/<number:number>/removal/": IMPORT,
    "office/imports/<uuid:key>/": SEE_IMPORTS,
    "office/imports/<uuid:key>/columns/": IMPORT,
    "office/imports/<uuid:key>/rehearsal/": IMPORT,
    "office/imports/<uuid:key>/alike/": IMPORT,
    "office/imports/<uuid:key>/rows/<number:row>/": IMPORT,
    "office/imports/<uuid:key>/apply/": IMPORT,
    "office/imports/<uuid:key>/cancel/": IMPORT,
    "office/imports/<uuid:key>/undo/": IMPORT,
    "office/imports/<uuid:key>/rejects/": SEE_IMPORTS,
    "office/waves/": APPROVE,
    "office/waves/<number:key>/": APPROVE,
    "office/waves/<number:key>/opening/": APPROVE,
    "office/waves/<number:key>/plan/": APPROVE,
    "office/waves/<number:key>/pause/": APPROVE,
    "office/waves/<number:key>/cancellation/": APPROVE,
    "office/waves/<number:key>/members/": APPROVE,
    "office/waves/<number:key>/members/removal/": APPROVE,
    "office/outbox/": LETTERS,
    "office/outbox/<str:name>/": LETTERS,
    "office/settings/": (SETTINGS, BUSINESS),
    "office/settings/start/": BUSINESS,
    "office/settings/ways-in/": (SETTINGS, BUSINESS),
    "office/settings/logins/": (SETTINGS, BUSINESS),
    "office/settings/credit/": (SETTINGS, BUSINESS),
    "office/settings/look/": (SETTINGS, BUSINESS),
    "office/settings/look/logo/": BUSINESS,
    "office/settings/look/logo/removal/": BUSINESS,
    "office/settings/categories/": (SETTINGS, BUSINESS),
    "office/settings/categories/one/": (SETTINGS, BUSINESS),
    "office/settings/categories/one/removal/": BUSINESS,
    "office/settings/tags/": (SETTINGS, BUSINESS),
    "office/settings/tags/<number:key>/": (SETTINGS, BUSINESS),
    "office/settings/tags/<number:key>/removal/": BUSINESS,
    "office/settings/checks/": SETTINGS,
    "office/settings/checks/<str:source>/": BUSINESS,
    "office/settings/checks/<str:source>/test/": BUSINESS,
    "office/settings/policy/": (SETTINGS, BUSINESS),
    "office/settings/policy/rehearsal/": BUSINESS,
    "office/settings/policy/switch/": BUSINESS,
    "office/customers/<number:number>/checks/": CREDIT,
    "office/customers/<number:number>/checks/<uuid:key>/removal/": CREDIT,
    "office/customers/<number:number>/checks/<uuid:key>/filling/": EDIT,
    "office/settings/letters/": SETTINGS,
    "office/settings/letters/<str:kind>/": (SETTINGS, BUSINESS),
    "office/settings/letters/<str:kind>/reset/": BUSINESS,
    "office/settings/xero/": SETTINGS,
    "office/settings/xero/connecting/": BUSINESS,
    "office/settings/xero/callback/": BUSINESS,
    "office/settings/xero/organisation/": BUSINESS,
    "office/settings/xero/mirror/": BUSINESS,
    "office/settings/xero/links/": BUSINESS,
    "office/settings/xero/removal/": BUSINESS,
    "office/business/": SETTINGS,
    "office/account/": None,
    "office/account/password/": None,
    "office/account/manager-code/": None,
    "office/account/manager-code/removal/": None,
    "office/account/sessions/": None,
    "office/account/again/": None,
    "office/account/second-factor/": None,
    "office/account/second-factor/app/": None,
    "office/account/second-factor/passkeys/": None,
    "office/account/second-factor/recovery-codes/": None,
    "office/account/second-factor/<number:key>/removal/": None,
    "office/settings/staff/": SEE_STAFF,
    "office/settings/staff/new/": STAFF,
    "office/settings/staff/<number:key>/": SEE_STAFF,
    "office/settings/staff/<number:key>/group/": STAFF,
    "office/settings/staff/<number:key>/end/": STAFF,
    "office/settings/staff/<number:key>/reopening/": STAFF,
    "office/settings/staff/<number:key>/invitation/": STAFF,
    "office/settings/staff/<number:key>/second-factor/": STAFF,
    "office/settings/staff/<number:key>/sessions/": STAFF,
    "office/settings/tokens/": Right.SEE_TOKENS,
    "office/settings/tokens/new/": Right.MANAGE_TOKENS,
    "office/settings/tokens/<number:number>/end/": Right.MANAGE_TOKENS,
    "office/settings/groups/": SEE_STAFF,
    "office/settings/groups/new/": STAFF,
    "office/settings/groups/<number:key>/": (SEE_STAFF, STAFF),
    "office/settings/groups/<number:key>/removal/": STAFF,
    "office/components/": SEE,
}
OWN_COUNTERS = ("people_session",)


def address(route: str, number: int) -> str:
    return address_of(route.replace("<number:number>", str(number)))


def test_every_page_of_the_office_needs_a_right():
    assert set(NEEDS) == {route for route, who in ROUTES.items() if who is Who.STAFF}


def may_ask(route: str, method: str, may: Collection[Right]) -> bool:
    right = NEEDS[route]
    if isinstance(right, tuple):
        right = right[method == "post"]
    if isinstance(right, frozenset):
        return right <= frozenset(may)
    return right is None or right in may


STEPS = [(area, level) for area in Area for level in steps_of(area) if level is not Level.NONE]


@pytest.fixture
def somebody(clock) -> Callable[[Mapping[str, str]], Client]:
    """A browser of somebody whose group holds these levels and no others."""

    def make(levels: Mapping[str, str]) -> Client:
        group = add_group(name="Of a test", levels=levels, by=COMMAND, at=AT)
        move_staff(staff=int(hire(TOM).key), group=group, by=COMMAND, at=AT)
        browser = Client()
        browser.force_login(Principal.objects.get(email=TOM.email))
        return browser

    return make


@pytest.mark.parametrize(("area", "level"), STEPS, ids=str)
def test_a_group_opens_the_pages_of_its_rights_and_no_others(area, level, somebody):
    browser, number = somebody({area.value: level.value}), sign_up()
    may = rights_within({area.value: level.value})
    wrong = {}
    for route, method in product(NEEDS, ("get", "post")):
        status = getattr(browser, method)(address(route, number)).status_code
        is_refused = not may_ask(route, method, may)
        if status >= 500 or (status != 405 and (status == 403) is not is_refused):
            wrong[route, method] = status
    assert wrong == {}


@pytest.mark.parametrize(
    "levels",
    [*AT_THE_START.values(), *({area.value: level.value} for area, level in STEPS)],
    ids=lambda levels: " ".join(f"{area}={level}" for area, level in levels.items())[:40],
)
def test_no_page_offers_what_who_looks_at_it_may_not_do(levels, somebody):
    browser, may, number = somebody(levels), rights_within(levels), let_in()
    settle_business(is_demo=True, by=COMMAND, at=AT)
    sign_up("Mara Lindqvist")
    offered: dict[tuple[str, str], str] = {}
    for route in (route for route in NEEDS if may_ask(route, "get", may)):
        for query in queries_of(route):
            response = browser.get(f"{address(route, number)}{query}")
            if response.status_code == 200 and not response.streaming:
                offered |= dict.fromkeys(offers_of(response.content.decode(errors="replace")), route)
    wrong = {
        (route, method): on
        for (to, method), on in offered.items()
        if to.startswith("/office/") and (route := resolve(to).route) in NEEDS and not may_ask(route, method, may)
    }
    assert wrong == {}


def queries_of(route: str) -> tuple[str, ...]:
    """What is asked of a page: the customers' list has its ways in, and lists have an end."""
    if route == "office/customers/":
        return "", "?status=new&came=self", "?status=new&came=import", "?q=nobody-like-that"
    return ("",) if "<" in route else ("", "?q=nobody-like-that")


def offers_of(page: str) -> set[tuple[str, str]]:
    """Where the links and forms of a page lead, and how."""
    posts = re.findall(r'<form[^>]*method="post"[^>]*action="([^"#?]+)', page) + re.findall(r'hx-post="([^"#?]+)', page)
    gets = re.findall(r'(?:href|hx-get)="([^"#?]+)', page)
    found = {(each, "post") for each in posts} | {(each, "get") for each in gets}
    return {(html.unescape(each), method) for each, method in found}


@pytest.mark.parametrize("role", AT_THE_START)
def test_the_status_is_a_control_for_who_may_change_it_and_a_word_for_the_others(role, staff_with_role):
    browser, number = staff_with_role(role.value), sign_up()
    may = Right.APPROVE_CUSTOMERS in MAY[role]
    for page in ("/office/customers/", f"/office/customers/{number}/"):
        text = browser.get(page).content.decode()
        assert ('class="status status--new"' in text) is True
        assert ("Make Active" in text) is may, page
        assert ('class="status__word"' in text) is not may, page
        assert ("table__pick" in text) is (may and page == "/office/customers/"), page


def test_a_refusal_says_the_right_that_is_lacking_and_who_gives_it(ines):
    response = ines.post(f"/office/customers/{sign_up()}/status/", {"status": "active"})
    assert response.status_code == 403
    page = response.content.decode()
    assert "Ines Duarte has no right to change a customer&#x27;s status." in page
    assert "Ask an administrator for it." in page


def test_a_right_that_is_taken_away_is_gone_at_the_next_request(tom):
    number = sign_up()
    assert tom.get("/office/imports/").status_code == 200
    Principal.objects.filter(name="Tom Brandt").update(group=group_of(Role.READER))
    assert tom.get("/office/imports/").status_code == 403
    assert tom.post(f"/office/customers/{number}/status/", {"status": "active"}).status_code == 403
    Principal.objects.filter(name="Tom Brandt").update(is_active=False)
    assert tom.get("/office/customers/")["Location"].startswith("/office/login/")


@pytest.mark.parametrize("route", NEEDS)
def test_nothing_of_the_office_is_changed_without_the_token_of_a_form_of_ours(route, staff_with_role):
    """V3.5.1: whoever is logged in, and whatever the other site's page sends."""
    browser, number = staff_with_role("administrator", enforce_csrf_checks=True), sign_up()
    before = everything_in_the_database(but=OWN_COUNTERS)
    for token in ({}, {"csrfmiddlewaretoken": "x" * 64}):
        response = browser.post(address(route, number), {"status": "active", "number": str(number), **token})
        assert response.status_code == 403
        assert "The page was open for too long" in response.content.decode()
    assert everything_in_the_database(but=OWN_COUNTERS) == before


@pytest.mark.parametrize(
    "route", ["app/login/", "app/logout/", "app/password/", "app/welcome/<str:token>/", "app/password/reset/"]
)
def test_nothing_of_the_app_is_changed_without_the_token_of_a_form_of_ours(route, clock):
    let_in()
    assert Client(enforce_csrf_checks=True).post(address_of(route)).status_code == 403


def test_the_token_of_the_page_lets_its_form_through(staff_with_role):
    browser, number = staff_with_role("office", enforce_csrf_checks=True), sign_up()
    page = browser.get("/office/customers/").content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found
    sent = {"status": "active", "csrfmiddlewaretoken": found[1]}
    assert browser.post(f"/office/customers/{number}/status/", sent).status_code == 302
    header = {"X-CSRFToken": found[1], "HX-Request": "true", "HX-Target": f"customer-{number}"}
    assert browser.post(f"/office/customers/{number}/status/", {"status": "admin"}, headers=header).status_code == 200


def test_looking_changes_nothing(nadia):
    number = let_in()
    place = locations_of(number)[0].pk
    before = everything_in_the_database(but=OWN_COUNTERS)
    for route in [*NEEDS, "", "healthz", "office/login/", "app/", "app/login/"]:
        for query in ("", f"?status=active&number={number}&location={place}&do=again&after=1&before=1&q=x"):
            nadia.get(f"{address(route, number)}{query}")
            nadia.head(f"{address(route, number)}{query}")
    assert everything_in_the_database(but=OWN_COUNTERS) == before


@pytest.mark.parametrize("number", [4711, 999_999_999_999_999_999])
@pytest.mark.parametrize(
    ("method", "page"),
    [
        ("get", ""),
        ("get", "details/"),
        ("post", "details/"),
        ("post", "status/"),
        ("post", "status/undo/"),
        ("post", "letters/"),
        ("post", "stage/"),
    ],
)
def test_a_customer_that_is_not_there_is_a_404_in_words(tom, method, page, number):
    response = getattr(tom, method)(f"/office/customers/{number}/{page}", {"status": "active", "name": "x"})
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "017", "1e3", "1.0", "٣", "1" * 19, "%00", "17%27", "x"])
def test_what_is_no_number_is_no_page(tom, number):
    assert tom.get(f"/office/customers/{number}/").status_code == 404
