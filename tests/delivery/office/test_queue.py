"""The list of customers and the queue of those who wait (S0-01 to S0-04)."""

import re

import pytest

from onaccount.domain.customers.queries import lists as queries
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.letters.queries import letters_about
from onaccount.domain.vetting.actions import send_again, set_status
from tests.stage import AT, CAFE, COMMAND, LATER, TRADER, WIDGETS, let_in, sign_up, sign_up_many, work_off

PAGES = ["/office/customers/", "/office/customers/?status=new&q=", "/office/imports/", "/office/settings/start/"]
ROW = re.compile(r'<tr id="customer-\d+" data-number="(\d+)" data-status="(\w+)">')


def rows(browser, query: str = "") -> list[tuple[int, str]]:
    response = browser.get(f"/office/customers/{query}")
    assert response.status_code == 200
    return [(int(number), status) for number, status in ROW.findall(response.content.decode())]


def new_accounts(page: str) -> str:
    [count] = re.findall(r'data-count="([^"]*)"', page)
    return count


def test_every_page_of_the_office_says_how_many_wait(nadia):
    number = sign_up()
    sign_up(CAFE)
    let_in("Mara Lindqvist")
    for address in [*PAGES, f"/office/customers/{number}/", f"/office/customers/{number}/details/"]:
        assert new_accounts(nadia.get(address).content.decode()) == "2", address


def test_the_link_of_new_accounts_opens_the_list_of_those_who_wait(tom):
    waiting = sign_up()
    let_in("Mara Lindqvist")
    page = tom.get("/office/customers/").content.decode()
    link = re.search(r'id="new-accounts" href="/office/customers/([^"]*)"', page)
    assert link
    assert "New Accounts</span> (1)" in page
    assert rows(tom, link[1].replace("&amp;", "&")) == [(waiting, "new")]


def test_past_999_the_count_says_more(tom, monkeypatch):
    monkeypatch.setattr(queries, "COUNT_UP_TO", 999)
    monkeypatch.setattr("onaccount.delivery.ui.context.waiting_counts", lambda: (1000, 0, 0, 0, 0))
    assert "New Accounts</span> (999+)" in tom.get("/office/customers/").content.decode()


def test_the_list_is_narrowed_by_status_and_by_what_is_typed(tom):
    numbers = {name: sign_up(name) for name in TRADER}
    set_status(number=numbers["Mara Lindqvist"], to=Status.ACTIVE, by=COMMAND, at=AT)
    assert len(rows(tom)) == len(TRADER)
    assert rows(tom, "?status=active") == [(numbers["Mara Lindqvist"], "active")]
    assert rows(tom, "?status=new&q=widget") == [(numbers["Grahams Widget Co"], "new"), (numbers[WIDGETS], "new")]
    assert rows(tom, "?q=mara@lindqvist.example") == [(numbers["Mara Lindqvist"], "active")]
    assert rows(tom, f"?q=No.+{numbers[CAFE]}") == [(numbers[CAFE], "new")]
    assert rows(tom, "?q=cafe") == [(numbers[CAFE], "new")]
    assert rows(tom, "?status=inactive&q=widget") == []


def test_new_is_said_in_words_and_shown_in_its_colour(tom):
    sign_up()
    page = tom.get("/office/customers/?status=new").content.decode()
    assert 'class="status status--new"' in page
    assert re.search(r'data-status="new".*?class="status status--new".*?>\s*New\s*<', page, re.DOTALL)


@pytest.mark.parametrize(
    "query",
    [
        "?status=nonsense", "?status=", "?came=x", "?after=x&before=-1", "?after=99999999999999999999", "?before=0",
        "?q=%00", "?q=%ED%A0%80", "?q=" + "x" * 5000, "?q=%25&after=1&after=2", "?q[]=1", "?status=new&status=active",
    ],
)  # fmt: skip
def test_an_address_that_means_nothing_shows_a_list_and_no_error(tom, query):
    sign_up()
    assert tom.get(f"/office/customers/{query}").status_code == 200


def test_what_was_typed_stands_in_the_field_again_and_nowhere_as_it_is(tom):
    page = tom.get("/office/customers/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page


def test_pages_are_turned_forwards_and_back(tom, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    numbers = sign_up_many(5)[::-1]
    sign_up(CAFE)
    address, seen = "?status=new&q=widgets", []
    while address:
        page = tom.get(f"/office/customers/{address}").content.decode()
        seen += [int(number) for number, _ in ROW.findall(page)]
        on = re.search(r'href="(\?[^"]*)" rel="next"', page)
        address = on[1].replace("&amp;", "&") if on else ""
    assert seen == numbers
    back = re.search(r'href="(\?[^"]*)" rel="prev"', page)
    assert back
    assert [number for number, _ in rows(tom, back[1].replace("&amp;", "&"))] == numbers[2:4]


def queries_of(browser, address: str, counted) -> int:
    with counted() as context:
        assert browser.get(address).status_code == 200
    return len(context)


@pytest.mark.parametrize(
    "address", ["/office/customers/", "/office/customers/?status=new&q=", "/office/customers/?q=graham"]
)
def test_the_list_costs_the_same_queries_for_one_and_for_many(tom, address, django_assert_max_num_queries):
    def counted():
        return django_assert_max_num_queries(20)

    sign_up(login="one@widgets.example")
    few = queries_of(tom, address, counted)
    for number in sign_up_many(9, tags="a; b"):
        set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT)
    sign_up_many(0)
    sign_up(login="two@widgets.example")
    assert queries_of(tom, address, counted) <= few + 1  # the letters of those who have any


def test_the_card_costs_the_same_queries_for_much_and_for_little(tom, django_assert_max_num_queries):
    def counted():
        return django_assert_max_num_queries(24)

    little, much = let_in("Mara Lindqvist"), let_in(tags="a; b; c", delivery_line1="Gate 2")
    work_off(at=AT + LATER)
    for _ in range(5):
        set_status(number=much, to=Status.INACTIVE, by=COMMAND, at=AT)
        set_status(number=much, to=Status.ACTIVE, by=COMMAND, at=AT)
        send_again(number=much, location=locations_of(much)[0].pk, by=COMMAND, at=AT)
    assert len(letters_about("customer", str(much))) == 6
    assert queries_of(tom, f"/office/customers/{little}/", counted) == queries_of(
        tom, f"/office/customers/{much}/", counted
    )


def test_the_list_alone_comes_when_only_the_list_is_asked_for(tom):
    sign_up()
    part = tom.get("/office/customers/", headers={"HX-Request": "true", "HX-Target": "list"}).content.decode()
    assert "<html" not in part
    assert ROW.search(part)
