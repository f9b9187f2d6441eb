"""P-3: a page of the office asks the database a fixed number of times, whatever there is to show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onaccount.domain.customers.actions import add_note
from onaccount.domain.customers.models import Address, Contact, Customer, Location, Note
from onaccount.domain.customers.queries import FIRST
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.models import Event
from onaccount.domain.vetting.actions import set_status
from tests.stage import AT, COMMAND, let_in, sign_up, sign_up_many

FRAME = 4  # the business, the session, who it is and what they may, how many wait
LIST = 4  # the rows, all counts, who was merged into them, the newest letters
# The customer, its tags and whoever was merged into it, addresses, logins, contacts, neighbours, people, notes,
# letters, history, wave, whether Xero is connected, the pairs it is one of, whom it may be (who shares something, and
# who they are), its checks, where they are ordered, its dealer, and its price level.
CARD = 20


def asked(browser, address: str, section: str = "") -> int:
    """How many statements a page takes; or a section alone, as htmx asks for it."""
    headers = {"HX-Request": "true", "HX-Target": section} if section else {}
    with CaptureQueriesContext(connection) as context:
        assert browser.get(address, headers=headers).status_code == 200
    return len(context)


SIMILAR = 3  # where few are found: who shares a key of the name, their names, their rows


@pytest.mark.parametrize(
    "query", ["", "?status=new&came=self", "?q=widg", "?q=wi", "?q=w&status=new", "?q=a@b.example"]
)
def test_a_list_asks_eight_times_and_without_rows_not_for_letters(tom, query):
    let_in("Mara Lindqvist")
    nobody = asked(tom, "/office/customers/?q=zz")
    for number in sign_up_many(30)[:3]:
        set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT)
    assert nobody == FRAME + LIST - 2 + 1  # nobody shares a key either
    assert asked(tom, f"/office/customers/{query}") <= FRAME + LIST
    assert asked(tom, "/office/customers/?q=widgts") <= FRAME + LIST + SIMILAR


@pytest.mark.parametrize("query", ["", "?q=widg"])
def test_a_customers_page_asks_a_fixed_number_of_times(tom, query):
    number = let_in(tags="a; b", delivery_line1="Gate 2")
    assert asked(tom, f"/office/customers/{number}/{query}") == FRAME + CARD


def test_whom_a_customer_looks_like_costs_as_much_for_one_as_for_twenty(tom):
    number, _other = sign_up_many(2)
    one = asked(tom, f"/office/customers/{number}/")
    for n in range(20):
        sign_up(login=f"further{n}@widgets.example")
    assert asked(tom, f"/office/customers/{number}/") == one


THOUSAND = 1000


def test_a_customers_page_asks_no_more_with_a_thousand_of_everything(tom):
    number = let_in()
    few = asked(tom, f"/office/customers/{number}/")
    heap_up(number)
    assert asked(tom, f"/office/customers/{number}/") == few
    page = tom.get(f"/office/customers/{number}/").content.decode()
    assert page.count("Change<span") <= 3 * FIRST
    for section in ("contacts", "addresses", "locations", "notes"):
        assert f"/{section}/?start=0#{section}" in page
    assert "All 1,001" in page


@pytest.mark.parametrize("section", ["contacts", "addresses", "locations", "notes", "tags", "timeline"])
def test_a_section_alone_asks_less_than_the_page(tom, section):
    number = let_in()
    add_note(number=number, text="Rings twice", by=COMMAND, at=AT)
    address = f"/office/customers/{number}/{section}/?start=0"
    few = asked(tom, address, section)
    heap_up(number)
    assert asked(tom, address, section) == few <= FRAME + CARD - 1


def heap_up(number: int) -> None:
    """A thousand more of all that a customer can have many of, as an import would put them there."""
    customer = Customer.objects.get(pk=number)
    Contact.objects.bulk_create(Contact(customer=customer, given_name=f"Ruth {n}") for n in range(THOUSAND))
    Address.objects.bulk_create(Address(customer=customer, use="further", line1=f"Gate {n}") for n in range(THOUSAND))
    Location.objects.bulk_create(
        Location(customer=customer, login_email=f"till{n}@w.example", created_at=AT) for n in range(THOUSAND)
    )
    Note.objects.bulk_create(Note(customer=customer, text=f"Rang {n} times", at=AT) for n in range(THOUSAND))
    about = {"subject_kind": "customer", "subject_key": str(number), "actor_kind": "command", "actor_key": "command"}
    Event.objects.bulk_create(Event(name="note.added", at=AT, **about) for _ in range(THOUSAND))
