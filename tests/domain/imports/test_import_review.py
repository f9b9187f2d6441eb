"""What there is to look at before an import is approved: of each column, and of each customer that would change."""

import sqlite3

import pytest

from onaccount.domain.customers.models import Customer
from onaccount.domain.imports.actions import change_import, rehearse_import
from onaccount.domain.imports.queries import Wanted, first_differences, import_card, rows_page, understanding
from onaccount.domain.imports.queries.places import stage_path
from onaccount.domain.imports.rules.options import AsKind, Options
from tests.domain.imports.importing import AT, BY, as_csv, figures, rehearse, take_in

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = ("Customer ID", "Company", "Contact", "Email", "Street", "Password", "Shoe size")
EMAIL = {"Email": "email"}  # where few rows are right, the guess is that it is no column of addresses


def listed(*rows: tuple[str, ...]) -> bytes:
    return as_csv(HEADER, *rows)


def told(card) -> dict[str, tuple[int, int, int, int]]:
    return {each.heading: (each.filled, each.blank, each.changed, each.wrong) for each in card.columns}


def test_each_column_says_what_is_blank_what_it_changes_and_what_looks_wrong():
    take_in(listed(("K-1", "Hollin Dairy", "Piers Hollin", "a@hollin.example", "1 Lane", "", "9")))
    card = rehearse(
        listed(
            ("K-1", "Hollin Dairy", "Ida Moor", "a@hollin.example", "2 Lane", "secret", ""),
            ("K-2", "Weir & Co", "N/A", "no address", " ", "", "7"),
            ("K-3", "Kestrel", "", "neither this", "NULL", "", ""),
        ),
        mapping=EMAIL,
    )
    assert told(card) == {
        "Customer ID": (3, 0, 0, 0),
        "Company": (3, 0, 0, 0),
        "Contact": (1, 2, 1, 0),
        "Email": (3, 0, 0, 2),
        "Street": (1, 2, 1, 0),
        "Password": (1, 2, 0, 0),
        "Shoe size": (1, 2, 0, 0),
    }
    assert [(each.row, each.example) for each in card.columns if each.wrong] == [(3, "no address")]
    assert [each.heading for each in card.columns if each.field is None] == ["Password", "Shoe size"]


def test_a_row_that_the_books_refuse_is_counted_under_the_column_of_its_key():
    take_in(listed(("K-1", "Hollin Dairy", "", "a@hollin.example", "", "", "")))
    card = rehearse(
        as_csv(("Tax ID", "Company", "Customer ID"), ("DE136695976", "Weir & Co", "K-1")), update_by="tax_id"
    )
    (column,) = [each for each in card.columns if each.wrong]
    assert (column.heading, column.row, column.example) == ("Customer ID", 2, "K-1")


def test_a_row_with_cells_too_many_stands_under_no_heading():
    card = rehearse(listed(("K-1", "Hollin", "", "", "", "", "")) + b"K-2,Weir,,,,,,one,two\r\n")
    assert figures(card) == {"create": 1, "reject": 1}
    assert {(each.filled + each.blank, each.wrong) for each in card.columns} == {(1, 0)}


def test_the_rows_behind_a_count_are_found():
    take_in(listed(*((f"K-{n}", f"Company {n}", "", "", "1 Lane", "", "") for n in range(4))))
    rows = [(f"K-{n}", f"Company {n}", "", "no" if n == 3 else "", f"{n} Lane", "", "") for n in range(4)]
    card = rehearse(listed(*rows), mapping=EMAIL)
    email, street = HEADER.index("Email"), HEADER.index("Street")
    assert [line.row for line in rows_page(card.key, Wanted(wrong=email)).rows] == [5]
    assert rows_page(card.key, Wanted(wrong=street)).rows == []
    assert [line.row for line in rows_page(card.key, Wanted(changed=street)).rows] == [2, 4]
    assert rows_page(card.key, Wanted(changed=email)).rows == []
    assert card.columns[street].changed == 2


def test_differences_say_field_from_and_to_in_the_order_of_the_file():
    take_in(listed(("K-1", "Hollin Dairy", "", "", "", "", ""), ("K-2", "Weir & Co", "", "", "", "", "")))
    card = rehearse(
        listed(("K-2", "Weir & Sons", "", "", "", "", ""), ("K-1", "Hollin Dairy", "", "", "2 Lane", "", ""))
    )
    first, second = first_differences(card.key)
    numbers = {customer.name: customer.number for customer in Customer.objects.all()}
    assert (first.row, first.number, first.changes) == (2, numbers["Weir & Co"], {"name": ("Weir & Co", "Weir & Sons")})
    assert (second.row, second.number, second.changes) == (3, numbers["Hollin Dairy"], {"line1": ("", "2 Lane")})
    assert first_differences(card.key, limit=1) == [first]


def test_passwords_are_kept_nowhere_for_looking_at():
    card = rehearse(listed(("K-1", "Weir & Co", "", "no address", "", "hunter2-secret", "")), mapping=EMAIL)
    assert figures(card) == {"reject": 1}
    assert b"hunter2-secret" not in stage_path(card.key).read_bytes()
    assert b"no address" in stage_path(card.key).read_bytes()


def test_what_the_rows_are_is_remembered_with_the_columns():
    content = as_csv(("Betrieb", "Kuerzel"), ("Orla Finnegan", "Z-1"))
    settled = rehearse(content, mapping={"Betrieb": "name", "Kuerzel": "external_id"}, as_kind="individuals")
    assert {line.outcome.value for line in rows_page(settled.key).rows} == {"create"}
    again = rehearse(content)
    assert understanding(again.key).as_kind is AsKind.INDIVIDUALS
    assert kinds_in_stage(again) == ["individual"]
    other = rehearse(content, as_kind="companies")  # what is said now is stronger
    assert understanding(other.key).as_kind is AsKind.COMPANIES
    assert kinds_in_stage(other) == ["company"]
    unknown = rehearse(as_csv(("Betrieb", "Company"), ("x", "Weir & Co")))
    assert understanding(unknown.key).as_kind is AsKind.AUTO


def test_the_kind_that_is_settled_last_is_the_one_remembered():
    content = as_csv(("Company", "Kuerzel"), ("Orla Finnegan", "Z-1"))
    card = rehearse(content, mapping={"Company": "name"}, as_kind="individuals")
    options = Options(mapping={"Company": "name"}, as_kind=AsKind.AUTO)
    change_import(key=card.key, options=options, by=BY, at=AT, here=True)
    rehearse_import(key=card.key, by=BY, at=AT)
    assert understanding(rehearse(content).key).as_kind is AsKind.AUTO
    assert import_card(card.key).options.mapping == {"Company": "name"}


def kinds_in_stage(card) -> list[str]:
    with sqlite3.connect(stage_path(card.key)) as stage:
        return [kind for (kind,) in stage.execute("SELECT kind FROM stage_customers ORDER BY seq")]
