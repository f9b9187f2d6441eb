"""Whoever writes a customer writes its keys: after every action the stored ones are those that would be made now."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onaccount.domain.customers import actions
from onaccount.domain.customers.actions import (
    add_address,
    add_customer,
    change_address,
    correct_customer,
    delete_customer,
    remove_address,
    remove_customers,
)
from onaccount.domain.customers.actions import match_keys as writing
from onaccount.domain.customers.actions.match_keys import write_missing_keys
from onaccount.domain.customers.models import Address, Customer, MatchKey, MatchKeysWritten
from onaccount.domain.customers.queries import profiles_of
from onaccount.domain.customers.rules.match_keys import match_keys
from onaccount.domain.customers.rules.status import Origin
from onaccount.domain.imports.actions import apply_import, undo_import
from onaccount.domain.imports.actions.intakes.customers import write as applying
from onaccount.foundation.refusals import Refused
from tests.domain.imports.importing import as_csv, rehearse, take_in
from tests.stage import AT, COMMAND, TRADER, WIDGETS, sign_up

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(hours=1)
HEADER = ("External id", "Company", "E-mail", "Phone", "Address line 1", "City", "Postcode")
FRY = ("K-1", "Fry Foods Ltd", "anna@fry.example.org", "+442079460018", "17 High Street", "Leeds", "LS1 4DY")
HOB = ("K-2", "Hob & Sons", "bob@hob.example.org", "", "2 Mill Lane", "York", "")


def kept() -> set[tuple[int, int]]:
    return set(MatchKey.objects.values_list("customer_id", "key"))


def made_now() -> set[tuple[int, int]]:
    profiles = profiles_of(list(Customer.objects.values_list("number", flat=True)))
    return {(number, key) for number, values in profiles.items() for key in match_keys(values)}


def added() -> int:
    return add_customer(values=TRADER[WIDGETS].fields, origin=Origin.STAFF, by=COMMAND, at=AT)


def of(number: int) -> set[int]:
    return {key for owner, key in kept() if owner == number}


# --- every action -----------------------------------------------------------------------------------------------------


def walk_add() -> None:
    added()


def walk_sign_up() -> None:
    sign_up(WIDGETS)


def walk_correct() -> None:
    number = added()
    before = of(number)
    values = {
        "name": "Salt Marsh Foods",
        "phone": "+442079460019",
        "postcode": "LS9 9AB",
        "website": "salt.example.org",
    }
    correct_customer(number=number, values=values, by=COMMAND, at=AT)
    assert len(of(number) - before) >= 6


def walk_addresses() -> None:
    number = add_customer(values={"name": "Fry"}, origin=Origin.STAFF, by=COMMAND, at=AT)
    bare = of(number)
    key = add_address(number=number, use="main", values={"line1": "1 Quay", "postcode": "LS1 4DY"}, by=COMMAND, at=AT)
    one = of(number)
    change_address(number=number, address=key, values={"line1": "2 Quay"}, by=COMMAND, at=AT)
    two = of(number)
    assert bare < one
    assert bare < two
    assert one != two
    remove_address(number=number, address=key, by=COMMAND, at=AT)
    assert of(number) == bare


def walk_remove() -> None:
    remove_customers([added()])
    assert not kept()


def walk_import() -> None:
    take_in(as_csv(HEADER, FRY, HOB))
    assert len(kept()) >= 10


def walk_update() -> None:
    take_in(as_csv(HEADER, FRY, HOB))
    before = kept()
    take_in(as_csv(HEADER, (*FRY[:3], "+442079460019", *FRY[4:]), ("K-2", "Hobb", *HOB[2:])))
    assert kept() != before


def walk_undo() -> None:
    take_in(as_csv(HEADER, FRY))
    before = kept()
    key = take_in(as_csv(HEADER, ("K-1", "Fry & Daughters", *FRY[2:]), HOB)).key
    undo_import(key=key, by=COMMAND, at=LATER)
    assert kept() == before


def walk_delete() -> None:
    delete_customer(number=added(), by=COMMAND, at=AT)
    assert not kept()


WALKS: dict[str, Callable[[], None]] = {
    "add_customer": walk_add,
    "enter_customer": walk_sign_up,
    "correct_customer": walk_correct,
    "add_address": walk_addresses,
    "change_address": walk_addresses,
    "remove_address": walk_addresses,
    "remove_customers": walk_remove,
    "delete_customer": walk_delete,
    "add_set": walk_import,
    "update_set": walk_update,
    "restore_updated": walk_undo,
}
# They write logins, contacts, notes, points of the map, tags, people, categories, status or stage: no key.
# Whoever is erased keeps none, for nobody is to be found to be the same as "Erased 7".
OTHERS = {
    "add_contact", "add_note", "add_person", "add_tag", "change_contact", "choose_person", "choose_reseller",
    "delete_category", "delete_tag", "erase_customers", "make_category", "make_tag", "move_stage", "move_status",
    "new_location", "open_login", "remove_contact", "remove_map_point", "remove_note", "remove_person", "remove_pin",
    "remove_tag",
    "rename_category", "rename_location", "rename_person", "rename_tag", "set_day_limit", "set_login_email",
    "set_map_point", "set_pin", "take_back_status", "take_location", "write_missing_keys",
}  # fmt: skip


def test_every_action_is_walked_or_said_to_write_nothing_that_keys_are_made_of():
    assert set(actions.__all__) - OTHERS <= set(WALKS), "does it write what a key is made of? Walk it here"


@pytest.mark.parametrize("walk", dict.fromkeys(WALKS.values()), ids=lambda walk: walk.__name__)
def test_no_action_forgets_the_keys(walk):
    walk()
    assert kept() == made_now()


def test_an_action_that_forgets_them_is_caught(monkeypatch):
    monkeypatch.setattr("onaccount.domain.customers.actions.correct.rewrite_match_keys", lambda numbers: None)
    number = added()
    correct_customer(number=number, values={"name": "Salt Marsh Foods"}, by=COMMAND, at=AT)
    assert kept() != made_now()


# --- sets and rows ----------------------------------------------------------------------------------------------------


def test_an_import_in_slices_writes_the_same_keys(monkeypatch):
    monkeypatch.setattr(applying, "AT_ONCE", 0)
    monkeypatch.setattr(applying, "KEYS_OF", 7)
    rows = [
        (f"K-{n}", f"Keel {n} Foods", f"a@k{n}.example.org", f"+44207946{n:04}", f"{n} Quay", "Leeds", "LS1 4DY")
        for n in range(1, 30)
    ]
    take_in(as_csv(HEADER, *rows))
    assert kept() == made_now()
    assert len(kept()) > 200


def test_an_import_that_is_cut_off_leaves_no_keys(monkeypatch):
    monkeypatch.setattr(applying, "AT_ONCE", 0)
    key = rehearse(as_csv(HEADER, FRY, HOB)).key

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("onaccount.domain.imports.actions.intakes.customers.write.sets.update_set", fail)
    monkeypatch.setattr("onaccount.domain.imports.actions.intakes.customers.write.sets.publish_batch", fail)
    with pytest.raises((ZeroDivisionError, Refused)):
        apply_import(key=key, by=COMMAND, at=AT)
    monkeypatch.undo()
    assert {number for number, _ in kept()} <= set(Customer.objects.values_list("number", flat=True))


CELLS = st.tuples(
    st.sampled_from(["Hollin Dairy Ltd", "ÅNGSTRÖM & Søn", "=1+1", "名前", "a\u202eb", "NULL", "  x  y ", "'", "Аcme"]),
    st.sampled_from(["a@hollin.example.org", " A@HOLLIN.EXAMPLE.ORG", "no address", "ü@müller.example", ""]),
    st.sampled_from(["+44 20 7946 0017", "020 7946 0017", "1.23E+11", "-0-", "call me", ""]),
    st.sampled_from(["1 High St\nUnit 2", "", "“Quay”", "17a Rope Walk", "\t"]),
    st.sampled_from(["Leeds", "", "LEEDS\u00a0", "-"]),
    st.sampled_from(["LS1 4DY", "'01234", "", "ls1-4dy"]),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=6))
def test_rows_and_sets_write_the_same_keys_whatever_stands_in_the_cells(rows):
    Customer.objects.all().delete()
    content = as_csv(("Company", "E-mail", "Phone", "Address line 1", "City", "Postcode"), *rows)
    take_in(content, partial=True)
    assert kept() == made_now()
    by_set = {keys for number in {owner for owner, _ in kept()} if (keys := frozenset(of(number)))}
    profiles = list(profiles_of(list(Customer.objects.values_list("number", flat=True))).values())
    Customer.objects.all().delete()
    for values in profiles:
        given = {name: text for name, text in values.items() if name not in ("status", "login_email")}
        add_customer(values=given, origin=Origin.STAFF, by=COMMAND, at=AT)
    assert {frozenset(of(number)) for number in {owner for owner, _ in kept()}} == by_set


# --- those who were there before --------------------------------------------------------------------------------------


def crowd(count: int) -> None:
    rows = [
        Customer(kind="company", name=f"Fry {n} Foods", search_name="", origin="import", created_at=AT, changed_at=AT)
        for n in range(count)
    ]
    Customer.objects.bulk_create(rows)
    Address.objects.create(
        customer=Customer.objects.earliest("number"), use="main", line1="17 High Street", postcode="LS1 4DY"
    )


def test_whoever_was_there_before_gets_keys_in_slices_that_go_on_where_they_were():
    crowd(10)
    assert write_missing_keys(most=4)
    assert 0 < len(kept()) < len(made_now())
    while write_missing_keys(most=4):
        pass
    assert kept() == made_now()
    assert MatchKeysWritten.objects.get().next_number is None


def test_when_all_is_done_nobody_is_looked_at_any_more(django_assert_num_queries):
    write_missing_keys(most=4)
    with django_assert_num_queries(1):
        assert not write_missing_keys(most=4)


def test_by_another_recipe_all_keys_are_made_anew(monkeypatch):
    crowd(5)
    while write_missing_keys(most=2):
        pass
    before = kept()
    monkeypatch.setattr(writing, "recipe", lambda: "another")
    monkeypatch.setattr(writing, "match_keys", lambda values: [len(values["name"])])
    while write_missing_keys(most=2):
        pass
    assert kept() == {(number, len("Fry 0 Foods")) for number, _ in before}


def test_the_worker_writes_what_is_missing():
    from onaccount.delivery.jobs.key_jobs import write_missing

    crowd(3)
    write_missing()
    assert kept() == made_now()


def test_the_worker_may_be_first_with_the_keys_of_a_set():
    take_in(as_csv(HEADER, FRY, HOB))
    numbers = list(Customer.objects.order_by("number").values_list("number", flat=True))
    MatchKey.objects.all().delete()
    MatchKeysWritten.objects.all().delete()
    keys = writing.keys_of_new(numbers[0], numbers[-1])
    write_missing_keys(most=1)
    keys.write(0, len(keys))
    assert kept() == made_now()
