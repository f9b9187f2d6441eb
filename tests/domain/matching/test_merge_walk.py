"""I15: whatever is merged and taken apart in whichever order, nothing is lost and each number leads somewhere."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from onaccount.domain.customers.actions import add_contact, add_note, add_tag
from onaccount.domain.customers.models import Address, Contact, Customer, Location, Note
from onaccount.domain.customers.queries import (
    Filter,
    addresses_of,
    contacts_of,
    customers_page,
    notes_of,
    places_of,
    survivor_of,
    visible,
)
from onaccount.domain.history.models import Event
from onaccount.domain.matching.actions import merge_customers, unmerge_customers
from onaccount.domain.matching.models import Merge
from onaccount.domain.matching.rules.merging import CHOSEN
from onaccount.foundation.refusals import Refused
from tests.domain.matching.test_merge import rows
from tests.stage import AT, COMMAND, sign_up

BY: dict[str, Any] = {"by": COMMAND, "at": AT}
MANY = 8
PARTS = (Contact, Location, Note)
WHO = st.integers(0, MANY - 1)
MOVE = st.one_of(
    st.tuples(st.just("merge"), WHO, WHO, st.sets(st.sampled_from(CHOSEN))),
    st.tuples(st.just("undo"), st.integers(0, 20)),
)


def cast() -> list[int]:
    """Customers with something of everything, each with values of its own."""
    numbers = []
    for n in range(MANY):
        number = sign_up(login=f"walk{n}@widgets.example", name=f"Name {n}", phone="" if n % 2 else f"+44128835210{n}")
        add_contact(number=number, values={"given_name": f"Ruth {n}"}, **BY)
        add_note(number=number, text=f"Note {n}", **BY)
        add_tag(number=number, name=f"tag {n % 3}", **BY)
        if n % 3 == 0:
            Address.objects.filter(customer=number).delete()
        numbers.append(number)
    return numbers


def check(numbers: list[int], counts: list[int], facts: int) -> None:
    assert [part.objects.filter(customer__in=numbers).count() for part in PARTS] == counts
    survivors = {number: survivor_of(number) for number in numbers}
    roots = set(survivors.values())
    assert roots == set(visible().filter(number__in=numbers).values_list("number", flat=True))
    assert {row.number for row in customers_page(Filter()).rows} >= roots
    for reader, part in ((contacts_of, Contact), (places_of, Location), (notes_of, Note), (addresses_of, Address)):
        shown = sum(reader(root).count for root in roots)
        assert shown == part.objects.filter(customer__in=numbers).count()
    edges = dict(Merge.objects.filter(undone_at=None).values_list("loser", "survivor"))
    for number, survivor in survivors.items():
        root = number
        while root in edges:
            root = edges[root]
        assert root == survivor, "the pointer says what the merges say"
    assert Event.objects.count() >= facts


class Walks(TestCase):
    @settings(max_examples=12)
    @given(moves=st.lists(MOVE, min_size=3, max_size=14), order=st.randoms(use_true_random=False))
    def test_random_merges_and_undos_lose_nothing_and_come_apart_as_they_were(self, moves, order):
        numbers = cast()
        before = rows(*numbers)
        counts = [part.objects.filter(customer__in=numbers).count() for part in PARTS]
        facts = Event.objects.count()
        keys: list[Any] = []
        for move in moves:
            try:
                if move[0] == "merge":
                    loser, survivor = numbers[move[1]], numbers[move[2]]
                    choices = dict.fromkeys(move[3], loser)
                    keys.append(merge_customers(loser=loser, survivor=survivor, choices=choices, **BY))
                elif keys:
                    unmerge_customers(merge=keys[move[1] % len(keys)], **BY)
            except Refused:
                pass
            check(numbers, counts, facts)
        order.shuffle(keys)
        for key in keys:
            try:
                assert unmerge_customers(merge=key, **BY).kept == ()
            except Refused:
                continue
        check(numbers, counts, facts)
        assert rows(*numbers) == before


@pytest.mark.django_db
def test_the_walk_would_see_a_pointer_that_is_lost():
    """The negative control: a member of a family that points at nobody is found."""
    numbers = cast()
    counts = [part.objects.filter(customer__in=numbers).count() for part in PARTS]
    merge_customers(loser=numbers[1], survivor=numbers[0], **BY)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE customers_customer SET merged_into_id = NULL")
    with pytest.raises(AssertionError, match="the pointer says what the merges say"):
        check(numbers, counts, 0)
    assert Customer.objects.filter(merged_into=None).count() >= MANY
