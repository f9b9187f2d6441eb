"""Where a search finds few, names like what was typed are a second answer, apart from the first."""

import pytest

from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.models import Customer, Unpublished
from onaccount.domain.customers.queries import Filter, customers_page
from onaccount.domain.customers.rules.status import Origin, Status
from tests.stage import AT, COMMAND

pytestmark = pytest.mark.django_db
NAMES = ("Harbour Pine Kitchens Ltd", "Zebra Belcorlan Stores", "Fry & Hob", "Salt Marsh Foods")


@pytest.fixture
def base() -> list[int]:
    return [add_customer(values={"name": name}, origin=Origin.STAFF, by=COMMAND, at=AT) for name in NAMES]


def similar(text: str, status: Status | None = None) -> list[str]:
    return [row.name for row in customers_page(Filter(text=text, status=status)).similar]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Harbur Pine Kitchens", NAMES[0]),
        ("Habrour Pine Kitchens Limited", NAMES[0]),
        ("Harrbour Pine Kitchens", NAMES[0]),
        ("Kitchens Pine Harbur", NAMES[0]),
        ("harbourpine kitchens", NAMES[0]),
        ("Harbour Pine Kitchens Bideford", NAMES[0]),
        ("zebra belcorlan storse", NAMES[1]),
        ("fri and hob", NAMES[2]),
        ("salt mash foods", NAMES[3]),
    ],
)
def test_a_misspelt_name_is_answered_with_the_one_that_was_meant(base, typed, meant):
    assert customers_page(Filter(text=typed)).rows == []
    assert similar(typed)[0] == meant


def test_whoever_is_found_is_not_similar_as_well(base):
    page = customers_page(Filter(text="harbour pine kitchens"))
    assert [row.name for row in page.rows] == [NAMES[0]]
    assert page.similar == []


def test_where_enough_are_found_there_is_no_second_answer():
    for number in range(5):
        add_customer(values={"name": f"Fry {number}"}, origin=Origin.STAFF, by=COMMAND, at=AT)
    add_customer(values={"name": "Fri 1"}, origin=Origin.STAFF, by=COMMAND, at=AT)
    assert similar("fry") == []


@pytest.mark.parametrize("typed", ["", "qqq", "17", "a@b.example", "!", "\u202e"])
def test_what_is_like_nobody_has_no_second_answer(base, typed):
    assert similar(typed) == []


def test_the_second_answer_stays_in_the_list_and_shows_nobody_who_is_hidden(base):
    assert similar("salt mash foods", status=Status.ACTIVE) == []
    assert similar("salt mash foods", status=Status.NEW) == [NAMES[3]]
    Customer.objects.filter(pk=base[3]).update(batch=Unpublished.objects.create().pk)
    assert similar("salt mash foods") == []
