"""Contracts from end to end: added in the portal, carried on in the office, seen in both."""

import pytest
from django.test import Client

from onaccount.domain.contracts.models import Contract
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.people.models import Principal
from onaccount.domain.vetting.actions import set_stage
from tests.domain.partners.stage import dealer, dealer_user
from tests.domain.vetting.test_dealers import handed_in
from tests.stage import AT, COMMAND, TOM, hire

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena():
    return dealer_user(dealer())


@pytest.fixture
def number(lena):
    number = handed_in(lena)
    set_stage(number=number, to=Stage.PASSED, credit_reference="CR-1", by=COMMAND, at=AT)
    set_stage(number=number, to=Stage.BILLING, billing_reference="B-1", by=COMMAND, at=AT)
    return number


def browser_of(actor) -> Client:
    client = Client()
    client.force_login(Principal.objects.get(pk=actor.key))
    return client


def test_a_contract_goes_from_the_portal_to_the_office_and_back(lena, number):
    portal, office = browser_of(lena), browser_of(hire(TOM))
    summary = f"/portal/customers/{number}/"
    assert "Add contract" in portal.get("/portal/customers/").content.decode()
    began = portal.post(f"{summary}contracts/", {"connections": "01632 960 101\n01632 960 102"})
    assert began["Location"] == f"{summary}contracts/1/"
    assert "No contracts yet" in office.get(f"/office/customers/{number}/contracts/").content.decode()
    lines = {"connections": "01632 960 101\n01632 960 102", "do": "submit"}
    assert portal.post(f"{summary}contracts/1/", lines).status_code == 302
    page = office.get(f"/office/customers/{number}/contracts/").content.decode()
    assert "With Customer" in page
    office.post(f"/office/customers/{number}/contracts/1/state/", {"state": "with_customer"})
    office.post(f"/office/customers/{number}/contracts/1/commission/", {"place": "1", "amount": "12.50"})
    page = portal.get(summary).content.decode()
    for text in ("Order #", "Contract #", f"{number}-1", "With Customer", "12.50", "In all"):
        assert text in page, text
    assert "1 with customer" in portal.get("/portal/customers/").content.decode()
    assert "12.50" in portal.get(f"{summary}contracts/1/").content.decode()
    assert portal.post(f"{summary}contracts/1/", lines).status_code == 409
    assert portal.post(f"{summary}contracts/1/end/").status_code == 409


def test_what_was_refused_stands_at_its_field(lena, number):
    portal = browser_of(lena)
    address = f"/portal/customers/{number}/contracts/"
    assert portal.post(address, {"connections": "a\na"}).status_code == 422
    portal.post(address, {"connections": ""})
    refused = portal.post(f"{address}1/", {"connections": "", "do": "submit"})
    assert refused.status_code == 422
    assert "at least one connection" in refused.content.decode()
    assert portal.post(f"{address}1/end/").status_code == 302
    assert Contract.objects.get().state == "ended"


def test_add_contract_needs_billing_and_says_so(lena):
    portal, waiting = browser_of(lena), handed_in(lena)
    refused = portal.get(f"/portal/customers/{waiting}/contracts/")
    assert (refused.status_code, "Contracts need Billing" in refused.content.decode()) == (409, True)
    assert portal.post(f"/portal/customers/{waiting}/contracts/", {"connections": "one"}).status_code == 409
    assert "they need Billing" in portal.get(f"/portal/customers/{waiting}/").content.decode()


def test_the_office_says_what_cannot_be(lena, number):
    office = browser_of(hire(TOM))
    browser_of(lena).post(f"/portal/customers/{number}/contracts/", {"connections": "one"})
    browser_of(lena).post(f"/portal/customers/{number}/contracts/1/", {"connections": "one", "do": "submit"})
    address = f"/office/customers/{number}/contracts/1/"
    assert office.post(f"{address}state/", {"state": "connected"}).status_code == 409
    assert office.post(f"{address}state/", {"state": "heaven"}).status_code == 422
    assert office.post(f"{address}commission/", {"place": "1", "amount": "a lot"}).status_code == 422
    assert office.post(f"/office/customers/{number}/contracts/9/state/", {"state": "ended"}).status_code == 404
