"""The approval card: everything of one application on one page, and every decision from it."""

import pytest

from onaccount.domain.business.actions import keep_choices
from onaccount.domain.customers.models import Customer
from onaccount.domain.people.models import Principal
from onaccount.domain.vetting.models import Assignment, ChecklistItem
from tests.domain.partners.stage import dealer, dealer_user
from tests.domain.vetting.test_dealers import handed_in
from tests.stage import AT, COMMAND, INES, NADIA, TOM, hire

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    lena = dealer_user(dealer())
    return handed_in(lena), handed_in(lena, name="Tidewater Fry Bar")


@pytest.fixture
def office(client):
    client.force_login(Principal.objects.get(pk=hire(TOM).key))
    return client


def test_everything_of_one_application_stands_on_one_page(office, two):
    page = office.get(f"/office/queue/{two[1]}/?sort=created").content.decode()
    for text in ("Tidewater Fry Bar", "ABC123, Northlight", "120.00 GBP", "Checklist", "Checks", "Timeline", "Papers"):
        assert text in page, text
    for key in ("p", "f", "x", "q", "a", "n", "e"):
        assert f'data-key="{key}"' in page, key
    assert f'href="/office/queue/{two[0]}/"' in office.get(f"/office/queue/{two[1]}/").content.decode()
    assert "to the queue" in page, "the last of this filter"


def test_each_decision_comes_back_to_the_card_in_the_same_filter(office, two):
    address = f"/office/queue/{two[0]}/"
    done = office.post(f"{address}stage/?stage=new&sort=name", {"stage": "referred", "credit_reference": "CR-1"})
    assert (done.status_code, done["Location"]) == (302, f"{address}?stage=new&sort=name")
    page = office.get(address).content.decode()
    assert "Trade references" in page
    office.post(f"{address}stage/", {"stage": "passed", "credit_reference": "CR-2"})
    assert 'data-key="z"' in office.get(address).content.decode()
    office.post(f"{address}stage/undo/")
    assert Customer.objects.get(number=two[0]).stage == "referred"
    office.post(f"{address}stage/", {"stage": "passed", "credit_reference": "CR-2"})
    office.post(f"{address}stage/", {"stage": "billing", "billing_reference": "B-1"})
    assert Customer.objects.get(number=two[0]).stage == "billing"
    assert office.post(f"{address}stage/undo/").status_code == 409


def test_what_was_refused_stands_at_its_field(office, two):
    refused = office.post(f"/office/queue/{two[0]}/stage/", {"stage": "passed"})
    assert refused.status_code == 422
    assert "needs a credit reference" in refused.content.decode()
    assert office.post(f"/office/queue/{two[0]}/stage/", {"stage": "heaven"}).status_code == 422
    assert office.post("/office/queue/987654321/stage/", {"stage": "passed"}).status_code == 404


def test_the_same_person_does_not_say_yes_twice(office, two):
    keep_choices(four_eyes_minor=0, by=COMMAND, at=AT)
    address = f"/office/queue/{two[0]}/"
    assert "Two people have to say yes" in office.get(address).content.decode()
    office.post(f"{address}stage/", {"stage": "passed", "credit_reference": "CR-1"})
    assert "A second person has to say so too" in office.get(address).content.decode()
    again = office.post(f"{address}stage/", {"stage": "passed", "credit_reference": "CR-1"})
    assert again.status_code == 409
    office.force_login(Principal.objects.get(pk=hire(NADIA).key))
    assert "Tom Brandt would let this customer pass" in office.get(address).content.decode()
    office.post(f"{address}stage/", {"stage": "passed", "credit_reference": "CR-1"})
    assert Customer.objects.get(number=two[0]).stage == "passed"


def test_a_question_goes_to_the_partner_and_the_case_to_a_colleague(office, two):
    address = f"/office/queue/{two[0]}/"
    assert office.post(f"{address}questions/", {"words": "Since when?"}).status_code == 302
    assert ChecklistItem.objects.get().asks_partner
    assert office.post(f"{address}questions/", {"words": ""}).status_code == 422
    me = Principal.objects.get(email=TOM.email).pk
    office.post(f"{address}assignment/", {"to": str(me)})
    assert Assignment.objects.get(customer=two[0]).principal_id == me
    assert "Release" in office.get(address).content.decode()
    office.post(f"{address}assignment/", {"to": ""})
    assert not Assignment.objects.exists()


def test_a_line_of_the_checklist_is_settled_from_the_card(office, two):
    office.post(f"/office/queue/{two[0]}/stage/", {"stage": "referred", "credit_reference": "CR-1"})
    item = ChecklistItem.objects.filter(what="deposit").get()
    address = f"/office/customers/{two[0]}/application/checklist/{item.pk}/"
    back = office.post(address, {"from": "case", "outcome": "not_needed"})
    assert back["Location"] == f"/office/queue/{two[0]}/"
    page = office.get("/office/queue/outcomes/").content.decode()
    assert "Deposit" in page


def test_who_may_not_see_credit_sees_no_card(client, two):
    client.force_login(Principal.objects.get(pk=hire(INES).key))
    assert client.get(f"/office/queue/{two[0]}/").status_code == 403
    assert f'href="/office/customers/{two[0]}/"' in client.get("/office/queue/").content.decode()
