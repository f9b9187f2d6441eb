"""Similar names stand below what was found, clearly apart, with or without rows above."""

import pytest

from tests.stage import sign_up

pytestmark = pytest.mark.django_db


def test_a_misspelt_search_shows_similar_names_below(tom):
    number = sign_up()
    page = tom.get("/office/customers/?q=grahms+widgets").content.decode()
    assert "Nobody like that here" in page
    below = page.partition('id="similar"')[2]
    assert "Similar names" in below
    assert f'href="/office/customers/{number}/"' in below


def test_a_search_that_finds_shows_nobody_twice(tom):
    sign_up()
    assert 'id="similar"' not in tom.get("/office/customers/?q=widgets").content.decode()
    assert 'id="similar"' not in tom.get("/office/customers/").content.decode()
