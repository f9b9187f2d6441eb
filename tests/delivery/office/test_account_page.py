"""The account of a customer on its page: opened, used, put right; each press posts once."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest

from onaccount.domain.accounts.actions import open_account, settle_policy
from onaccount.domain.accounts.models import CustomerAccount
from onaccount.domain.accounts.queries import account_of
from onaccount.domain.accounts.rules import Exposure, OverLimitPolicy
from onaccount.domain.ledger.models import Posting
from onaccount.foundation.money import Money
from tests.stage import AT, COMMAND, let_in, sign_up


def page_of(number: int) -> str:
    return f"/office/customers/{number}/account/"


@pytest.fixture
def widgets(clock) -> int:
    number = let_in()
    open_account(customer=number, currency="GBP", limit=Money(500_00, "GBP"), by=COMMAND, at=AT)
    return number


def post(browser, number, do, amount, key=None, **more):
    sent = {"do": do, "amount": amount, "key": str(key or uuid4()), **more}
    return browser.post(f"{page_of(number)}postings/", sent)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_an_account_is_opened_with_a_limit_and_stands_there(tom):
    number = sign_up()
    assert "No account yet" in text_of(tom.get(page_of(number)))
    tom.post(page_of(number), {"allowed": "on", "currency": "GBP", "credit": "limit", "limit": "500.00"})
    page = text_of(tom.get(page_of(number)))
    assert "Left to spend £500.00" in page
    assert "Allowed" in page
    assert page_of(number) in tom.get(f"/office/customers/{number}/").content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"credit": "limit", "limit": ""}, "is no amount of GBP"),
        ({"credit": "limit", "limit": "5,00"}, "is no amount of GBP"),
        ({"credit": "limit", "limit": "0.001"}, "is no amount of GBP"),
        ({"credit": "limit", "limit": "5", "currency": "XXX"}, "is no currency of today"),
    ],
)
def test_a_limit_that_is_none_is_said_and_opens_nothing(tom, sent, said):
    number = sign_up()
    response = tom.post(page_of(number), {"allowed": "on", "currency": "GBP", **sent})
    assert (response.status_code, said in text_of(response)) == (422, True)
    assert not CustomerAccount.objects.exists()


def test_a_press_that_comes_twice_posts_once(tom, widgets):
    key = uuid4()
    for _ in range(2):
        assert post(tom, widgets, "charge", "37.50", key, note="Order 1041").status_code == 302
    page = text_of(tom.get(page_of(widgets)))
    assert Posting.objects.count() == 1
    assert "Owed £37.50" in page
    assert "Order 1041" in page


def test_what_is_refused_says_how_much_is_left_and_keeps_what_was_typed(tom, widgets):
    response = post(tom, widgets, "charge", "500.01")
    assert response.status_code == 409
    assert "500.00 GBP are left" in text_of(response)
    assert 'value="500.01"' in response.content.decode()
    assert post(tom, widgets, "withdrawal", "1").status_code == 409
    assert post(tom, widgets, "charge", "-1").status_code == 422
    assert not Posting.objects.exists()


def test_a_charge_is_refunded_in_part_and_a_mistake_is_taken_back_once(tom, widgets):
    post(tom, widgets, "charge", "100")
    charge = Posting.objects.get().pk
    of = f"{page_of(widgets)}postings/{charge}/"
    assert tom.post(f"{of}refund/", {"amount": "40", "key": str(uuid4())}).status_code == 302
    assert tom.post(f"{of}refund/", {"amount": "60.01", "key": str(uuid4())}).status_code == 409
    assert tom.post(f"{of}reversal/", {"key": str(uuid4())}).status_code == 409, "some of it was given back"
    post(tom, widgets, "deposit", "10")
    deposit = Posting.objects.get(reason="deposit").pk
    for status in (302, 409):
        assert tom.post(f"{page_of(widgets)}postings/{deposit}/reversal/", {"key": str(uuid4())}).status_code == status
    found = account_of(widgets, at=AT)
    assert found
    assert str(found.balance) == "60.00"


def test_a_posting_of_another_customer_is_not_there(tom, widgets):
    other = let_in("Mara Lindqvist")
    open_account(customer=other, currency="GBP", limit=None, by=COMMAND, at=AT)
    post(tom, widgets, "charge", "100")
    charge = Posting.objects.get().pk
    sent = {"amount": "1", "key": str(uuid4())}
    assert tom.post(f"{page_of(other)}postings/{charge}/refund/", sent).status_code == 404
    assert tom.post(f"{page_of(other)}postings/{charge}/reversal/", sent).status_code == 404
    assert Posting.objects.count() == 1
    assert tom.post(f"{page_of(other)}postings/{uuid4()}/refund/", sent).status_code == 404


def test_a_limit_that_is_raised_for_a_time_comes_back_by_itself(tom, widgets, clock):
    sent = {"amount": "50", "until": "2026-11-22T12:00", "why": "Christmas stock"}
    assert tom.post(f"{page_of(widgets)}rises/", sent).status_code == 302
    page = text_of(tom.get(page_of(widgets)))
    assert "Left to spend £550.00" in page
    assert "Christmas stock" in page
    clock.move_to(AT.replace(hour=13))
    assert "Left to spend £500.00" in text_of(tom.get(page_of(widgets)))


def test_a_double_click_raises_the_limit_once(tom, widgets):
    sent = {"amount": "50", "until": "2026-11-22T12:00", "why": "Christmas stock"}
    sent["key"] = key_in(tom.get(page_of(widgets)).content.decode(), "rises/")
    for _ in range(2):
        assert tom.post(f"{page_of(widgets)}rises/", sent).status_code == 302
    assert "Left to spend £550.00" in text_of(tom.get(page_of(widgets)))
    other = tom.post(f"{page_of(widgets)}rises/", sent | {"amount": "60"})
    assert (other.status_code, "This key was used for another" in text_of(other)) == (422, True)


def key_in(page: str, action: str) -> str:
    """The key that the form with this address carries."""
    form = page.partition(f'account/{action}"')[2].partition("</form>")[0]
    return form.partition('name="key" value="')[2].partition('"')[0]


def test_somebody_who_changed_it_meanwhile_is_not_written_over(tom, widgets):
    stale = {"allowed": "on", "credit": "limit", "limit": "900", "version": "1"}
    assert tom.post(page_of(widgets), stale).status_code == 302
    assert tom.post(page_of(widgets), stale | {"limit": "100"}).status_code == 412
    found = account_of(widgets, at=AT)
    assert found
    assert str(found.limit) == "900.00"


def test_a_limit_of_two_people_is_asked_for_by_one_and_approved_by_another_on_the_page(tom, nadia, widgets):
    settle_policy(
        counts=frozenset(Exposure), over_limit_in_app=OverLimitPolicy.NO, over_limit_in_office=OverLimitPolicy.NO,
        four_eyes=Decimal(600), by=COMMAND, at=AT,
    )  # fmt: skip
    sent = {"amount": "200", "until": "2026-11-22T12:00", "why": "Christmas stock", "key": str(uuid4())}
    assert "It waits for a colleague" in text_of(tom.post(f"{page_of(widgets)}rises/", sent, follow=True))
    page = tom.get(page_of(widgets))
    assert "asked for by Tom Brandt" in text_of(page)
    assert "You asked for it" in text_of(page)
    approval = f"{page_of(widgets)}limit/{page.context['ask']['id']}/approval/"
    refused = tom.post(approval)
    assert (refused.status_code, "takes two people" in text_of(refused)) == (409, True)
    assert "Approve" in text_of(nadia.get(page_of(widgets)))
    assert nadia.post(approval).status_code == 302
    assert "Left to spend £700.00" in text_of(tom.get(page_of(widgets)))
    assert tom.post(approval.replace("approval", "refusal")).status_code == 409
