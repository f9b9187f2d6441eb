"""What a dealer handed in, as staff see it: secrets by their last part, proofs taken down, a checklist to settle."""

import pytest

from onaccount.domain.customers.rules.status import Kind
from onaccount.domain.history.models import Event
from onaccount.domain.people.models import Principal
from onaccount.domain.vetting.actions.dealers import start_dealer_draft, submit_dealer_draft
from onaccount.domain.vetting.actions.papers import add_paper
from onaccount.domain.vetting.models import ChecklistItem, Paper
from tests.domain.partners.stage import dealer, dealer_user
from tests.domain.vetting.test_dealer_rules import CONSUMER, PDF
from tests.stage import AT, INES, NADIA, TOM, hire, sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def number():
    lena = dealer_user(dealer())
    draft = start_dealer_draft(kind=Kind.INDIVIDUAL, by=lena, at=AT)
    add_paper(draft=draft, name="bill.pdf", content=PDF, by=lena, at=AT)
    return submit_dealer_draft(draft=draft, typed=CONSUMER, by=lena, at=AT)


def come_in(client, player):
    client.force_login(Principal.objects.get(pk=hire(player).key))
    return client


def test_a_secret_is_shown_to_who_may_look_and_that_they_did_is_kept(client, number):
    come_in(client, NADIA)
    page = client.get(f"/office/customers/{number}/application/").content.decode()
    assert "•••• 1984" in page
    assert "23/10/1984" not in page
    assert not Event.objects.filter(name="customer.sensitive_seen").exists()
    seen = client.post(f"/office/customers/{number}/application/sensitive/")
    assert "23/10/1984" in seen.content.decode()
    assert "no-store" in seen["Cache-Control"]
    assert Event.objects.filter(name="customer.sensitive_seen").count() == 1
    assert "23/10/1984" not in client.get(f"/office/customers/{number}/").content.decode()


def test_others_see_the_last_part_alone(client, number):
    come_in(client, TOM)
    assert client.post(f"/office/customers/{number}/application/sensitive/").status_code == 403
    assert "Show</button>" not in client.get(f"/office/customers/{number}/application/").content.decode()
    come_in(client, INES)
    assert client.get(f"/office/customers/{number}/application/").status_code == 403


def test_a_proof_is_taken_down_and_never_shown_in_a_page(client, number):
    come_in(client, TOM)
    paper = client.get(f"/office/customers/{number}/application/papers/{Paper.objects.get().pk}/")
    assert b"".join(paper) == PDF
    assert paper["Content-Disposition"] == 'attachment; filename="bill.pdf"'
    assert paper["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/office/customers/{sign_up()}/application/papers/{Paper.objects.get().pk}/").status_code == 404


def test_a_line_of_the_checklist_has_an_owner_and_a_day_and_is_settled(client, number):
    come_in(client, TOM)
    tom = Principal.objects.get(email=TOM.email).pk
    line = {"what": "deposit", "words": "200.00", "owner": str(tom), "due_on": "2026-12-01", "asks_partner": "on"}
    address = f"/office/customers/{number}/application/checklist/"
    assert client.post(address, line).status_code == 302
    page = client.get(f"/office/customers/{number}/application/").content.decode()
    for text in ("Deposit: 200.00", "Tom Brandt", "01/12/2026", "asked of the partner"):
        assert text in page
    item = ChecklistItem.objects.get()
    assert client.post(f"{address}{item.pk}/").status_code == 302
    assert client.post(f"{address}{item.pk}/").status_code == 409
    assert client.post(address, {"what": "question"}).status_code == 422
    assert client.post(address, {"what": "beads"}).status_code == 422


def test_a_customer_that_no_dealer_brought_has_a_checklist_alone(client):
    number = sign_up()
    come_in(client, TOM)
    page = client.get(f"/office/customers/{number}/application/").content.decode()
    assert "No partner handed this customer in." in page
    come_in(client, NADIA)
    assert client.post(f"/office/customers/{number}/application/sensitive/").status_code == 404
