"""Who may be somebody is found by what both share, in a fixed number of statements, however many share it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.actions.match_keys import write_missing_keys
from onaccount.domain.customers.models import Customer, Unpublished
from onaccount.domain.customers.queries import alike_pairs, alike_to, profiles_of
from onaccount.domain.customers.queries.alike import MOST, OF_A_KEY
from onaccount.domain.customers.rules.status import Origin
from onaccount.foundation.text import fold
from tests.stage import AT, COMMAND

pytestmark = pytest.mark.django_db

FRY = {
    "name": "Fry & Hearth Kitchens Ltd", "email": "anna@fry-hearth.example.org", "phone": "+442079460018",
    "tax_id": "GB882441005", "registration_number": "00445790", "line1": "17 Rope Walk", "postcode": "EX39 1QX",
    "external_id": "K-17",
}  # fmt: skip


def add(login: str = "", **values: str) -> int:
    return add_customer(values=values, origin=Origin.STAFF, login_email=login, by=COMMAND, at=AT)


def crowd(count: int, **shared: str) -> None:
    """Customers of made-up names who share a value."""
    rows = [
        Customer(
            **{"kind": "company", "name": f"{chr(97 + n % 26) * 9} {n:05}", "origin": "import"} | shared,
            created_at=AT,
            changed_at=AT,
        )
        for n in range(count)
    ]
    for row in rows:
        row.search_name = fold(row.name)
    Customer.objects.bulk_create(rows)
    while write_missing_keys(most=1_000):
        pass


@pytest.mark.parametrize(
    "told",
    [
        {"name": "Fry and Hearth Kitchens"},
        {"name": "Hearth Kitchens, Fry"},
        {"name": "Fry Hearht Kitchens Limited"},
        {"name": "FRY HEARTH KITCHNES"},
        {"name": "Quay", "email": "ANNA@fry-hearth.example.org"},
        {"name": "Quay", "email": "bob@fry-hearth.example.org"},
        {"name": "Quay", "phone": "020 7946 0018"},
        {"name": "Quay", "tax_id": "GB882441005"},
        {"name": "Quay", "registration_number": "00445790"},
        {"name": "Quay", "external_id": "K-17"},
        {"name": "Quay", "login_email": "orders@fry-hearth.example.net"},
        {"name": "Quay", "line1": "17 Rope Walk", "postcode": "ex391qx"},
    ],
)
def test_whoever_shares_something_telling_is_found(told):
    number = add("orders@fry-hearth.example.net", **FRY)
    add(name="Salt Marsh Foods", email="nora@salt.example.org", phone="+442079460099")
    assert alike_to([told]) == [[number]]


@pytest.mark.parametrize(
    "told",
    [{}, {"name": ""}, {"name": "Somebody Else"}, {"email": ""}, {"name": "\0", "tax_id": "\0", "email": "a\0b"}],
)
def test_whoever_shares_nothing_is_not(told):
    add(**FRY)
    assert alike_to([told]) == [[]]


def test_each_row_has_its_own_answer_in_its_place():
    one, two = add(name="Fry Foods"), add(name="Salt Marsh")
    assert alike_to([{"name": "Salt Mash"}, {"name": "Nobody"}, {"name": "Fry Foods"}]) == [[two], [], [one]]
    assert alike_to([]) == []


def test_a_thousand_rows_take_as_many_statements_as_one():
    add(**FRY)
    with CaptureQueriesContext(connection) as one:
        alike_to([FRY])
    with CaptureQueriesContext(connection) as many:
        alike_to([FRY | {"name": f"Fry {n}"} for n in range(300)])
    assert len(one) == len(many) == 2


def test_whom_an_import_hides_is_found_by_nobody():
    number = add(**FRY)
    batch = Unpublished.objects.create().pk
    Customer.objects.filter(pk=number).update(batch=batch)
    assert alike_to([FRY]) == [[]]
    Unpublished.objects.all().delete()
    assert alike_to([FRY]) == [[number]]


def test_a_telephone_of_hundreds_is_bounded_and_the_rarer_key_decides():
    number = add(**FRY)
    crowd(4 * OF_A_KEY, phone=FRY["phone"])
    (found,) = alike_to([{"name": "Fry Haerth Kitchens", "phone": FRY["phone"]}])
    assert found[0] == number
    assert len(found) <= MOST


def test_a_name_of_hundreds_still_finds_somebody():
    crowd(4 * OF_A_KEY, name="John Smith")
    (found,) = alike_to([{"name": "John Smith"}])
    assert len(found) == OF_A_KEY
    (few,) = alike_to([{"name": "John Smith"}], limit=3)
    assert few == found[:3]


# --- pairs ------------------------------------------------------------------------------------------------------------


def test_pairs_are_of_a_customer_in_reach_and_one_before_it():
    one, other, two, three = add(**FRY), add(name="Salt Marsh"), add(name="Fry Hearth Kitchns"), add(name="Salt Mash")
    assert set(alike_pairs(1, three)) == {(two, one), (three, other)}
    assert alike_pairs(one, other) == []
    assert alike_pairs(two, two) == [(two, one)]


def test_pairs_share_ids_too():
    one, two, three = (
        add(name="A", tax_id="GB882441005"),
        add(name="B", tax_id="GB882441005"),
        add("x@y.example", name="C"),
    )
    four = add(name="D", email="X@y.example")
    assert set(alike_pairs(1, four)) == {(two, one), (four, three)}


def test_a_telephone_of_hundreds_does_not_pair_everybody_with_everybody():
    crowd(300, phone=FRY["phone"])
    last = Customer.objects.latest("number").number
    pairs = alike_pairs(1, last)
    assert len(pairs) <= 300 * OF_A_KEY
    assert len({one for one, _ in pairs}) == 299


def test_what_is_compared_of_somebody_has_the_names_of_the_field_table():
    number = add("orders@fry.example", **FRY)
    profile = profiles_of([number])[number]
    assert {name: profile[name] for name in FRY} == FRY
    assert profile["login_email"] == "orders@fry.example"
