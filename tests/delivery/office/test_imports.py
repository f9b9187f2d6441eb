"""The page of a list on its way in, as staff see it and click through it."""

import pytest

from tests.domain.imports.importing import as_csv, rehearse, take_in

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = ("Customer ID", "Company", "Email", "Shoe size")
RIGHT = as_csv(HEADER, ("K-1", "Hollin Dairy", "a@hollin.example", ""))
WRONG = as_csv(HEADER, ("K-1", "Hollin & Sons", "a@hollin.example", "9"), ("K-2", "Weir", "nobody", ""))
MAP = {"Email": "email"}


def page_of(browser, card, query: str = "") -> str:
    return browser.get(f"/office/imports/{card.key}/{query}").content.decode()


def test_the_columns_are_reported_with_links_to_the_rows_they_are_about(nadia):
    take_in(RIGHT)
    card = rehearse(WRONG, mapping=MAP)
    page = page_of(nadia, card)
    assert "4 columns, 1 left out, something looks wrong in 1" in page
    assert "<code>nobody</code>" in page
    assert 'href="?wrong=2#rows"' in page
    assert 'href="?changed=1#rows"' in page
    wrong = page_of(nadia, card, "?wrong=2")
    assert "Email looks wrong" in wrong
    assert "Hollin &amp; Sons</" not in wrong
    changed = page_of(nadia, card, "?changed=1")
    assert "Company would change" in changed
    assert "nobody&quot; is not" not in changed
    assert "<del" in changed


@pytest.mark.parametrize("query", ["?wrong=99", "?changed=x", "?wrong=-1", "?rows=nonsense"])
def test_a_filter_that_means_nothing_shows_every_row(nadia, query):
    page = page_of(nadia, rehearse(RIGHT), query)
    assert "Hollin Dairy" in page
