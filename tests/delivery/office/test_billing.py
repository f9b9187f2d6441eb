"""The billing desk: a quote is made, sent, accepted by its link, invoiced, paid and corrected, page by page."""

import re

import pytest
from django.test import Client

from onaccount.delivery.jobs.worker import work_once
from onaccount.domain.accounts.actions import pay_in
from onaccount.domain.billing.actions.demo import remove_demo_billing
from onaccount.domain.billing.models import Invoice, NumberSeries
from onaccount.domain.billing.queries import invoice_card, tax_profile
from onaccount.foundation.money import Money
from tests.delivery.office.test_account_page import text_of
from tests.domain.billing import stage
from tests.domain.billing.stage import invoiced
from tests.stage import AT, COMMAND, work_off

pytestmark = pytest.mark.django_db
LINES = {"sku": ["", ""], "name": ["Desk hire", ""], "quantity": ["2", ""], "price": ["33.33", ""]}


@pytest.fixture
def customer():
    stage.settle()
    return stage.trader()


def test_from_a_quote_to_money_and_back(nadia, customer):
    page = f"/office/customers/{customer}/billing/"
    assert "None" in text_of(nadia.get(page))
    assert nadia.post(f"{page}quotes/", LINES | {"price": ["x", ""]}).status_code == 422
    quote = nadia.post(f"{page}quotes/", LINES)["Location"]
    assert "£79.99" in text_of(nadia.get(quote))
    assert nadia.post(f"{quote}invoice/").status_code == 409
    sent = nadia.post(f"{quote}state/", {"state": "sent"}, follow=True)
    found = re.search(r"/app/quotes/[\w-]+/", sent.content.decode())
    assert found
    anybody = Client()
    assert "Accept the quote" in text_of(anybody.get(found[0]))
    assert "Accepted" in text_of(anybody.post(found[0], {"answer": "accept"}))
    assert anybody.post(found[0], {"answer": "decline"}).status_code == 409
    assert anybody.get("/app/quotes/nothing/").status_code == 404

    invoice = nadia.post(f"{quote}invoice/")["Location"]
    assert invoice == "/office/invoices/INV-1/"
    shown = text_of(nadia.get(invoice))
    assert "Quote 1" in shown
    assert "1 Quay Street" in shown
    paper = nadia.get(f"{invoice}paper/")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    paid = {"amount": "70.00", "method": "bank", "note": "0912", "key": "once"}
    for _ in range(2):
        assert nadia.post(f"{page}payments/", paid).status_code == 302
    assert nadia.post(f"{page}payments/", paid | {"method": "shells", "key": "two"}).status_code == 422
    assert "£9.99" in text_of(nadia.get(invoice))
    note = nadia.post(f"{invoice}credit/", {"all": "1", "words": "Broken"})["Location"]
    assert "Credit note CN-1" in text_of(nadia.get(note))
    assert nadia.post(f"{invoice}credit/", {"all": "1", "words": "Broken"}).status_code == 422
    shown = text_of(nadia.get(page))
    assert "Bank transfer" in shown
    assert "£70.00" in shown
    for each in ("/office/quotes/", "/office/invoices/", "/office/payments/"):
        assert "Widgets" in text_of(nadia.get(each))


def test_a_payment_is_moved_and_reversed(nadia, customer):
    first, second = invoiced(customer), invoiced(customer)
    page = f"/office/customers/{customer}/billing/"
    nadia.post(f"{page}payments/", {"amount": "92.05", "method": "cash"})
    payment = re.search(r"/office/payments/[\w-]+/", nadia.get(page).content.decode())
    assert payment
    assert nadia.post(f"{payment[0]}allocations/", {"invoice": second, "amount": "1.00"}).status_code == 409
    nadia.post(f"{payment[0]}allocations/", {"invoice": first, "amount": "91.05"})
    nadia.post(f"{payment[0]}allocations/", {"invoice": second, "amount": "1.00"})
    assert [invoice_card(label).row.due_minor for label in (first, second)] == [1_00, 91_05]
    nadia.post(f"{payment[0]}reversal/")
    assert [invoice_card(label).row.due_minor for label in (first, second)] == [92_05, 92_05]
    nadia.post(f"{page}credits/", {"amount": "2.05", "words": "The lift stood"})
    assert invoice_card(first).row.due_minor == 90_00


def test_what_is_paid_on_the_accounts_page_pays_the_oldest_invoice(customer):
    label = invoiced(customer)
    pay_in(customer=customer, amount=Money(50_00, "GBP"), key="k", by=COMMAND, at=AT)
    work_off(by=work_once)
    assert invoice_card(label).row.paid_minor == 50_00


def test_a_blank_rate_and_a_rate_of_nothing_differ(nadia, customer):
    page = f"/office/customers/{customer}/billing/tax/"
    assert nadia.post(page, {"rate": "0"}).status_code == 422
    assert nadia.post(page, {"rate": "0", "reason": "Charity", "certificate": "C-1"}).status_code == 302
    assert tax_profile(customer).rate_ppm == 0
    assert nadia.post(page, {"rate": ""}).status_code == 302
    assert tax_profile(customer).rate_ppm is None


def test_the_terms_are_settled(nadia, customer):
    page = "/office/settings/billing/"
    sent = {"name": "Quarry", "city": "Leeds", "country": "gb", "due_days": "7", "quote_days": "10"}
    assert nadia.post(page, sent | {"country": "XX"}).status_code == 422
    assert nadia.post(page, sent).status_code == 302
    assert "Quarry" in nadia.get(page).content.decode()


def test_the_demos_invoices_are_taken_out_and_numbers_begin_anew(customer):
    invoiced(customer)
    remove_demo_billing(customers=[customer], by=COMMAND, at=AT)
    assert not Invoice.objects.exists()
    assert not NumberSeries.objects.exists()
