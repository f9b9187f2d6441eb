"""Whatever stands in the cells: each row has one outcome, and a set writes what the form writes (house.md, sets)."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from onaccount.domain.business.rules import Vetted
from onaccount.domain.customers.actions import add_customer
from onaccount.domain.customers.actions.known import OWN, PERSON, PLACE
from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.status import Origin
from onaccount.domain.imports.queries import rows_page
from onaccount.domain.imports.queries.opening import settled_mapping
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.rows import canonical_row
from onaccount.domain.imports.rules.states import Outcome
from onaccount.domain.imports.rules.table import Record
from onaccount.domain.people.actions import settle_business
from onaccount.foundation.refusals import Refused
from tests.domain.imports.importing import AT, BY, apply, as_csv, figures, rehearse

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = [
    "Hollin Dairy Ltd",
    "ÅNGSTRÖM & Søn",
    "Robert'); DROP TABLE customers;--",
    "=1+1",
    "名前",
    "a\u202eb",
    "NULL",
    "  x  y ",
]
EMAILS = [
    "a@hollin.example",
    " A@HOLLIN.EXAMPLE",
    "no address",
    "b@hollin.example; c@hollin.example",
    "ü@müller.example",
    "x@y",
]
PHONES = ["+44 20 7946 0017", "020 7946 0017", "1.23E+11", "-0-", "'+442079460017", "call me", "5551234 x12"]
CELLS = {
    "External id": ["", "'0017", "17.0", "A B", "a\x00b", "=cmd|' /C calc'!A0"],
    "Company": [*NAMES, ""],
    "First name": ["Nora", "Ñ", "", "\tTom\t"],
    "Last name": ["Hollin", "O'Brien", "", "van Dam"],
    "E-mail": [*EMAILS, ""],
    "Phone": [*PHONES, ""],
    "Tax id": ["GB 980 7806 84", "xx", "", "12.345"],
    "Address line 1": ["1 High St\nUnit 2", "", "“Quay”", "x" * 201],
    "City": ["Leeds", "", "LEEDS\u00a0", "-"],
    "Country": ["United Kingdom", "GB", "Neverland", ""],
    "Tags": ["dairy; Dairy, wave 1", "", ";;"],
    "Notes": ["a\r\nb", "", '"quoted", twice', "\\.\n\\N"],
    "Contact e-mail": [*EMAILS, ""],
}
HEADER = list(CELLS)
ROW = st.tuples(*(st.one_of(st.sampled_from(cells), st.text(max_size=12)) for cells in CELLS.values()))


def writable(rows: list[tuple[str, ...]]) -> bytes | None:
    """The rows as a CSV that the csv module can write and UTF-8 can hold."""
    try:
        return as_csv(HEADER, *rows)
    except UnicodeEncodeError:
        return None


@settings(max_examples=40)
@given(rows=st.lists(ROW, min_size=1, max_size=8))
def test_every_row_has_one_outcome_and_a_second_run_changes_nothing(rows):
    content = writable(rows)
    if content is None or not any("".join(row).strip() for row in rows):
        return
    try:
        first = rehearse(content, partial=True)
    except Refused:
        return  # hostile cells can make the file as a whole unreadable, in words
    outcomes = figures(first)
    apply(first.key)
    second = figures(apply(rehearse(content, partial=True).key))
    again = {"unchanged": outcomes.get("create", 0) + outcomes.get("unchanged", 0) + outcomes.get("update", 0)}
    kept = {name: outcomes[name] for name in ("repeated", "reject") if name in outcomes}
    assert second == {name: count for name, count in again.items() if count} | kept
    Customer.objects.all().delete()


@settings(max_examples=40)
@given(rows=st.lists(ROW, min_size=1, max_size=6), vets=st.sampled_from(Vetted))
def test_a_set_writes_what_a_form_would_have_written(rows, vets):
    settle_business(vets=vets.value, by=BY, at=AT)
    rows = [(f"ID{index}", *row[1:]) for index, row in enumerate(rows)]  # each a customer of its own
    content = writable(rows)
    if content is None:
        return
    try:
        card = rehearse(content, partial=True)
    except Refused:
        return
    by_form = stored_by_form(rows, card)
    apply(card.key)
    assert stored() == by_form
    Customer.objects.all().delete()


def stored_by_form(rows, card) -> list[tuple[Any, ...]]:
    """What add_customer makes of the same rows, looked at and taken back."""
    taken = {line.row for line in rows_page(card.key).rows if line.outcome is Outcome.CREATE}
    mapping = settled_mapping(card.header, rows, Options())
    with transaction.atomic():
        for index, row in enumerate(rows):
            values = canonical_row(Record(index + 2, index + 2, list(row)), mapping)
            try:
                login = FIELDS["email"].clean(values.get("email", ""))
                add_customer(values=values, origin=Origin.IMPORT, login_email=login, by=BY, at=AT)
            except Refused:
                assert index + 2 not in taken
            else:
                assert index + 2 in taken
        found = stored()
        transaction.set_rollback(True)
    return found


def stored() -> list[tuple[Any, ...]]:
    return [
        (
            [getattr(customer, name) for name in (*OWN, "search_name", "status", "stage", "origin")],
            list(customer.addresses.order_by("pk").values_list("use", *PLACE)),
            list(customer.contacts.order_by("pk").values_list(*PERSON)),
            sorted(customer.tags.values_list("name", flat=True)),
            list(Location.objects.filter(customer=customer).values_list("login_email", flat=True)),
        )
        for customer in Customer.objects.order_by("number")
    ]
