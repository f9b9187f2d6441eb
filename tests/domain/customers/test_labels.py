"""Tags and categories of a business: named anew, made one of two, deleted."""

import pytest

from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.actions import (
    add_customer,
    delete_category,
    delete_tag,
    make_category,
    make_tag,
    remove_customers,
    rename_category,
    rename_tag,
)
from onaccount.domain.customers.models import Customer, Tag
from onaccount.domain.customers.queries import category_labels, category_names, tag_labels
from onaccount.domain.customers.rules.fields import CATEGORIES
from onaccount.domain.customers.rules.labels import LabelTaken, NoSuchLabel, NotALabel
from onaccount.domain.customers.rules.status import Origin
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.people.rules import NotAllowed
from tests.stage import AT, COMMAND, INES, LATER, TOM, everything_in_the_database, hire, race

pytestmark = pytest.mark.django_db


def add(name: str, **values: str) -> int:
    return add_customer(values={"kind": "company", "name": name, **values}, origin=Origin.STAFF, by=COMMAND, at=AT)


def tags() -> dict[str, int]:
    return {label.name: label.count for label in tag_labels()}


def key_of(name: str) -> int:
    return Tag.objects.get(name=name).pk


def of(number: int) -> list[str]:
    return sorted(Customer.objects.get(number=number).tags.values_list("name", flat=True))


def test_a_tag_has_its_new_name_on_every_customer():
    one, two = add("A", tags="bulk; beta"), add("B", tags="bulk")
    rename_tag(key=key_of("bulk"), name="Wholesale", by=COMMAND, at=AT)
    assert (of(one), of(two)) == (["Wholesale", "beta"], ["Wholesale"])
    assert tags() == {"Wholesale": 2, "beta": 1}


def test_a_tag_may_change_its_case_and_nothing_more():
    add("A", tags="bulk")
    rename_tag(key=key_of("bulk"), name="BULK", by=COMMAND, at=AT)
    assert tags() == {"BULK": 1}


def test_two_tags_become_one_after_a_question_and_each_customer_has_it_once():
    one, two, three = add("A", tags="bulk"), add("B", tags="wholesale"), add("C", tags="bulk; wholesale")
    key = key_of("bulk")
    with pytest.raises(LabelTaken):
        rename_tag(key=key, name="Wholesale", by=COMMAND, at=AT)
    assert tags() == {"bulk": 2, "wholesale": 2}
    rename_tag(key=key, name="Wholesale", merges=True, by=COMMAND, at=AT)
    assert [of(number) for number in (one, two, three)] == [["wholesale"]] * 3
    changes = facts_of(Subject("tag", str(key)))[0].changes
    assert changes == {"name": ("bulk", "wholesale"), "customers": (2, 0)}


def test_a_tag_is_taken_off_all_who_have_it():
    one = add("A", tags="bulk; beta")
    key = key_of("bulk")
    assert delete_tag(key=key, by=COMMAND, at=AT) == 1
    assert of(one) == ["beta"]
    assert facts_of(Subject("tag", str(key)))[0].changes == {"name": ("bulk", ""), "customers": (1, 0)}
    with pytest.raises(NoSuchLabel):
        delete_tag(key=key, by=COMMAND, at=AT)


def test_a_tag_that_was_made_by_hand_stays_when_nobody_has_it():
    make_tag(name="beta", by=COMMAND, at=AT)
    number = add("A", tags="BETA; bulk")
    assert tags() == {"beta": 1, "bulk": 1}
    remove_customers([number])
    assert tags() == {"beta": 0}


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a;b", "a,b", "\u200b"])
def test_what_is_no_tag_is_refused(name):
    with pytest.raises(NotALabel):
        make_tag(name=name, by=COMMAND, at=AT)


def test_a_tag_is_there_once_whatever_its_case():
    make_tag(name="beta", by=COMMAND, at=AT)
    with pytest.raises(LabelTaken):
        make_tag(name="Beta", by=COMMAND, at=AT)


def test_ours_are_offered_until_the_business_has_its_own():
    assert category_names() == list(CATEGORIES)
    make_category(name="Restaurant", by=COMMAND, at=AT)
    assert category_names() == [*CATEGORIES, "Restaurant"]
    for name in category_names():
        delete_category(name=name, by=COMMAND, at=AT)
    assert category_names() == []
    assert current_business().categories == []


def test_a_category_has_its_new_name_on_every_customer():
    one, two = add("A", category="Charity"), add("B", category="Partnership")
    rename_category(old="Charity", name="Good cause", by=COMMAND, at=AT + LATER)
    assert Customer.objects.get(number=one).category == "Good cause"
    assert Customer.objects.get(number=one).changed_at == AT + LATER
    assert Customer.objects.get(number=two).changed_at == AT
    assert category_names().index("Good cause") == CATEGORIES.index("Charity")
    fact = facts_of(Subject("category", "Charity"))[0]
    assert fact.changes == {"name": ("Charity", "Good cause"), "customers": (1, 1)}


def test_two_categories_become_one_after_a_question():
    one = add("A", category="Charity")
    with pytest.raises(LabelTaken):
        rename_category(old="Charity", name="public body", by=COMMAND, at=AT)
    rename_category(old="Charity", name="public body", merges=True, by=COMMAND, at=AT)
    assert Customer.objects.get(number=one).category == "Public body"
    assert category_names() == [name for name in CATEGORIES if name != "Charity"]


def test_a_category_that_was_typed_by_hand_is_listed_and_can_be_made_one_of_the_offered():
    one = add("A", category="Chairty")
    assert [(label.name, label.count) for label in category_labels() if not label.is_offered] == [("Chairty", 1)]
    rename_category(old="Chairty", name="Charity", merges=True, by=COMMAND, at=AT)
    assert Customer.objects.get(number=one).category == "Charity"
    assert category_names() == list(CATEGORIES)


def test_a_deleted_category_is_taken_off_all_who_have_it():
    one = add("A", category="Charity")
    assert delete_category(name="Charity", by=COMMAND, at=AT) == 1
    assert Customer.objects.get(number=one).category == ""
    with pytest.raises(NoSuchLabel):
        delete_category(name="Charity", by=COMMAND, at=AT)


@pytest.mark.parametrize("player", [TOM, INES])
@pytest.mark.parametrize(
    "verb",
    [
        lambda by, key: make_tag(name="x", by=by, at=AT),
        lambda by, key: rename_tag(key=key, name="x", by=by, at=AT),
        lambda by, key: delete_tag(key=key, by=by, at=AT),
        lambda by, key: make_category(name="x", by=by, at=AT),
        lambda by, key: rename_category(old="Charity", name="x", by=by, at=AT),
        lambda by, key: delete_category(name="Charity", by=by, at=AT),
    ],
)
def test_only_who_may_change_settings_changes_labels(player, verb):
    add("A", tags="bulk")
    by = hire(player)
    before = everything_in_the_database()
    with pytest.raises(NotAllowed):
        verb(by, key_of("bulk"))
    assert everything_in_the_database() == before


@pytest.mark.django_db(transaction=True)
def test_two_tags_that_are_made_one_of_each_other_at_once_leave_one():
    add("A", tags="bulk")
    add("B", tags="wholesale")
    bulk, wholesale = key_of("bulk"), key_of("wholesale")
    race(
        lambda: rename_tag(key=bulk, name="wholesale", merges=True, by=COMMAND, at=AT),
        lambda: rename_tag(key=wholesale, name="bulk", merges=True, by=COMMAND, at=AT),
    )
    assert list(tags().values()) == [2]


@pytest.mark.django_db(transaction=True)
def test_two_categories_that_are_added_at_once_are_both_there():
    race(*(lambda name=name: make_category(name=name, by=COMMAND, at=AT) for name in ("Bars", "Hotels")))
    assert sorted(set(category_names()) - set(CATEGORIES)) == ["Bars", "Hotels"]
