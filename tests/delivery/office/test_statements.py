"""P-3: a page of the office asks the database a fixed number of times, whatever there is to show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onaccount.domain.customers.rules.status import Status
from onaccount.domain.vetting.actions import set_status
from tests.stage import AT, COMMAND, let_in, sign_up_many

FRAME = 4  # the business, the session, who it is and what they may, how many wait
LIST = 3  # the rows, all counts, the newest letters
CARD = 10  # the customer, its addresses, contacts, tags, logins, their people, neighbours, letters, history, wave


def asked(browser, address: str) -> int:
    with CaptureQueriesContext(connection) as context:
        assert browser.get(address).status_code == 200
    return len(context)


@pytest.mark.parametrize(
    "query", ["", "?status=new&came=self", "?q=widg", "?q=wi", "?q=w&status=new", "?q=a@b.example"]
)
def test_a_list_asks_seven_times_and_without_rows_not_for_letters(tom, query):
    let_in("Mara Lindqvist")
    nobody = asked(tom, "/office/customers/?q=zz")
    for number in sign_up_many(30)[:3]:
        set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT)
    assert nobody == FRAME + LIST - 1
    assert asked(tom, f"/office/customers/{query}") <= FRAME + LIST


@pytest.mark.parametrize("query", ["", "?q=widg"])
def test_a_customers_page_asks_fourteen_times(tom, query):
    number = let_in(tags="a; b", delivery_line1="Gate 2")
    assert asked(tom, f"/office/customers/{number}/{query}") == FRAME + CARD
