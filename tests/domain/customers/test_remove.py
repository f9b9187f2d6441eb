"""Deleting is for customers of whom nothing has to stay; others are closed or merged (D-11)."""

from collections.abc import Callable
from typing import Any

import pytest

from onaccount.domain.connectors.models import Connection, Link
from onaccount.domain.customers.actions import add_contact, add_note, delete_customer
from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.queries.removal import tables_above
from onaccount.domain.customers.rules.removal import LetterSent, OneOfFamily, StillActive
from onaccount.domain.customers.rules.status import Merged, NoSuchCustomer, Status
from onaccount.domain.history.models import Event, EventDetail
from onaccount.domain.letters.models import Letter
from onaccount.domain.matching.actions import decide_pair, merge_customers, unmerge_customers
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.vetting.actions import add_members, make_wave, set_status
from onaccount.domain.vetting.models import Application
from tests.stage import AT, COMMAND, INES, hire, let_in, sign_up, work_off

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": COMMAND, "at": AT}


def another() -> int:
    return sign_up(login="other@widgets.example", name="Other Ltd")


def test_who_has_no_history_goes_with_all_its_parts_and_history_says_so():
    number, other = sign_up(), another()
    add_note(number=number, text="A note.", **BY)
    add_contact(number=number, values={"given_name": "Ruth"}, **BY)
    decide_pair(low=number, high=other, decision=Decision.LATER, seen=Decision.OPEN, **BY)
    unmerge_customers(merge=merge_customers(loser=number, survivor=other, **BY), **BY)
    add_members(wave=make_wave(name="Spring", **BY), numbers=[number], **BY)
    delete_customer(number=number, **BY)
    assert list(Customer.objects.values_list("number", flat=True)) == [other]
    assert not Location.objects.filter(customer=number).exists()
    assert not Application.objects.filter(login_email="graham@widgets.example").exists()
    last = Event.objects.filter(subject_kind="customer", subject_key=str(number)).order_by("pk").last()
    assert last is not None
    assert (last.name, last.actor_key) == ("customer.removed", COMMAND.key)
    assert not EventDetail.objects.filter(event__subject_kind="customer", event__subject_key=str(number)).exists()


def written_to() -> int:
    number = let_in()
    work_off()
    set_status(number=number, to=Status.INACTIVE, **BY)
    return number


def merged_with() -> int:
    number = sign_up()
    merge_customers(loser=another(), survivor=number, **BY)
    return number


def merged_into() -> int:
    number = sign_up()
    merge_customers(loser=number, survivor=another(), **BY)
    return number


@pytest.mark.parametrize(
    ("make", "refusal"),
    [(let_in, StillActive), (written_to, LetterSent), (merged_with, OneOfFamily), (merged_into, Merged)],
)
def test_who_has_a_history_stays_and_the_cure_is_said(make: Callable[[], int], refusal: type[Exception]):
    number = make()
    with pytest.raises(refusal) as said:
        delete_customer(number=number, **BY)
    assert getattr(said.value, "status", None) == 409
    assert Customer.objects.filter(number=number).exists()


def test_who_is_a_contact_next_door_stays_and_who_only_waits_to_be_one_goes():
    number = sign_up()
    system = Connection.objects.create(system="xero")
    link = Link.objects.create(customer_id=number, system=system, contact_id="abc", asked_at=AT)
    with pytest.raises(Exception, match="next door"):
        delete_customer(number=number, **BY)
    Link.objects.filter(pk=link.pk).update(contact_id="")
    delete_customer(number=number, **BY)


def test_a_waiting_letter_goes_with_the_customer():
    number = let_in()
    set_status(number=number, to=Status.INACTIVE, **BY)
    delete_customer(number=number, **BY)
    assert not Letter.objects.exists()


def test_a_table_of_a_room_above_keeps_whom_it_refers_to_unless_it_says_otherwise():
    said = {table.__name__: hasattr(table, "keeps_customer") or hasattr(table, "goes_with_customer")
            for table, _ in tables_above()}  # fmt: skip
    tables = [
        "CustomerAccount",
        "KeptVerdict",
        "PostedElsewhere",
        "Pair",
        "Merge",
        "Application",
        "WaveMember",
        "Assignment",
        "FirstYes",
        "ChecklistItem",
        "Order",
        "RouteOfCustomer",
        "Favourite",
        "StandingOrder",
        "Contract",
        "Service",
        "Quote",
        "Invoice",
        "InvoiceDue",
        "Funds",
        "TaxProfile",
        "Sale",
        "CustomerCard",
        "KnownCustomer",
        "Lease",
        "SaleException",
        "LevelOfCustomer",
        "Link",
        "Task",
        "Check",
    ]
    assert said == dict.fromkeys(tables, True), (
        "a new table that refers to customers: say in it what of it keeps one from being deleted"
    )


def test_a_reader_deletes_nobody_and_nobody_is_deleted_twice():
    number = sign_up()
    with pytest.raises(NotAllowed):
        delete_customer(number=number, by=hire(INES), at=AT)
    delete_customer(number=number, **BY)
    with pytest.raises(NoSuchCustomer):
        delete_customer(number=number, **BY)
