"""The portal: who comes in, what they see, and that of another dealer nothing is to be learned (I16)."""

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onaccount.domain.contracts.actions import start_contract
from onaccount.domain.contracts.models import Contract
from onaccount.domain.customers.actions import choose_reseller
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import Kind, Stage
from onaccount.domain.files.models import StoredFile
from onaccount.domain.partners.actions import end_partner, end_partner_user
from onaccount.domain.partners.models import Partner
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.people.models import Principal
from onaccount.domain.vetting.actions import set_stage
from onaccount.domain.vetting.actions.checklist import add_item
from onaccount.domain.vetting.actions.dealers import start_dealer_draft
from onaccount.domain.vetting.actions.papers import add_paper
from onaccount.domain.vetting.models import Application, ChecklistItem, Paper
from onaccount.domain.vetting.rules.checklist import What
from tests.domain.partners.stage import dealer, dealer_user
from tests.domain.vetting.test_dealer_rules import COMPANY, CONSUMER, PDF
from tests.domain.vetting.test_dealers import handed_in
from tests.house.routes import ROUTES, Who
from tests.stage import AT, COMMAND, PASSWORD, hire, sign_up

pytestmark = pytest.mark.django_db

NOBODYS = {"number": 987654321, "key": 987654321, "uuid": uuid.UUID("01890a5d-ac96-774b-bcce-b302099a8057")}


def browser_of(actor) -> Client:
    client = Client()
    client.force_login(Principal.objects.get(pk=actor.key))
    return client


@pytest.fixture
def ours():
    return dealer_user(dealer(), right=PortalRight.MANAGE)


@pytest.fixture
def theirs():
    return dealer_user(dealer("QRY077", "Quarry"), "Quentin Rees", right=PortalRight.MANAGE)


def test_somebody_of_a_dealers_logs_in_with_a_password_and_staff_do_not(ours):
    client = Client()
    page = client.post("/portal/login/", {"login": "lena@dealers.example", "password": PASSWORD})
    assert (page.status_code, page["Location"]) == (302, "/portal/customers/")
    assert client.get("/portal/customers/").status_code == 200
    hire()
    refused = Client().post("/portal/login/", {"login": "tom@harbourpine.example", "password": PASSWORD})
    assert refused.status_code == 422
    there = Client().post("/office/login/", {"login": "lena@dealers.example", "password": PASSWORD})
    assert there.status_code == 422


def test_who_is_ended_is_out_at_the_next_touch(ours):
    client = browser_of(ours)
    assert client.get("/portal/customers/").status_code == 200
    other = dealer_user(Partner.objects.get().pk, "Otto Berg", right=PortalRight.MANAGE)
    second = browser_of(other)
    end_partner_user(partner=Partner.objects.get().pk, user=int(other.key), by=ours, at=AT)
    assert second.get("/portal/customers/")["Location"].startswith("/portal/login/")
    end_partner(partner=Partner.objects.get().pk, by=COMMAND, at=AT)
    assert client.get("/portal/customers/")["Location"].startswith("/portal/login/")


def test_a_company_is_begun_kept_completed_and_submitted(ours):
    client = browser_of(ours)
    began = client.post("/portal/applications/", {"kind": "company"})
    address = began["Location"]
    assert client.get(address).status_code == 200
    assert client.post(address, {"do": "save", "name": "Graham's Widgets"}).status_code == 302
    assert "Graham&#x27;s Widgets" in client.get("/portal/applications/").content.decode()
    short = client.post(address, {"do": "submit", "name": "Graham's Widgets"})
    assert short.status_code == 422
    assert "needed before it can be submitted" in short.content.decode()
    done = client.post(address, {**COMPANY, "do": "submit"})
    number = Customer.objects.get().number
    assert done["Location"] == f"/portal/customers/{number}/"
    page = client.get(done["Location"]).content.decode()
    for text in ("04417723", "01/04/2009", "Direct debit", "Ltd/Plc (under 50 employees)", "120.00"):
        assert text in page
    assert client.get(address).status_code == 404


def test_a_consumer_with_too_little_time_is_asked_for_the_address_before(ours):
    client = browser_of(ours)
    address = client.post("/portal/applications/", {"kind": "individual"})["Location"]
    client.post(address, {**CONSUMER, "years": "1", "do": "save"})
    page = client.get(address).content.decode()
    assert 'name="previous_1_line1"' in page
    assert "23/10/1984" not in page
    assert "•••• 1984" in page
    typed = {**CONSUMER, "years": "1", "date_of_birth": ""}
    assert "cover 12 of the last 36" in client.post(address, {**typed, "do": "submit"}).content.decode()
    before = {"previous_1_line1": "3 Weir Lane", "previous_1_years": "2"}
    assert client.post(address, {**typed, **before, "do": "submit"}).status_code == 302
    assert Customer.objects.get().name == "Graham Roy"


def test_a_paper_is_taken_and_what_is_none_is_refused(ours):
    client = browser_of(ours)
    address = client.post("/portal/applications/", {"kind": "company"})["Location"]
    paper = SimpleUploadedFile("bill.pdf", PDF, "application/pdf")
    assert client.post(f"{address}papers/", {"paper": paper}).status_code == 302
    assert "bill.pdf" in client.get(address).content.decode()
    fake = SimpleUploadedFile("bill.pdf", b"MZ\x90\0", "application/pdf")
    assert client.post(f"{address}papers/", {"paper": fake}).status_code == 422
    assert client.post(f"{address}papers/", {}).status_code == 422
    assert StoredFile.objects.count() == 1


def test_a_search_finds_by_number_and_by_a_piece_of_the_name(ours):
    number = handed_in(ours)
    client = browser_of(ours)
    for text in (str(number), "widg", "GRAHAM"):
        assert "Graham&#x27;s Widgets" in client.get("/portal/customers/", {"q": text}).content.decode()
    assert "Nobody like that here" in client.get("/portal/customers/", {"q": "nobody"}).content.decode()
    assert client.get("/portal/customers/", {"q": "9" * 40}).status_code == 200


def test_an_answer_reaches_the_staff(ours):
    number = handed_in(ours)
    item = add_item(number=number, what=What.PAPER, words="Proof of address", asks_partner=True, by=COMMAND, at=AT)
    client = browser_of(ours)
    assert "1 question, answer" in client.get("/portal/customers/").content.decode()
    assert client.post(f"/portal/customers/{number}/answers/{item}/", {"answer": " "}).status_code == 422
    assert client.post(f"/portal/customers/{number}/answers/{item}/", {"answer": "Sent."}).status_code == 302
    assert ChecklistItem.objects.get().answer == "Sent."


def test_who_may_only_look_is_offered_nothing_else():
    looker = dealer_user(dealer(), right=PortalRight.SEE)
    client = browser_of(looker)
    page = client.get("/portal/customers/").content.decode()
    assert "Add company" not in page
    assert "/portal/people/" not in page
    assert client.post("/portal/applications/", {"kind": "company"}).status_code == 403
    assert client.get("/portal/people/").status_code == 403


def test_the_people_of_a_dealer_are_managed_by_one_of_them(ours):
    client = browser_of(ours)
    invited = {"name": "Otto Berg", "email": "otto@dealers.example", "right": "see"}
    assert client.post("/portal/people/", invited).status_code == 302
    again = client.post("/portal/people/", invited)
    assert again.status_code == 422
    assert "cannot be invited" in again.content.decode()
    otto = Principal.objects.get(email="otto@dealers.example")
    assert client.post(f"/portal/people/{otto.pk}/", {"right": "submit"}).status_code == 302
    assert client.post(f"/portal/people/{otto.pk}/end/").status_code == 302
    assert not Principal.objects.get(pk=otto.pk).is_active


# --- another dealer's -------------------------------------------------------------------------------------------------


def possessions(by) -> dict[str, Any]:
    """One of each thing that an address of the portal names."""
    number = handed_in(by)
    item = add_item(number=number, what=What.DEPOSIT, asks_partner=True, by=COMMAND, at=AT)
    draft = start_dealer_draft(kind=Kind.COMPANY, by=by, at=AT)
    add_paper(draft=draft, name="a.pdf", content=PDF, by=by, at=AT)
    paper = Paper.objects.get(application=draft).pk
    set_stage(number=number, to=Stage.PASSED, credit_reference="CR-1", by=COMMAND, at=AT)
    set_stage(number=number, to=Stage.BILLING, billing_reference="B-1", by=COMMAND, at=AT)
    contract = 0
    for _ in range(Contract.objects.count() + 1):  # whoever comes second has one that the first has not
        contract = start_contract(customer=number, connections="01632 960 101", by=by, at=AT)
    return {"contract": contract, "number": number, "item": item, "draft": draft, "paper": paper, "person": int(by.key)}


def address(route: str, things: dict[str, Any]) -> str:
    names = {"<number:number>": "number", "<uuid:item>": "item", "<uuid:paper>": "paper", "<number:key>": "person"}
    names |= {"<number:contract>": "contract"}
    path = "/" + route.replace("<uuid:key>", str(things["draft"]))
    for mark, name in names.items():
        path = path.replace(mark, str(things[name]))
    return path


WITH_ID = [route for route, who in ROUTES.items() if who is Who.PARTNER and "<" in route]
ABSENT = {
    "contract": 98765,
    "number": 98765,
    "item": NOBODYS["uuid"],
    "draft": NOBODYS["uuid"],
    "paper": NOBODYS["uuid"],
    "person": 98765,
}


PAGES = (
    "/portal/customers/", "/portal/customers/?stage=new", "/portal/customers/?q=Graham", "/portal/applications/",
    "/portal/people/",
)  # fmt: skip
TOKENS = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+')


def answer_of(client, method, path):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = getattr(client, method)(path, {"answer": "x", "right": "see", "do": "save", "password": PASSWORD})
    return response.status_code, TOKENS.sub(b"", response.content), len(asked)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", WITH_ID)
def test_anothers_and_what_there_is_not_are_answered_alike(route, method, ours, theirs):
    mine, other = possessions(ours), possessions(theirs)
    client = browser_of(ours)
    client.get("/portal/customers/")
    absent = address(route, ABSENT)
    anothers = address(route, other)
    status, body, asked = answer_of(client, method, anothers)
    if "second-factor" in route:  # a factor of one's own, found by its own key: neither is there
        assert status in (404, 405, 409, 422)
        return
    assert (status, body, asked) == answer_of(client, method, absent)
    assert status in (404, 405)
    nested = route.count("<") > 1
    if nested and method == "post":
        mixed = address(route, {**other, "draft": mine["draft"], "number": mine["number"]})
        assert answer_of(client, method, mixed)[0] == 404
    assert Application.objects.filter(partner__code="QRY077", state="draft").count() == 1
    assert Principal.objects.get(pk=other["person"]).is_active
    assert not ChecklistItem.objects.exclude(answer="").exists()
    assert {one.state for one in Contract.objects.all()} == {"draft"}


def test_what_is_ones_own_is_there(ours):
    mine = possessions(ours)
    client = browser_of(ours)
    for route in WITH_ID:
        if not any(part in route for part in ("removal", "end/", "answers", "papers", "people", "second-factor")):
            assert client.get(address(route, mine)).status_code == 200, route


def test_lists_counts_and_searches_hold_nothing_of_another_dealer(ours, theirs):
    client = browser_of(ours)

    def pages():
        found = []
        for path in PAGES:
            with CaptureQueriesContext(connection) as asked:
                body = client.get(path).content
            found.append((TOKENS.sub(b"", body), len(asked)))
        return found

    client.get("/portal/customers/")
    before = pages()
    number = possessions(theirs)["number"]
    sign_up()
    assert pages() == before
    assert "Graham" not in client.get("/portal/customers/", {"q": str(number)}).content.decode()


def test_a_customer_given_to_another_dealer_is_gone_at_once(ours, theirs):
    number = handed_in(ours)
    client = browser_of(ours)
    assert client.get(f"/portal/customers/{number}/").status_code == 200
    choose_reseller(number=number, partner=Partner.objects.get(code="QRY077").pk, by=COMMAND, at=AT)
    assert client.get(f"/portal/customers/{number}/").status_code == 404
    assert browser_of(theirs).get(f"/portal/customers/{number}/").status_code == 200


def test_a_credit_reference_is_shown_to_no_dealer(ours):
    number = handed_in(ours)
    Customer.objects.filter(number=number).update(credit_reference="CR-20415", billing_reference="B-00871")
    page = browser_of(ours).get(f"/portal/customers/{number}/").content.decode()
    assert "CR-20415" not in page
    assert "B-00871" not in page
