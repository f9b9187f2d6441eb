"""A customer's personal data in the office: shown, taken out, erased by who typed the name."""

import io
import zipfile

import pytest
from django.test import Client

from onaccount.domain.accounts.actions import open_account, take_charge
from onaccount.domain.customers.models import Customer
from onaccount.foundation.money import Money
from tests.stage import AT, COMMAND, PASSWORD, let_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(nadia) -> Client:
    """Somebody who has lately proved who they are."""
    nadia.post("/office/account/again/", {"password": PASSWORD})
    return nadia


def test_it_is_shown_to_who_has_lately_proved_who_they_are(nadia):
    number = let_in()
    for answer in (
        nadia.get(f"/office/customers/{number}/privacy/"),
        nadia.post(f"/office/customers/{number}/privacy/erasure/", {"name": "Graham's Widgets"}),
    ):
        assert answer["Location"].startswith("/office/account/again/")
    assert Customer.objects.get().name == "Graham's Widgets"


def test_it_says_what_goes_and_what_stays_and_that_somebody_owes(office):
    number = let_in()
    open_account(customer=number, currency="GBP", limit=Money(100_00, "GBP"), by=COMMAND, at=AT)
    take_charge(customer=number, amount=Money(40_00, "GBP"), key="c", by=COMMAND, at=AT)
    page = office.get(f"/office/customers/{number}/privacy/").content.decode()
    assert "stands at 40.00 GBP: afterwards nobody knows who owes" in page
    assert "What was posted and sold" in page
    assert "Type the name to erase it: Graham&#x27;s Widgets" in page


def test_it_is_taken_out_as_one_file(office):
    number = let_in()
    response = office.post(f"/office/customers/{number}/privacy/")
    assert response.headers["Content-Disposition"] == f'attachment; filename="person-{number}.zip"'
    content = b"".join(response.streaming_content)
    assert zipfile.ZipFile(io.BytesIO(content)).namelist() == ["person.json"]


def test_without_the_name_nothing_is_erased(office):
    number = let_in()
    response = office.post(f"/office/customers/{number}/privacy/erasure/", {"name": "Somebody"})
    assert response.status_code == 422
    assert "the name that was typed is not that of No." in response.content.decode()
    assert Customer.objects.get().name == "Graham's Widgets"


def test_with_the_name_it_is_and_its_page_can_still_be_looked_at(office):
    number = let_in()
    response = office.post(f"/office/customers/{number}/privacy/erasure/", {"name": "GRAHAM'S  widgets"})
    assert "Nothing of theirs is left." in response.content.decode()
    assert Customer.objects.get().name == f"Erased {number}"
    for page in ("", "privacy/", "application/", "details/", "contracts/"):
        assert office.get(f"/office/customers/{number}/{page}").status_code == 200
