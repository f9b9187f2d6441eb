"""Whatever a list writes, taking it back leaves what was there before; edits made since are not touched."""

import threading
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import customer_card
from onaccount.domain.imports.actions import undo_import
from onaccount.domain.imports.queries import import_card, kept_rows
from onaccount.domain.imports.rules.states import ImportState
from onaccount.foundation.refusals import Refused
from tests.domain.imports.importing import AT, BY, apply, as_csv, rehearse, take_in
from tests.domain.imports.test_undo import LATER, add, books, in_slices, list_of

pytestmark = pytest.mark.django_db(transaction=True)
COLUMNS = (
    "External id", "Company", "Email", "City", "Tags", "Contact given name", "Contact email", "Phone", "Delivery city",
)  # fmt: skip
CELLS = st.sampled_from(["", "", "Hollin", "Möller & Søn", "York"])
ROW = st.tuples(
    st.sampled_from("ABCDEFGHIJ"),
    st.sampled_from(["Hollin", "Moor", "Weir & Co"]),
    st.sampled_from(["", "a@hollin.example", "b@hollin.example", "c@hollin.example"]),
    CELLS,
    st.sampled_from(["", "dairy", "Dairy; new", "wave 1; old"]),
    st.sampled_from(["", "Nora", "Pip"]),
    st.sampled_from(["", "nora@hollin.example", "pip@hollin.example"]),
    st.sampled_from(["", "0113 496 0000", "0113 496 0001"]),
    CELLS,
)
LISTS = st.lists(ROW, min_size=1, max_size=8)
moments = count()


def later() -> timedelta:
    return timedelta(minutes=next(moments))


@pytest.mark.parametrize("way", ["at once", "in slices"])
def test_import_then_undo_leaves_everything_as_it_was(way, monkeypatch):
    if way == "in slices":
        in_slices(monkeypatch)

    @settings(max_examples=12)
    @given(LISTS, LISTS)
    def holds(first, second):
        take_in(as_csv(COLUMNS, *first))  # stays: the next example begins where this one ended
        before = books()
        card = take_in(as_csv(COLUMNS, *second))
        undo_import(key=card.key, by=BY, at=AT + later())
        assert kept_rows(card.key) == []
        assert books() == before

    holds()


def test_who_was_edited_since_is_kept_and_not_touched():
    @settings(max_examples=12)
    @given(LISTS, LISTS, st.sets(st.sampled_from("ABCDEFGHIJ"), max_size=4))
    def holds(first, second, edited):
        take_in(as_csv(COLUMNS, *first))
        card = take_in(as_csv(COLUMNS, *second))
        numbers = list(Customer.objects.filter(external_id__in=edited).values_list("number", flat=True))
        written = set(Customer.objects.filter(batch=card.key).values_list("number", flat=True))
        written |= set(Customer.objects.filter(replaced__batch=card.key).values_list("number", flat=True))
        for number in numbers:
            correct_customer(number=number, values={"notes": f"edited {later()}"}, by=BY, at=LATER + later())
        stand = {number: (customer_card(number), books_of(number)) for number in numbers}
        undo_import(key=card.key, by=BY, at=LATER + later())
        assert {kept.customer for kept in kept_rows(card.key)} == written & set(numbers)
        assert {number: (customer_card(number), books_of(number)) for number in numbers} == stand
        for number in written - set(numbers):
            assert not Customer.objects.filter(number=number, batch=card.key, changed_at=AT).exists()

    holds()


def books_of(number: int) -> list[object]:
    customer = Customer.objects.get(number=number)
    parts = (customer.addresses, customer.contacts, customer.locations, customer.tags)
    return [sorted(map(str, part.values_list())) for part in parts]


# --- races ---


def at_the_same_time(*works) -> list[str]:
    """What each came to: "done", or the code of its refusal."""
    barrier, found = threading.Barrier(len(works)), ["" for _ in works]

    def run(index: int, work) -> None:
        barrier.wait()
        try:
            work()
            found[index] = "done"
        except Refused as refusal:
            found[index] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, work)) for index, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_two_who_take_one_import_back_one_does():
    add(name="Hollin Dairy", external_id="A")
    before = books()
    card = take_in(list_of(*"ABCDEFGH"))
    found = at_the_same_time(*[lambda: undo_import(key=card.key, by=BY, at=LATER)] * 2)
    assert found.count("done") == 1
    assert books() == before
    undone = import_card(card.key)
    assert (undone.state, undone.removed, undone.restored) == (ImportState.UNDONE, 7, 1)


@pytest.mark.parametrize("attempt", range(3))
def test_an_edit_while_it_is_taken_back_is_never_lost(attempt):
    number = add(name="Hollin Dairy", external_id="A")
    card = take_in(list_of(*"ABCDEFGH"))
    new = Customer.objects.get(external_id="H").pk
    edits = [
        lambda number=each: correct_customer(number=number, values={"phone": "0113 496 0009"}, by=BY, at=LATER)
        for each in (number, new)
    ]
    _, old_edit, new_edit = at_the_same_time(lambda: undo_import(key=card.key, by=BY, at=LATER), *edits)
    assert old_edit == "done"
    assert Customer.objects.get(pk=number).phone == "0113 496 0009"
    assert new_edit in ("done", "no_such_customer")
    assert Customer.objects.filter(pk=new, phone="0113 496 0009").exists() == (new_edit == "done")


def test_an_import_that_was_rehearsed_before_an_undo_does_not_write_over_it():
    add(name="Hollin Dairy", external_id="A")
    first = take_in(list_of("A"))
    second = rehearse(list_of("A", company="Moor"))
    undo_import(key=first.key, by=BY, at=LATER)
    with pytest.raises(Refused, match="have changed since this file was rehearsed"):
        apply(second.key)
