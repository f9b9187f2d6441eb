"""Lists are read by keyset, in a fixed number of queries, and show nobody who is not there yet."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from onaccount.domain.customers.actions import add_customer, correct_customer
from onaccount.domain.customers.models import Customer, Unpublished
from onaccount.domain.customers.queries import (
    IMPORTED,
    THEMSELVES,
    Filter,
    Page,
    count_of,
    customer_card,
    customers_page,
    locked_customer,
    neighbours,
    rows_of,
    waiting_count,
)
from onaccount.domain.customers.queries import lists as queries
from onaccount.domain.customers.rules.status import NoSuchCustomer, Origin, Status
from onaccount.domain.vetting.actions import send_again, set_status
from tests.stage import AT, CAFE, COMMAND, LATER, WIDGETS, let_in, sign_up, sign_up_many, work_off


def pages_forward(wanted: Filter) -> list[Page]:
    pages = [customers_page(wanted)]
    while (after := pages[-1].after) is not None:
        pages.append(customers_page(wanted, after=after))
    return pages


def pages_back(wanted: Filter, last: Page) -> list[Page]:
    pages = [last]
    while (before := pages[-1].before) is not None:
        pages.append(customers_page(wanted, before=before))
    return pages


def numbers(pages: list[Page]) -> list[int]:
    return [row.number for page in pages for row in page.rows]


class PagesAreCompleteAndRepeatNothing(TestCase):
    @settings(max_examples=30)
    @given(
        size=st.integers(1, 7),
        statuses=st.lists(st.sampled_from([Status.NEW, Status.ADMIN]), max_size=16),
        wanted=st.sampled_from(
            [Filter(), Filter(Status.NEW), Filter(Status.ADMIN, THEMSELVES), Filter(text="widgets")]
        ),
    )
    def test_forwards_and_backwards(self, size, statuses, wanted):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(queries, "PAGE_SIZE", size)
            expected = []
            for status in statuses:
                number = add_customer(values={"name": WIDGETS}, origin=Origin.SIGNUP, by=COMMAND, at=AT)
                Customer.objects.filter(pk=number).update(status=status.value)
                expected += [number] if wanted.status in (None, status) else []
            expected.sort(reverse=True)
            forward = pages_forward(wanted)
            assert numbers(forward) == expected
            assert all(len(page.rows) == size for page in forward[:-1])
            back = pages_back(wanted, forward[-1])
            assert numbers(back[::-1]) == expected
            assert {page.count for page in forward + back} == {len(expected)}


@pytest.mark.django_db
def test_a_page_before_the_first_is_the_first(monkeypatch):
    newest = sign_up_many(3)[-1]
    assert numbers([customers_page(Filter(), before=newest)]) == numbers([customers_page(Filter())])


@pytest.mark.django_db
def test_who_comes_while_one_turns_pages_moves_nobody_to_another_page(monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    old = sign_up_many(4)[::-1]
    first = customers_page(Filter())
    sign_up(CAFE)
    second = customers_page(Filter(), after=first.after)
    assert numbers([first, second]) == old
    assert numbers([customers_page(Filter(), before=second.before)]) == old[:2]


@pytest.mark.django_db
def test_new_accounts_counts_who_came_by_themselves_and_waits():
    """D-17: an import waits under its own tab, and what staff add they know of."""
    by_origin = {origin: add_customer(values={"name": WIDGETS}, origin=origin, by=COMMAND, at=AT) for origin in Origin}
    set_status(number=sign_up(), to=Status.ADMIN, by=COMMAND, at=AT)
    assert waiting_count() == 3
    shown = numbers([customers_page(Filter(Status.NEW, THEMSELVES))])
    assert set(shown) == {by_origin[Origin.SIGNUP], by_origin[Origin.PARTNER], by_origin[Origin.API]}
    assert numbers([customers_page(Filter(Status.NEW, IMPORTED))]) == [by_origin[Origin.IMPORT]]


@pytest.mark.django_db
def test_a_count_goes_on_to_where_it_is_more(monkeypatch):
    monkeypatch.setattr(queries, "COUNT_UP_TO", 3)
    sign_up_many(3)
    assert count_of(Filter()) == 3
    sign_up(CAFE)
    sign_up("Mara Lindqvist")
    assert count_of(Filter()) == 4


# --- queries ----------------------------------------------------------------------------------------------------------


def fill(customers: int) -> None:
    for number in sign_up_many(customers, tags="trade; weekly", delivery_line1="Gate 2"):
        set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("customers", "text", "queries"),
    # A search that finds few is answered with similar names below, which is one question more.
    [(0, "", 2), (1, "", 4), (12, "", 4), (12, "graham", 4), (12, "trader1@widgets.example", 5)],
)
def test_a_list_costs_four_queries_however_long_it_is(customers, text, queries, django_assert_num_queries):
    fill(customers)
    with django_assert_num_queries(queries):
        customers_page(Filter(text=text))


@pytest.mark.django_db
@pytest.mark.parametrize("letters", [0, 5])
def test_a_card_costs_six_queries_however_much_is_on_it(letters, django_assert_num_queries):
    number = let_in(tags="trade; weekly", delivery_line1="Gate 2")
    location = customer_card(number).locations[0].key
    for n in range(letters):
        send_again(number=number, location=location, by=COMMAND, at=AT + timedelta(minutes=n))
    with django_assert_num_queries(6):
        customer_card(number, queue=Filter(Status.ACTIVE))


@pytest.mark.django_db
def test_a_row_shows_city_and_the_newest_letter():
    number = let_in()
    work_off(at=AT + LATER)
    [row] = rows_of([number])
    assert row.city == "Bideford"
    assert row.letter is not None
    assert row.letter.sent_at == AT + LATER


# --- an import that is still being written ----------------------------------------------------------------------------


@pytest.fixture
def hidden(db) -> int:
    """A customer of an import that is being written in slices."""
    batch = Unpublished.objects.create(batch=uuid.uuid4()).batch
    number = sign_up(external_id="HIDDEN")
    Customer.objects.filter(pk=number).update(batch=batch)
    return number


@pytest.mark.parametrize("text", ["", "graham", "graham@widgets.example", "HIDDEN", "wi"])
def test_a_hidden_customer_is_in_no_list(hidden, text):
    assert customers_page(Filter(text=text)).rows == []
    assert customers_page(Filter(text=str(hidden))).rows == []
    assert count_of(Filter(text=text)) == 0


def test_a_hidden_customer_is_nowhere(hidden):
    other = sign_up(CAFE)
    assert waiting_count() == 1
    assert rows_of([hidden, other])[0].number == other
    assert neighbours(other, Filter()) == (None, None)
    assert sum(queries.status_counts().values()) == 1
    with pytest.raises(NoSuchCustomer):
        customer_card(hidden)
    for verb in (
        lambda: set_status(number=hidden, to=Status.ACTIVE, by=COMMAND, at=AT),
        lambda: correct_customer(number=hidden, values={"phone": "1"}, by=COMMAND, at=AT),
        lambda: locked_customer(hidden),
    ):
        with pytest.raises(NoSuchCustomer):
            verb()


def test_a_hidden_customer_is_there_once_its_import_is_published(hidden):
    Unpublished.objects.all().delete()
    assert customer_card(hidden).customer.number == hidden
    assert waiting_count() == 1
