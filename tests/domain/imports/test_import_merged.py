"""An import meets customers who were merged: their keys lead to the survivor, the same list again changes nothing."""

from typing import Any

import pytest

from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.queries import locations_of
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.imports.actions import apply_import, undo_import
from onaccount.domain.imports.models import Import
from onaccount.domain.imports.queries.rows import alike_rows
from onaccount.domain.imports.rules.states import ChangedSinceRehearsal
from onaccount.domain.matching.actions import merge_customers, unmerge_customers
from onaccount.domain.vetting.actions import set_status
from tests.domain.imports.importing import AT, BY, as_csv, figures, rehearse, take_in
from tests.stage import LATER

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = ("Customer ID", "Company", "Email", "Phone")
ONE = ("A-1", "Ridge Dairy Ltd", "a@ridge.example", "+441288352100")
OTHER = ("A-2", "Ridge Dairies", "b@ridge.example", "+441288352200")
LIST = as_csv(HEAD, ONE, OTHER)


@pytest.fixture
def family() -> tuple[int, int, Any]:
    card = take_in(LIST)
    survivor, loser = Customer.objects.order_by("number").values_list("number", flat=True)
    merge = merge_customers(loser=loser, survivor=survivor, by=BY, at=AT)
    return survivor, loser, (card.key, merge)


def test_the_same_list_again_changes_nothing(family):
    before = list(Customer.objects.order_by("number").values())
    assert figures(take_in(LIST)) == {"unchanged": 2}
    assert list(Customer.objects.order_by("number").values()) == before


@pytest.mark.parametrize("head", ["Customer ID", "OnAccount number"])
def test_what_is_new_of_a_loser_is_written_at_the_survivor(family, head):
    survivor, loser, _ = family
    by = {} if head == "Customer ID" else {"update_by": "number"}
    key = "A-2" if head == "Customer ID" else str(loser)
    card = take_in(as_csv((head, "Company", "Website"), (key, "Ridge Dairies", "https://ridge.example/")), **by)
    assert figures(card) == {"update": 1}
    shown = Customer.objects.get(pk=survivor)
    assert (shown.website, shown.external_id) == ("https://ridge.example/", "A-1")
    assert not Customer.objects.get(pk=loser).website


def test_an_import_that_made_a_family_leaves_it(family):
    survivor, loser, (key, merge) = family
    undo_import(key=key, by=BY, at=AT)
    assert set(Customer.objects.values_list("number", flat=True)) == {survivor, loser}
    unmerge_customers(merge=merge, by=BY, at=AT)


def test_a_row_that_looks_like_both_of_a_family_looks_like_the_survivor_once(family):
    survivor, _, _ = family
    card = rehearse(as_csv(("Company", "Phone"), ("Ridge Dairies", "+441288352200")))
    assert alike_rows(Import.objects.get(pk=card.key), row=2) == [(2, [survivor])]


def test_what_was_merged_after_the_rehearsal_is_not_written(family):
    survivor, loser, (_, merge) = family
    unmerge_customers(merge=merge, by=BY, at=AT)
    card = rehearse(as_csv(HEAD, ("A-2", "Ridge Dairies", "b@ridge.example", "+441288352999")))
    merge_customers(loser=loser, survivor=survivor, by=BY, at=AT + LATER)
    with pytest.raises(ChangedSinceRehearsal):
        apply_import(key=card.key, by=BY, at=AT)


def test_a_list_gives_no_second_login_to_who_comes_in_by_a_loser():
    """Whom it would let in, nobody with the right to give logins has let in."""
    take_in(as_csv(HEAD, ("A-1", "Ridge Dairy Ltd", "", ""), OTHER))
    survivor, loser = Customer.objects.order_by("number").values_list("number", flat=True)
    merge_customers(loser=loser, survivor=survivor, choices={"email": survivor}, by=BY, at=AT)
    set_status(number=survivor, to=Status.ACTIVE, by=BY, at=AT)
    take_in(as_csv(HEAD, ("A-1", "Ridge Dairy Ltd", "new@ridge.example", "")))
    assert Customer.objects.get(pk=survivor).email == "new@ridge.example"
    assert [place.login_email for place in locations_of(survivor)] == ["b@ridge.example"]


def test_a_list_gives_no_active_customer_a_login(family):
    survivor, _, _ = family
    set_status(number=survivor, to=Status.ACTIVE, by=BY, at=AT)
    Location.objects.all().delete()  # which no action does
    take_in(as_csv(HEAD, ("A-1", "Ridge Dairy Ltd", "new@ridge.example", "+441288352111")))
    assert not Location.objects.exists()
